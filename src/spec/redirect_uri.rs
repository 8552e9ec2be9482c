//! Redirect URIs: whether a requested one is a registered one, and what kind a registered one is.
//!
//! The decision compares bytes. No URL parser has a say in it, so no two parsers can disagree about it. The one
//! exception, the port of a loopback URI (RFC 8252 §7.3), is made by a parser that accepts a single narrow shape.

/// Whether `requested` may stand where `registered` was registered.
pub fn matches(registered: &str, requested: &str) -> bool {
    // MUST be compared by simple string comparison (RFC 9700 §2.1, RFC 3986 §6.2.1)
    if registered == requested {
        return true;
    }
    match (Loopback::parse(registered), Loopback::parse(requested)) {
        (Some(registered), Some(requested)) => registered.host == requested.host && registered.rest == requested.rest,
        _ => false,
    }
}

/// Whether `requested` is one of `registered`. Serves `post_logout_redirect_uris` too.
pub fn is_registered<'a>(registered: impl IntoIterator<Item = &'a str>, requested: &str) -> bool {
    registered.into_iter().any(|known| matches(known, requested))
}

/// What a redirect URI says about the application behind it (RFC 8252 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// https: the host's owner answers.
    Https,
    /// http to the same machine: any program there may answer.
    Loopback,
    /// A scheme of the application's own: any program that claims it may answer.
    PrivateUse,
    /// http across the network: anyone on the way may answer.
    Http,
}

impl Kind {
    /// The kind of `uri`, by its scheme in any letter case.
    pub fn of(uri: &str) -> Self {
        let scheme = scheme(uri).unwrap_or_default();
        if scheme.eq_ignore_ascii_case("https") {
            Self::Https
        } else if !scheme.eq_ignore_ascii_case("http") {
            Self::PrivateUse
        } else if Loopback::parse(uri).is_some() {
            Self::Loopback
        } else {
            Self::Http
        }
    }

    /// Whether another program on the user's device could take the response (RFC 8252 §8.6): a consent given once
    /// then says nothing about who asks the next time.
    pub const fn is_claimable(self) -> bool {
        match self {
            Self::Loopback | Self::PrivateUse => true,
            Self::Https | Self::Http => false,
        }
    }
}

/// The scheme of `uri` (RFC 3986 §3.1), as written.
pub fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let mut bytes = scheme.bytes();
    let begins_well = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    (begins_well && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))).then_some(scheme)
}

/// A loopback redirect URI without its port.
struct Loopback<'a> {
    host: &'a str,
    /// Path and query.
    rest: &'a str,
}

impl<'a> Loopback<'a> {
    const HOSTS: [&'static str; 3] = ["127.0.0.1", "[::1]", "localhost"];

    /// `http://` host [`:` port] [path] [query] and nothing else: the host is followed at once by port, path, query or
    /// the end, which leaves no place for userinfo or a longer name.
    fn parse(uri: &'a str) -> Option<Self> {
        let after_scheme = uri.strip_prefix("http://")?;
        let host = Self::HOSTS.into_iter().find(|host| after_scheme.starts_with(host))?;
        let after_host = after_scheme.strip_prefix(host)?;
        let rest = match after_host.strip_prefix(':') {
            None => after_host,
            Some(after_colon) => strip_port(after_colon)?,
        };
        let begins_well = rest.is_empty() || rest.starts_with(['/', '?']);
        (begins_well && is_plain(rest)).then_some(Self { host, rest })
    }
}

/// What follows a port from 1 to 65535 without leading zeros.
fn strip_port(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let port = text.strip_suffix(rest)?;
    let is_port = !port.starts_with('0') && port.parse::<u16>().is_ok();
    is_port.then_some(rest)
}

/// Visible ASCII without fragment, backslash or an escaped dot.
fn is_plain(rest: &str) -> bool {
    rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\')
        && !rest.to_ascii_lowercase().contains("%2e")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_decide() {
        let registered = "https://app.example/cb?x=1";
        assert!(matches(registered, registered));
        for requested in [
            "https://app.example/cb",
            "https://app.example/cb?x=1&y=2",
            "https://app.example/cb?x=1#f",
            "https://app.example/cb/?x=1",
            "https://app.example:443/cb?x=1",
            "https://APP.example/cb?x=1",
            "HTTPS://app.example/cb?x=1",
            "https://app.example/%63b?x=1",
            "https://app.example/a/../cb?x=1",
            "https://app.example.evil.test/cb?x=1",
            "https://app.example@evil.test/cb?x=1",
            "https://evil.test\\@app.example/cb?x=1",
            "https://app.example/cb?x=1 ",
            "",
        ] {
            assert!(!matches(registered, requested), "{requested}");
        }
    }

    #[test]
    fn the_port_of_a_loopback_uri_may_differ() {
        for (registered, requested) in [
            ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"),
            ("http://127.0.0.1:8080/cb?x=1", "http://127.0.0.1:9/cb?x=1"),
            ("http://[::1]:1/cb", "http://[::1]/cb"),
            ("http://localhost:3000/cb", "http://localhost:65535/cb"),
            ("http://127.0.0.1", "http://127.0.0.1:80"),
        ] {
            assert!(matches(registered, requested), "{registered} {requested}");
        }
    }

    #[test]
    fn nothing_else_of_a_loopback_uri_may_differ() {
        let registered = "http://127.0.0.1:8080/cb";
        for requested in [
            "https://127.0.0.1:9/cb",
            "HTTP://127.0.0.1:9/cb",
            "http://localhost:9/cb",
            "http://127.0.0.2:9/cb",
            "http://127.1:9/cb",
            "http://0x7f.0.0.1:9/cb",
            "http://127.0.0.1:9/cb/",
            "http://127.0.0.1:9/CB",
            "http://127.0.0.1:9/cb?x",
            "http://127.0.0.1:9/cb#f",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:09/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:+9/cb",
            "http://127.0.0.1:9@evil.test/cb",
            "http://127.0.0.1@evil.test/cb",
            "http://u:p@127.0.0.1:9/cb",
            "http://127.0.0.1.evil.test:9/cb",
            "http://127.0.0.1:9\\@evil.test/cb",
            "http://127.0.0.1:9/x/%2e%2e/cb",
            "http://127.0.0.1:9/\tcb",
            "http://127.0.0.1:9 /cb",
        ] {
            assert!(!matches(registered, requested), "{requested}");
        }
    }

    #[test]
    fn suspicious_loopback_paths_have_no_exception() {
        for rest in ["/a/%2E%2e/cb", "/a\\b", "/cb#f", "/c\u{0}b", "/c b", "/ü"] {
            assert!(!matches(&format!("http://127.0.0.1:1{rest}"), &format!("http://127.0.0.1:2{rest}")), "{rest}");
        }
    }

    #[test]
    fn kinds() {
        for (uri, kind) in [
            ("https://app.example/cb", Kind::Https),
            ("HTTPS://app.example/cb", Kind::Https),
            ("http://127.0.0.1:9/cb", Kind::Loopback),
            ("http://localhost/cb", Kind::Loopback),
            ("http://localhost.evil.test/cb", Kind::Http),
            ("http://app.example/cb", Kind::Http),
            ("com.example.app:/cb", Kind::PrivateUse),
            ("JavaScript:alert(1)", Kind::PrivateUse),
            ("no-scheme", Kind::PrivateUse),
        ] {
            assert_eq!(Kind::of(uri), kind, "{uri}");
        }
    }

    #[test]
    fn schemes() {
        for (uri, expected) in
            [("a+b-c.d:x", Some("a+b-c.d")), ("1a:x", None), (":x", None), ("x", None), ("a b:x", None)]
        {
            assert_eq!(scheme(uri), expected, "{uri}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(uri in ".{0,80}") {
            let _ = Kind::of(&uri);
            let _ = matches("http://127.0.0.1/cb", &uri);
            prop_assert!(matches(&uri, &uri));
        }

        /// Whatever a browser would do with a matching URI, it goes to a loopback host.
        #[test]
        fn what_matches_goes_to_loopback(tail in "[a-z0-9:/?#@.%\\\\]{0,20}") {
            let requested = format!("http://127.0.0.1{tail}");
            if matches("http://127.0.0.1:8080/cb", &requested) {
                let parsed = url::Url::parse(&requested).unwrap();
                prop_assert_eq!(parsed.host_str(), Some("127.0.0.1"));
                prop_assert_eq!(parsed.path(), "/cb");
            }
        }
    }
}
