//! Another e-mail address for an account (product AC-05), and the one it had before.

use std::time::Duration;

use super::{RealmId, SessionId, User, UserId, canonical_identifier};
use crate::clock::Timestamp;

/// How long code and link work: as long as those of a recovery (product §6.4).
pub const EMAIL_CHANGE_LIFETIME: Duration = Duration::from_mins(30);
/// Wrong codes of one change at most (product AU-10).
pub const EMAIL_CHANGE_TRIES: u32 = 5;
/// How long "This was not me" gives an account back to the address it had before: as long as a deletion can be undone by
/// default (product AC-16), so that a holiday does not cost an account.
pub const FORMER_EMAIL_LIFETIME: Duration = Duration::from_hours(14 * 24);

/// A change that waits for proof of the new address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// The realm.
    pub realm: RealmId,
    /// Whose account.
    pub user_id: UserId,
    /// Names it. Not a secret, but nothing follows from knowing it.
    pub id: String,
    /// The browser session that asked; code and link count in no other.
    pub session_id: SessionId,
    /// The new address, as typed.
    pub email: String,
    /// The keyed digest of the code.
    pub code_hash: String,
    /// `secret::token_hash` of what stands in the link.
    pub link_hash: String,
    /// Codes tried.
    pub failures: u32,
    /// When its mail was promised.
    pub created_at: Timestamp,
    /// After this instant it is nothing.
    pub expires_at: Timestamp,
}

/// An address that an account had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerEmail {
    /// The realm.
    pub realm: RealmId,
    /// Names it.
    pub id: String,
    /// Whose account.
    pub user_id: UserId,
    /// The address.
    pub email: String,
    /// The name to sign in with, where it was the address.
    pub username: Option<String>,
    /// The lock link that was mailed there when the address was changed.
    pub lock_id: String,
    /// When it was changed.
    pub changed_at: Timestamp,
    /// From then on it is nothing.
    pub expires_at: Timestamp,
}

/// What is wrong with a new address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailFault {
    /// It is none.
    NotAnAddress,
    /// It is the proven address of the account already.
    Same,
    /// Only certain domains are taken here.
    Domain,
}

impl EmailFault {
    /// Its name in words and in the account API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnAddress => "not-email",
            Self::Same => "same-email",
            Self::Domain => "domain",
        }
    }
}

impl User {
    /// Whether `email` is the address of this account, in one form or another.
    pub fn has_email(&self, email: &str) -> bool {
        self.email.as_deref().map(canonical_identifier) == Some(canonical_identifier(email))
    }

    /// Whether the name to sign in with is the address, so that it goes with it.
    pub fn is_named_by_email(&self) -> bool {
        self.has_email(&self.username)
    }
}

/// As much of an address as tells its owner which one is meant, and a stranger little: `a…@example.com`.
pub fn masked_email(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    if domain.is_empty() { format!("{first}…") } else { format!("{first}…@{domain}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked_email("ada@example.com"), "a…@example.com");
        assert_eq!(masked_email("a@b@example.com"), "a…@example.com");
        assert_eq!(masked_email("é@example.com"), "é…@example.com");
        assert_eq!(masked_email("nonsense"), "n…");
    }
}
