//! Health and metrics, for operators and their tools. No secrets, no names of hosts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::State;
use crate::clock::Timestamp;
use crate::jose::Algorithm;

/// How long a report is repeated before the parts are asked again.
const FRESH: Duration = Duration::from_secs(5);

/// Whether this process should get traffic.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    draining: Arc<AtomicBool>,
    last: Arc<RwLock<Option<(Timestamp, Report)>>>,
}

impl Readiness {
    /// From now on the process answers what it has accepted, and wants no more.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }
}

#[derive(Clone, Debug, Serialize)]
struct Report {
    status: &'static str,
    version: &'static str,
    uptime_seconds: u64,
    checks: Vec<Check>,
}

#[derive(Clone, Debug, Serialize)]
struct Check {
    name: &'static str,
    status: &'static str,
    response_time_ms: u64,
}

/// `/health/live`: the process runs. Stays 200 while readiness does not.
pub async fn live(state: web::Data<State>) -> HttpResponse {
    let uptime = state.shared.clock.now().since(state.started_at).as_secs();
    respond(true, json!({ "status": "pass", "version": env!("CARGO_PKG_VERSION"), "uptime_seconds": uptime }))
}

/// `/health`, `/health/ready`, `/health/started`: every part this process needs answers.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    let draining = state.readiness.draining.load(Ordering::SeqCst);
    let mut report = report(&state).await;
    if draining {
        report.status = "draining";
    }
    match serde_json::to_value(&report) {
        Ok(body) => respond(report.status == "pass", body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// `/metrics` in the Prometheus text format; on the internal listener alone.
pub async fn metrics(state: web::Data<State>) -> HttpResponse {
    let active = state.shared.database.connections_active();
    metrics::gauge!("database_connections_active").set(f64::from(active));
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(state.metrics.render())
}

fn respond(pass: bool, body: serde_json::Value) -> HttpResponse {
    let mut response = if pass { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.insert_header((CACHE_CONTROL, "no-store")).json(body)
}

async fn report(state: &State) -> Report {
    let now = state.shared.clock.now();
    let last = state.readiness.last.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    if let Some((at, report)) = last
        && now.since(at) < FRESH
    {
        return report;
    }
    let checks = vec![database(state).await, ephemeral(state).await, keys(state).await];
    let status = if checks.iter().all(|check| check.status == "pass") { "pass" } else { "fail" };
    let report = Report {
        status,
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: now.since(state.started_at).as_secs(),
        checks,
    };
    *state.readiness.last.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((now, report.clone()));
    report
}

fn check(state: &State, name: &'static str, began: Timestamp, pass: bool) -> Check {
    let span = state.shared.clock.now().since(began);
    Check {
        name,
        status: if pass { "pass" } else { "fail" },
        response_time_ms: u64::try_from(span.as_millis()).unwrap_or(u64::MAX),
    }
}

async fn database(state: &State) -> Check {
    let began = state.shared.clock.now();
    let pass = state.shared.database.ping().await.is_ok();
    metrics::gauge!("gatehouse_database_up").set(if pass { 1.0 } else { 0.0 });
    check(state, "database", began, pass)
}

async fn ephemeral(state: &State) -> Check {
    let began = state.shared.clock.now();
    let pass = state.shared.ephemeral.health().await.is_ok();
    metrics::gauge!("gatehouse_redis_up").set(if pass { 1.0 } else { 0.0 });
    check(state, "ephemeral", began, pass)
}

async fn keys(state: &State) -> Check {
    let began = state.shared.clock.now();
    let pass = match state.realms.find(&state.shared, "default", began).await {
        Ok(Some(realm)) => realm.keys.algorithms(began).contains(&Algorithm::RS256),
        _ => false,
    };
    check(state, "keys", began, pass)
}
