//! Why an administrative act was not done.

use std::fmt;

use crate::keys::KeyError;
use crate::mail;
use crate::model::BuiltInRole;
use crate::spec::Finding;
use crate::storage::StorageError;

/// A refused or failed act.
#[derive(Debug)]
pub enum Error {
    /// A value breaks a rule: which, and what would be right.
    Invalid(String),
    /// Client metadata that cannot be saved, with every finding.
    Metadata(Vec<Finding>),
    /// The name is taken.
    Taken,
    /// There is nothing of that name.
    NotFound,
    /// Somebody else changed it meanwhile; nothing was done.
    Changed,
    /// Whoever acts lacks this right themself, and so can neither hand it on nor act upon whoever holds it.
    Lacks(BuiltInRole),
    /// Nobody would hold this right any more; nothing was done.
    LastAdministrator(BuiltInRole),
    /// Too much to hash at once; nothing was done.
    Busy,
    /// An address outside gave no answer: which, and why.
    Unreachable(String),
    /// The database failed.
    Storage(StorageError),
    /// A secret could not be sealed.
    Keys(KeyError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(sentence) | Self::Unreachable(sentence) => f.write_str(sentence),
            Self::Metadata(findings) => {
                let lines: Vec<String> =
                    findings.iter().map(|found| format!("{}: {}; {}", found.field, found.message, found.fix)).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Lacks(right) => write!(f, "only somebody with the role {} can do that", right.as_str()),
            Self::LastAdministrator(right) => {
                write!(f, "nobody would be left with the role {}: give it to somebody else first", right.as_str())
            }
            Self::Busy => f.write_str("too much is being hashed, try again"),
            Self::Taken => f.write_str("the name is taken"),
            Self::Changed => f.write_str("it was changed by somebody else meanwhile; look at it again"),
            Self::NotFound => f.write_str("there is nothing of that name"),
            Self::Storage(error) => error.fmt(f),
            Self::Keys(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Conflict => Self::Taken,
            other => Self::Storage(other),
        }
    }
}

impl From<mail::Error> for Error {
    fn from(error: mail::Error) -> Self {
        match error {
            mail::Error::Storage(error) => error.into(),
            mail::Error::Keys(error) => Self::Keys(error),
            mail::Error::Content(sentence) => Self::Invalid(sentence),
        }
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::Keys(error)
    }
}
