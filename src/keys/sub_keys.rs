//! Keys derived from the key-encryption key by HKDF, one a purpose and version, and sealing under one of them.

use std::fmt;

use super::{Kek, KeyError};
use crate::jose::{Sealer, hkdf_sha256};
use crate::model::RealmId;
use crate::secret::Secret;

/// The newest version of the key that derives refresh-token successors. Old versions stay derivable, so a retry that
/// was answered under an older one gets the same answer.
const ROTATION_VERSION: u32 = 1;

/// What a derived key authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Tokens against cross-site request forgery.
    Csrf,
    /// Cursors of paged lists.
    Cursor,
    /// Cookies whose content is not a bearer secret.
    Cookie,
    /// `session_state` and other values that only we recompute.
    Session,
}

impl Purpose {
    /// Purpose and version, as they enter the derivation. A new version is a new label.
    const fn label(self) -> &'static str {
        match self {
            Self::Csrf => "csrf/1",
            Self::Cursor => "cursor/1",
            Self::Cookie => "cookie/1",
            Self::Session => "session/1",
        }
    }
}

/// Everything derived from one key-encryption key.
pub struct SubKeys {
    kek: Kek,
    rotation: Vec<Secret<[u8; 32]>>,
    sealer: Sealer,
}

impl SubKeys {
    /// Derives from `kek`.
    pub fn new(kek: Kek) -> Result<Self, KeyError> {
        let rotation =
            (1..=ROTATION_VERSION).map(|version| derive(&kek, &["refresh rotation", &version.to_string()])).collect();
        let sealer = Sealer::new(derive(&kek, &["sealing", "1"]).expose())?;
        Ok(Self { kek, rotation, sealer })
    }

    /// Names the key-encryption key without revealing it.
    pub fn kek_id(&self) -> &str {
        self.kek.id()
    }

    /// The version of the refresh-rotation key that new successors are derived with.
    pub const fn rotation_version(&self) -> u32 {
        ROTATION_VERSION
    }

    /// The refresh-rotation key of a version; `None` for a version that never was.
    pub fn rotation(&self, version: u32) -> Option<&Secret<[u8; 32]>> {
        self.rotation.get(usize::try_from(version.checked_sub(1)?).ok()?)
    }

    /// The key of a realm for a purpose: what one realm authenticated, no other accepts.
    pub fn key(&self, purpose: Purpose, realm: &RealmId) -> Secret<[u8; 32]> {
        derive(&self.kek, &[purpose.label(), realm.as_str()])
    }

    /// `clear`, sealed for the place that `binding` names, such as `client_secrets|realm|client|secret`.
    pub fn seal(&self, binding: &str, clear: &str) -> Result<String, KeyError> {
        Ok(self.sealer.seal(&[binding], clear.as_bytes())?)
    }

    /// What was sealed for the same place.
    pub fn open(&self, binding: &str, sealed: &str) -> Result<Secret<String>, KeyError> {
        self.open_parts(&[binding], sealed)
    }

    pub(super) fn seal_parts(&self, binding: &[&str], clear: &str) -> Result<String, KeyError> {
        Ok(self.sealer.seal(binding, clear.as_bytes())?)
    }

    pub(super) fn open_parts(&self, binding: &[&str], sealed: &str) -> Result<Secret<String>, KeyError> {
        let clear = self.sealer.open(binding, sealed)?;
        let text = std::str::from_utf8(clear.expose()).map_err(|_| crate::jose::JoseError::Unsealable)?;
        Ok(Secret::new(text.to_owned()))
    }
}

impl fmt::Debug for SubKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubKeys").field("kek_id", &self.kek_id()).finish_non_exhaustive()
    }
}

fn derive(kek: &Kek, parts: &[&str]) -> Secret<[u8; 32]> {
    let mut info = b"gatehouse".to_vec();
    for part in parts {
        info.extend_from_slice(&(part.len() as u64).to_be_bytes());
        info.extend_from_slice(part.as_bytes());
    }
    Secret::new(hkdf_sha256(kek.bytes(), &info))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_purpose_realm_and_kek() {
        let keys = SubKeys::new(Kek::from_bytes([1; 32])).unwrap();
        let (default, other) = (RealmId::default_realm(), RealmId::from("other"));
        assert_eq!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Csrf, &default));
        assert_ne!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Csrf, &other));
        assert_ne!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Cursor, &default));
        let elsewhere = SubKeys::new(Kek::from_bytes([2; 32])).unwrap();
        assert_ne!(keys.rotation(1), elsewhere.rotation(1));
        assert!(keys.rotation(0).is_none());
        assert!(keys.rotation(keys.rotation_version()).is_some());
        assert!(keys.rotation(keys.rotation_version() + 1).is_none());
    }

    #[test]
    fn sealed_values_stay_where_they_belong() {
        let keys = SubKeys::new(Kek::from_bytes([1; 32])).unwrap();
        let sealed = keys.seal("client_secrets|a", "s3cret").unwrap();
        assert_eq!(keys.open("client_secrets|a", &sealed).unwrap().expose(), "s3cret");
        assert!(keys.open("client_secrets|b", &sealed).is_err());
        assert!(!format!("{keys:?}").contains("rotation"));
    }
}
