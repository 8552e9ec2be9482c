//! Settings that are read again while the server runs (SIGHUP). What everything else was built from needs a restart.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::serve::gates;
use crate::authn::{self, Authenticator};
use crate::clock::Clock;
use crate::config::{Loaded, Profile};
use crate::telemetry::LogHandle;
use crate::web::middleware::Gates;

/// What takes effect at once: how much is logged, and numbers that every request or login asks for anew. Beginnings of
/// names end with a full stop.
const AT_ONCE: &[&str] =
    &["log.level", "rate_limits.", "lockout.", "sessions.", "password.preset", "password.min_length"];

/// Reads the settings from where they were read at the start.
pub type Read = Box<dyn Fn() -> Result<Loaded, String> + Send + Sync>;

/// How settings are read again.
pub struct Reload {
    /// From where.
    pub read: Read,
    /// Those the process runs with.
    pub running: Loaded,
    /// Where the level of the log is changed.
    pub log: LogHandle,
}

/// What settings are applied to.
#[derive(Clone)]
pub(super) struct Tunable {
    pub(super) authenticator: Authenticator,
    pub(super) gates: Arc<ArcSwapOption<Gates>>,
    pub(super) profile: Profile,
    pub(super) clock: Clock,
}

impl Reload {
    /// Applies what takes effect at once and names what does not. Settings that are wrong change nothing.
    pub(super) fn apply(&mut self, tunable: &Tunable) {
        let mut fresh = match (self.read)() {
            Ok(fresh) => fresh,
            Err(error) => return tracing::error!(error, "the settings in use stay"),
        };
        let changed = self.running.differences(&fresh);
        if changed.contains(&"log.level")
            && let Err(error) = self.log.set(&fresh.settings.log.level)
        {
            tracing::error!(error, "the settings in use stay");
            return;
        }
        for setting in changed.iter().filter(|setting| !is_at_once(setting)) {
            tracing::warn!(setting, "a setting was changed that needs a restart to take effect");
        }
        for setting in changed.iter().filter(|setting| is_at_once(setting)) {
            tracing::info!(setting, "a changed setting is in effect");
        }
        tunable.authenticator.replace_settings(authn::Settings::from(&fresh.settings));
        // Only then: new gates have forgotten whom they let through.
        if changed.iter().any(|setting| setting.starts_with("rate_limits.")) {
            let preset = fresh.settings.rate_limits.preset;
            tunable.gates.store(gates(preset, tunable.profile, &tunable.clock).map(Arc::new));
        }
        fresh.keep(&self.running, |setting| !is_at_once(setting));
        self.running = fresh;
    }
}

fn is_at_once(setting: &str) -> bool {
    AT_ONCE.iter().any(|name| if name.ends_with('.') { setting.starts_with(name) } else { setting == *name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SETTINGS;

    #[test]
    fn every_name_is_that_of_a_setting() {
        for name in AT_ONCE {
            assert!(
                SETTINGS.iter().any(|setting| is_at_once(setting.path) && setting.path.starts_with(name)),
                "{name}"
            );
        }
        for setting in ["server.listen", "keys.rotation", "password.memory_kib", "database.url", "redis.prefix"] {
            assert!(!is_at_once(setting), "{setting}");
        }
    }
}
