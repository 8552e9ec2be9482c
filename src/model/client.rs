//! An application that sends people here, and the secrets it proves itself with.

use super::{ClientId, RealmId};
use crate::clock::Timestamp;
use crate::spec::ClientMetadata;

/// A client as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// The realm.
    pub realm: RealmId,
    /// The `client_id`.
    pub id: ClientId,
    /// A disabled client is refused everywhere, also with tokens it holds.
    pub enabled: bool,
    /// What was registered (RFC 7591 §2).
    pub metadata: ClientMetadata,
    /// Whose client it is, as the owner of a domain has confirmed.
    pub publisher: Option<VerifiedPublisher>,
    /// Rises with every change.
    pub version: i64,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// The owner of a domain that has confirmed a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPublisher {
    /// The domain.
    pub domain: String,
    /// When that was seen.
    pub verified_at: Timestamp,
}

/// One of a client's secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecret {
    /// Names the secret in lists.
    pub id: String,
    /// `secret::token_hash` of one that was made here, the PHC string (Argon2id) of one that a person typed.
    pub secret_hash: String,
    /// The secret itself, sealed under the key-encryption key; only for `client_secret_jwt`.
    pub sealed: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

impl ClientSecret {
    /// Whether a person chose it, so that it may be guessable.
    pub fn is_typed(&self) -> bool {
        // No digest in base64url begins like this.
        self.secret_hash.starts_with('$')
    }

    /// Whether the secret may still be used.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// What the sealed form of a client's secret is bound to, so that it opens in its own row alone.
pub fn secret_binding(realm: &RealmId, client: &ClientId, secret: &str) -> String {
    format!("client_secrets|{realm}|{client}|{secret}")
}
