//! Keys that are never stored: those that seal values, derived from the key-encryption key by HKDF, and those that
//! authenticate what others hold, derived from the data root, which outlives every key-encryption key.

use std::fmt;

use super::{Kek, KeyError};
use crate::jose::{JoseError, Sealer, hkdf_sha256};
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
    /// Digests of codes that are too short to be hashed alone.
    Code,
}

impl Purpose {
    /// Purpose and version, as they enter the derivation. A new version is a new label.
    const fn label(self) -> &'static str {
        match self {
            Self::Csrf => "csrf/1",
            Self::Cursor => "cursor/1",
            Self::Cookie => "cookie/1",
            Self::Session => "session/1",
            Self::Code => "code/1",
        }
    }
}

/// 256 random bits, sealed in the database. What is derived from it stays the same when the key-encryption key is replaced:
/// successors of refresh tokens, tokens of forms, cookies of known devices.
pub type DataRoot = Secret<[u8; 32]>;

/// Everything derived from the key-encryption keys and the data root.
pub struct SubKeys {
    root: DataRoot,
    rotation: Vec<Secret<[u8; 32]>>,
    kek_id: String,
    /// One for each key-encryption key, the one that seals first.
    sealers: Vec<(String, Sealer)>,
}

/// A value as found sealed.
#[derive(Debug)]
pub(super) enum Found {
    /// Under the key that seals.
    Current,
    /// Under a previous one.
    Previous(Secret<String>),
    /// Under none of them.
    Unreadable,
}

impl SubKeys {
    /// Seals under `kek`, opens under `previous` as well, and derives the rest from `root`.
    pub fn new(kek: &Kek, previous: &[Kek], root: DataRoot) -> Result<Self, KeyError> {
        let rotation =
            (1..=ROTATION_VERSION).map(|version| derive(&root, &["refresh rotation", &version.to_string()])).collect();
        let sealers = std::iter::once(kek)
            .chain(previous.iter().filter(|other| other.id() != kek.id()))
            .map(|kek| Ok((kek.id().to_owned(), sealer(kek)?)))
            .collect::<Result<_, KeyError>>()?;
        Ok(Self { root, rotation, kek_id: kek.id().to_owned(), sealers })
    }

    /// Names the key-encryption key that seals, without revealing it.
    pub fn kek_id(&self) -> &str {
        &self.kek_id
    }

    /// Whether what `kek_id` sealed can be opened.
    pub(super) fn knows(&self, kek_id: &str) -> bool {
        self.sealers.iter().any(|(id, _)| id == kek_id)
    }

    pub(super) const fn root(&self) -> &DataRoot {
        &self.root
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
        derive(&self.root, &[purpose.label(), realm.as_str()])
    }

    /// `clear`, sealed for the place that `binding` names, such as `client_secrets|realm|client|secret`.
    pub fn seal(&self, binding: &str, clear: &str) -> Result<String, KeyError> {
        self.seal_parts(&[binding], clear)
    }

    /// What was sealed for the same place, under any of the key-encryption keys.
    pub fn open(&self, binding: &str, sealed: &str) -> Result<Secret<String>, KeyError> {
        self.open_parts(&[binding], sealed)
    }

    pub(super) fn seal_parts(&self, binding: &[&str], clear: &str) -> Result<String, KeyError> {
        let (_, sealer) = self.sealers.first().ok_or(JoseError::Unsealable)?;
        Ok(sealer.seal(binding, clear.as_bytes())?)
    }

    pub(super) fn open_parts(&self, binding: &[&str], sealed: &str) -> Result<Secret<String>, KeyError> {
        let opened = self.sealers.iter().find_map(|(_, sealer)| open(sealer, binding, sealed).ok());
        Ok(opened.ok_or(JoseError::Unsealable)?)
    }

    /// Under which of the keys `sealed` opens.
    pub(super) fn find(&self, binding: &[&str], sealed: &str) -> Found {
        let mut sealers = self.sealers.iter().map(|(_, sealer)| open(sealer, binding, sealed));
        match sealers.next() {
            Some(Ok(_)) => Found::Current,
            _ => sealers.find_map(Result::ok).map_or(Found::Unreadable, Found::Previous),
        }
    }
}

/// What seals under one key-encryption key.
pub(super) fn sealer(kek: &Kek) -> Result<Sealer, KeyError> {
    Ok(Sealer::new(derive(kek.secret(), &["sealing", "1"]).expose())?)
}

/// The text that `under` sealed for the place that `binding` names.
pub(super) fn open(under: &Sealer, binding: &[&str], sealed: &str) -> Result<Secret<String>, JoseError> {
    let clear = under.open(binding, sealed)?;
    let text = std::str::from_utf8(clear.expose()).map_err(|_| JoseError::Unsealable)?;
    Ok(Secret::new(text.to_owned()))
}

impl fmt::Debug for SubKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubKeys").field("kek_id", &self.kek_id()).finish_non_exhaustive()
    }
}

fn derive(from: &Secret<[u8; 32]>, parts: &[&str]) -> Secret<[u8; 32]> {
    let mut info = b"gatehouse".to_vec();
    for part in parts {
        info.extend_from_slice(&(part.len() as u64).to_be_bytes());
        info.extend_from_slice(part.as_bytes());
    }
    Secret::new(hkdf_sha256(from.expose(), &info))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kek(byte: u8) -> Kek {
        Kek::from_bytes([byte; 32])
    }

    fn keys(sealing: u8, previous: &[u8]) -> SubKeys {
        let previous: Vec<Kek> = previous.iter().copied().map(kek).collect();
        SubKeys::new(&kek(sealing), &previous, Secret::new([9; 32])).unwrap()
    }

    #[test]
    fn keys_differ_by_purpose_realm_and_root() {
        let keys = keys(1, &[]);
        let (default, other) = (RealmId::default_realm(), RealmId::from("other"));
        assert_eq!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Csrf, &default));
        assert_ne!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Csrf, &other));
        assert_ne!(keys.key(Purpose::Csrf, &default), keys.key(Purpose::Cursor, &default));
        let elsewhere = SubKeys::new(&kek(1), &[], Secret::new([8; 32])).unwrap();
        assert_ne!(keys.rotation(1), elsewhere.rotation(1));
        assert!(keys.rotation(0).is_none());
        assert!(keys.rotation(keys.rotation_version()).is_some());
        assert!(keys.rotation(keys.rotation_version() + 1).is_none());
    }

    #[test]
    fn another_key_encryption_key_changes_only_what_seals() {
        let (old, new) = (keys(1, &[]), keys(2, &[1]));
        let realm = RealmId::default_realm();
        assert_eq!(old.key(Purpose::Cookie, &realm), new.key(Purpose::Cookie, &realm));
        assert_eq!(old.rotation(1), new.rotation(1));
        let sealed = old.seal("a", "s3cret").unwrap();
        assert_eq!(new.open("a", &sealed).unwrap().expose(), "s3cret");
        assert!(matches!(new.find(&["a"], &sealed), Found::Previous(_)));
        let sealed = new.seal("a", "s3cret").unwrap();
        assert!(matches!(new.find(&["a"], &sealed), Found::Current));
        assert!(old.open("a", &sealed).is_err());
        assert!(matches!(old.find(&["a"], &sealed), Found::Unreadable));
    }

    #[test]
    fn sealed_values_stay_where_they_belong() {
        let keys = keys(1, &[]);
        let sealed = keys.seal("client_secrets|a", "s3cret").unwrap();
        assert_eq!(keys.open("client_secrets|a", &sealed).unwrap().expose(), "s3cret");
        assert!(keys.open("client_secrets|b", &sealed).is_err());
        assert!(!format!("{keys:?}").contains("rotation"));
    }
}
