//! One thing that is wrong with the settings, in a sentence with its place.

use std::fmt;

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `gatehouse.toml:3:1`, `GATEHOUSE_SERVER__ISSUER`, `--set server.issuer`; the setting's name for rules over several.
    pub place: String,
    /// What is wrong and what would be right. Never a secret's value.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
