//! The table that is printed: rates as ratios to what stands beside them, latencies, and what was aimed at.

use std::time::Duration;

use crate::wrk::Measured;

/// One line.
struct Line {
    what: String,
    rate: f64,
    per: &'static str,
    ratio: Option<(f64, f64)>,
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
        let ratio = base.map(|(base, aim)| (rate / base, aim));
        let per = if weight > 1.0 { "signatures/s" } else { "/s" };
        self.lines.push(Line { what: what.to_owned(), rate, per, ratio, measured: Some(measured) });
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
        println!("| what | rate | ratio | aim | p50 ms | p99 ms |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: |");
        for line in &self.lines {
            let (ratio, aim) = line
                .ratio
                .map_or((String::new(), String::new()), |(ratio, aim)| (format!("{ratio:.2}"), format!("{aim:.2}")));
            let (p50, p99) = line.measured.map_or((String::new(), String::new()), |measured| {
                (format!("{:.2}", measured.p50), format!("{:.2}", measured.p99))
            });
            println!("| {} | {:.0} {} | {ratio} | {aim} | {p50} | {p99} |", line.what, line.rate, line.per);
        }
        for note in &self.notes {
            println!("\n{note}");
        }
    }
}
