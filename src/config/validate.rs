//! Rules over several settings. Each broken one is told by name, with what would be right.

use std::time::Duration;

use url::{Host, Url};

use super::problem::Problem;
use super::settings::{MailSettings, MailTls, Settings};

/// Every broken rule.
pub(super) fn problems(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut rule = |path: &str, holds: bool, message: &str| {
        if !holds {
            problems.push(Problem { place: path.to_owned(), message: message.to_owned() });
        }
    };
    let issuer = issuer(&settings.server.issuer);
    rule("server.issuer", issuer.is_ok(), issuer.err().unwrap_or_default());
    let server = &settings.server;
    rule(
        "server.tls_key",
        server.tls_certificate.is_some() == server.tls_key.is_some(),
        "server.tls_certificate and server.tls_key belong together",
    );
    rule(
        "server.proxy_protocol",
        !server.proxy_protocol || !server.trusted_proxies.is_empty(),
        "needs the proxies in server.trusted_proxies",
    );
    let keys = &settings.keys;
    rule("keys.kek_file", keys.kek.is_none() || keys.kek_file.is_none(), "set keys.kek or keys.kek_file, not both");
    let tokens = &settings.tokens;
    rule("tokens.code", tokens.code.0 <= Duration::from_mins(10), "is at most 10m (RFC 6749 section 4.1.2)");
    rule("tokens.access_token", tokens.access_token.0 <= Duration::from_hours(24), "is at most 24h");
    rule("tokens.refresh_grace", tokens.refresh_grace.0 <= Duration::from_mins(1), "is at most 60s");
    let sessions = &settings.sessions;
    rule("sessions.idle", sessions.idle <= sessions.absolute, "is at most sessions.absolute");
    let password = &settings.password;
    rule("password.min_length", (8..=128).contains(&password.min_length), "is between 8 and 128");
    let memory = (64..=4_194_304).contains(&password.memory_kib) && password.memory_kib >= 8 * password.lanes;
    rule("password.memory_kib", memory, "is between 64 and 4194304, and at least 8 a lane");
    rule("password.passes", (1..=64).contains(&password.passes), "is between 1 and 64");
    rule("password.lanes", (1..=16).contains(&password.lanes), "is between 1 and 16");
    let totp = &settings.totp;
    rule("totp.digits", totp.digits == 6 || totp.digits == 8, "is 6 or 8");
    rule("totp.secret_bytes", (16..=64).contains(&totp.secret_bytes), "is between 16 and 64 (RFC 4226 section 4)");
    rule("totp.window", totp.window <= 2, "is at most 2");
    rule("lockout.failures", (1..=100).contains(&settings.lockout.failures), "is between 1 and 100");
    mail(&settings.mail, &mut rule);
    rule("database.max_connections", (1..=1000).contains(&settings.database.max_connections), "is between 1 and 1000");
    problems
}

fn mail(mail: &MailSettings, rule: &mut impl FnMut(&str, bool, &str)) {
    let is_on = !mail.host.is_empty();
    let is_host = mail.host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
    rule("mail.host", is_host, "is the name or address of a host, without scheme and port");
    rule("mail.from", !is_on || is_address(&mail.from), "is an address such as no-reply@example.com");
    rule("mail.port", mail.port.is_none_or(|port| (1..=65_535).contains(&port)), "is between 1 and 65535");
    let is_plain = is_on && mail.tls == MailTls::None;
    let may_be_plain = mail.allow_plain || is_this_machine(&mail.host);
    rule("mail.tls", !is_plain || may_be_plain, "is none only to this machine, or with mail.allow_plain");
    rule(
        "mail.password",
        mail.username.is_some() == mail.password.is_some(),
        "mail.username and mail.password belong together",
    );
    let timeout = mail.timeout.0;
    rule("mail.timeout", (1..=60).contains(&timeout.as_secs()), "is between 1s and 60s");
}

/// Whether a text can be the address that mail comes from; the mail library decides in the end.
fn is_address(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !c.is_control());
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && !host.contains('@'))
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// https, no query, no fragment, no user; plain http on loopback alone.
fn issuer(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "is not a URL")?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("must have no query, no fragment and no user (OpenID Connect Discovery section 4)");
    }
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("has no host"),
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback => Ok(()),
        _ => Err("must begin with https:// unless its host is this machine"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers() {
        for good in ["https://id.example.com", "https://example.com/auth", "http://localhost:8080", "http://127.0.0.1"]
        {
            assert!(issuer(good).is_ok(), "{good}");
        }
        for bad in
            ["http://id.example.com", "https://x/?q", "https://x/#f", "ftp://localhost", "nothing", "https://u@x"]
        {
            assert!(issuer(bad).is_err(), "{bad}");
        }
    }
}
