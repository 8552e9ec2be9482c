//! Logins by password on the hosted pages: one Argon2 verification and one new session each.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::prepare::{PASSWORD, USERS};
use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk;

/// Logins a second as a ratio to bare hashes with the same cost.
pub fn measure(report: &mut Report, span: Duration, (base, name): (&str, &str)) {
    let measured = wrk::run(&format!("{base}/login"), Some(&script(base)), CONNECTIONS, span);
    let hashes = report.hashes;
    report.rate(&format!("logins by password, {name}"), measured, 1.0, Some((hashes, 0.9)));
}

/// Signs in at least `times` times.
pub fn repeat(base: &str, times: u64) {
    let script = script(base);
    let began = Instant::now();
    let mut done = 0;
    while done < times {
        assert!(began.elapsed() < Duration::from_mins(10), "logins are too slow");
        let measured = wrk::run(&format!("{base}/login"), Some(&script), CONNECTIONS, Duration::from_secs(1));
        assert_eq!(measured.errors, 0, "logins fail");
        done += measured.requests;
    }
}

/// Opens the login page as a browser does, and sends its form again and again.
pub fn script(base: &str) -> String {
    let page = Command::new("curl").args(["-s", "-i", &format!("{base}/login")]).output().unwrap();
    let page = String::from_utf8_lossy(&page.stdout).into_owned();
    let cookie = between(&page, "set-cookie: gatehouse-browser=", ";");
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"");
    format!(
        "wrk.method = 'POST'\nwrk.headers['Cookie'] = 'gatehouse-browser={cookie}'\nwrk.headers['Sec-Fetch-Site'] = 'same-origin'\n\
         wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'\n\
         local n = 0\nfunction request() n = n + 1; return wrk.format(nil, nil, nil, 'csrf={csrf}&username=user' .. (n % {USERS}) \
         .. '&password={PASSWORD}&action=sign-in') end\n"
    )
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} is not in {text}"));
    rest.split(end).next().unwrap()
}
