//! The token endpoint: what is made per second, counted in signatures.

use std::time::Duration;

use crate::prepare::{Prepared, REDIRECT, VERIFIER};
use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk;

/// Token endpoint: one signature an access token, one an ID token.
pub fn measure(report: &mut Report, span: Duration, (base, name): (&str, &str), prepared: &Prepared) {
    let signatures = report.signatures;
    let url = format!("{base}/token");
    let script = wrk::post(&prepared.service, "grant_type=client_credentials");
    let measured = wrk::run(&url, Some(&script), CONNECTIONS, span);
    report.rate(&format!("client credentials, {name}"), measured, 1.0, Some((signatures, 0.85)));
    let script = refresh_script(prepared);
    let measured = wrk::run_each(&url, &script, CONNECTIONS, span);
    report.rate(&format!("refresh with rotation, {name}"), measured, 2.0, Some((signatures, 0.7)));
    let script = code_script(prepared);
    let measured = wrk::run_each(&url, &script, CONNECTIONS, span);
    report.rate(&format!("code exchange, {name}"), measured, 2.0, Some((signatures, 0.7)));
    if measured.errors > 0 {
        report.note("code exchange: more codes were asked for than had been made".to_owned());
    }
}

/// Each thread follows its own family: the answer holds the next token.
fn refresh_script(prepared: &Prepared) -> String {
    let tokens = prepared.refresh_tokens.iter().map(|token| format!("'{token}'")).collect::<Vec<_>>().join(",");
    format!(
        "local tokens = {{{tokens}}}\nlocal threads = 0\n\
         function setup(thread) threads = threads + 1; thread:set('mine', tokens[threads]) end\n\
         {}function request() return wrk.format(nil, nil, nil, 'grant_type=refresh_token&refresh_token=' .. mine) end\n\
         function response(status, headers, body) local found = string.match(body, '\"refresh_token\":\"([^\"]+)\"'); \
         if found then mine = found end end\n",
        wrk::post(&prepared.application, "")
    )
}

/// Each thread redeems its own share of the codes.
fn code_script(prepared: &Prepared) -> String {
    let file = std::env::temp_dir().join(format!("gatehouse-bench-codes-{}", std::process::id()));
    std::fs::write(&file, prepared.codes.join("\n")).unwrap();
    format!(
        "local threads = 0\nfunction setup(thread) threads = threads + 1; thread:set('share', threads) end\n\
         function init() codes = {{}}; local n = 0; for line in io.lines('{}') do n = n + 1; \
         if n % {CONNECTIONS} == share % {CONNECTIONS} then codes[#codes + 1] = line end end; turn = 0 end\n\
         {}function request() turn = turn + 1; return wrk.format(nil, nil, nil, \
         'grant_type=authorization_code&redirect_uri={REDIRECT}&code_verifier={VERIFIER}&code=' .. (codes[turn] or 'none')) end\n",
        file.display(),
        wrk::post(&prepared.application, "")
    )
}
