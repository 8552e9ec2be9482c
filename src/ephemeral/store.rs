//! The one type behind which memory and Redis look alike.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::announce::{Announcement, Listener};
use super::error::EphemeralError;
use super::gcra::{Throttle, Zone};
use super::memory::{Memory, MemoryLimits};
use super::redis_store::{RedisOptions, RedisStore};
use super::slot::Slot;
use crate::clock::Clock;

/// Short-lived state. Clones share it.
#[derive(Clone, Debug)]
pub enum EphemeralStore {
    /// In this process.
    Memory(Arc<Memory>),
    /// Shared by instances.
    Redis(Box<RedisStore>),
}

impl EphemeralStore {
    /// A store in this process.
    pub fn memory(limits: MemoryLimits, clock: Clock) -> Self {
        Self::Memory(Arc::new(Memory::new(limits, clock)))
    }

    /// A store in Redis, which may still be away.
    ///
    /// # Errors
    /// `Unavailable` when the URL cannot be used.
    pub fn redis(options: &RedisOptions, clock: Clock) -> Result<Self, EphemeralError> {
        Ok(Self::Redis(Box::new(RedisStore::connect(options, clock)?)))
    }

    /// Whether other instances see the same state.
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Redis(_))
    }

    /// Keeps `value` under `id` for the slot's lifetime, in place of an earlier one.
    pub async fn put<T: Serialize + Sync>(
        &self,
        slot: &Slot<T>,
        realm: &str,
        id: &str,
        value: &T,
    ) -> Result<(), EphemeralError> {
        let text = serde_json::to_string(value).map_err(|_| EphemeralError::Corrupt)?;
        let id = scoped(realm, id);
        match self {
            Self::Memory(memory) => memory.put(slot.name, &id, text, slot.lifetime),
            Self::Redis(redis) => redis.put(slot.name, &id, text, slot.lifetime).await,
        }
    }

    /// The value under `id`.
    pub async fn get<T: DeserializeOwned>(
        &self,
        slot: &Slot<T>,
        realm: &str,
        id: &str,
    ) -> Result<Option<T>, EphemeralError> {
        let id = scoped(realm, id);
        let text = match self {
            Self::Memory(memory) => memory.get(slot.name, &id),
            Self::Redis(redis) => redis.get(slot.name, &id).await?,
        };
        parse(text)
    }

    /// Takes the value under `id` away: one caller gets it.
    pub async fn take<T: DeserializeOwned>(
        &self,
        slot: &Slot<T>,
        realm: &str,
        id: &str,
    ) -> Result<Option<T>, EphemeralError> {
        let id = scoped(realm, id);
        let text = match self {
            Self::Memory(memory) => memory.take(slot.name, &id),
            Self::Redis(redis) => redis.take(slot.name, &id).await?,
        };
        parse(text)
    }

    /// `true` for the first caller with `id` within the slot's lifetime.
    pub async fn claim<T>(&self, slot: &Slot<T>, realm: &str, id: &str) -> Result<bool, EphemeralError> {
        self.claim_for(slot, realm, id, slot.lifetime).await
    }

    /// `true` for the first caller with `id` within `lifetime`.
    pub async fn claim_for<T>(
        &self,
        slot: &Slot<T>,
        realm: &str,
        id: &str,
        lifetime: Duration,
    ) -> Result<bool, EphemeralError> {
        let id = scoped(realm, id);
        match self {
            Self::Memory(memory) => memory.claim(slot.name, &id, lifetime),
            Self::Redis(redis) => redis.claim(slot.name, &id, lifetime).await,
        }
    }

    /// Gives up what was claimed, before its time.
    pub async fn release<T>(&self, slot: &Slot<T>, realm: &str, id: &str) -> Result<(), EphemeralError> {
        let id = scoped(realm, id);
        match self {
            Self::Memory(memory) => memory.take(slot.name, &id),
            Self::Redis(redis) => redis.take(slot.name, &id).await?,
        };
        Ok(())
    }

    /// Uses one cell of `key`, if there is one.
    pub async fn throttle(&self, zone: &Zone, realm: &str, key: &str) -> Result<Throttle, EphemeralError> {
        let id = scoped(realm, key);
        Ok(match self {
            Self::Memory(memory) => memory.throttle(zone, &id),
            Self::Redis(redis) => redis.throttle(zone, &id, true).await,
        })
    }

    /// What `key` could still do: for zones that count failures only.
    pub async fn peek(&self, zone: &Zone, realm: &str, key: &str) -> Result<Throttle, EphemeralError> {
        let id = scoped(realm, key);
        Ok(match self {
            Self::Memory(memory) => memory.peek(zone, &id),
            Self::Redis(redis) => redis.throttle(zone, &id, false).await,
        })
    }

    /// Counts one failure of `key`.
    pub async fn record(&self, zone: &Zone, realm: &str, key: &str) -> Result<Throttle, EphemeralError> {
        self.throttle(zone, realm, key).await
    }

    /// Forgets what `key` has used.
    pub async fn reset(&self, zone: &Zone, realm: &str, key: &str) -> Result<(), EphemeralError> {
        let id = scoped(realm, key);
        match self {
            Self::Memory(memory) => {
                memory.reset(zone, &id);
                Ok(())
            }
            Self::Redis(redis) => redis.reset(zone, &id).await,
        }
    }

    /// Tells every instance, this one included, to look at `topic` again.
    pub async fn announce(&self, topic: &str, payload: &str) -> Result<(), EphemeralError> {
        match self {
            Self::Memory(memory) => {
                // Without a listener there is nobody to tell.
                let said = Announcement::Said { topic: topic.to_owned(), payload: payload.to_owned() };
                let _ = memory.announcements.send(said);
                Ok(())
            }
            Self::Redis(redis) => redis.announce(topic, payload).await,
        }
    }

    /// Hears announcements from now on.
    pub fn listen(&self) -> Listener {
        Listener(match self {
            Self::Memory(memory) => memory.announcements.subscribe(),
            Self::Redis(redis) => redis.announcements.subscribe(),
        })
    }

    /// Whether the store answers.
    pub async fn health(&self) -> Result<(), EphemeralError> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Redis(redis) => redis.health().await,
        }
    }
}

/// The realm is part of every key, with its length before it, so that no id can reach into another realm.
fn scoped(realm: &str, id: &str) -> String {
    format!("{}:{realm}:{id}", realm.len())
}

fn parse<T: DeserializeOwned>(text: Option<String>) -> Result<Option<T>, EphemeralError> {
    text.map(|text| serde_json::from_str(&text).map_err(|_| EphemeralError::Corrupt)).transpose()
}
