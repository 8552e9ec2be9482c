//! Refresh-token rotation as a pure decision: keep, rotate, retry or reuse.

use std::time::Duration;

use super::{Grant, GrantId, RealmId};
use crate::clock::Timestamp;

/// A refresh token as stored. Its grant is its family; at most one token of a family is live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The realm.
    pub realm: RealmId,
    /// `secret::token_hash` of the token.
    pub token_hash: String,
    /// Its family.
    pub grant_id: GrantId,
    /// Counts rotations from 1.
    pub generation: i64,
    /// Live or spent.
    pub state: RefreshState,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// How often it came again within the grace window.
    pub replays: u32,
    /// The version of the key its secret was derived with.
    pub key_version: u32,
}

/// Whether a refresh token was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshState {
    /// Not yet used.
    Active,
    /// Exchanged for its successor.
    Used {
        /// When.
        at: Timestamp,
    },
}

/// The rules of rotation for one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RotationPolicy {
    /// Whether each use replaces the token. Off for confidential clients with sender-constrained tokens or keys (FAPI 2.0).
    pub rotate: bool,
    /// How long the parent of the live token still answers with that same token: 0 to 60 s.
    pub grace: Duration,
    /// How often within the window.
    pub max_replays: u32,
}

/// What the presentation of a refresh token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// The token stays; a new access token is issued.
    Keep,
    /// The token is spent for its successor.
    Rotate,
    /// The parent of the live token came again within the window: the same successor is handed out.
    Retry,
    /// It came again too often within the window: wait. No sign of theft, since it yields nothing new.
    TooManyRetries,
    /// A spent token came again: the grant ends.
    Reuse,
    /// The token or its grant has expired or was revoked.
    Dead,
}

impl RefreshToken {
    /// Decides what presenting this token at `now` means. Who wins a race is decided by the guarded update, not here.
    pub fn redeem(&self, grant: &Grant, policy: &RotationPolicy, now: Timestamp) -> Redemption {
        if !grant.is_live(now) || now >= grant.idle_expires_at {
            return Redemption::Dead;
        }
        match self.state {
            RefreshState::Active if now >= self.expires_at => Redemption::Dead,
            RefreshState::Active if policy.rotate => Redemption::Rotate,
            RefreshState::Active => Redemption::Keep,
            RefreshState::Used { at } => {
                let parent_of_live = self.generation == grant.generation - 1;
                if !parent_of_live || policy.grace.is_zero() || now.since(at) > policy.grace {
                    Redemption::Reuse
                } else if self.replays >= policy.max_replays {
                    Redemption::TooManyRetries
                } else {
                    Redemption::Retry
                }
            }
        }
    }
}
