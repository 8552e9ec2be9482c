//! The release binary under load, on one engine.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatehouse::app::Surroundings;
use gatehouse::clock::Clock;
use gatehouse::config::{Settings, Sources, load};
use gatehouse::random::Random;

use crate::prepare::{Prepared, REDIRECT, VERIFIER, prepare};
use crate::report::Report;
use crate::wrk::{self, Measured};

/// Connections, each with a refresh family of its own.
const CONNECTIONS: usize = 16;
/// Codes redeemed in a second, at most.
const CODES_A_SECOND: usize = 4_000;

/// What the server runs on.
pub enum Engine {
    /// Nothing installed.
    Sqlite,
    /// PostgreSQL and Redis.
    Clustered { postgres: String, redis: String },
}

impl Engine {
    const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Clustered { .. } => "PostgreSQL, Redis",
        }
    }
}

/// A server that is stopped when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn measure(report: &mut Report, span: Duration, engine: &Engine) {
    let directory = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let flags = flags(engine, port);
    let settings = load(&Sources { flags: flags.clone(), ..Sources::default() }).unwrap().settings;
    let around = Surroundings {
        clock: Clock::System,
        random: Random::System,
        data_directory: directory.path().to_owned(),
        development: false,
    };
    let codes = CODES_A_SECOND * usize::try_from(span.as_secs()).unwrap();
    let prepared = fill(&settings, &around, codes);
    let (running, ready) = start(&flags, directory.path(), port);
    let name = engine.name();
    report.figure(&format!("start to first answer, {name}"), ready.as_secs_f64() * 1000.0, "ms");
    report.figure(&format!("resident memory idle, {name}"), resident(&running), "MB");
    let base = format!("http://127.0.0.1:{port}");
    tokens(report, span, (&base, name), &prepared);
    reads(report, span, (&base, name), &prepared);
    report.figure(&format!("resident memory after the load, {name}"), resident(&running), "MB");
}

fn flags(engine: &Engine, port: u16) -> Vec<(String, String)> {
    let mut flags = vec![
        ("server.listen".to_owned(), format!("127.0.0.1:{port}")),
        ("server.issuer".to_owned(), format!("http://localhost:{port}")),
        ("rate_limits.preset".to_owned(), "off".to_owned()),
        ("log.level".to_owned(), "warn".to_owned()),
        ("keys.kek".to_owned(), "0123456789abcdef".repeat(4)),
    ];
    if let Engine::Clustered { postgres, redis } = engine {
        let name = format!("bench_{}", Random::System.below(u32::MAX));
        let made = Command::new("psql").args([postgres, "-q", "-c", &format!("CREATE DATABASE {name}")]).status();
        assert!(made.unwrap().success());
        let server = postgres.rsplit_once('/').unwrap().0;
        flags.push(("database.url".to_owned(), format!("{server}/{name}")));
        flags.push(("redis.url".to_owned(), redis.clone()));
        flags.push(("redis.prefix".to_owned(), format!("{name}:")));
    }
    flags
}

fn fill(settings: &Settings, around: &Surroundings, codes: usize) -> Prepared {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(prepare(settings, around, codes, CONNECTIONS))
}

fn start(flags: &[(String, String)], directory: &std::path::Path, port: u16) -> (Running, Duration) {
    let mut command = Command::new("target/release/gatehouse");
    command.arg("serve").arg("--data-directory").arg(directory).stdout(Stdio::null());
    for (name, value) in flags {
        command.arg("--set").arg(format!("{name}={value}"));
    }
    let began = Instant::now();
    let running = Running(command.spawn().unwrap());
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_secs(20), "the server does not start");
        std::thread::sleep(Duration::from_millis(1));
    }
    (running, began.elapsed())
}

#[expect(clippy::cast_precision_loss, reason = "megabytes")]
fn resident(running: &Running) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() as f64 / 1024.0
}

fn post(authorization: &str, body: &str) -> String {
    format!(
        "wrk.method = 'POST'\nwrk.headers['Authorization'] = '{authorization}'\n\
         wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\nwrk.body = '{body}'\n"
    )
}

/// Token endpoint: one signature an access token, one an ID token.
fn tokens(report: &mut Report, span: Duration, (base, name): (&str, &str), prepared: &Prepared) {
    let signatures = report.signatures;
    let url = format!("{base}/token");
    let script = post(&prepared.service, "grant_type=client_credentials");
    let measured = wrk::run(&url, Some(&script), CONNECTIONS, span);
    report.rate(&format!("client credentials, {name}"), measured, 1.0, Some((signatures, 0.85)));
    let script = refresh_script(prepared);
    let measured = wrk::run(&url, Some(&script), CONNECTIONS, span);
    report.rate(&format!("refresh with rotation, {name}"), measured, 2.0, Some((signatures, 0.7)));
    let script = code_script(prepared);
    let measured = wrk::run(&url, Some(&script), CONNECTIONS, span);
    report.rate(&format!("code exchange, {name}"), measured, 2.0, Some((signatures, 0.7)));
    if measured.errors > 0 {
        report.note("code exchange: more codes were asked for than had been made".to_owned());
    }
}

/// Each thread follows its own family: the answer holds the next token.
fn refresh_script(prepared: &Prepared) -> String {
    let tokens = prepared.refresh_tokens.iter().map(|token| format!("'{token}'")).collect::<Vec<_>>().join(",");
    format!(
        "local tokens = {{{tokens}}}\nlocal threads = 0\n\
         function setup(thread) threads = threads + 1; thread:set('mine', tokens[threads]) end\n\
         {}function request() return wrk.format(nil, nil, nil, 'grant_type=refresh_token&refresh_token=' .. mine) end\n\
         function response(status, headers, body) local found = string.match(body, '\"refresh_token\":\"([^\"]+)\"'); \
         if found then mine = found end end\n",
        post(&prepared.application, "")
    )
}

/// Each thread redeems its own share of the codes.
fn code_script(prepared: &Prepared) -> String {
    let file = std::env::temp_dir().join(format!("gatehouse-bench-codes-{}", std::process::id()));
    std::fs::write(&file, prepared.codes.join("\n")).unwrap();
    format!(
        "local threads = 0\nfunction setup(thread) threads = threads + 1; thread:set('share', threads) end\n\
         function init() codes = {{}}; local n = 0; for line in io.lines('{}') do n = n + 1; \
         if n % {CONNECTIONS} == share % {CONNECTIONS} then codes[#codes + 1] = line end end; turn = 0 end\n\
         {}function request() turn = turn + 1; return wrk.format(nil, nil, nil, \
         'grant_type=authorization_code&redirect_uri={REDIRECT}&code_verifier={VERIFIER}&code=' .. (codes[turn] or 'none')) end\n",
        file.display(),
        post(&prepared.application, "")
    )
}

/// Introspection and documents.
fn reads(report: &mut Report, span: Duration, (base, name): (&str, &str), prepared: &Prepared) {
    let hello = report.hello;
    for (kind, authorization) in [("JWT", &prepared.service), ("opaque", &prepared.opaque_service)] {
        let token = access_token(base, authorization);
        let script = post(authorization, &format!("token={token}"));
        let measured = wrk::run(&format!("{base}/introspect"), Some(&script), CONNECTIONS, span);
        let aim = if kind == "JWT" { Some((hello, 0.5)) } else { None };
        report.rate(&format!("introspection of {kind} tokens, {name}"), measured, 1.0, aim);
    }
    for (what, path) in [("discovery", "/.well-known/openid-configuration"), ("JWKS", "/jwks.json")] {
        let measured: Measured = wrk::run(&format!("{base}{path}"), None, 64, span);
        report.rate(&format!("{what}, {name}"), measured, 1.0, Some((hello, 0.9)));
    }
}

fn access_token(base: &str, authorization: &str) -> String {
    let output = Command::new("curl")
        .args(["-s", "-H", &format!("Authorization: {authorization}"), "-d", "grant_type=client_credentials"])
        .arg(format!("{base}/token"))
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    answer
        .get("access_token")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_else(|| panic!("no token: {answer}"))
        .to_owned()
}
