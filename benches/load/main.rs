//! `make bench`: how fast the running binary is, as ratios to what the machine can do at all, measured side by side.
//!
//! wrk (Debian) makes the load on the same cores. A baseline server in this process answers `/hello` and `/sign` (one
//! RS256 signature of the same library); the release binary answers the rest. Data is made through the library before the
//! server starts. `GATEHOUSE_TEST_POSTGRES` and `GATEHOUSE_TEST_REDIS` add a second table on those engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

#[path = "../../tests/it/support/authenticator.rs"]
mod authenticator;
mod baseline;
#[expect(dead_code, reason = "shared with the tests, which need more of it")]
#[path = "../../tests/it/support/browser.rs"]
mod browser;
mod logins;
mod people;
mod post_office;
mod prepare;
mod reads;
mod report;
mod server;
mod storm;
mod tokens;
mod wrk;

use std::time::Duration;

use report::Report;

fn main() {
    // `cargo test --benches` and `cargo bench -- --list` must not run minutes of load.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let span = Duration::from_secs(seconds);
    let mut report = Report::new(span);
    baseline::measure(&mut report, span);
    // BENCH_ENGINE=sqlite or clustered measures one alone.
    let only = std::env::var("BENCH_ENGINE").unwrap_or_default();
    if only != "clustered" {
        server::measure(&mut report, span, &server::Engine::Sqlite);
    }
    if only != "sqlite"
        && let (Ok(postgres), Ok(redis)) =
            (std::env::var("GATEHOUSE_TEST_POSTGRES"), std::env::var("GATEHOUSE_TEST_REDIS"))
    {
        server::measure(&mut report, span, &server::Engine::Clustered { postgres, redis });
    }
    report.print();
}
