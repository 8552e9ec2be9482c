//! How an operation fails; a refusal of the person is an outcome, not an error.

use std::fmt;
use std::time::Duration;

use crate::ephemeral::EphemeralError;
use crate::hashing::HashError;
use crate::mail;
use crate::storage::StorageError;

/// Nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Too much to do: come back after the span.
    Busy(Duration),
    /// A part we depend on is away: try again.
    Unavailable(String),
    /// A fault of ours; the text is for the log.
    Internal(String),
    /// Nobody would be left to administer the realm.
    LastAdministrator,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(span) => write!(f, "busy for {} s", span.as_secs()),
            Self::Unavailable(reason) | Self::Internal(reason) => f.write_str(reason),
            Self::LastAdministrator => f.write_str("nobody would be left to administer the realm"),
        }
    }
}

impl std::error::Error for Error {}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy(retry_after),
            HashError::Unusable(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(_) | StorageError::Contention => Self::Unavailable(error.to_string()),
            StorageError::Conflict | StorageError::Corrupt { .. } | StorageError::Migration(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<mail::Error> for Error {
    fn from(error: mail::Error) -> Self {
        match error {
            mail::Error::Storage(error) => error.into(),
            mail::Error::Keys(_) | mail::Error::Content(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<EphemeralError> for Error {
    fn from(error: EphemeralError) -> Self {
        match error {
            EphemeralError::Full | EphemeralError::Unavailable => Self::Unavailable(error.to_string()),
            EphemeralError::Corrupt => Self::Internal(error.to_string()),
        }
    }
}
