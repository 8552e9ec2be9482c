//! The life of a signing key as a function of the clock.

use crate::clock::Timestamp;
use crate::storage::signing_keys::SigningKey;

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyPhase {
    /// Signs, and is published.
    Active,
    /// Published ahead, so that everybody knows it before it signs.
    Published,
    /// Signs no more; published until the last token it signed has expired.
    Retired,
    /// Out of the published set.
    Expired,
    /// Out of the published set before its time; nothing it signed counts.
    Revoked,
}

impl KeyPhase {
    /// The phase of `key` at `now`.
    pub fn of(key: &SigningKey, now: Timestamp) -> Self {
        if key.revoked_at.is_some() {
            Self::Revoked
        } else if now >= key.expires_at {
            Self::Expired
        } else if now >= key.retires_at {
            Self::Retired
        } else if now >= key.activates_at {
            Self::Active
        } else {
            Self::Published
        }
    }

    /// Whether the key belongs in the JWK set.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Published | Self::Retired)
    }

    /// The word for listings and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Published => "published",
            Self::Retired => "retired",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::key;
    use super::*;

    #[test]
    fn follows_the_clock() {
        use KeyPhase::{Active, Expired, Published, Retired};
        let mut subject = key(1, 10, 20, 30);
        let at = |key: &SigningKey, secs| KeyPhase::of(key, Timestamp::from_secs(secs));
        let seen: Vec<KeyPhase> = [9, 10, 19, 20, 29, 30].iter().map(|secs| at(&subject, *secs)).collect();
        assert_eq!(seen, [Published, Active, Active, Retired, Retired, Expired]);
        subject.revoked_at = Some(Timestamp::from_secs(99));
        assert_eq!(at(&subject, 15), KeyPhase::Revoked);
        assert!(!KeyPhase::Revoked.is_public() && KeyPhase::Published.is_public());
    }
}
