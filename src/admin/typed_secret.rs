//! Secrets of clients that a person typed or brought along, instead of one that is made here.

use super::Error;
use crate::hashing::{HashError, Hasher};
use crate::secret::Secret;

/// Characters at least: what is shorter is guessed.
const SHORTEST: usize = 12;
/// Characters at most.
const LONGEST: usize = 256;

/// A secret that somebody typed, with the hash under which it is stored.
#[derive(Clone, Debug)]
pub struct TypedSecret {
    pub(super) value: Secret<String>,
    pub(super) hash: String,
}

impl TypedSecret {
    /// Checks and hashes a secret (Argon2id).
    ///
    /// # Errors
    /// `Invalid` for one that cannot be sent or is too short; `Busy`.
    pub async fn new(hasher: &Hasher, value: Secret<String>) -> Result<Self, Error> {
        let text = value.expose();
        // The alphabet of client_secret (RFC 6749, appendix A.2).
        if !text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) || !(SHORTEST..=LONGEST).contains(&text.len()) {
            return Err(Error::Invalid(format!(
                "a client secret has {SHORTEST} to {LONGEST} printable ASCII characters"
            )));
        }
        let hash = hasher.hash(&value).await.map_err(|error| match error {
            HashError::Busy { .. } => Error::Busy,
            HashError::Unusable(reason) => Error::Invalid(reason),
        })?;
        Ok(Self { value, hash })
    }
}
