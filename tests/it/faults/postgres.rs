//! PostgreSQL away and back: polite refusals in time, nothing of the inside shown, and recovery without a restart.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::application::{PASSWORD, Reply, authorize, code, get, http, redeem, refresh, sign_in, tokens};
use crate::support::process::{Instance, Site, free_port, number, turn};
use crate::support::servers::Postgres;

/// No answer may take longer, whatever is away.
const PROMPT: Duration = Duration::from_secs(5);
const LIVE: &str = "SELECT count(*) FROM refresh_tokens WHERE grant_id = $1 AND state = 'active'";

/// Neither a fault nor a word that only we should read.
fn is_clean(status: u16, body: &str, what: &str) {
    if status < 400 {
        return;
    }
    assert!(status < 500 || status == 503, "{what}: {status} {body}");
    for inside in ["postgres", "sqlx", "pool", "connection", "refused", "database", "os error", "shutdown"] {
        assert!(!body.to_lowercase().contains(inside), "{what} shows {inside:?}: {body}");
    }
}

async fn timely(what: &str, answer: impl Future<Output = Result<Reply, reqwest::Error>>) -> Reply {
    let began = Instant::now();
    let reply = answer.await.unwrap();
    assert!(began.elapsed() < PROMPT, "{what} took {:?}", began.elapsed());
    is_clean(reply.status, &reply.text, what);
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_may_go_and_come_back() {
    let _turn = turn().await;
    let Some(postgres) = Postgres::start().await else { return };
    let site = Site::on(&postgres.url(), &[]);
    site.seed().await;
    let mut instance = site.start().await;
    let known = instance.browser();
    let held = tokens(&known).await;
    let spare = code(&known).await;
    let newcomer = instance.browser();
    let login = newcomer.open(&authorize("app", "")).await;
    let password = newcomer.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;

    postgres.stop().await;
    all_refuse(&instance, &held, &spare).await;
    let typed = [("username", "alice"), ("password", PASSWORD), ("action", "sign-in")];
    let refused = newcomer.submit(&password, &typed).await;
    assert!(refused.status == 503 && refused.header("content-type").starts_with("text/html"), "{refused:?}");
    instance.wait_until_not_ready().await;
    // What was read of the realm is no longer fresh by now.
    tokio::time::sleep(Duration::from_secs(11)).await;
    all_refuse(&instance, &held, &spare).await;
    let page = instance.browser().open(&authorize("app", "")).await;
    assert!(page.status == 503 && page.header("content-type").starts_with("text/html"), "{page:?}");
    assert!(page.body.contains("temporarily_unavailable"), "{page:?}");
    is_clean(page.status, &page.body, "a page");
    let live = get(&http(), &format!("{}/health/live", instance.base()), "").await.unwrap();
    assert_eq!(live.status, 200, "a restart would not help");
    // One that begins now waits until it can.
    let mut late = site.launch(free_port());

    postgres.resume().await;
    instance.wait_until_ready().await;
    late.wait_until_ready().await;
    let reply = refresh(&http(), &instance.base(), &held.field("refresh_token")).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    let browser = late.browser();
    let seen = sign_in(&browser, &browser.open(&authorize("app", "")).await).await;
    assert!(seen.parameter("code").is_some(), "{seen:?}");
    assert!(!instance.log().contains("panicked"), "{}", instance.log());
}

/// Every endpoint while the database is away.
async fn all_refuse(instance: &Instance, held: &Reply, spare: &str) {
    let (http, base) = (http(), instance.base());
    let refreshed = timely("a refresh", refresh(&http, &base, &held.field("refresh_token"))).await;
    assert!(refreshed.is_unavailable(), "{refreshed:?}");
    let redeemed = timely("a code", redeem(&http, &base, spare)).await;
    assert!(redeemed.is_unavailable(), "{redeemed:?}");
    for path in ["/userinfo", "/jwks.json", "/.well-known/openid-configuration", "/login", &authorize("app", "")] {
        timely(path, get(&http, &format!("{base}{path}"), &held.field("access_token"))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_logs_nobody_out() {
    let _turn = turn().await;
    let Some(postgres) = Postgres::start().await else { return };
    let site = Site::on(&postgres.url(), &[]);
    site.seed().await;
    let instance = site.start().await;
    let browser = instance.browser();
    let stop = Arc::new(AtomicBool::new(false));
    let mut clients = Vec::new();
    for _ in 0..6 {
        let (mut token, base) = (tokens(&browser).await.field("refresh_token"), instance.base());
        let stop = Arc::clone(&stop);
        clients.push(tokio::spawn(async move {
            let (http, mut refused) = (http(), 0);
            while !stop.load(Ordering::SeqCst) {
                let reply = timely("a refresh", refresh(&http, &base, &token)).await;
                if reply.status == 200 {
                    token = reply.field("refresh_token");
                } else {
                    assert!(reply.is_unavailable(), "{reply:?}");
                    refused += 1;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
            (token, refused)
        }));
    }
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        postgres.stop().await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        postgres.resume().await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::SeqCst);
    let database = site.database().await;
    let mut refused = 0;
    for client in clients {
        let (token, times) = client.await.unwrap();
        let reply = refresh(&http(), &instance.base(), &token).await.unwrap();
        assert_eq!(reply.status, 200, "logged out: {reply:?}");
        assert_eq!(number(&database, LIVE, token.split('.').nth(1).unwrap()).await, 1);
        refused += times;
    }
    assert!(refused > 0, "no restart was noticed by anybody");
}
