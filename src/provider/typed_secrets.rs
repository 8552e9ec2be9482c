//! Secrets that a person typed: stored as Argon2id, verified off the request threads, and remembered once verified, so
//! that a machine which calls all day is not hashed all day.
//!
//! What is remembered is an HMAC under a key of this process over the stored hash and the secret: a changed row never
//! matches, and the memory is worth nothing elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::hashing::{HashError, Hasher, Verification};
use crate::jose::hmac_sha256;
use crate::model::ClientSecret;
use crate::random::Random;
use crate::secret::{Secret, constant_time_eq};

/// Secrets remembered at most.
const CAPACITY: usize = 1_000;

/// Verifies typed secrets. Clones share what is remembered.
#[derive(Clone, Debug)]
pub struct TypedSecrets {
    hasher: Hasher,
    key: Arc<Secret<[u8; 32]>>,
    /// By the id of the secret, which is random and never used again.
    verified: Arc<RwLock<HashMap<String, [u8; 32]>>>,
}

impl TypedSecrets {
    /// Nothing is remembered yet.
    pub fn new(hasher: Hasher, random: &Random) -> Self {
        Self { hasher, key: Arc::new(Secret::new(random.bytes())), verified: Arc::default() }
    }

    /// Whether `presented` is `stored`.
    ///
    /// # Errors
    /// `Busy` when too many callers wait; nothing was decided.
    pub async fn verify(&self, stored: &ClientSecret, presented: &Secret<String>) -> Result<bool, HashError> {
        let parts = [stored.secret_hash.as_bytes(), presented.expose().as_bytes()];
        let digest = hmac_sha256(self.key.expose(), &parts);
        if self.remembers(&stored.id, &digest) {
            return Ok(true);
        }
        let verification = self.hasher.verify(presented, Some(&stored.secret_hash)).await?;
        let is_correct = matches!(verification, Verification::Correct { .. });
        if is_correct {
            self.remember(&stored.id, digest);
        }
        Ok(is_correct)
    }

    fn remembers(&self, id: &str, digest: &[u8; 32]) -> bool {
        let verified = self.verified.read().unwrap_or_else(PoisonError::into_inner);
        verified.get(id).is_some_and(|known| constant_time_eq(known, digest))
    }

    fn remember(&self, id: &str, digest: [u8; 32]) {
        let mut verified = self.verified.write().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= CAPACITY {
            verified.clear();
        }
        verified.insert(id.to_owned(), digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::background::Cores;
    use crate::clock::Timestamp;
    use crate::hashing::HashOptions;

    fn hasher() -> Hasher {
        let options = HashOptions { memory_kib: 64, passes: 1, threads: 1, ..HashOptions::default() };
        Hasher::start(&options, Random::seeded(1), &Cores::default()).unwrap()
    }

    async fn stored(hasher: &Hasher, id: &str, text: &str) -> ClientSecret {
        ClientSecret {
            id: id.to_owned(),
            secret_hash: hasher.hash(typed(text)).await.unwrap(),
            sealed: None,
            created_at: Timestamp::from_secs(0),
            expires_at: None,
        }
    }

    fn typed(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn what_was_verified_is_remembered_for_this_hash_alone() {
        let hasher = hasher();
        let secrets = TypedSecrets::new(hasher.clone(), &Random::seeded(2));
        let first = stored(&hasher, "a", "correct horse").await;
        assert_eq!(secrets.verify(&first, &typed("wrong horse")).await, Ok(false));
        assert!(secrets.verified.read().unwrap().is_empty(), "a failure is not remembered");
        assert_eq!(secrets.verify(&first, &typed("correct horse")).await, Ok(true));
        assert_eq!(secrets.verified.read().unwrap().len(), 1);
        assert_eq!(secrets.verify(&first, &typed("wrong horse")).await, Ok(false));
        // The same id with another hash: what is remembered says nothing about it.
        let changed = stored(&hasher, "a", "another horse").await;
        assert_eq!(secrets.verify(&changed, &typed("correct horse")).await, Ok(false));
        assert_eq!(secrets.verify(&changed, &typed("another horse")).await, Ok(true));
        assert_eq!(secrets.verify(&first, &typed("correct horse")).await, Ok(true));
    }

    #[tokio::test]
    async fn the_memory_is_bounded() {
        let secrets = TypedSecrets::new(hasher(), &Random::seeded(2));
        for number in 0..=2 * CAPACITY {
            secrets.remember(&number.to_string(), [0; 32]);
            assert!(secrets.verified.read().unwrap().len() <= CAPACITY);
        }
    }
}
