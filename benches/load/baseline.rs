//! What the machine can do at all: a server that answers nothing much, one that signs, and hashes without a server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use gatehouse::app::{Surroundings, open_database};
use gatehouse::authn::{HashOptions, Hasher, Password};
use gatehouse::background::Cores;
use gatehouse::config::Settings;
use gatehouse::jose::{Algorithm, PrivateKey, Signer};
use gatehouse::model::RealmId;
use gatehouse::random::Random;
use gatehouse::secret::token_hash;
use gatehouse::storage::{Database, access_tokens};
use serde_json::{Value, json};

use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk::{self, Measured};

/// Measures `/hello` and `/sign` under wrk, and Argon2 alone.
pub fn measure(report: &mut Report, span: Duration) {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || serve(&sender));
    let (port, handle) = receiver.recv().unwrap();
    let hello = wrk::run(&format!("http://127.0.0.1:{port}/hello"), None, CONNECTIONS, span);
    let sign = wrk::run(&format!("http://127.0.0.1:{port}/sign"), None, CONNECTIONS, span);
    report.hello = hello.rate;
    report.signatures = sign.rate;
    report.rate("a route that answers a few bytes", hello, 1.0, None);
    report.rate("a route that makes one RS256 signature", sign, 1.0, None);
    futures_util::FutureExt::now_or_never(handle.stop(false));
    report.hashes = hashes(span);
    report.figure("Argon2id hashes without a server", report.hashes, "/s");
}

/// A route that finds one row by its key in the database of `settings`, as a bare read is measured: same load, same server.
pub fn point_reads(settings: &Settings, around: &Surroundings, token: &str, span: Duration) -> Measured {
    let (settings, around, hash) = (settings.clone(), around.clone(), token_hash(token));
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let database = open_database(&settings, &around).await.unwrap();
            let data = web::Data::new((database, hash));
            let app = move || App::new().app_data(data.clone()).route("/read", web::get().to(read));
            let server = HttpServer::new(app).workers(2).disable_signals().bind(("127.0.0.1", 0)).unwrap();
            let port = server.addrs().first().unwrap().port();
            let server = server.run();
            sender.send((port, server.handle())).unwrap();
            server.await.unwrap();
        });
    });
    let (port, handle) = receiver.recv().unwrap();
    let measured = wrk::run(&format!("http://127.0.0.1:{port}/read"), None, CONNECTIONS, span);
    futures_util::FutureExt::now_or_never(handle.stop(false));
    measured
}

async fn read(data: web::Data<(Database, String)>) -> HttpResponse {
    let found = access_tokens::find(&data.0, &RealmId::default_realm(), &data.1).await.unwrap().unwrap();
    HttpResponse::Ok().body(found.jti)
}

fn serve(ready: &std::sync::mpsc::Sender<(u16, actix_web::dev::ServerHandle)>) {
    let key = PrivateKey::generate(Algorithm::RS256).unwrap();
    let signer = Arc::new(Signer::new("bench", &key).unwrap());
    let claims = json!({
        "iss": "http://localhost:8080", "sub": "demo-api", "aud": "https://api.example.com", "client_id": "demo-api",
        "iat": 1_800_000_000, "exp": 1_800_000_900, "jti": "0123456789012345678901", "scope": "notes:read",
    });
    actix_web::rt::System::new().block_on(async {
        let data = web::Data::new((signer, claims));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .route("/hello", web::get().to(|| async { HttpResponse::Ok().json(json!({ "hello": "world" })) }))
                .route("/sign", web::get().to(sign))
        })
        .workers(2)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let port = server.addrs().first().unwrap().port();
        let server = server.run();
        ready.send((port, server.handle())).unwrap();
        server.await.unwrap();
    });
}

async fn sign(data: web::Data<(Arc<Signer>, Value)>) -> HttpResponse {
    HttpResponse::Ok().body(data.0.sign("at+jwt", &data.1).unwrap())
}

fn hashes(span: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let hasher = Hasher::start(&HashOptions::default(), Random::System, &Cores::default()).unwrap();
        let began = Instant::now();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move {
                    let mut done = 0.0;
                    while began.elapsed() < span {
                        hasher.hash(&Password::parse("correct horse battery staple").unwrap()).await.unwrap();
                        done += 1.0;
                    }
                    done
                })
            })
            .collect();
        let mut all = 0.0;
        for task in tasks {
            all += task.await.unwrap();
        }
        all / began.elapsed().as_secs_f64()
    })
}
