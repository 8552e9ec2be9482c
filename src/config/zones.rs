//! The rate-limit zones of product §6.2 and their presets, as data.

use std::time::Duration;

use super::settings::RateLimitPreset;

/// What a zone counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Failures alone; successes are free.
    Failures,
    /// Every attempt.
    Attempts,
}

/// One zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateZone {
    /// Its name in metrics and headers.
    pub name: &'static str,
    /// Cells that flow back in one period.
    pub limit: u32,
    /// The period.
    pub period: Duration,
    /// Cells at once.
    pub burst: u32,
    /// What is counted.
    pub counts: Counts,
}

/// The zones that are enforced today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Logins, per account and source.
    pub login: RateZone,
    /// Logins, per source over all accounts.
    pub login_source: RateZone,
    /// Registrations, per source.
    pub registration: RateZone,
    /// Pages, per source.
    pub pages: RateZone,
    /// Protocol endpoints, per source.
    pub protocol: RateZone,
    /// Whether any limit applies.
    pub enabled: bool,
}

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const QUARTER: Duration = Duration::from_mins(15);
const SECOND: Duration = Duration::from_secs(1);

const fn zone(name: &'static str, limit: u32, period: Duration, burst: u32, counts: Counts) -> RateZone {
    RateZone { name, limit, period, burst, counts }
}

impl RateLimits {
    /// The zones of a preset.
    pub const fn preset(preset: RateLimitPreset) -> Self {
        let login = match preset {
            RateLimitPreset::Default | RateLimitPreset::Off => zone("login", 5, MINUTE, 5, Counts::Failures),
            RateLimitPreset::Gateway => zone("login", 5, MINUTE, 3, Counts::Attempts),
            RateLimitPreset::Strict => zone("login", 5, QUARTER, 5, Counts::Attempts),
        };
        let registrations = if matches!(preset, RateLimitPreset::Strict) { 3 } else { 10 };
        Self {
            login,
            login_source: zone("login_source", 30, QUARTER, 30, Counts::Failures),
            registration: zone("registration", registrations, HOUR, registrations, Counts::Attempts),
            pages: zone("pages", 20, SECOND, 100, Counts::Attempts),
            protocol: zone("protocol", 2_000, SECOND, 4_000, Counts::Attempts),
            enabled: !matches!(preset, RateLimitPreset::Off),
        }
    }
}
