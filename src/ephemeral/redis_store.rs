//! The store of several instances: Redis. Hot operations share one multiplexed connection, which is four times as fast
//! as a pool; the pool serves the health check.

use std::fmt;
use std::time::Duration;

use deadpool_redis::{Config, Pool, Runtime};
use futures_util::StreamExt;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, ExistenceCheck, Script, SetExpiry, SetOptions};
use tokio::sync::broadcast;

use super::announce::{Announcement, BACKLOG};
use super::error::EphemeralError;
use super::gcra::{Throttle, Zone};
use super::memory::{Memory, MemoryLimits};
use crate::clock::Clock;
use crate::secret::Secret;

/// How long an operation may take before Redis counts as away.
const ANSWER: Duration = Duration::from_millis(800);
/// Rest between attempts to subscribe again.
const RESUBSCRIBE: Duration = Duration::from_millis(500);

/// One cell of a zone by Redis's own clock, so that instances with skew agree.
/// Keys: the counter. Arguments: interval and tolerance in milliseconds, 1 to use a cell or 0 to look.
/// Returns: allowed, milliseconds by which the arrival time runs ahead.
const GCRA: &str = r"
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local base = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local nxt = base + interval
if nxt - now > tolerance then return {0, base - now} end
if ARGV[3] == '0' then return {1, base - now} end
redis.call('SET', KEYS[1], nxt, 'PX', math.max(nxt - now, 1))
return {1, nxt - now}
";

/// How to reach Redis.
#[derive(Clone, Debug)]
pub struct RedisOptions {
    /// `redis://…` or `rediss://…`; may hold a password.
    pub url: Secret<String>,
    /// Put before every key, so that several installations can share a server.
    pub prefix: String,
}

/// Values and counters in Redis.
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    pool: Pool,
    prefix: String,
    script: Script,
    /// Counts, at half the rate, while Redis is away.
    fallback: std::sync::Arc<Memory>,
    pub(super) announcements: broadcast::Sender<Announcement>,
}

impl RedisStore {
    /// Prepares connections and begins to listen. Redis may be away: operations then say so until it is back.
    pub(super) fn connect(options: &RedisOptions, clock: Clock) -> Result<Self, EphemeralError> {
        let url = options.url.expose().as_str();
        let client = Client::open(url).map_err(|_| EphemeralError::Unavailable)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(200));
        let connection = ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(unavailable)?;
        let pool = pool(url)?;
        let announcements = broadcast::channel(BACKLOG).0;
        tokio::spawn(subscribe((client, connection.clone()), options.prefix.clone(), announcements.clone()));
        let fallback = std::sync::Arc::new(Memory::new(MemoryLimits::default(), clock));
        Ok(Self {
            connection,
            pool,
            prefix: options.prefix.clone(),
            script: Script::new(GCRA),
            fallback,
            announcements,
        })
    }

    pub(super) async fn put(
        &self,
        slot: &str,
        id: &str,
        value: String,
        lifetime: Duration,
    ) -> Result<(), EphemeralError> {
        let options = SetOptions::default().with_expiration(SetExpiry::PX(millis(lifetime)));
        let mut connection = self.connection.clone();
        connection.set_options::<_, _, ()>(self.key(slot, id), value, options).await.map_err(unavailable)
    }

    pub(super) async fn get(&self, slot: &str, id: &str) -> Result<Option<String>, EphemeralError> {
        self.connection.clone().get(self.key(slot, id)).await.map_err(unavailable)
    }

    pub(super) async fn take(&self, slot: &str, id: &str) -> Result<Option<String>, EphemeralError> {
        self.connection.clone().get_del(self.key(slot, id)).await.map_err(unavailable)
    }

    pub(super) async fn claim(&self, slot: &str, id: &str, lifetime: Duration) -> Result<bool, EphemeralError> {
        let options =
            SetOptions::default().conditional_set(ExistenceCheck::NX).with_expiration(SetExpiry::PX(millis(lifetime)));
        let mut connection = self.connection.clone();
        let set: Option<String> = connection.set_options(self.key(slot, id), 1, options).await.map_err(unavailable)?;
        Ok(set.is_some())
    }

    /// Uses a cell, or only looks; while Redis is away this instance counts by itself, at half the rate.
    pub(super) async fn throttle(&self, zone: &Zone, id: &str, uses: bool) -> Throttle {
        let mut invocation = self.script.key(self.key(zone.name, id));
        invocation.arg(zone.interval_millis()).arg(zone.tolerance_millis()).arg(i32::from(uses));
        let answer: Result<(i64, i64), _> = invocation.invoke_async(&mut self.connection.clone()).await;
        match answer {
            Ok((allowed, ahead)) => throttle(zone, allowed == 1, ahead),
            Err(_) if uses => self.fallback.throttle(&zone.halved(), id),
            Err(_) => self.fallback.peek(&zone.halved(), id),
        }
    }

    pub(super) async fn reset(&self, zone: &Zone, id: &str) -> Result<(), EphemeralError> {
        self.fallback.reset(zone, id);
        self.connection.clone().del::<_, ()>(self.key(zone.name, id)).await.map_err(unavailable)
    }

    pub(super) async fn announce(&self, topic: &str, payload: &str) -> Result<(), EphemeralError> {
        let channel = format!("{}announce:{topic}", self.prefix);
        self.connection.clone().publish::<_, _, ()>(channel, payload).await.map_err(unavailable)
    }

    pub(super) async fn health(&self) -> Result<(), EphemeralError> {
        let mut connection = self.pool.get().await.map_err(|_| EphemeralError::Unavailable)?;
        redis::cmd("PING").query_async::<()>(&mut connection).await.map_err(unavailable)?;
        // The connection that requests use notices that Redis is back by being used: not ready before it has.
        redis::cmd("PING").query_async::<()>(&mut self.connection.clone()).await.map_err(unavailable)
    }

    fn key(&self, slot: &str, id: &str) -> String {
        format!("{}{slot}:{id}", self.prefix)
    }
}

fn pool(url: &str) -> Result<Pool, EphemeralError> {
    Config::from_url(url)
        .builder()
        .map_err(|_| EphemeralError::Unavailable)?
        .max_size(2)
        .wait_timeout(Some(ANSWER))
        .create_timeout(Some(ANSWER))
        .recycle_timeout(Some(ANSWER))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|_| EphemeralError::Unavailable)
}

/// Hears what other instances say, for ever; after each gap it says that something may have been missed.
async fn subscribe(
    (client, mut others): (Client, ConnectionManager),
    prefix: String,
    heard: broadcast::Sender<Announcement>,
) {
    let channels = format!("{prefix}announce:");
    loop {
        if let Ok(mut subscription) = client.get_async_pubsub().await
            && subscription.psubscribe(format!("{channels}*")).await.is_ok()
        {
            // Wakes the connection of everybody else after a gap, so that no request has to fail for it.
            let _ = redis::cmd("PING").query_async::<()>(&mut others).await;
            // Nobody may be listening yet: then nothing was missed either.
            let _ = heard.send(Announcement::Missed);
            let mut messages = subscription.into_on_message();
            while let Some(message) = messages.next().await {
                let topic = message.get_channel_name().strip_prefix(&channels).unwrap_or_default().to_owned();
                let payload = message.get_payload().unwrap_or_default();
                let _ = heard.send(Announcement::Said { topic, payload });
            }
        }
        tokio::time::sleep(RESUBSCRIBE).await;
    }
}

fn throttle(zone: &Zone, allowed: bool, ahead: i64) -> Throttle {
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

fn millis(lifetime: Duration) -> u64 {
    u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX).max(1)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of map_err")]
fn unavailable(error: redis::RedisError) -> EphemeralError {
    tracing::debug!(%error, "Redis did not answer");
    EphemeralError::Unavailable
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
