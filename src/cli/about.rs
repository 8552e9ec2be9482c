//! Small commands about the program itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Answer, Common, Failure, settings};
use crate::imaging;
use crate::telemetry::METRICS;
use crate::web::{account_api, admin_api};

/// How long a health check waits for each step.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn metrics() -> Answer {
    let all = METRICS();
    let rows: Vec<Vec<String>> = all.iter().map(|(name, help)| vec![(*name).to_owned(), (*help).to_owned()]).collect();
    let json = all.iter().map(|(name, help)| json!({ "name": name, "help": help })).collect();
    Answer::table(&["NAME", "MEANING"], &rows, json)
}

/// For the default realm of the settings.
pub(super) fn openapi(common: &Common, of_admin: bool) -> Result<Answer, Failure> {
    let settings = settings::load(common, &[])?.settings;
    let issuer = settings.server.issuer.trim_end_matches('/');
    let document = if of_admin { admin_api::document(issuer) } else { account_api::document(issuer) };
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::Other(error.to_string()))?;
    Ok(Answer::new(text, document))
}

pub(super) fn version() -> Answer {
    let version = env!("CARGO_PKG_VERSION");
    Answer::new(format!("gatehouse {version}"), json!({ "version": version }))
}

pub(super) fn completions(shell: clap_complete::Shell, mut command: clap::Command) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "gatehouse", &mut script);
    let script = String::from_utf8_lossy(&script).trim_end().to_owned();
    let json = json!({ "script": script });
    Answer::new(script, json)
}

pub(super) fn draw_picture(is_idle: bool) -> Result<Answer, Failure> {
    imaging::draw(is_idle, std::io::stdin().lock(), std::io::stdout().lock())
        .map_err(|error| Failure::Other(error.to_string()))?;
    Ok(Answer::new(String::new(), Value::Null))
}

/// Plain HTTP by hand: a health check needs no client, no runtime and no name.
pub(super) fn healthcheck(address: SocketAddr) -> Result<Answer, Failure> {
    let away = |error: std::io::Error| Failure::Unavailable(format!("{address} does not answer: {error}"));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(away)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(away)?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").map_err(away)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(away)?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let report: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    if answer.starts_with("HTTP/1.1 200") {
        Ok(Answer::new("healthy".to_owned(), report))
    } else {
        Err(Failure::Unavailable(format!("not ready: {body}")))
    }
}
