//! Rate-limit zones that protocol rules themselves enforce (product §6.2): failures are counted, successes are free.

use super::context::Context;
use super::error::Error;
use crate::ephemeral::Zone;

/// Failed client authentications, per client and source: 30 a minute.
pub const CLIENT_AUTH: Zone = Zone::new("client_auth", 30, std::time::Duration::from_mins(1), 30);

/// Refuses when `key` has used up its failures.
pub async fn check(context: &Context, zone: &Zone, key: &str) -> Result<(), Error> {
    let state = context.shared.ephemeral.peek(zone, context.realm().as_str(), key).await?;
    if state.allowed {
        return Ok(());
    }
    metrics::counter!("gatehouse_rate_limited_total", "zone" => zone.name).increment(1);
    Err(Error::Throttled(state.retry_after))
}

/// Counts one more failure of `key`.
pub async fn record(context: &Context, zone: &Zone, key: &str) -> Result<(), Error> {
    context.shared.ephemeral.record(zone, context.realm().as_str(), key).await?;
    Ok(())
}
