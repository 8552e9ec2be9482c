//! Values at rest: AES-256-GCM with a random nonce, bound to where they belong.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

use super::JoseError;
use crate::secret::{Secret, base64url, from_base64url};

/// First byte of every sealed value: the version of its shape, `version ‖ nonce ‖ ciphertext ‖ tag`.
const VERSION: u8 = 1;

/// Seals and opens under one 256-bit key.
pub struct Sealer {
    key: RandomizedNonceKey,
}

impl Sealer {
    /// A sealer under `key`.
    pub fn new(key: &[u8; 32]) -> Result<Self, JoseError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| JoseError::Library("AES-256-GCM key"))?;
        Ok(Self { key })
    }

    /// `clear`, sealed for the place that `binding` names, as base64url text.
    pub fn seal(&self, binding: &[&str], clear: &[u8]) -> Result<String, JoseError> {
        let mut buffer = clear.to_vec();
        let nonce = self
            .key
            .seal_in_place_append_tag(Aad::from(frame(binding)), &mut buffer)
            .map_err(|_| JoseError::Library("AES-256-GCM"))?;
        let sealed = [&[VERSION], nonce.as_ref().as_slice(), &buffer].concat();
        Ok(base64url(&sealed))
    }

    /// What was sealed for the same `binding` under the same key.
    pub fn open(&self, binding: &[&str], sealed: &str) -> Result<Secret<Vec<u8>>, JoseError> {
        let bytes = from_base64url(sealed).ok_or(JoseError::Unsealable)?;
        let Some((&VERSION, rest)) = bytes.split_first() else {
            return Err(JoseError::Unsealable);
        };
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LEN>().ok_or(JoseError::Unsealable)?;
        let mut buffer = ciphertext.to_vec();
        let length = self
            .key
            .open_in_place(Nonce::from(nonce), Aad::from(frame(binding)), &mut buffer)
            .map_err(|_| JoseError::Unsealable)?
            .len();
        buffer.truncate(length);
        Ok(Secret::new(buffer))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

/// The additional authenticated data: every part preceded by its length, so that parts cannot run into each other.
fn frame(binding: &[&str]) -> Vec<u8> {
    binding.iter().flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_what_it_sealed_and_only_there() {
        let key = Sealer::new(&[1; 32]).unwrap();
        let sealed = key.seal(&["table", "kid"], b"clear").unwrap();
        assert_eq!(key.open(&["table", "kid"], &sealed).unwrap().expose(), b"clear");
        assert_ne!(sealed, key.seal(&["table", "kid"], b"clear").unwrap(), "a nonce is used once");
        for binding in [&["table", "other"][..], &["tablek", "id"], &["table"], &[]] {
            assert_eq!(key.open(binding, &sealed).unwrap_err(), JoseError::Unsealable);
        }
        assert!(Sealer::new(&[2; 32]).unwrap().open(&["table", "kid"], &sealed).is_err());
    }

    #[test]
    fn refuses_what_is_damaged() {
        let key = Sealer::new(&[1; 32]).unwrap();
        let sealed = key.seal(&[], b"clear").unwrap();
        let mut bytes = from_base64url(&sealed).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        assert!(key.open(&[], &base64url(&bytes)).is_err());
        for text in ["", "AQ", "!", &sealed[..20]] {
            assert!(key.open(&[], text).is_err());
        }
    }
}
