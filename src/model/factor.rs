//! What a person proves with beside the password.

use super::{FactorId, RealmId, UserId};
use crate::clock::Timestamp;

/// An authenticator application (RFC 6238), enrolled. Its secret is sealed and stays so here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotpFactor {
    /// The realm.
    pub realm: RealmId,
    /// Names it within the realm.
    pub id: FactorId,
    /// Whose it is.
    pub user_id: UserId,
    /// As its owner calls it.
    pub name: String,
    /// The shared secret, sealed for [`totp_binding`].
    pub sealed: String,
    /// The key-encryption key it is sealed under.
    pub kek_id: String,
    /// The hash function.
    pub algorithm: TotpAlgorithm,
    /// Digits of a code: 6 or 8.
    pub digits: u8,
    /// The time step (RFC 6238 §4.2) of the last code accepted; no code of it or before is accepted again.
    pub last_step: i64,
    /// When it was enrolled.
    pub created_at: Timestamp,
    /// When it proved something last.
    pub last_used_at: Option<Timestamp>,
}

/// The hash function behind the codes of an authenticator application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotpAlgorithm {
    /// HMAC-SHA-1: what every application supports.
    Sha1,
    /// HMAC-SHA-256
    Sha256,
    /// HMAC-SHA-512
    Sha512,
}

impl TotpAlgorithm {
    /// As in `otpauth` URIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha512].into_iter().find(|known| known.as_str() == name)
    }
}

/// What the secret of an authenticator application is sealed for.
pub fn totp_binding(realm: &RealmId, user: &UserId, id: &FactorId) -> String {
    format!("totp_factors|{realm}|{user}|{id}")
}

/// A backup code, for once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupCode {
    /// Its first characters, which find it.
    pub selector: String,
    /// The Argon2id hash of the rest.
    pub code_hash: String,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}
