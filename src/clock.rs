//! Time as a value: instants in milliseconds, and the one place that asks the machine what time it is.

use std::fmt;
use std::ops::{Add, Sub};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT, so it sorts on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The instant `secs` seconds after the Unix epoch, as `NumericDate` (RFC 7519 §2) counts.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch: `NumericDate` (RFC 7519 §2).
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The time that passed since `earlier`; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads RFC 3339 with any offset; what is finer than a millisecond is cut off.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let parsed = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
        i64::try_from(parsed.unix_timestamp_nanos().div_euclid(1_000_000)).ok().map(Self)
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-21T08:15:30.250Z`.
    pub fn to_rfc3339(self) -> String {
        let format =
            time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
        time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|t| t.format(format).ok())
            .unwrap_or_else(|| self.0.to_string())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// Tells the time. Operations read it once, at the top; pure functions are given a `Timestamp`.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved: for tests, and for `serve --dev`.
    Manual(ManualClock),
}

impl Clock {
    /// The current instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let span = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(clock) => clock.now(),
        }
    }
}

/// A clock that its holder moves; all clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.0)))
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    /// Moves the clock forward.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_text() {
        let t = Timestamp::from_millis(1_763_712_930_250);
        assert_eq!(t.as_secs(), 1_763_712_930);
        assert_eq!(t.to_rfc3339(), "2025-11-21T08:15:30.250Z");
        for text in ["2025-11-21T08:15:30.250Z", "2025-11-21T09:15:30.2509+01:00"] {
            assert_eq!(Timestamp::from_rfc3339(text), Some(t), "{text}");
        }
        for text in ["", "2025-11-21", "2025-11-21T08:15:30", "yesterday"] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
        assert_eq!((t + Duration::from_secs(1)).since(t), Duration::from_secs(1));
        assert_eq!(t.since(t + Duration::from_secs(1)), Duration::ZERO);
    }

    #[test]
    fn manual_clock_moves_for_all_clones() {
        let clock = ManualClock::new(Timestamp::from_secs(10));
        let shared = Clock::Manual(clock.clone());
        clock.advance(Duration::from_secs(5));
        assert_eq!(shared.now(), Timestamp::from_secs(15));
    }
}
