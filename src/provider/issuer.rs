//! The issuer identifier of a realm and the addresses below it.

use std::fmt;

use url::Url;

use crate::model::Realm;

/// An issuer identifier: the base URL, `{base}/realms/{name}`, or the realm's own host with scheme and port of the base;
/// never a trailing slash (OpenID Connect Discovery 1.0 §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    identifier: String,
    path: String,
}

impl Issuer {
    /// The issuer of `realm` where the base URL is `base`.
    pub fn of(base: &str, realm: &Realm) -> Self {
        realm.host.as_deref().map_or_else(|| Self::new(base, &realm.name), |host| Self::on_host(base, host))
    }

    fn on_host(base: &str, host: &str) -> Self {
        let scheme = base.split("://").next().unwrap_or("https");
        let port = Url::parse(base).ok().and_then(|url| url.port()).map_or_else(String::new, |port| format!(":{port}"));
        Self { identifier: format!("{scheme}://{host}{port}"), path: String::new() }
    }

    /// The issuer of the realm called `name` below `base`.
    pub fn new(base: &str, name: &str) -> Self {
        let base = base.trim_end_matches('/');
        let identifier = if name == "default" { base.to_owned() } else { format!("{base}/realms/{name}") };
        let after_scheme = identifier.find("://").map_or(0, |at| at + 3);
        let path = identifier
            .get(after_scheme..)
            .and_then(|rest| rest.find('/').and_then(|slash| rest.get(slash..)))
            .unwrap_or_default()
            .to_owned();
        Self { identifier, path }
    }

    /// The identifier: the `iss` claim.
    pub fn as_str(&self) -> &str {
        &self.identifier
    }

    /// The path below which the realm's pages live; empty for the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The URL of `path` (which begins with a slash) in this realm.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.identifier)
    }

    /// Scheme, host and port: what browsers send as `Origin`.
    pub fn origin(&self) -> &str {
        self.identifier.strip_suffix(self.path.as_str()).unwrap_or(&self.identifier)
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.identifier.starts_with("https://")
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.identifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let root = Issuer::new("https://id.example.com/", "default");
        assert_eq!(root.as_str(), "https://id.example.com");
        assert_eq!((root.path(), root.origin()), ("", "https://id.example.com"));
        let below = Issuer::new("https://example.com/auth", "acme");
        assert_eq!(below.endpoint("/token"), "https://example.com/auth/realms/acme/token");
        assert_eq!((below.path(), below.origin()), ("/auth/realms/acme", "https://example.com"));
        let own = Issuer::on_host("https://example.com:8443/auth", "login.acme.example");
        assert_eq!(own.endpoint("/token"), "https://login.acme.example:8443/token");
        assert_eq!((own.path(), own.origin()), ("", "https://login.acme.example:8443"));
        assert_eq!(Issuer::on_host("https://example.com", "a.example").as_str(), "https://a.example");
    }
}
