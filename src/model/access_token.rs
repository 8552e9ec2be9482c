//! Access tokens that need a row: opaque ones, and the revocation of JWT ones.

use std::time::Duration;

use super::{ClientId, GrantId, RealmId};
use crate::clock::Timestamp;
use crate::spec::Scope;

/// The longest life of an access token that any realm, client or resource server may set: revocations are kept as long.
pub const ACCESS_TOKEN_LIFETIME_MAX: Duration = Duration::from_hours(24);

/// An opaque access token as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct OpaqueAccessToken {
    /// The realm.
    pub realm: RealmId,
    /// `secret::token_hash` of the token.
    pub token_hash: String,
    /// Names the token in introspection and audit.
    pub jti: String,
    /// The grant it came from; none for client credentials.
    pub grant_id: Option<GrantId>,
    /// To whom it was issued.
    pub client_id: ClientId,
    /// For whom it acts: the `sub`.
    pub subject: String,
    /// What it allows.
    pub scope: Scope,
    /// The resource servers it is for.
    pub audience: Vec<String>,
    /// Further claims that introspection shows, such as `auth_time` and `acr`.
    pub claims: serde_json::Map<String, serde_json::Value>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it, or its grant, was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// JWT access tokens that count no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The realm.
    pub realm: RealmId,
    /// What `id` names.
    pub kind: RevocationKind,
    /// A grant id or a `jti`.
    pub id: String,
    /// Since when.
    pub revoked_at: Timestamp,
    /// When the last such token has expired anyway.
    pub expires_at: Timestamp,
}

/// What a revocation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationKind {
    /// Every token of a grant.
    Grant,
    /// One token.
    Jti,
}

impl RevocationKind {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Jti => "jti",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "grant" => Some(Self::Grant),
            "jti" => Some(Self::Jti),
            _ => None,
        }
    }
}
