//! Health for orchestrators and load balancers (OP-19): what each path says, how long it is believed, and what is not in it.

use std::time::Duration;

use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::browser::Seen;

on_each_setup![
    every_path_answers_without_secrets,
    readiness_follows_the_parts_and_liveness_does_not,
    a_clock_that_is_off_is_noticed_where_there_is_another,
];

const READY: [&str; 3] = ["/health", "/health/ready", "/ready"];
const LIVE: [&str; 2] = ["/health/live", "/live"];

/// The status of a part; empty if it is not reported.
fn part(seen: &Seen, name: &str) -> String {
    let body = seen.json();
    let checks = body["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    found.map(|check| check["status"].as_str().unwrap().to_owned()).unwrap_or_default()
}

/// PostgreSQL has a clock of its own, and that of the tests shows another time.
fn has_database_clock(app: &TestApp) -> bool {
    app.house.parts.shared.database.engine() == "postgresql"
}

async fn every_path_answers_without_secrets(app: TestApp) {
    app.advance(Duration::from_secs(90));
    for path in LIVE {
        let seen = app.get(path, &[]).await;
        assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"), "{path}");
        let body = seen.json();
        assert_eq!((&body["status"], &body["uptime_seconds"]), (&Value::from("pass"), &Value::from(90)), "{path}");
    }
    let is_fit = !has_database_clock(&app);
    for path in READY {
        let seen = app.get(path, &[]).await;
        assert_eq!(seen.status, if is_fit { 200 } else { 503 }, "{path}: {seen:?}");
        assert_eq!(seen.header("cache-control"), "no-store");
        let body = seen.json();
        assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(body["uptime_seconds"], 90);
        for name in ["database", "ephemeral", "keys"] {
            assert_eq!(part(&seen, name), "pass", "{path}: {seen:?}");
        }
        assert!(["pass", "warn"].contains(&part(&seen, "memory").as_str()), "{seen:?}");
        assert_eq!(part(&seen, "disk").is_empty(), has_database_clock(&app), "the disk of SQLite alone: {seen:?}");
        for check in body["checks"].as_array().unwrap() {
            let mut names: Vec<&String> = check.as_object().unwrap().keys().collect();
            names.sort();
            assert_eq!(names, ["name", "response_time_ms", "status"], "words and no numbers of the machine");
        }
        for inner in ["127.0.0.1", "sqlite", "postgres", "redis", "gatehouse.db"] {
            assert!(!seen.body.contains(inner), "{inner}: {seen:?}");
        }
    }
    assert_eq!(app.get("/health/started", &[]).await.status, if is_fit { 200 } else { 503 });
}

async fn readiness_follows_the_parts_and_liveness_does_not(app: TestApp) {
    if has_database_clock(&app) {
        return;
    }
    assert_eq!(app.get("/health/ready", &[]).await.status, 200);
    app.house.parts.shared.database.close().await;
    app.advance(Duration::from_millis(4_999));
    assert_eq!(app.get("/health/ready", &[]).await.status, 200, "a report is repeated for 5 s");
    app.advance(Duration::from_millis(1));
    let seen = app.get("/health/ready", &[]).await;
    assert_eq!((seen.status, part(&seen, "database").as_str()), (503, "fail"), "{seen:?}");
    assert_eq!(seen.json()["status"], "fail");
    assert_eq!(part(&seen, "ephemeral"), "pass");
    assert_eq!(app.get("/health/live", &[]).await.status, 200, "a restart would not help");
    assert_eq!(app.get("/health/started", &[]).await.status, 200, "it has been ready");
}

async fn a_clock_that_is_off_is_noticed_where_there_is_another(app: TestApp) {
    let seen = app.get("/health/ready", &[]).await;
    let expected = if has_database_clock(&app) { "fail" } else { "" };
    assert_eq!(part(&seen, "clock"), expected, "{seen:?}");
}
