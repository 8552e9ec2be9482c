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
    (
        "api_errors_total",
        Kind::Counter,
        "Refusals of endpoints for software: protocol, throttled, unavailable, internal.",
    ),
    ("gatehouse_tokens_issued_total", Kind::Counter, "Token responses by grant type and format of the access token."),
    ("gatehouse_refresh_outcomes_total", Kind::Counter, "Refreshes: rotated, kept, retried, reuse, refused."),
    ("gatehouse_authorize_outcomes_total", Kind::Counter, "Authorization responses by outcome."),
    ("gatehouse_introspections_total", Kind::Counter, "Introspections by whether the token was active."),
    ("gatehouse_oauth_errors_total", Kind::Counter, "OAuth error responses by endpoint and code."),
    ("gatehouse_password_hash_seconds", Kind::Histogram, "Time to hash a password."),
    ("gatehouse_password_hash_queue", Kind::Gauge, "Password hashes waiting or running."),
    ("gatehouse_password_hash_refused_total", Kind::Counter, "Hashes refused because too many callers waited."),
    ("gatehouse_lockouts_total", Kind::Counter, "Accounts locked after failures."),
    ("gatehouse_risk_points_total", Kind::Counter, "Points that spoke against logins by name."),
    ("gatehouse_picture_refused_total", Kind::Counter, "Pictures told to come back because too many were being drawn."),
    ("gatehouse_rate_limited_total", Kind::Counter, "Requests refused by zone."),
    ("gatehouse_proxied_connections_refused_total", Kind::Counter, "Connections closed for their PROXY header."),
    ("gatehouse_signing_key_age_seconds", Kind::Gauge, "Age of the active signing key by algorithm."),
    ("gatehouse_jwks_keys", Kind::Gauge, "Signing keys of the realms in use by algorithm and phase."),
    ("gatehouse_database_up", Kind::Gauge, "Whether the database answers."),
    ("gatehouse_database_pool_wait_seconds", Kind::Histogram, "Time until a transaction begins, waiting included."),
    ("gatehouse_redis_up", Kind::Gauge, "Whether the short-lived store answers."),
    ("gatehouse_clock_skew_seconds", Kind::Gauge, "How far the clock of the database is from ours."),
    ("gatehouse_memory_used_ratio", Kind::Gauge, "Used part of the memory this process may use, from 0 to 1."),
    ("gatehouse_disk_used_ratio", Kind::Gauge, "Used part of the disk of the embedded database, from 0 to 1."),
    ("gatehouse_audit_events_total", Kind::Counter, "Audit events by name."),
    ("gatehouse_cache_requests_total", Kind::Counter, "Questions to snapshots by cache and result, hit or miss."),
    ("gatehouse_cache_entries", Kind::Gauge, "Entries held by each cache."),
    ("gatehouse_users", Kind::Gauge, "Users by status; counted every ten minutes where jobs run."),
    ("gatehouse_certificate_expiry_timestamp_seconds", Kind::Gauge, "When the certificate of the listener ends."),
    ("gatehouse_job_last_success_timestamp_seconds", Kind::Gauge, "When each background job last succeeded."),
    ("gatehouse_build_info", Kind::Gauge, "Always 1; the label is the version."),
    ("process_cpu_seconds_total", Kind::Counter, "Whole seconds of processor time this process has used."),
    ("process_virtual_memory_bytes", Kind::Gauge, "Virtual memory of this process."),
    ("process_threads", Kind::Gauge, "Threads of this process."),
    ("process_max_fds", Kind::Gauge, "File descriptors this process may open."),
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
    let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    let status = read("status");
    let number = |text: &str, name: &str| -> Option<f64> {
        let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
        rest.split_whitespace().find_map(|word| word.parse().ok())
    };
    if let Some(kilobytes) = number(&status, "VmRSS:") {
        metrics::gauge!("process_resident_memory_bytes").set(kilobytes * 1024.0);
    }
    if let Some(kilobytes) = number(&status, "VmSize:") {
        metrics::gauge!("process_virtual_memory_bytes").set(kilobytes * 1024.0);
    }
    if let Some(threads) = number(&status, "Threads:") {
        metrics::gauge!("process_threads").set(threads);
    }
    if let Some(most) = number(&read("limits"), "Max open files") {
        metrics::gauge!("process_max_fds").set(most);
    }
    if let Some(seconds) = processor_seconds(&read("stat"), rustix::param::clock_ticks_per_second()) {
        metrics::counter!("process_cpu_seconds_total").absolute(seconds);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        let open = u32::try_from(files.count()).unwrap_or(u32::MAX);
        metrics::gauge!("process_open_fds").set(f64::from(open));
    }
}

/// `utime` and `stime` of `/proc/self/stat`: the 14th and 15th field. The second, a name in parentheses, may hold anything.
fn processor_seconds(stat: &str, ticks_per_second: u64) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    (ticks()? + ticks()?).checked_div(ticks_per_second)
}

impl fmt::Debug for MetricsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsHandle")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 1234 66 0 0 20 0 3 0 99";
        assert_eq!(processor_seconds(stat, 100), Some(13));
        assert_eq!(processor_seconds(stat, 0), None);
        assert_eq!(processor_seconds("7 (short) S 1", 100), None);
    }
}
