//! How failures lock an account: pure arithmetic over a tally, for accounts that exist and for names that do not.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// The rule (product SE-05): after `after` failures in a row each further one locks for `first`, doubling up to `longest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout {
    /// The failure that locks first.
    pub after: u32,
    /// How long it locks.
    pub first: Duration,
    /// The longest lock. Never permanent: a permanent lock is a gift to whoever wants to keep a person out.
    pub longest: Duration,
    /// Failures this long after the last one begin at one again.
    pub forget: Duration,
}

impl Default for Lockout {
    fn default() -> Self {
        Self {
            after: 5,
            first: Duration::from_secs(30),
            longest: Duration::from_mins(15),
            forget: Duration::from_hours(24),
        }
    }
}

/// Failures in a row, over all names of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub failures: u32,
    /// No login is tried before this instant; where nothing is locked, the instant of the last failure.
    pub until: Option<Timestamp>,
}

impl Lockout {
    /// How long an account with `tally` stays locked; `None` when a login may be tried.
    pub fn remaining(tally: &Tally, now: Timestamp) -> Option<Duration> {
        tally.until.filter(|until| now < *until).map(|until| until.since(now))
    }

    /// Whether the failures of `tally` are so old that they count no more.
    pub fn is_forgotten(&self, tally: &Tally, now: Timestamp) -> bool {
        tally.until.is_some_and(|until| now.since(until) >= self.forget)
    }

    /// Until when the failure number `failures` at `now` locks; `now` itself when it does not.
    pub fn until(&self, failures: u32, now: Timestamp) -> Timestamp {
        let Some(beyond) = failures.checked_sub(self.after.max(1)) else { return now };
        let doubled = 2_u32.checked_pow(beyond).and_then(|factor| self.first.checked_mul(factor));
        now + doubled.unwrap_or(self.longest).min(self.longest)
    }

    /// The tally after one more failure.
    #[must_use]
    pub fn failed(&self, tally: &Tally, now: Timestamp) -> Tally {
        let before = if self.is_forgotten(tally, now) { 0 } else { tally.failures };
        let failures = before.saturating_add(1);
        Tally { failures, until: Some(self.until(failures, now)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    #[test]
    fn locks_double_up_to_the_longest() {
        let lockout = Lockout::default();
        for (failures, seconds) in
            [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (500, 900)]
        {
            let locked = lockout.until(failures, NOW).since(NOW);
            assert_eq!(locked, Duration::from_secs(seconds), "failure {failures}");
        }
    }

    #[test]
    fn a_fixed_time_is_a_matter_of_settings() {
        let fixed = Duration::from_mins(5);
        let lockout = Lockout { first: fixed, longest: fixed, ..Lockout::default() };
        assert_eq!(lockout.until(5, NOW).since(NOW), fixed);
        assert_eq!(lockout.until(50, NOW).since(NOW), fixed);
    }

    #[test]
    fn the_fifth_failure_locks_and_time_unlocks() {
        let lockout = Lockout::default();
        let mut tally = Tally::default();
        for failure in 1..=5 {
            assert_eq!(Lockout::remaining(&tally, NOW), None, "before failure {failure}");
            tally = lockout.failed(&tally, NOW);
        }
        assert_eq!(Lockout::remaining(&tally, NOW), Some(Duration::from_secs(30)));
        let later = NOW + Duration::from_secs(30);
        assert_eq!(Lockout::remaining(&tally, later), None);
        // What failed before the lock still counts after it.
        assert_eq!(Lockout::remaining(&lockout.failed(&tally, later), later), Some(Duration::from_mins(1)));
    }

    #[test]
    fn old_failures_are_forgotten() {
        let lockout = Lockout::default();
        let tally = (0..7).fold(Tally::default(), |tally, _| lockout.failed(&tally, NOW));
        let almost = NOW + lockout.forget;
        assert_eq!(lockout.failed(&tally, almost).failures, 8);
        let long_after = almost + Duration::from_mins(15);
        assert_eq!(lockout.failed(&tally, long_after).failures, 1);
    }
}
