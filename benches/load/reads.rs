//! Introspection and documents: what resource servers and applications read.

use std::process::Command;
use std::time::Duration;

use gatehouse::app::Surroundings;
use gatehouse::config::Settings;

use crate::baseline;
use crate::prepare::Prepared;
use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk::{self, Measured};

/// Introspection and documents.
pub fn measure(
    report: &mut Report,
    span: Duration,
    (base, name): (&str, &str),
    (settings, around, prepared): (&Settings, &Surroundings, &Prepared),
) {
    let hello = report.hello;
    let introspect = |authorization: &str, token: &str| {
        let script = wrk::post(authorization, &format!("token={token}"));
        wrk::run(&format!("{base}/introspect"), Some(&script), CONNECTIONS, span)
    };
    let jwt = introspect(&prepared.service, &access_token(base, &prepared.service));
    report.rate(&format!("introspection of JWT tokens, {name}"), jwt, 1.0, Some((hello, 0.5)));
    let token = access_token(base, &prepared.opaque_service);
    let read = baseline::point_reads(settings, around, &token, span);
    report.rate(&format!("a route that reads one row, {name}"), read, 1.0, None);
    let opaque = introspect(&prepared.opaque_service, &token);
    report.rate(&format!("introspection of opaque tokens, {name}"), opaque, 1.0, Some((read.rate, 0.6)));
    for (what, path) in [("discovery", "/.well-known/openid-configuration"), ("JWKS", "/jwks.json")] {
        let measured: Measured = wrk::run(&format!("{base}{path}"), None, CONNECTIONS, span);
        report.rate(&format!("{what}, {name}"), measured, 1.0, Some((hello, 0.9)));
    }
}

pub fn access_token(base: &str, authorization: &str) -> String {
    let output = Command::new("curl")
        .args(["-s", "-H", &format!("Authorization: {authorization}"), "-d", "grant_type=client_credentials"])
        .arg(format!("{base}/token"))
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    answer
        .get("access_token")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_else(|| panic!("no token: {answer}"))
        .to_owned()
}
