//! One run of wrk and what it printed.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What a run measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Answers a second.
    pub rate: f64,
    /// Median latency in milliseconds.
    pub p50: f64,
    /// 99th percentile in milliseconds.
    pub p99: f64,
    /// Answers.
    pub requests: u64,
    /// What the server spent on one answer on all its threads, in microseconds of processor time; 0 for the baseline.
    pub cpu: f64,
    /// Answers that were not 2xx or 3xx, or did not come.
    pub errors: u64,
    /// Those of them that were answered.
    pub refused: u64,
}

/// Hammers `url` with `connections` from two threads; a script says what is sent.
pub fn run(url: &str, script: Option<&str>, connections: usize, span: Duration) -> Measured {
    hammer(url, script, (2, connections), span)
}

/// Hammers `url` with `connections`, each from a thread of its own, so that its script may keep state.
pub fn run_each(url: &str, script: &str, connections: usize, span: Duration) -> Measured {
    hammer(url, Some(script), (connections, connections), span)
}

/// Hammers `url` from `threads` with `connections`.
pub fn hammer(url: &str, script: Option<&str>, (threads, connections): (usize, usize), span: Duration) -> Measured {
    let mut command = Command::new("wrk");
    command.args(["--latency", "-t", &threads.to_string(), "-c", &connections.to_string()]);
    command.args(["-d", &format!("{}s", span.as_secs())]);
    let file = script.map(|text| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    });
    if let Some(file) = &file {
        command.arg("-s").arg(file.path());
    }
    let before = processor_time();
    let output = command.arg(url).output().unwrap();
    let spent = processor_time() - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr));
    let measured = parse(&text);
    #[expect(clippy::cast_precision_loss, reason = "a figure")]
    Measured { cpu: spent * 1e6 / measured.requests.max(1) as f64, ..measured }
}

/// The process whose processor time is told; 0 for none.
pub static WATCHED: AtomicU32 = AtomicU32::new(0);

/// Seconds of processor time that the watched process has used.
fn processor_time() -> f64 {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", WATCHED.load(Ordering::Relaxed))) else {
        return 0.0;
    };
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields after it, in ticks of 10 ms.
    let after_name = stat.rsplit(')').next().unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum()
}

fn parse(text: &str) -> Measured {
    let field = |name: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(name));
        line.and_then(|line| line.split_whitespace().last()).map(str::to_owned)
    };
    let number = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let refused = number(field("Non-2xx")) as u64;
    let socket: u64 = text
        .lines()
        .find(|line| line.trim_start().starts_with("Socket errors"))
        .map_or(0, |line| line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u64>().ok()).sum());
    Measured {
        rate: number(field("Requests/sec:")),
        p50: millis(field("50%")),
        p99: millis(field("99%")),
        cpu: 0.0,
        requests: text.lines().find_map(requests).unwrap_or(0),
        errors: refused + socket,
        refused,
    }
}

/// `  1234 requests in 5.00s, 1.25MB read`.
fn requests(line: &str) -> Option<u64> {
    line.trim_start().split_once(" requests in ")?.0.parse().ok()
}

/// A script that sends the same form each time.
pub fn post(authorization: &str, body: &str) -> String {
    format!(
        "wrk.method = 'POST'\nwrk.headers['Authorization'] = '{authorization}'\n\
         wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\nwrk.body = '{body}'\n"
    )
}

/// `script` with pauses of random length, so that so many `connections` send `rate` a second in all, less what the answers take.
pub fn paced(script: &str, connections: usize, rate: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a figure")]
    let pause = 1000.0 * connections as f64 / rate;
    // In milliseconds (wrk's SCRIPTING).
    format!("{script}function delay() return math.random() * {:.1} end\n", 2.0 * pause)
}

/// `1.25ms`, `830.00us`, `1.20s`.
fn millis(text: Option<String>) -> f64 {
    let text = text.unwrap_or_default();
    let digits = text.trim_end_matches(char::is_alphabetic);
    let value: f64 = digits.parse().unwrap_or(0.0);
    match text.get(digits.len()..) {
        Some("us") => value / 1000.0,
        Some("s") => value * 1000.0,
        _ => value,
    }
}
