//! Why the program does not start, in a sentence that says what to do.

use std::fmt;

use crate::ephemeral::EphemeralError;
use crate::hashing::HashError;
use crate::keys::KeyError;
use crate::storage::StorageError;

/// A failed start.
#[derive(Debug)]
pub enum StartError {
    /// The database cannot be opened or brought up to date.
    Database(StorageError),
    /// The keys cannot be unlocked.
    Keys(KeyError),
    /// The short-lived store cannot be used.
    Ephemeral(EphemeralError),
    /// A setting cannot be carried out.
    Setting(String),
    /// A listener cannot be opened.
    Listen(std::net::SocketAddr, std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => error.fmt(f),
            Self::Keys(error) => error.fmt(f),
            Self::Ephemeral(error) => write!(f, "redis.url: {error}"),
            Self::Setting(sentence) => f.write_str(sentence),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<StorageError> for StartError {
    fn from(error: StorageError) -> Self {
        Self::Database(error)
    }
}

impl From<KeyError> for StartError {
    fn from(error: KeyError) -> Self {
        Self::Keys(error)
    }
}

impl From<EphemeralError> for StartError {
    fn from(error: EphemeralError) -> Self {
        Self::Ephemeral(error)
    }
}

impl From<HashError> for StartError {
    fn from(error: HashError) -> Self {
        Self::Setting(error.to_string())
    }
}
