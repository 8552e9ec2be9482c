//! The generic cell rate algorithm: a token bucket with continuous refill and no window edge. Pure.

use std::time::Duration;

use crate::clock::Timestamp;

/// A rate-limit zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Names it in metrics and headers.
    pub name: &'static str,
    /// Cells that flow back in one period.
    pub limit: u32,
    /// The period.
    pub period: Duration,
    /// Cells that may be used at once.
    pub burst: u32,
}

impl Zone {
    /// `limit` per `period`, at most `burst` at once.
    pub const fn new(name: &'static str, limit: u32, period: Duration, burst: u32) -> Self {
        Self { name, limit, period, burst }
    }

    /// Milliseconds until one cell has flowed back.
    pub(super) fn interval_millis(&self) -> i64 {
        i64::try_from(self.period.as_millis()).unwrap_or(i64::MAX) / i64::from(self.limit.max(1))
    }

    /// Milliseconds by which the theoretical arrival time may run ahead.
    pub(super) fn tolerance_millis(&self) -> i64 {
        self.interval_millis().saturating_mul(i64::from(self.burst.max(1)))
    }

    /// Seconds in which the whole burst flows back, at least one.
    pub fn window_seconds(&self) -> u64 {
        u64::try_from(self.tolerance_millis()).unwrap_or(0).div_ceil(1000).max(1)
    }

    /// The same zone at half the rate: what one instance allows while it cannot ask the others.
    #[must_use]
    pub(super) const fn halved(self) -> Self {
        let (limit, burst) = (self.limit.div_ceil(2), self.burst.div_ceil(2));
        Self { limit, burst, ..self }
    }
}

/// The state of one key in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// Whether this cell was, or would be, let through.
    pub allowed: bool,
    /// Cells at once in all.
    pub limit: u32,
    /// Cells left now.
    pub remaining: u32,
    /// Until all cells are back.
    pub reset_after: Duration,
    /// Until one cell is back; zero if one is there.
    pub retry_after: Duration,
}

/// Asks for one cell at `now`, given the theoretical arrival time so far; the new one if the cell is let through.
pub(super) fn ask(zone: &Zone, arrival: Option<i64>, now: Timestamp) -> (Throttle, i64) {
    let now = now.as_millis();
    let base = arrival.unwrap_or(now).max(now);
    let next = base.saturating_add(zone.interval_millis());
    if next - now > zone.tolerance_millis() {
        (state(zone, base, now, false), base)
    } else {
        (state(zone, next, now, true), next)
    }
}

/// What a key with theoretical arrival time `arrival` could still do, without using a cell.
pub(super) fn look(zone: &Zone, arrival: Option<i64>, now: Timestamp) -> Throttle {
    let now = now.as_millis();
    let base = arrival.unwrap_or(now).max(now);
    let allowed = base.saturating_add(zone.interval_millis()) - now <= zone.tolerance_millis();
    state(zone, base, now, allowed)
}

fn state(zone: &Zone, arrival: i64, now: i64, allowed: bool) -> Throttle {
    let ahead = arrival - now;
    let free = (zone.tolerance_millis() - ahead).max(0) / zone.interval_millis().max(1);
    let wait = if allowed { 0 } else { ahead + zone.interval_millis() - zone.tolerance_millis() };
    Throttle {
        allowed,
        limit: zone.burst,
        remaining: u32::try_from(free).unwrap_or(0),
        reset_after: Duration::from_millis(u64::try_from(ahead).unwrap_or(0)),
        retry_after: Duration::from_millis(u64::try_from(wait).unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::new("test", 5, Duration::from_mins(1), 3);

    #[test]
    fn a_burst_then_the_rate() {
        let mut now = Timestamp::from_secs(1000);
        let mut arrival = None;
        for left in [2, 1, 0] {
            let (throttle, next) = ask(&ZONE, arrival, now);
            assert!(throttle.allowed && throttle.remaining == left, "{throttle:?}");
            arrival = Some(next);
        }
        let (refused, same) = ask(&ZONE, arrival, now);
        assert!(!refused.allowed && Some(same) == arrival);
        assert_eq!(refused.retry_after, Duration::from_secs(12));
        assert_eq!(refused.reset_after, Duration::from_secs(36));
        now = now + refused.retry_after;
        assert!(look(&ZONE, arrival, now).allowed);
        let (throttle, next) = ask(&ZONE, arrival, now);
        assert!(throttle.allowed && throttle.remaining == 0);
        assert!(!look(&ZONE, Some(next), now).allowed);
        let full = look(&ZONE, Some(next), now + Duration::from_mins(10));
        assert_eq!((full.remaining, full.reset_after), (3, Duration::ZERO));
    }
}
