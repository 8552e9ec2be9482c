//! The rules for URIs that a client registers (CL-05): one function a rule, each finding with a sentence and a fix.

use super::Finding;
use crate::spec::redirect_uri::{self, Kind};

/// Schemes that run or read something in the browser instead of leaving it.
const ACTIVE_SCHEMES: [&str; 10] =
    ["javascript", "data", "vbscript", "file", "blob", "filesystem", "about", "view-source", "ws", "wss"];

/// Names that authorization responses use: in a registered query they could be mistaken for a response.
const RESPONSE_PARAMETERS: [&str; 8] =
    ["code", "state", "iss", "error", "error_description", "id_token", "access_token", "response"];

type Rule = fn(&str) -> Option<(bool, &'static str, &'static str)>;

/// Every rule for one URI: whether a finding is fatal, what is wrong, what to do.
const RULES: &[Rule] = &[
    malformed,
    active_scheme,
    fragment,
    wildcard,
    userinfo,
    traversal,
    plain_http,
    response_parameter,
    strange_host,
    bare_private_scheme,
];

/// Findings about a list of redirect URIs, each alone and all together.
pub(super) fn check_list(field: &'static str, uris: &[String], findings: &mut Vec<Finding>) {
    for (index, uri) in uris.iter().enumerate() {
        let place = format!("{field}[{index}]");
        // What is malformed is not worth a second sentence.
        if let Some((fatal, message, fix)) = RULES.iter().find_map(|rule| rule(uri)) {
            findings.push(Finding::new(place.clone(), fatal, message, fix));
        }
        if let Some((message, fix)) = uris.iter().take(index).find_map(|earlier| compare(earlier, uri)) {
            findings.push(Finding::new(place, false, message, fix));
        }
    }
}

/// Findings about a single URI that pages link to or that is fetched.
pub(super) fn check_web_uri(field: &'static str, uri: Option<&String>, findings: &mut Vec<Finding>) {
    let Some(uri) = uri else { return };
    let found = [malformed, active_scheme, userinfo].iter().find_map(|rule| rule(uri)).or_else(|| not_https(uri));
    if let Some((fatal, message, fix)) = found {
        findings.push(Finding::new(field, fatal, message, fix));
    }
}

fn malformed(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    let legal = uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte))
        && redirect_uri::scheme(uri).is_some()
        && uri.len() <= 2048
        && (url::Url::parse(uri).is_ok() && (Kind::of(uri) == Kind::PrivateUse || has_authority(uri)));
    (!legal).then_some((
        true,
        "This is not an absolute URI.",
        "Write it in full, in ASCII and without spaces or backslashes, such as https://app.example/callback.",
    ))
}

fn active_scheme(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    let scheme = redirect_uri::scheme(uri)?;
    ACTIVE_SCHEMES.iter().any(|active| scheme.eq_ignore_ascii_case(active)).then_some((
        true,
        "A browser would run or open this instead of visiting the application.",
        "Use https, or a scheme of the application's own such as com.example.app.",
    ))
}

fn fragment(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    // MUST NOT include a fragment component (RFC 6749 §3.1.2)
    uri.contains('#').then_some((true, "It has a fragment.", "Remove everything from # on."))
}

fn wildcard(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    (uri.contains('*') || uri.to_ascii_lowercase().contains("%2a")).then_some((
        true,
        "It has a wildcard; URIs are compared character by character.",
        "Register each URI in full.",
    ))
}

fn userinfo(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    authority(uri).is_some_and(|authority| authority.contains('@')).then_some((
        true,
        "It has a user name before its host, which hides where it leads.",
        "Remove everything up to @.",
    ))
}

fn traversal(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    let path = uri.split('?').next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    path.split(['/', ';']).any(|segment| segment == ".." || segment == ".").then_some((
        true,
        "Its path has a . or .. segment, which servers resolve differently.",
        "Write the path that is meant.",
    ))
}

fn plain_http(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    (Kind::of(uri) == Kind::Http).then_some((
        true,
        "It uses plain http beyond this machine, so anyone on the way can read the response.",
        "Use https; http is for 127.0.0.1, [::1] and localhost only.",
    ))
}

fn response_parameter(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    let (_, query) = uri.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, _)| RESPONSE_PARAMETERS.contains(&name.as_ref()))
        .then_some((
            true,
            "Its query has a parameter that authorization responses use.",
            "Rename the parameter, or keep it in state.",
        ))
}

fn strange_host(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    if Kind::of(uri) == Kind::PrivateUse {
        return None;
    }
    let host = host(uri)?.to_ascii_lowercase();
    if host.split('.').any(|label| label.starts_with("xn--")) {
        return Some((
            false,
            "Its host has letters beyond ASCII, which can look like another host's.",
            "Check that it is the host that is meant, letter by letter.",
        ));
    }
    let looks_local = host.starts_with("localhost.") || host.starts_with("127.0.0.1.") || host.ends_with('.');
    looks_local.then_some((
        false,
        "Its host looks like a local or common one but is another.",
        "Check that it is the host that is meant; write it without a dot at its end.",
    ))
}

fn bare_private_scheme(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    // MUST use a URI scheme based on a domain name under their control (RFC 8252 §7.1)
    let scheme = redirect_uri::scheme(uri)?;
    (Kind::of(uri) == Kind::PrivateUse && !scheme.contains('.')).then_some((
        false,
        "Its scheme is a plain word, which other applications can claim too.",
        "Use a reversed domain name of yours, such as com.example.app:/callback, or a claimed https URI.",
    ))
}

fn not_https(uri: &str) -> Option<(bool, &'static str, &'static str)> {
    match Kind::of(uri) {
        Kind::Https | Kind::Loopback => None,
        Kind::Http => Some((true, "It uses plain http.", "Use https.")),
        Kind::PrivateUse => Some((true, "It is not a web address.", "Use https.")),
    }
}

/// What two URIs of one list have to say to each other.
fn compare(earlier: &str, later: &str) -> Option<(&'static str, &'static str)> {
    if earlier == later {
        return Some(("It stands in the list twice.", "Remove one of the two."));
    }
    if earlier.trim_end_matches('/') == later.trim_end_matches('/') {
        return Some((
            "It differs from another one by a slash at its end only.",
            "Keep the one that the application really sends.",
        ));
    }
    let (earlier, later) = (host(earlier)?.to_ascii_lowercase(), host(later)?.to_ascii_lowercase());
    (earlier != later && skeleton(&earlier) == skeleton(&later)).then_some((
        "Its host is easily mistaken for that of another one.",
        "Check which of the two is yours, and remove the other.",
    ))
}

/// What the eye keeps of a host name: look-alike characters become one.
fn skeleton(host: &str) -> String {
    let letters = host.replace("rn", "m").replace("vv", "w").replace("cl", "d");
    letters.chars().filter(|c| *c != '-').map(look_alike).collect()
}

const fn look_alike(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'i' => 'l',
        '5' => 's',
        '8' => 'b',
        other => other,
    }
}

fn has_authority(uri: &str) -> bool {
    authority(uri).is_some_and(|authority| !authority.is_empty())
}

/// What stands between `//` and the path (RFC 3986 §3.2).
fn authority(uri: &str) -> Option<&str> {
    let (_, after_scheme) = uri.split_once(':')?;
    after_scheme.strip_prefix("//")?.split(['/', '?', '#']).next()
}

/// The host without its port.
fn host(uri: &str) -> Option<&str> {
    let authority = authority(uri)?;
    let after_user = authority.rsplit('@').next()?;
    match after_user.find(']') {
        Some(end) => after_user.get(..=end),
        None => after_user.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(uris: &[&str]) -> Vec<Finding> {
        let mut findings = Vec::new();
        check_list("redirect_uris", &uris.iter().map(|uri| (*uri).to_owned()).collect::<Vec<_>>(), &mut findings);
        findings
    }

    #[test]
    fn good_ones() {
        for uri in [
            "https://app.example/callback",
            "https://app.example:8443/callback?tenant=1",
            "http://127.0.0.1/cb",
            "http://localhost:3000/cb",
            "http://[::1]:5000/cb",
            "com.example.app:/oauth2redirect",
            "com.example.app://callback",
        ] {
            assert_eq!(check(&[uri]), [], "{uri}");
        }
    }

    #[test]
    fn fatal_ones() {
        for (uri, part) in [
            ("https://app.example/cb#x", "fragment"),
            ("https://*.example/cb", "wildcard"),
            ("https://app.example/*", "wildcard"),
            ("https://app.example/%2A", "wildcard"),
            ("http://app.example/cb", "plain http"),
            ("HTTP://app.example/cb", "plain http"),
            ("http://localhost.evil.test/cb", "plain http"),
            ("javascript:alert(1)", "browser would run"),
            ("JaVaScRiPt://app.example/%0aalert(1)", "browser would run"),
            ("DATA:text/html,x", "browser would run"),
            ("https://user@app.example/cb", "user name"),
            ("https://a:b@app.example/cb", "user name"),
            ("https://app.example/a/../cb", "segment"),
            ("https://app.example/a/%2E%2e/cb", "segment"),
            ("https://app.example/..;/cb", "segment"),
            ("https://app.example/cb?code=x", "authorization responses"),
            ("https://app.example/cb?a=1&st%61te=x", "authorization responses"),
            ("/callback", "absolute"),
            ("app.example/cb", "absolute"),
            ("https:///cb", "absolute"),
            ("https://app.example\\@evil.test/", "absolute"),
            ("https://app.example/c b", "absolute"),
            ("https://äpp.example/cb", "absolute"),
            ("https://app.example/\tcb", "absolute"),
            ("", "absolute"),
        ] {
            let findings = check(&[uri]);
            assert_eq!(findings.len(), 1, "{uri}: {findings:?}");
            assert!(findings[0].fatal && findings[0].message.contains(part), "{uri}: {findings:?}");
            assert!(!findings[0].fix.is_empty());
        }
    }

    #[test]
    fn warnings() {
        for (uris, part) in [
            (vec!["https://xn--pple-43d.example/cb"], "beyond ASCII"),
            (vec!["https://localhost.evil.test/cb"], "looks like a local"),
            (vec!["myapp://cb"], "plain word"),
            (vec!["https://app.example/cb", "https://app.example/cb/"], "slash"),
            (vec!["https://app.example/cb", "https://app.example/cb"], "twice"),
            (vec!["https://example.com/cb", "https://examp1e.com/cb"], "mistaken"),
            (vec!["https://modern.example/cb", "https://modem.example/cb"], "mistaken"),
        ] {
            let findings = check(&uris);
            assert_eq!(findings.len(), 1, "{uris:?}: {findings:?}");
            assert!(!findings[0].fatal && findings[0].message.contains(part), "{uris:?}: {findings:?}");
        }
        assert_eq!(check(&["https://a.example/", "https://a.example/x/"]), []);
    }

    #[test]
    fn places() {
        assert_eq!(check(&["https://a.example/cb", "https://a.example/#"])[0].field, "redirect_uris[1]");
    }

    proptest! {
        #[test]
        fn never_panics(a in ".{0,60}", b in "[a-z:/@\\[\\]?#.]{0,30}") {
            let _ = check(&[&a, &b]);
        }
    }
}
