//! The release binary under load, on one engine.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use gatehouse::app::Surroundings;
use gatehouse::clock::Clock;
use gatehouse::config::{Settings, Sources, load};
use gatehouse::random::Random;

use crate::post_office::PostOffice;
use crate::prepare::{Prepared, prepare};
use crate::report::Report;
use crate::{logins, people, reads, storm, tokens, wrk};

/// Connections, each with a refresh family of its own.
pub const CONNECTIONS: usize = 64;
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
    let office = PostOffice::open();
    let flags = flags(engine, port, office.as_ref());
    let settings = load(&Sources { flags: flags.clone(), ..Sources::default() }).unwrap().settings;
    let around = Surroundings {
        clock: Clock::System,
        random: Random::System,
        data_directory: directory.path().to_owned(),
        program: binary(),
        development: false,
        catches_mail: false,
    };
    let codes = CODES_A_SECOND * usize::try_from(span.as_secs()).unwrap();
    let prepared = fill(&settings, &around, codes);
    let (running, ready) = start(&flags, directory.path(), port);
    let name = engine.name();
    report.figure(&format!("start to first answer, {name}"), ready.as_secs_f64() * 1000.0, "ms");
    report.figure(&format!("resident memory idle, {name}"), resident(&running), "MB");
    let base = format!("http://127.0.0.1:{port}");
    // BENCH_ONLY=storm looks at nothing else.
    if std::env::var("BENCH_ONLY").is_err() {
        tokens::measure(report, span, (&base, name), &prepared);
        reads::measure(report, span, (&base, name), (&settings, &around, &prepared));
        logins::measure(report, span, (&base, name));
        people::measure(report, span, (&base, name));
    }
    storm::measure(report, span, (&base, name), (&prepared, office.as_ref()));
    report.figure(&format!("resident memory after the load, {name}"), resident(&running), "MB");
    drop(running);
    // BENCH_LOGINS=0 leaves them out, which take minutes.
    let many = std::env::var("BENCH_LOGINS").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000_u64);
    if matches!(engine, Engine::Sqlite) && many > 1_000 {
        // Cheap hashes, so that it takes a minute: what is looked for is what a login leaves behind.
        let cheap =
            [("password.memory_kib".to_owned(), "64".to_owned()), ("password.passes".to_owned(), "1".to_owned())];
        let (running, _) = start(&[&flags[..], &cheap].concat(), directory.path(), port);
        let before = resident(&running);
        logins::repeat(&base, 1_000);
        report.figure(&format!("resident memory after 1,000 logins, {name}"), resident(&running), "MB");
        logins::repeat(&base, many - 1_000);
        report.figure(&format!("resident memory after {many} logins, {name}"), resident(&running), "MB");
        report.note(format!("before the {many} logins it was {before:.0} MB"));
    }
}

fn flags(engine: &Engine, port: u16, office: Option<&PostOffice>) -> Vec<(String, String)> {
    let mut flags = vec![
        ("server.listen".to_owned(), format!("127.0.0.1:{port}")),
        ("server.issuer".to_owned(), format!("http://localhost:{port}")),
        ("rate_limits.preset".to_owned(), "off".to_owned()),
        // Name and password on one page, so that a login is one request.
        ("server.profile".to_owned(), "conformance".to_owned()),
        ("log.level".to_owned(), "warn".to_owned()),
        ("keys.kek".to_owned(), "0123456789abcdef".repeat(4)),
    ];
    if let Some(office) = office {
        flags.push(("mail.host".to_owned(), "localhost".to_owned()));
        flags.push(("mail.port".to_owned(), office.port.to_string()));
        flags.push(("mail.tls".to_owned(), "none".to_owned()));
        flags.push(("mail.from".to_owned(), "gatehouse@example.com".to_owned()));
    }
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

/// The server that is measured.
fn binary() -> PathBuf {
    std::env::var_os("BINARY").map_or_else(|| PathBuf::from("target/release/gatehouse"), PathBuf::from)
}

fn start(flags: &[(String, String)], directory: &std::path::Path, port: u16) -> (Running, Duration) {
    let mut command = Command::new(binary());
    command.arg("serve").arg("--data-directory").arg(directory).stdout(Stdio::null());
    for (name, value) in flags {
        command.arg("--set").arg(format!("{name}={value}"));
    }
    let began = Instant::now();
    let running = Running(command.spawn().unwrap());
    wrk::WATCHED.store(running.0.id(), Ordering::Relaxed);
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
