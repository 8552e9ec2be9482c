//! Health and metrics, for operators and their tools. No secrets, no names of hosts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use crate::clock::Timestamp;
use crate::provider::health::{self, Check, Health};

/// How long a report is repeated before the parts are asked again.
const FRESH: Duration = Duration::from_secs(5);
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Whether this process should get traffic.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    draining: Arc<AtomicBool>,
    started: Arc<AtomicBool>,
    last: Arc<RwLock<Option<(Timestamp, Report)>>>,
}

impl Readiness {
    /// From now on the process answers what it has accepted, and wants no more.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }
}

#[derive(Clone, Debug)]
struct Report {
    health: Health,
    checks: Vec<Check>,
}

/// `/health/live`: the process runs. Stays 200 while readiness does not.
pub async fn live(state: web::Data<State>) -> HttpResponse {
    respond(true, json!({ "status": "pass", "version": VERSION, "uptime_seconds": uptime(&state) }))
}

/// `/health/started`: it was ready once. What fails later is no reason to start again.
pub async fn started(state: web::Data<State>) -> HttpResponse {
    if state.readiness.started.load(Ordering::SeqCst) { live(state).await } else { ready(state).await }
}

/// `/health`, `/health/ready`: every part this process needs answers.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    let report = report(&state).await;
    let is_draining = state.readiness.draining.load(Ordering::SeqCst);
    let is_fit = report.health < Health::Fail;
    if is_fit {
        state.readiness.started.store(true, Ordering::SeqCst);
    }
    let checks: Vec<Value> = report.checks.iter().map(shown).collect();
    let body = json!({
        "status": if is_draining { "draining" } else { report.health.as_str() },
        "version": VERSION,
        "uptime_seconds": uptime(&state),
        "checks": checks,
    });
    respond(is_fit && !is_draining, body)
}

/// `/metrics` in the Prometheus text format; on the internal listener alone.
pub async fn metrics(state: web::Data<State>) -> HttpResponse {
    let active = state.shared.database.connections_active();
    metrics::gauge!("database_connections_active").set(f64::from(active));
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(state.metrics.render())
}

fn respond(pass: bool, body: Value) -> HttpResponse {
    let mut response = if pass { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.insert_header((CACHE_CONTROL, "no-store")).json(body)
}

fn uptime(state: &State) -> u64 {
    state.shared.clock.now().since(state.started_at).as_secs()
}

/// Words alone: anybody may ask, and how full a disk is, is not for everybody.
fn shown(check: &Check) -> Value {
    let millis = u64::try_from(check.response_time.as_millis()).unwrap_or(u64::MAX);
    json!({ "name": check.name, "status": check.health.as_str(), "response_time_ms": millis })
}

async fn report(state: &State) -> Report {
    let now = state.shared.clock.now();
    let last = state.readiness.last.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((at, report)) = last
        && now.since(at) < FRESH
    {
        return report;
    }
    let checks = health::examine(&state.shared, &state.realms).await;
    let worst = checks.iter().map(|check| check.health).max().unwrap_or(Health::Pass);
    let report = Report { health: worst, checks };
    *state.readiness.last.write().unwrap_or_else(PoisonError::into_inner) = Some((now, report.clone()));
    report
}
