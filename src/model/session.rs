//! A signed-in browser, and how it got there.

use std::num::NonZeroU16;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{RealmId, SessionId, UserId};
use crate::clock::Timestamp;

/// A login session of one browser. The cookie holds a secret; only its digest is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSession {
    /// The realm.
    pub realm: RealmId,
    /// The `sid` claim. It stays while the same user signs in again in the same browser; the cookie's secret never does.
    pub id: SessionId,
    /// Who is signed in.
    pub user_id: UserId,
    /// When the user last proved who they are: the `auth_time` claim.
    pub auth_time: Timestamp,
    /// The authentication context class reached: the `acr` claim.
    pub acr: String,
    /// The methods used: the `amr` claim (RFC 8176).
    pub amr: Vec<String>,
    /// "Keep me signed in" was checked.
    pub remembered: bool,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it was used last, to the minute.
    pub last_seen_at: Timestamp,
    /// Ends unused at.
    pub idle_expires_at: Timestamp,
    /// Ends at the latest at.
    pub expires_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
    /// The browser as it names itself, shortened.
    pub user_agent: String,
    /// The address it was begun from.
    pub source: String,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without use.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
    /// In all, when remembered; there is no idle limit then.
    pub remembered: Duration,
}

/// How many sessions of one user may live at once (product ST-05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionLimit {
    /// At most so many.
    pub sessions: NonZeroU16,
    /// What becomes of a login beyond them.
    pub beyond: BeyondLimit,
}

/// What becomes of a login for which there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeyondLimit {
    /// It is refused.
    Refuse,
    /// It takes the place of the session that began first.
    EndOldest,
}

/// The least time between two updates of `last_seen_at`.
pub const SEEN_STEP: Duration = Duration::from_mins(1);

impl BrowserSession {
    /// Whether the session may be used at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.idle_expires_at
    }

    /// Whether its use at `now` is worth a write.
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        now.since(self.last_seen_at) >= SEEN_STEP
    }

    /// When a session used at `now` ends unused.
    pub fn idle_end(&self, lifetimes: &SessionLifetimes, now: Timestamp) -> Timestamp {
        if self.remembered { self.expires_at } else { (now + lifetimes.idle).min(self.expires_at) }
    }
}
