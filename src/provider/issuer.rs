//! The issuer identifier of a realm and the addresses below it.

use std::fmt;

/// An issuer identifier: the base URL, or `{base}/realms/{name}`; never a trailing slash (OpenID Connect Discovery 1.0 §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    identifier: String,
    path: String,
}

impl Issuer {
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
    }
}
