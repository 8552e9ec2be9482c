//! What a user has allowed a client.

use super::{ClientId, RealmId, UserId};
use crate::clock::Timestamp;
use crate::spec::Scope;

/// A stored consent; one per user and client, widened by each further consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The realm.
    pub realm: RealmId,
    /// Who allowed it.
    pub user_id: UserId,
    /// Whom.
    pub client_id: ClientId,
    /// The scopes allowed.
    pub scope: Scope,
    /// The names of claims allowed beyond the scopes.
    pub claims: Vec<String>,
    /// When it was given last.
    pub granted_at: Timestamp,
    /// When it has to be asked again.
    pub expires_at: Option<Timestamp>,
}

impl Consent {
    /// Whether the consent still counts.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}
