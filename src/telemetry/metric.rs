//! The metrics of product §6.4 that this program feeds, and the text Prometheus reads.

use std::fmt;
use std::sync::OnceLock;

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// The kind of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Name, kind and help text of every metric.
const TABLE: &[(&str, Kind, &str)] = &[
    ("http_requests_total", Kind::Counter, "Requests by method, route template and status code."),
    ("http_request_duration_seconds", Kind::Histogram, "Time to answer, by method and route template."),
    ("authentication_attempts_total", Kind::Counter, "Login attempts by result and method."),
    ("active_sessions", Kind::Gauge, "Browser sessions that are signed in."),
    ("database_connections_active", Kind::Gauge, "Database connections in use."),
    ("gatehouse_tokens_issued_total", Kind::Counter, "Token responses by grant type."),
    ("gatehouse_refresh_outcomes_total", Kind::Counter, "Refreshes: rotated, kept, retried, reuse, refused."),
    ("gatehouse_authorize_outcomes_total", Kind::Counter, "Authorization responses by outcome."),
    ("gatehouse_introspections_total", Kind::Counter, "Introspections by whether the token was active."),
    ("gatehouse_oauth_errors_total", Kind::Counter, "OAuth error responses by code."),
    ("gatehouse_password_hash_seconds", Kind::Histogram, "Time to hash a password."),
    ("gatehouse_password_hash_queue", Kind::Gauge, "Password hashes waiting or running."),
    ("gatehouse_password_hash_refused_total", Kind::Counter, "Hashes refused because too many callers waited."),
    ("gatehouse_lockouts_total", Kind::Counter, "Accounts locked after failures."),
    ("gatehouse_rate_limited_total", Kind::Counter, "Requests refused by zone."),
    ("gatehouse_proxied_connections_refused_total", Kind::Counter, "Connections closed for their PROXY header."),
    ("gatehouse_signing_key_age_seconds", Kind::Gauge, "Age of the active signing key by algorithm."),
    ("gatehouse_jwks_keys", Kind::Gauge, "Published keys by algorithm and phase."),
    ("gatehouse_database_up", Kind::Gauge, "Whether the database answers."),
    ("gatehouse_redis_up", Kind::Gauge, "Whether the short-lived store answers."),
    ("gatehouse_clock_skew_seconds", Kind::Gauge, "How far the clock of the database is from ours."),
    ("gatehouse_memory_used_ratio", Kind::Gauge, "Used part of the memory this process may use, from 0 to 1."),
    ("gatehouse_disk_used_ratio", Kind::Gauge, "Used part of the disk of the embedded database, from 0 to 1."),
    ("gatehouse_audit_events_total", Kind::Counter, "Audit events by name."),
    ("gatehouse_job_last_success_timestamp_seconds", Kind::Gauge, "When each background job last succeeded."),
    ("gatehouse_build_info", Kind::Gauge, "Always 1; the label is the version."),
    ("process_resident_memory_bytes", Kind::Gauge, "Resident memory of this process."),
    ("process_open_fds", Kind::Gauge, "Open file descriptors of this process."),
];

/// Names and help texts of every metric, for `gatehouse metrics list`.
pub const METRICS: fn() -> Vec<(&'static str, &'static str)> =
    || TABLE.iter().map(|(name, _, help)| (*name, *help)).collect();

/// Seconds; includes the bounds the product brief names.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// The recorder of the process: the `metrics` facade has one, so all applications in a process share it.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Shows what was measured.
#[derive(Clone)]
pub struct MetricsHandle(Option<PrometheusHandle>);

impl MetricsHandle {
    /// Starts measuring, once for the process.
    pub fn install() -> Self {
        Self(RECORDER.get_or_init(start).clone())
    }

    /// The Prometheus text format.
    pub fn render(&self) -> String {
        process_metrics();
        self.0.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    }

    /// Housekeeping that keeps histograms bounded; call it every few seconds.
    pub fn upkeep(&self) {
        if let Some(handle) = &self.0 {
            handle.run_upkeep();
        }
    }
}

fn start() -> Option<PrometheusHandle> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(seconds, BUCKETS).ok()?.install_recorder().ok()?;
    for (name, kind, help) in TABLE {
        match kind {
            Kind::Counter => describe_counter!(*name, *help),
            Kind::Gauge => describe_gauge!(*name, *help),
            Kind::Histogram => describe_histogram!(*name, *help),
        }
    }
    metrics::gauge!("gatehouse_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Some(handle)
}

/// Read from `/proc`; elsewhere they are absent.
fn process_metrics() {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|number| number.parse::<f64>().ok());
        if let Some(kilobytes) = kilobytes {
            metrics::gauge!("process_resident_memory_bytes").set(kilobytes * 1024.0);
        }
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        let open = u32::try_from(files.count()).unwrap_or(u32::MAX);
        metrics::gauge!("process_open_fds").set(f64::from(open));
    }
}

impl fmt::Debug for MetricsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsHandle")
    }
}
