//! Health of real processes, whose clock is that of the machine.

use crate::support::application::{get, http};
use crate::support::process::{Site, turn};

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_lacks_nothing_is_ready_on_both_listeners() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        let instance = site.start().await;
        for base in [instance.base(), instance.internal()] {
            for path in ["/health", "/health/live", "/health/ready", "/health/started", "/live", "/ready"] {
                let reply = get(&http(), &format!("{base}{path}"), "").await.unwrap();
                assert_eq!(reply.status, 200, "{}: {path}: {reply:?}", site.label);
            }
        }
        let report = get(&http(), &format!("{}/health", instance.base()), "").await.unwrap();
        let checks = report.json["checks"].as_array().unwrap().clone();
        let names: Vec<&str> = checks.iter().map(|check| check["name"].as_str().unwrap()).collect();
        let expected: &[&str] = match site.label {
            "SQLite" => &["database", "ephemeral", "keys", "memory", "disk"],
            _ => &["database", "clock", "ephemeral", "keys", "memory"],
        };
        assert_eq!(names, expected, "{}", site.label);
        for check in &checks {
            // Memory and disk are the machine's own affair.
            let may_warn = ["memory", "disk"].contains(&check["name"].as_str().unwrap());
            assert!(check["status"] == "pass" || may_warn, "{}: {check}", site.label);
        }
        let metrics = get(&http(), &format!("{}/metrics", instance.internal()), "").await.unwrap().text;
        for name in ["gatehouse_database_up 1", "gatehouse_redis_up 1", "gatehouse_memory_used_ratio 0."] {
            assert!(metrics.lines().any(|line| line.starts_with(name)), "{name}: {metrics}");
        }
    }
}
