//! Ways back to an account, and ways to lock it.

use std::time::Duration;

use super::{RealmId, UserId};
use crate::clock::Timestamp;

/// Wrong codes after which a recovery is over.
pub const RECOVERY_FAILURES_MAX: i64 = 5;

/// What a link is for. A link of one purpose is nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// A new password, asked for by its owner (product AU-24).
    Recovery,
    /// The same, handed out by an administrator; second factors are removed (product AU-25).
    Access,
    /// Ends everything and demands a recovery (product AC-17).
    Lock,
    /// Keeps an account that is to be deleted (product AC-16).
    Keep,
    /// Signs in (product AU-11). Its rows are not recoveries.
    SignIn,
    /// Proves the address of a registration (product AU-23). Its rows are not recoveries.
    VerifyEmail,
    /// Makes an account for somebody who was asked in (product UM-09). Its rows are not recoveries.
    Invitation,
    /// Proves a new address (product AC-05). Its rows are not recoveries.
    Email,
}

impl LinkPurpose {
    /// As stored, and as in paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Access => "access",
            Self::Lock => "lock",
            Self::Keep => "keep",
            Self::SignIn => "sign-in",
            Self::VerifyEmail => "verify-email",
            Self::Invitation => "invitation",
            Self::Email => "email",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        let recoveries = [Self::Recovery, Self::Access, Self::Lock, Self::Keep];
        let others = [Self::SignIn, Self::Email, Self::VerifyEmail, Self::Invitation];
        recoveries.into_iter().chain(others).find(|purpose| purpose.as_str() == name)
    }
}

/// How far a recovery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryState {
    /// Its link and code are out.
    Sent,
    /// One of them came back; a second factor is due.
    Proved,
    /// A new password is due.
    Cleared,
    /// It was used.
    Done,
    /// A newer one took its place, or its user was locked.
    Void,
}

impl RecoveryState {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Proved => "proved",
            Self::Cleared => "cleared",
            Self::Done => "done",
            Self::Void => "void",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Sent, Self::Proved, Self::Cleared, Self::Done, Self::Void];
        all.into_iter().find(|state| state.as_str() == word)
    }
}

/// How long "This was not me" works (product AC-17).
pub const LOCK_LIFETIME: Duration = Duration::from_hours(7 * 24);
/// The longest time for which a link of an administrator lets somebody in.
pub const ACCESS_LIFETIME_MAX: Duration = Duration::from_hours(24);
/// For how long it does where nothing is said.
pub const ACCESS_LIFETIME: Duration = Duration::from_mins(30);
/// Characters of a reason at most.
pub const ACCESS_REASON_CHARS: usize = 200;

/// Under what terms an administrator lets somebody in who has lost everything (product AU-25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessTerms {
    /// For how long the link works.
    pub lifetime: Duration,
    /// Why, for the audit trail.
    pub reason: String,
}

/// What is wrong with the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessTermsFault {
    /// The time is shorter than a minute or longer than a day.
    Lifetime,
    /// No reason is given.
    ReasonMissing,
    /// The reason is too long, or is no line of text.
    ReasonMalformed,
}

impl AccessTerms {
    /// The terms as an administrator wrote them: for whom they answer to, a reason has to be there.
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(lifetime: Duration, reason: &str) -> Result<Self, AccessTermsFault> {
        if !(Duration::from_mins(1)..=ACCESS_LIFETIME_MAX).contains(&lifetime) {
            return Err(AccessTermsFault::Lifetime);
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(AccessTermsFault::ReasonMissing);
        }
        if reason.chars().count() > ACCESS_REASON_CHARS || reason.chars().any(char::is_control) {
            return Err(AccessTermsFault::ReasonMalformed);
        }
        Ok(Self { lifetime, reason: reason.to_owned() })
    }
}

/// One of them as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The realm.
    pub realm: RealmId,
    /// Names it. Not a secret, but nothing follows from knowing it.
    pub id: String,
    /// Whose account.
    pub user_id: UserId,
    /// What its link is for.
    pub purpose: LinkPurpose,
    /// `secret::token_hash` of what stands in the link.
    pub token_hash: String,
    /// The keyed digest of the code, where there is one.
    pub code_hash: Option<String>,
    /// The browser that asked; later the one that proved. `None` while any browser may.
    pub browser_hash: Option<String>,
    /// How far it has come.
    pub state: RecoveryState,
    /// The second factors proved on the way (RFC 8176).
    pub amr: Vec<String>,
    /// Wrong codes.
    pub failures: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// After this instant it is nothing.
    pub expires_at: Timestamp,
}

impl Recovery {
    /// Whether it may still come to something in `browser_hash`, the browser it is bound to.
    pub fn is_open(&self, browser_hash: &str, now: Timestamp) -> bool {
        let is_under_way = matches!(self.state, RecoveryState::Proved | RecoveryState::Cleared);
        is_under_way && now < self.expires_at && self.browser_hash.as_deref() == Some(browser_hash)
    }

    /// Whether its link or code is still good.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.state == RecoveryState::Sent && now < self.expires_at && self.failures < RECOVERY_FAILURES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_link_has_a_reason_and_an_end() {
        let hour = Duration::from_hours(1);
        let terms = AccessTerms::parse(hour, "  lost phone, called back  ").unwrap();
        assert_eq!((terms.lifetime, terms.reason.as_str()), (hour, "lost phone, called back"));
        for lifetime in [Duration::ZERO, Duration::from_secs(59), ACCESS_LIFETIME_MAX + Duration::from_secs(1)] {
            assert_eq!(AccessTerms::parse(lifetime, "lost phone"), Err(AccessTermsFault::Lifetime));
        }
        assert!(AccessTerms::parse(ACCESS_LIFETIME_MAX, "x").is_ok());
        let long = "x".repeat(ACCESS_REASON_CHARS + 1);
        for (reason, fault) in [
            ("", AccessTermsFault::ReasonMissing),
            (" \t ", AccessTermsFault::ReasonMissing),
            ("two\nlines", AccessTermsFault::ReasonMalformed),
            (long.as_str(), AccessTermsFault::ReasonMalformed),
        ] {
            assert_eq!(AccessTerms::parse(hour, reason), Err(fault), "{reason:?}");
        }
    }
}
