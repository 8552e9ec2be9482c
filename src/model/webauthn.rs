//! Passkeys and security keys: credentials of Web Authentication Level 3.

use super::acr::Class;
use super::{FactorId, RealmId, UserId};
use crate::clock::Timestamp;

/// A public key credential (WebAuthn §4) of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebauthnCredential {
    /// The realm.
    pub realm: RealmId,
    /// Names it within the realm.
    pub id: FactorId,
    /// Whose it is.
    pub user_id: UserId,
    /// The credential id, in base64url: what the authenticator knows it by.
    pub credential_id: String,
    /// What it may prove.
    pub kind: CredentialKind,
    /// As its owner calls it.
    pub name: String,
    /// Public key and what was registered with it, as JSON; read in `authn` only.
    pub public_data: String,
    /// The signature counter (WebAuthn §6.1.1) of the last use; zero for authenticators without one.
    pub counter: u32,
    /// Whether it may be copied to other devices (WebAuthn §6.1.3). Never changes.
    pub backup_eligible: bool,
    /// Whether it has been.
    pub backed_up: bool,
    /// Whether it is found without its id, as far as the browser said (`credProps`, WebAuthn §10.1.3).
    pub discoverable: Option<bool>,
    /// How browsers reach its authenticator, as words separated by spaces: a hint for the next request.
    pub transports: String,
    /// The model of the authenticator as a UUID, as far as it says so. Unproven: to show, not to decide by.
    pub aaguid: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it proved something last.
    pub last_used_at: Option<Timestamp>,
}

impl WebauthnCredential {
    /// The context class that a proof by it reaches.
    pub const fn class(&self) -> Class {
        if self.backup_eligible { Class::PhishingResistant } else { Class::HardwareBound }
    }
}

/// What a credential may prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    /// Signs in by itself: its authenticator verifies the user.
    Passkey,
    /// Is asked for after a password.
    SecurityKey,
}

impl CredentialKind {
    /// The stored word, also of events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security-key",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Passkey, Self::SecurityKey].into_iter().find(|known| known.as_str() == word)
    }
}

/// What a use of a credential has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialUse {
    /// The signature counter it stated.
    pub counter: u32,
    /// Whether it is backed up now.
    pub backed_up: bool,
    /// When.
    pub at: Timestamp,
}

/// How authenticators know a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebauthnUser {
    /// The user handle (WebAuthn §4): 64 random bytes in base64url, no personal data.
    pub handle: String,
    /// Until then no passkey is offered unasked.
    pub offer_after: Timestamp,
}
