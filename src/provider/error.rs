//! The two ways an operation fails: the client's fault, or ours.

use std::fmt;
use std::time::Duration;

use crate::ephemeral::EphemeralError;
use crate::hashing::HashError;
use crate::keys::KeyError;
use crate::spec::OAuthError;
use crate::storage::StorageError;

/// A refused or failed operation.
#[derive(Debug)]
pub enum Error {
    /// An answer the specification has a code for.
    Protocol(OAuthError),
    /// Too many tries: come back after the span. No judgment of the request was made.
    Throttled(Duration),
    /// A part we depend on is away or busy: try again.
    Unavailable(String),
    /// A fault of ours; the text is for the log.
    Internal(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(error) => write!(f, "{error}"),
            Self::Throttled(span) => write!(f, "throttled for {} s", span.as_secs()),
            Self::Unavailable(reason) | Self::Internal(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Error {}

impl From<OAuthError> for Error {
    fn from(error: OAuthError) -> Self {
        Self::Protocol(error)
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

impl From<EphemeralError> for Error {
    fn from(error: EphemeralError) -> Self {
        match error {
            EphemeralError::Full | EphemeralError::Unavailable => Self::Unavailable(error.to_string()),
            EphemeralError::Corrupt => Self::Internal(error.to_string()),
        }
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { .. } => Self::Unavailable(error.to_string()),
            HashError::Unusable(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        if error.is_temporary() { Self::Unavailable(error.to_string()) } else { Self::Internal(error.to_string()) }
    }
}

impl From<crate::mail::Error> for Error {
    fn from(error: crate::mail::Error) -> Self {
        match error {
            crate::mail::Error::Storage(error) => error.into(),
            crate::mail::Error::Keys(_) | crate::mail::Error::Content(_) => Self::Internal(error.to_string()),
        }
    }
}
