//! A person who can sign in.

use serde::{Deserialize, Serialize};

use super::{RealmId, UserId};
use crate::clock::Timestamp;

/// A user as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The realm.
    pub realm: RealmId,
    /// The identifier; also the public subject.
    pub id: UserId,
    /// The name to sign in with, as typed at creation.
    pub username: String,
    /// The e-mail address, as typed.
    pub email: Option<String>,
    /// Whether the address was proven.
    pub email_verified: bool,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Standard claims (OpenID Connect Core 1.0 §5.1) except `sub`, `email`, `email_verified`, `updated_at` and `preferred_username`;
    /// below [`ATTRIBUTES`](super::ATTRIBUTES) the realm's own attributes, which are no claims by themselves.
    pub claims: serde_json::Map<String, serde_json::Value>,
    /// Argon2id in PHC string format; `None` for a user without a password.
    pub password_hash: Option<String>,
    /// When the password was set.
    pub password_changed_at: Option<Timestamp>,
    /// Why a new one has to be chosen before the next session begins.
    pub password_update: Option<UpdateReason>,
    /// Failures since the last success, over all names of the account.
    pub failed_logins: u32,
    /// No login is tried before this instant.
    pub locked_until: Option<Timestamp>,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the profile changed last: the `updated_at` claim.
    pub updated_at: Timestamp,
    /// When the account goes for good, unless it is kept. Until then its owner may sign in, and applications get nothing.
    pub delete_at: Option<Timestamp>,
}

/// Why somebody has to choose a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateReason {
    /// An administrator knows it, or asks for another one.
    Administrator,
    /// It is among those that were found in breaches.
    Breached,
    /// It is older than the realm allows. Follows from the clock and is never stored.
    Expired,
}

impl UpdateReason {
    /// The stored word; also in events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Breached => "breached",
            Self::Expired => "expired",
        }
    }

    /// The reason of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Administrator, Self::Breached, Self::Expired].into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not, until an administrator says so; every session and token has ended.
    Suspended,
    /// May not, until they have recovered the account: somebody with their mail said "this was not me".
    Locked,
    /// Has registered, and waits for an administrator's word.
    Pending,
}

impl UserStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Suspended, Self::Locked, Self::Pending];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Locked => "locked",
            Self::Pending => "pending",
        }
    }

    /// The status of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "active" => Some(Self::Active),
            "suspended" => Some(Self::Suspended),
            "locked" => Some(Self::Locked),
            "pending" => Some(Self::Pending),
            _ => None,
        }
    }
}

impl User {
    /// Whether applications may have anything of this account: it is active, and not about to go.
    pub fn may_use_applications(&self) -> bool {
        self.status == UserStatus::Active && self.delete_at.is_none()
    }

    /// What to call the person: as they want to be called, else by full name, else the username.
    pub fn display_name(&self) -> &str {
        let claim = |name: &str| self.claims.get(name).and_then(serde_json::Value::as_str);
        let told = ["nickname", "name"].into_iter().filter_map(claim).find(|text| !text.trim().is_empty());
        told.unwrap_or(&self.username)
    }
}

/// The one form under which a username or address is compared: NFKC, trimmed, lower case.
pub fn canonical_identifier(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed.trim().nfkc().collect::<String>().to_lowercase()
}

/// Whether mail can be sent there: one `@` before a domain with a dot, at most 254 bytes (RFC 5321 §4.5.3.1.3), no spaces.
/// Whether somebody reads it, only a mail can tell.
pub fn is_email_address(text: &str) -> bool {
    let is_plain = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = text.split_once('@');
    is_plain && parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'))
}

/// A username or address of which only the owner can tell whose it is: its first character, and the domain of an address.
pub fn masked_identifier(text: &str) -> String {
    let first: String = text.chars().take(1).collect();
    match text.rsplit_once('@').filter(|(local, _)| !local.is_empty()) {
        Some((_, domain)) => format!("{first}…@{domain}"),
        None => format!("{first}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_in_one_form() {
        assert_eq!(canonical_identifier("  Alice@Example.COM "), "alice@example.com");
        assert_eq!(canonical_identifier("ＡＬＩＣＥ"), "alice");
    }

    #[test]
    fn what_is_masked_keeps_a_character_and_the_domain() {
        for (text, masked) in [
            ("ada@example.com", "a…@example.com"),
            ("ada", "a…"),
            ("a", "a…"),
            ("", "…"),
            ("@example.com", "@…"),
            ("é@x@example.com", "é…@example.com"),
        ] {
            assert_eq!(masked_identifier(text), masked);
        }
    }
}
