//! The metrics of a real process (OP-20, product §6.4): what alerts read is there, each name is declared, and no label
//! grows with what callers invent.

use std::collections::BTreeSet;

use crate::support::application::{assert_as, assertion, get, http, post, refresh, tokens};
use crate::support::process::{Instance, Site, eventually, turn};

async fn shown(instance: &Instance) -> String {
    get(&http(), &format!("{}/metrics", instance.internal()), "").await.unwrap().text
}

/// Requests of every kind, wrong ones too.
async fn visit(instance: &Instance, secret: &str) {
    let held = tokens(&instance.browser()).await;
    let (http, base) = (http(), instance.base());
    assert_eq!(refresh(&http, &base, &held.field("refresh_token")).await.unwrap().status, 200);
    assert_eq!(assert_as(&http, &base, &assertion(secret)).await.unwrap().status, 200);
    for path in ["/token", "/introspect", "/realms/canary/token", "/canary"] {
        let fields = [("grant_type", "canary"), ("client_id", "canary"), ("client_secret", "canary")];
        assert!(post(&http, &format!("{base}{path}"), &fields).await.unwrap().status >= 400);
    }
    assert_eq!(get(&http, &format!("{base}/userinfo"), "canary").await.unwrap().status, 401);
    let odd = reqwest::Method::from_bytes(b"CANARY").unwrap();
    http.request(odd, format!("{base}/canary")).send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_alerts_read_is_there() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        let secrets = site.seed().await;
        let instance = site.start().await;
        visit(&instance, &secrets.signer).await;
        let expected = [
            "gatehouse_build_info{version=\"",
            "gatehouse_database_up 1",
            "gatehouse_redis_up 1",
            "gatehouse_users{status=\"active\"} 1",
            "gatehouse_users{status=\"suspended\"} 0",
            "gatehouse_jwks_keys{alg=\"RS256\",phase=\"active\"} 1",
            "gatehouse_jwks_keys{alg=\"ES256\",phase=\"retired\"} 0",
            "gatehouse_signing_key_age_seconds{alg=\"RS256\"}",
            "gatehouse_job_last_success_timestamp_seconds{job=\"purge\"}",
            "gatehouse_job_last_success_timestamp_seconds{job=\"rotation\"}",
            "gatehouse_job_last_success_timestamp_seconds{job=\"keys\"}",
            "gatehouse_database_pool_wait_seconds_bucket{le=\"",
            "gatehouse_cache_requests_total{cache=\"clients\",result=\"hit\"}",
            "gatehouse_cache_requests_total{cache=\"realms\",result=\"miss\"}",
            "gatehouse_cache_entries{cache=\"realms\"}",
            "gatehouse_tokens_issued_total{grant_type=\"refresh_token\",format=\"jwt\"} 1",
            "gatehouse_tokens_issued_total{grant_type=\"client_credentials\",format=\"jwt\"} 1",
            "gatehouse_oauth_errors_total{endpoint=\"introspect\",error=\"invalid_client\"} 1",
            "gatehouse_oauth_errors_total{endpoint=\"userinfo\",error=\"invalid_token\"} 1",
            "api_errors_total{type=\"protocol\"}",
            "process_cpu_seconds_total",
            "process_virtual_memory_bytes",
            "process_threads",
            "process_max_fds",
        ];
        for line in expected {
            let is_there = async || shown(&instance).await.lines().any(|found| found.starts_with(line));
            eventually(&format!("{}: {line} is missing", site.label), is_there).await;
        }
        let all = shown(&instance).await;
        assert!(!all.contains("canary") && !all.contains("CANARY"), "no label is a caller's word: {all}");
        let declared = site.run(&["metrics", "--json"]).await;
        let declared: serde_json::Value = serde_json::from_slice(&declared.stdout).unwrap();
        let declared: BTreeSet<&str> =
            declared.as_array().unwrap().iter().map(|metric| metric["name"].as_str().unwrap()).collect();
        let kinds = all.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let told: BTreeSet<&str> = kinds.map(|line| line.split(' ').next().unwrap()).collect();
        let undeclared: Vec<&&str> = told.difference(&declared).collect();
        assert!(undeclared.is_empty(), "{undeclared:?}");
    }
}
