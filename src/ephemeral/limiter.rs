//! The flood gate of one process: per source, before anything else is done. Shared counters come after it.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::gcra::Zone;
use crate::clock::Clock;

/// Sources remembered before those at rest are forgotten.
const RETAIN_ABOVE: usize = 50_000;

/// Our clock, as governor reads one.
#[derive(Clone, Debug)]
struct Ticks(Clock);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now().as_millis()).unwrap_or(0))
    }
}

type Limiter = RateLimiter<String, DashMapStateStore<String>, Ticks, StateInformationMiddleware>;

/// Counts requests per source in this process.
#[derive(Clone)]
pub struct SourceLimiter {
    zone: Zone,
    clock: Clock,
    limiter: Arc<Limiter>,
}

impl SourceLimiter {
    /// A gate that lets through what `zone` allows each source.
    pub fn new(zone: Zone, clock: Clock) -> Self {
        let one = NonZeroU32::MIN;
        let interval = Duration::from_millis(u64::try_from(zone.interval_millis().max(1)).unwrap_or(1));
        let quota = Quota::with_period(interval)
            .unwrap_or_else(|| Quota::per_second(one))
            .allow_burst(NonZeroU32::new(zone.burst).unwrap_or(one));
        let limiter = Limiter::new(quota, DashMapStateStore::default(), Ticks(clock.clone()));
        Self { zone, clock, limiter: Arc::new(limiter) }
    }

    /// The zone it enforces.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Lets one request of `source` through and says how many more may come at once, or how long to wait.
    pub fn check(&self, source: &str) -> Result<u32, Duration> {
        if self.limiter.len() > RETAIN_ABOVE {
            self.limiter.retain_recent();
        }
        match self.limiter.check_key(&source.to_owned()) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(refused) => Err(refused.wait_time_from(Ticks(self.clock.clone()).now())),
        }
    }
}

impl fmt::Debug for SourceLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceLimiter").field("zone", &self.zone).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{ManualClock, Timestamp};

    #[test]
    fn each_source_has_its_own_burst() {
        let clock = ManualClock::new(Timestamp::from_secs(1_000));
        let gate = SourceLimiter::new(Zone::new("pages", 20, Duration::from_secs(1), 3), Clock::Manual(clock.clone()));
        assert!((0..3).all(|_| gate.check("a").is_ok()));
        let wait = gate.check("a").unwrap_err();
        assert!(gate.check("b").is_ok());
        clock.advance(wait);
        assert!(gate.check("a").is_ok());
    }
}
