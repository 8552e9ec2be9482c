//! Scope: a set of scope tokens that remembers its order (RFC 6749 §3.3).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::OAuthError;

const MAX_TOKENS: usize = 100;
const MAX_TOKEN: usize = 256;

/// A set of scope tokens, each once, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// Parses a space-delimited list; the empty text is the empty scope.
    ///
    /// # Errors
    /// `invalid_scope` for a character outside the alphabet of RFC 6749 §3.3, or too many or too long tokens.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let mut tokens: Vec<String> = Vec::new();
        for token in text.split(' ').filter(|token| !token.is_empty()) {
            if token.len() > MAX_TOKEN || !token.bytes().all(is_scope_character) {
                return Err(OAuthError::invalid_scope("the scope is malformed"));
            }
            if tokens.iter().any(|known| known == token) {
                continue;
            }
            if tokens.len() == MAX_TOKENS {
                return Err(OAuthError::invalid_scope("the scope has too many values"));
            }
            tokens.push(token.to_owned());
        }
        Ok(Self(tokens))
    }

    /// Whether `token` is in the set.
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|known| known == token)
    }

    /// Whether every token of this scope is in `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|token| other.contains(token))
    }

    /// Whether there is no token.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The tokens that are also in `other`, in this scope's order.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.filter(|token| other.contains(token))
    }

    /// The tokens that are not in `other`, in this scope's order.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.filter(|token| !other.contains(token))
    }

    /// This scope followed by what `other` adds.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let added = other.difference(self);
        Self(self.0.iter().chain(&added.0).cloned().collect())
    }

    /// This scope without `token`.
    #[must_use]
    pub fn without(&self, token: &str) -> Self {
        self.filter(|known| known != token)
    }

    /// The tokens that `keep` accepts, in order.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|token| keep(token)).cloned().collect())
    }
}

/// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) (RFC 6749 §3.3)
const fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scope(text: &str) -> Scope {
        Scope::parse(text).unwrap()
    }

    #[test]
    fn order_is_kept_and_repeats_are_dropped() {
        assert_eq!(scope("email  openid email profile").to_string(), "email openid profile");
        assert!(scope("").is_empty());
    }

    #[test]
    fn sets() {
        let asked = scope("openid email api:read");
        let allowed = scope("api:read openid profile");
        assert_eq!(asked.intersection(&allowed).to_string(), "openid api:read");
        assert_eq!(asked.difference(&allowed).to_string(), "email");
        assert_eq!(asked.union(&allowed).to_string(), "openid email api:read profile");
        assert_eq!(asked.without("email").to_string(), "openid api:read");
        assert!(scope("openid").is_subset(&asked) && !asked.is_subset(&allowed));
    }

    #[test]
    fn refuses() {
        let many = (0..101).map(|n| format!("s{n}")).collect::<Vec<_>>().join(" ");
        let long = "s".repeat(257);
        for text in ["a\"b", "a\\b", "a\tb", "ä", "a\nb", &many, &long] {
            assert_eq!(Scope::parse(text).unwrap_err().code, crate::spec::ErrorCode::InvalidScope, "{text}");
        }
    }

    #[test]
    fn serde_is_the_string() {
        let text = serde_json::to_string(&scope("openid email")).unwrap();
        assert_eq!(text, r#""openid email""#);
        assert_eq!(serde_json::from_str::<Scope>(&text).unwrap(), scope("openid email"));
        assert!(serde_json::from_str::<Scope>(r#""a\\b""#).is_err());
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in ".{0,120}") {
            if let Ok(parsed) = Scope::parse(&text) {
                prop_assert_eq!(Scope::parse(&parsed.to_string()).unwrap(), parsed);
            }
        }
    }
}
