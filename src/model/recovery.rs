//! Ways back to an account, and ways to lock it.

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
            Self::Email => "email",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Recovery, Self::Access, Self::Lock, Self::Keep, Self::SignIn, Self::Email];
        all.into_iter().find(|purpose| purpose.as_str() == name)
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
