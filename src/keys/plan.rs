//! When keys follow each other: pure, from rows, policy and the clock.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::jose::Algorithm;
use crate::storage::signing_keys::SigningKey;

/// How long others may keep the JWK set (`Cache-Control: max-age`).
pub const JWKS_MAX_AGE: Duration = Duration::from_mins(5);
/// How often an instance reads the keys anew.
pub(super) const RELOAD: Duration = Duration::from_secs(30);
/// How far clocks may be apart.
const SKEW: Duration = Duration::from_mins(1);
const DAY: u64 = 24 * 60 * 60;

/// When keys rotate, and which there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationPolicy {
    /// The algorithms every realm has a key for; RS256 is always among them.
    pub algorithms: Vec<Algorithm>,
    /// How long a key signs.
    pub rotation: Duration,
    /// How long a key is published before it signs.
    pub publish_ahead: Duration,
    /// How long a key stays published after it signed last: the longest lifetime of a token, plus skew and caches.
    pub retain: Duration,
    /// Whether this process makes each successor in time. Otherwise others do, and it steps in when they have not.
    pub makes_successors: bool,
}

impl Default for RotationPolicy {
    fn default() -> Self {
        Self {
            algorithms: vec![Algorithm::RS256, Algorithm::ES256],
            rotation: Duration::from_secs(90 * DAY),
            publish_ahead: Duration::from_secs(DAY),
            retain: Duration::from_secs(DAY) + JWKS_MAX_AGE + SKEW,
            makes_successors: true,
        }
    }
}

impl RotationPolicy {
    /// What makes the policy unsafe, as sentences for the operator; empty when nothing does.
    pub fn problems(&self, longest_token_lifetime: Duration) -> Vec<String> {
        let ahead = JWKS_MAX_AGE + 2 * RELOAD + SKEW;
        let retain = longest_token_lifetime + JWKS_MAX_AGE + SKEW;
        let rules = [
            (
                self.algorithms.contains(&Algorithm::RS256),
                "keys.algorithms must contain RS256 (OpenID Connect Core, section 15.1)".to_owned(),
            ),
            (
                self.publish_ahead >= ahead,
                format!(
                    "keys.publish_ahead must be at least {} s, so that caches know a key before it signs",
                    ahead.as_secs()
                ),
            ),
            (
                self.rotation >= 2 * self.publish_ahead,
                "keys.rotation must be at least twice keys.publish_ahead".to_owned(),
            ),
            (
                self.retain >= retain,
                format!("keys.retain must be at least {} s, the longest token lifetime plus caches", retain.as_secs()),
            ),
        ];
        rules.into_iter().filter(|(kept, _)| !kept).map(|(_, problem)| problem).collect()
    }

    /// The times of a key made at `now` that begins to sign at `activates_at`.
    pub(super) fn times(&self, now: Timestamp, activates_at: Timestamp) -> Times {
        let retires_at = activates_at + self.rotation;
        Times { created_at: now, activates_at, retires_at, expires_at: retires_at + self.retain }
    }
}

/// The times of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "named as the columns are")]
pub(super) struct Times {
    pub(super) created_at: Timestamp,
    pub(super) activates_at: Timestamp,
    pub(super) retires_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

/// A key that is due. Its predecessor, if one can sign, retires when it activates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) alg: Algorithm,
    pub(super) generation: i64,
    pub(super) times: Times,
}

/// The keys that are due at `now`.
///
/// The first key of an algorithm signs at once: nobody has cached a set that lacks it. So does one made when no key is
/// left to sign. Otherwise the successor is published ahead; if that comes too late, the predecessor signs longer.
pub(super) fn due(keys: &[SigningKey], policy: &RotationPolicy, now: Timestamp) -> Vec<Due> {
    let ahead = if policy.makes_successors { policy.publish_ahead } else { Duration::ZERO };
    policy
        .algorithms
        .iter()
        .filter_map(|alg| {
            let activates_at = match newest(keys, *alg) {
                None => now,
                Some(current) if now + ahead >= current.retires_at => {
                    current.retires_at.max(now + policy.publish_ahead)
                }
                Some(_) => return None,
            };
            let times = policy.times(now, activates_at);
            Some(Due { alg: *alg, generation: next_generation(keys, *alg), times })
        })
        .collect()
}

/// The newest key of an algorithm that signs, or will.
pub(super) fn newest(keys: &[SigningKey], alg: Algorithm) -> Option<&SigningKey> {
    keys.iter()
        .filter(|key| key.alg == alg && key.revoked_at.is_none() && key.sealed.is_some())
        .max_by_key(|key| key.generation)
}

/// The number after every key of an algorithm that ever was.
pub(super) fn next_generation(keys: &[SigningKey], alg: Algorithm) -> i64 {
    keys.iter().filter(|key| key.alg == alg).map(|key| key.generation).max().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::key;
    use super::*;

    fn policy() -> RotationPolicy {
        RotationPolicy {
            algorithms: vec![Algorithm::RS256],
            rotation: Duration::from_secs(1000),
            publish_ahead: Duration::from_secs(100),
            retain: Duration::from_secs(50),
            makes_successors: true,
        }
    }

    type Plan = Vec<(i64, i64, i64, i64)>;

    /// `(generation, activates, retires, expires)` of what is due, in seconds.
    fn planned(keys: &[SigningKey], now: i64) -> Plan {
        due(keys, &policy(), Timestamp::from_secs(now))
            .iter()
            .map(|due| {
                assert_eq!(due.times.created_at, Timestamp::from_secs(now));
                let times = due.times;
                (due.generation, times.activates_at.as_secs(), times.retires_at.as_secs(), times.expires_at.as_secs())
            })
            .collect()
    }

    #[test]
    fn plans() {
        let revoked = |mut key: SigningKey| {
            (key.revoked_at, key.sealed) = (Some(Timestamp::from_secs(1)), None);
            key
        };
        let erased = |mut key: SigningKey| {
            key.sealed = None;
            key
        };
        let first = || key(1, 0, 1000, 1050);
        let second = || key(2, 1000, 2000, 2050);
        let cases: Vec<(&str, Vec<SigningKey>, i64, Plan)> = vec![
            ("the first signs at once", vec![], 7, vec![(1, 7, 1007, 1057)]),
            ("nothing before its time", vec![first()], 899, vec![]),
            ("published ahead", vec![first()], 900, vec![(2, 1000, 2000, 2050)]),
            ("not twice", vec![first(), second()], 950, vec![]),
            ("too late: the predecessor signs longer", vec![first()], 990, vec![(2, 1090, 2090, 2140)]),
            ("even after its end", vec![first()], 5000, vec![(2, 5100, 6100, 6150)]),
            ("all revoked: at once, with a new number", vec![revoked(first())], 500, vec![(2, 500, 1500, 1550)]),
            (
                "the newest was revoked: the next is published ahead",
                vec![first(), revoked(second())],
                920,
                vec![(3, 1020, 2020, 2070)],
            ),
            ("no private half is left", vec![erased(first())], 5000, vec![(2, 5000, 6000, 6050)]),
        ];
        for (name, keys, now, expected) in cases {
            assert_eq!(planned(&keys, now), expected, "{name}");
        }
    }

    #[test]
    fn who_makes_no_successors_steps_in_when_one_is_overdue() {
        let policy = RotationPolicy { makes_successors: false, ..policy() };
        let made = |keys: &[SigningKey], now: i64| due(keys, &policy, Timestamp::from_secs(now)).len();
        let first = key(1, 0, 1000, 1050);
        assert_eq!(made(&[], 0), 1, "without a first key nothing could be signed");
        assert_eq!([900, 999, 1000].map(|now| made(std::slice::from_ref(&first), now)), [0, 0, 1]);
    }

    #[test]
    fn plans_every_algorithm() {
        let policy = RotationPolicy { algorithms: vec![Algorithm::RS256, Algorithm::ES256], ..policy() };
        let due = due(&[key(1, 0, 1000, 1050)], &policy, Timestamp::from_secs(10));
        assert_eq!(due.iter().map(|due| (due.alg, due.generation)).collect::<Vec<_>>(), [(Algorithm::ES256, 1)]);
    }

    #[test]
    fn the_default_is_safe_and_unsafe_ones_are_explained() {
        assert!(RotationPolicy::default().problems(Duration::from_secs(DAY)).is_empty());
        let hasty = RotationPolicy {
            algorithms: vec![Algorithm::ES256],
            rotation: Duration::from_mins(1),
            publish_ahead: Duration::from_mins(1),
            retain: Duration::ZERO,
            makes_successors: true,
        };
        let problems = hasty.problems(Duration::from_hours(1));
        assert_eq!(problems.len(), 4);
        assert!(problems.iter().any(|problem| problem.contains("420 s")), "{problems:?}");
    }
}
