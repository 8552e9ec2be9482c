//! The settings of this floor as typed values, read once from the server's settings.

use std::path::PathBuf;
use std::time::Duration;

use super::lockout::Lockout;
use super::password::PasswordPolicy;
use super::totp::TotpRule;
use crate::config::{self, Counts, PasswordPreset, RateLimits, RateZone};
use crate::ephemeral::Zone;
use crate::model::{SessionLifetimes, TotpAlgorithm};

/// What decides over logins and sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long browser sessions live; `remembered` of zero means that nobody is remembered.
    pub sessions: SessionLifetimes,
    /// How failures lock.
    pub lockout: Lockout,
    /// How many tries are looked at; `None` for all.
    pub limits: Option<LoginLimits>,
    /// What a new password must satisfy.
    pub passwords: PasswordPolicy,
    /// The file of breached passwords.
    pub breach_file: Option<PathBuf>,
    /// How codes of authenticator applications are made and accepted.
    pub totp: TotpRule,
}

/// The rate-limit zones of a login (product §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginLimits {
    /// Per account and source.
    pub account: LoginZone,
    /// Per source over all accounts.
    pub source: LoginZone,
    /// Ways back per account.
    pub recovery: LoginZone,
    /// Ways back per source over all accounts.
    pub recovery_source: LoginZone,
    /// Registrations, per source.
    pub registration: LoginZone,
}

/// A zone and what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginZone {
    /// The zone.
    pub zone: Zone,
    /// Failures, or every attempt.
    pub counts: Counts,
}

impl From<&RateZone> for LoginZone {
    fn from(zone: &RateZone) -> Self {
        Self { zone: Zone::new(zone.name, zone.limit, zone.period, zone.burst), counts: zone.counts }
    }
}

impl LoginLimits {
    /// The limits among all zones; `None` when limits are off.
    pub fn of(limits: &RateLimits) -> Option<Self> {
        limits.enabled.then(|| Self {
            account: (&limits.login).into(),
            source: (&limits.login_source).into(),
            recovery: (&limits.recovery).into(),
            recovery_source: (&limits.recovery_source).into(),
            registration: (&limits.registration).into(),
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sessions: SessionLifetimes {
                idle: Duration::from_mins(30),
                absolute: Duration::from_hours(12),
                remembered: Duration::from_hours(30 * 24),
            },
            lockout: Lockout::default(),
            limits: LoginLimits::of(&RateLimits::preset(config::RateLimitPreset::Default)),
            passwords: PasswordPolicy::nist(),
            breach_file: None,
            totp: TotpRule::default(),
        }
    }
}

impl From<&config::Settings> for Settings {
    fn from(settings: &config::Settings) -> Self {
        let passwords = match settings.password.preset {
            PasswordPreset::Nist => PasswordPolicy {
                min_length: usize::try_from(settings.password.min_length).unwrap_or(usize::MAX),
                ..PasswordPolicy::nist()
            },
            PasswordPreset::Legacy => PasswordPolicy::legacy(),
        };
        Self {
            sessions: SessionLifetimes {
                idle: settings.sessions.idle.0,
                absolute: settings.sessions.absolute.0,
                remembered: settings.sessions.remember.0,
            },
            lockout: Lockout {
                after: settings.lockout.failures,
                first: settings.lockout.first.0,
                longest: settings.lockout.longest.0,
                ..Lockout::default()
            },
            limits: LoginLimits::of(&RateLimits::preset(settings.rate_limits.preset)),
            passwords,
            breach_file: settings.password.breach_file.clone(),
            totp: TotpRule {
                algorithm: match settings.totp.algorithm {
                    config::TotpHash::Sha1 => TotpAlgorithm::Sha1,
                    config::TotpHash::Sha256 => TotpAlgorithm::Sha256,
                    config::TotpHash::Sha512 => TotpAlgorithm::Sha512,
                },
                digits: if settings.totp.digits == 8 { 8 } else { 6 },
                secret_bytes: usize::try_from(settings.totp.secret_bytes).unwrap_or(20),
                window: u16::try_from(settings.totp.window).unwrap_or(1),
            },
        }
    }
}
