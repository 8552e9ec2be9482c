//! What can go wrong with keys. Texts of start-up faults say what to do.

use std::fmt;
use std::path::PathBuf;

use crate::jose::{Algorithm, JoseError};
use crate::storage::StorageError;

/// A failure of this floor.
#[derive(Debug)]
pub enum KeyError {
    /// The database.
    Storage(StorageError),
    /// A key or a sealed value.
    Jose(JoseError),
    /// Keys were last read too long ago: signing with one that was revoked meanwhile would be worse than not signing.
    Stale,
    /// No key of this algorithm may sign now.
    NoKey(Algorithm),
    /// The realm has no key of that name, or it is revoked already.
    UnknownKey,
    /// A key to import is or was a key of a realm already.
    KnownKey,
    /// Making a key was interrupted.
    Interrupted,
    /// The threads that sign have ended: the process is stopping.
    NoThread,
    /// The key-encryption key is not 32 bytes in base64url, base64 or hexadecimal.
    KekFormat,
    /// The file with the key-encryption key cannot be read or made.
    KekFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The database was sealed under a key-encryption key whose file is gone.
    KekMissing {
        /// Where it is expected.
        path: PathBuf,
        /// Which one is needed.
        expected: String,
    },
    /// The database was sealed under another key-encryption key.
    KekWrong {
        /// Which one is needed.
        expected: String,
        /// Which one was given.
        given: String,
    },
    /// The key-encryption key given was replaced by another one for good.
    KekReplaced {
        /// Which one is needed.
        expected: String,
        /// Which one was given.
        given: String,
    },
    /// Values may still be sealed under a replaced key-encryption key that was not given.
    KekUnfinished {
        /// Which one is needed beside the new one.
        missing: String,
    },
}

impl KeyError {
    /// Whether the same call may succeed a little later (an answer of 503 rather than 500).
    pub const fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Stale
                | Self::Interrupted
                | Self::NoThread
                | Self::Storage(StorageError::Unavailable(_) | StorageError::Contention)
        )
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage(error) => write!(f, "{error}"),
            Self::Jose(error) => write!(f, "{error}"),
            Self::Stale => f.write_str("the signing keys were last read too long ago to sign with them"),
            Self::NoKey(alg) => write!(f, "no {alg} key may sign now; add {alg} to keys.algorithms or rotate it"),
            Self::UnknownKey => f.write_str("the realm has no such key that could be revoked"),
            Self::KnownKey => f.write_str(
                "the key is, or was, a key of a realm already; a key belongs to one realm and one algorithm",
            ),
            Self::Interrupted => f.write_str("making a key was interrupted"),
            Self::NoThread => f.write_str("no thread is left to sign"),
            Self::KekFormat => f.write_str(
                "the key-encryption key must be 32 random bytes written in base64url, base64 or hexadecimal; \
                 make one with: openssl rand -base64 32",
            ),
            Self::KekFile { path, reason } => write!(f, "the key-encryption key in {}: {reason}", path.display()),
            Self::KekMissing { path, expected } => write!(
                f,
                "the key-encryption key {expected} is missing: this database was sealed with it, and {} does not exist. \
                 Restore that file from your backup, or give the key with keys.kek or keys.kek_file. It is never made \
                 anew, because signing keys and client secrets would be lost",
                path.display()
            ),
            Self::KekWrong { expected, given } => write!(
                f,
                "the key-encryption key is the wrong one: this database was sealed with key {expected}, the one given is \
                 {given}. Give the right key with keys.kek, keys.kek_file or the keys directory, or point database.url at \
                 the database this key belongs to"
            ),
            Self::KekReplaced { expected, given } => write!(
                f,
                "the key-encryption key {given} was replaced by {expected}: `gatehouse keys rewrap` has sealed this \
                 database anew. Give {expected} with keys.kek, keys.kek_file or the keys directory; {given} may stand in \
                 keys.previous_kek alone, and can be destroyed once `keys rewrap` has finished"
            ),
            Self::KekUnfinished { missing } => write!(
                f,
                "the key-encryption key {missing} is still needed: `gatehouse keys rewrap` has not finished sealing \
                 everything anew. Give it with keys.previous_kek or keys.previous_kek_file and run `gatehouse keys rewrap`"
            ),
        }
    }
}

impl std::error::Error for KeyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Jose(error) => Some(error),
            Self::Stale
            | Self::NoKey(_)
            | Self::UnknownKey
            | Self::KnownKey
            | Self::Interrupted
            | Self::NoThread
            | Self::KekFormat
            | Self::KekFile { .. }
            | Self::KekMissing { .. }
            | Self::KekWrong { .. }
            | Self::KekReplaced { .. }
            | Self::KekUnfinished { .. } => None,
        }
    }
}

impl From<StorageError> for KeyError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<JoseError> for KeyError {
    fn from(error: JoseError) -> Self {
        Self::Jose(error)
    }
}
