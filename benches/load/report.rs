//! The table that is printed: rates as ratios to what stands beside them, latencies, and what was aimed at.

use std::time::Duration;

use crate::wrk::Measured;

/// One line.
struct Line {
    what: String,
    rate: f64,
    per: &'static str,
    /// What it is a ratio of to something else, and what was aimed at.
    ratio: Option<(f64, String)>,
    measured: Option<Measured>,
}

/// Collects lines.
pub struct Report {
    span: Duration,
    lines: Vec<Line>,
    notes: Vec<String>,
    /// Raw signatures a second under the same load.
    pub signatures: f64,
    /// Answers a second of a route that does nothing.
    pub hello: f64,
    /// Argon2id hashes a second with the default cost.
    pub hashes: f64,
}

impl Report {
    pub fn new(span: Duration) -> Self {
        Self { span, lines: Vec::new(), notes: Vec::new(), signatures: 0.0, hello: 0.0, hashes: 0.0 }
    }

    /// A rate, and its ratio to `base` where that means something, with the aim.
    pub fn rate(&mut self, what: &str, measured: Measured, weight: f64, base: Option<(f64, f64)>) {
        if measured.errors > 0 {
            self.notes.push(format!("{what}: {} answers were errors", measured.errors));
        }
        let rate = measured.rate * weight;
        let ratio = base.map(|(base, aim)| (rate / base, format!("{aim:.2}")));
        let per = if weight > 1.0 { "signatures/s" } else { "/s" };
        self.lines.push(Line { what: what.to_owned(), rate, per, ratio, measured: Some(measured) });
    }

    /// The 99th percentile when the server is busy as a ratio to that at rest, which should be at most `aim`: of spans at rest and
    /// busy, taken in turn, the middle one of each.
    pub fn latency(&mut self, what: &str, pairs: &[(Measured, Measured)], aim: f64) {
        let errors: u64 = pairs.iter().map(|(rest, busy)| rest.errors + busy.errors).sum();
        if errors > 0 {
            self.notes.push(format!("{what}: {errors} answers were errors"));
        }
        let (rest, busy) = pairs.iter().copied().unzip();
        let (rest, rests) = middle(rest);
        let (busy, busies) = middle(busy);
        let ratio = Some((busy.p99 / rest.p99, format!("<= {aim:.0} (p99)")));
        self.notes.push(format!("{what}: p99 at rest {rests} ms, at {:.0} /s; in the storm {busies} ms", rest.rate));
        self.lines.push(Line { what: what.to_owned(), rate: busy.rate, per: "/s", ratio, measured: Some(busy) });
    }

    /// A figure that is no rate.
    pub fn figure(&mut self, what: &str, value: f64, unit: &'static str) {
        self.lines.push(Line { what: what.to_owned(), rate: value, per: unit, ratio: None, measured: None });
    }

    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    pub fn print(&self) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        println!("\n{} s a line, {cores} cores shared with the load generator\n", self.span.as_secs());
        println!("| what | rate | ratio | aim | p50 ms | p99 ms | server CPU µs |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for line in &self.lines {
            let (ratio, aim) = line
                .ratio
                .as_ref()
                .map_or((String::new(), String::new()), |(ratio, aim)| (format!("{ratio:.2}"), aim.clone()));
            let latency = line.measured.map_or_else(
                || " |  | ".to_owned(),
                |measured| format!("{:.2} | {:.2} | {:.0}", measured.p50, measured.p99, measured.cpu),
            );
            println!("| {} | {:.0} {} | {ratio} | {aim} | {latency} |", line.what, line.rate, line.per);
        }
        for note in &self.notes {
            println!("\n{note}");
        }
    }
}

/// The one in the middle by its 99th percentile, and that of all in order.
fn middle(mut spans: Vec<Measured>) -> (Measured, String) {
    spans.sort_by(|a, b| a.p99.total_cmp(&b.p99));
    let all: Vec<String> = spans.iter().map(|span| format!("{:.2}", span.p99)).collect();
    (spans[spans.len() / 2], all.join(", "))
}
