//! Why short-lived state could not be had.

use std::fmt;

/// A failure of the short-lived store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EphemeralError {
    /// The namespace holds as much as it may: refused rather than forgetting something else.
    Full,
    /// Redis does not answer in time.
    Unavailable,
    /// What was found is not what the slot promises.
    Corrupt,
}

impl fmt::Display for EphemeralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "the short-lived store is full",
            Self::Unavailable => "the short-lived store is unavailable",
            Self::Corrupt => "the short-lived store holds a value that cannot be read",
        })
    }
}

impl std::error::Error for EphemeralError {}
