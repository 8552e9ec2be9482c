//! The name of a request: taken over from a proxy when well-formed, made otherwise.

use std::fmt;

use crate::random::Random;

/// Names a request in logs, audit and error pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own name for the request if it has 8 to 64 letters, digits, `-` or `_`; a new one otherwise.
    pub fn accept(sent: Option<&str>, random: &Random) -> Self {
        let is_plain = |text: &&str| {
            (8..=64).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        Self(sent.filter(is_plain).map_or_else(|| random.id(), str::to_owned))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_taken_over() {
        let random = Random::seeded(1);
        assert_eq!(RequestId::accept(Some("abc-123_X"), &random).to_string(), "abc-123_X");
        for bad in ["short", "with space in", "line\nbreak-line", "\"quoted-name\"", &"x".repeat(65)] {
            assert_ne!(RequestId::accept(Some(bad), &random).to_string(), bad);
        }
    }
}
