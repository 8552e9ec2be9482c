//! Browsers in which a user is not asked for the second factor for a while (product AU-16).

use serde::{Deserialize, Serialize};

use super::{RealmId, UserId};
use crate::clock::Timestamp;

/// The longest a browser is trusted, in days.
pub const TRUST_DAYS_MAX: u8 = 90;

/// How a realm lets people trust browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrustRules {
    /// For how many days, 1 to [`TRUST_DAYS_MAX`].
    pub days: u8,
}

impl Default for TrustRules {
    fn default() -> Self {
        Self { days: 30 }
    }
}

/// One of them as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    /// The realm.
    pub realm: RealmId,
    /// Names it to its user.
    pub id: String,
    /// Who is not asked in it.
    pub user_id: UserId,
    /// `secret::token_hash` of what stands in its cookie.
    pub token_hash: String,
    /// The browser as it named itself.
    pub user_agent: String,
    /// Where it was used from last.
    pub source: String,
    /// When it was trusted.
    pub created_at: Timestamp,
    /// When it stood in for the second factor last, or was trusted.
    pub used_at: Timestamp,
    /// After this instant it is nothing.
    pub expires_at: Timestamp,
}
