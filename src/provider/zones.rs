//! Rate-limit zones that protocol rules themselves enforce (product §6.2): what is recorded counts, everything else is free.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::context::Context;
use super::error::Error;
use crate::clock::Timestamp;
use crate::ephemeral::Zone;

/// Failed client authentications, per client and source: 30 a minute.
pub const CLIENT_AUTH: Zone = Zone::new("client_auth", 30, Duration::from_mins(1), 30);

/// Changes through the account API, per user: 60 a minute. Some of them cost ten hashes.
pub const ACCOUNT_CHANGE: Zone = Zone::new("account_change", 60, Duration::from_mins(1), 60);

/// Changes through the administration API, per administrator: 300 a minute.
pub const ADMIN_CHANGE: Zone = Zone::new("admin_change", 300, Duration::from_mins(1), 300);

/// Keys kept at most.
const CAPACITY: usize = 10_000;

/// Keys whose failures are used up, as this process has seen it. Successes look only here, so that they cost no round trip;
/// the count itself is shared. An attacker gains one failure an instance by it.
#[derive(Clone, Debug, Default)]
pub struct Exhausted(Arc<RwLock<HashMap<String, Timestamp>>>);

impl Exhausted {
    fn remaining(&self, key: &str, now: Timestamp) -> Option<Duration> {
        let until = *self.0.read().unwrap_or_else(PoisonError::into_inner).get(key)?;
        (now < until).then(|| until.since(now))
    }

    fn insert(&self, key: String, until: Timestamp, now: Timestamp) {
        let mut keys = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= CAPACITY {
            keys.retain(|_, until| now < *until);
        }
        // What finds no place is still refused by the shared count at its next failure.
        if keys.len() < CAPACITY {
            keys.insert(key, until);
        }
    }
}

/// Refuses when `key` has used up its failures.
pub fn check(context: &Context, zone: &Zone, key: &str) -> Result<(), Error> {
    match context.shared.exhausted.remaining(&local(context, zone, key), context.now) {
        None => Ok(()),
        Some(wait) => Err(refuse(zone, wait)),
    }
}

/// Counts one more failure of `key`, and refuses when that was one too many.
pub async fn record(context: &Context, zone: &Zone, key: &str) -> Result<(), Error> {
    let state = context.shared.ephemeral.record(zone, context.realm().as_str(), key).await?;
    if state.allowed {
        return Ok(());
    }
    let until = context.now + state.retry_after;
    context.shared.exhausted.insert(local(context, zone, key), until, context.now);
    Err(refuse(zone, state.retry_after))
}

fn refuse(zone: &Zone, wait: Duration) -> Error {
    metrics::counter!("gatehouse_rate_limited_total", "zone" => zone.name).increment(1);
    Error::Throttled(wait)
}

fn local(context: &Context, zone: &Zone, key: &str) -> String {
    format!("{}|{}|{key}", zone.name, context.realm())
}
