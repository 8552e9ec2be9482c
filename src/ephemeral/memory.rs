//! The store of a single process: bounded, sharded, and forgetful only about what has expired.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;

use super::announce::{Announcement, BACKLOG};
use super::error::EphemeralError;
use super::gcra::{self, Throttle, Zone};
use crate::clock::{Clock, Timestamp};

const SHARDS: usize = 16;

/// How much the store may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimits {
    /// Values of one namespace.
    pub values_per_slot: usize,
    /// Counters of all zones.
    pub counters: usize,
}

impl Default for MemoryLimits {
    fn default() -> Self {
        Self { values_per_slot: 100_000, counters: 200_000 }
    }
}

type Key = (&'static str, String);

#[derive(Default)]
struct Shard {
    values: HashMap<Key, (Timestamp, String)>,
    held: HashMap<&'static str, usize>,
    counters: HashMap<Key, i64>,
}

/// Values and counters in process memory.
pub struct Memory {
    clock: Clock,
    limits: MemoryLimits,
    shards: [Mutex<Shard>; SHARDS],
    pub(super) announcements: broadcast::Sender<Announcement>,
}

impl Memory {
    pub(super) fn new(limits: MemoryLimits, clock: Clock) -> Self {
        Self { clock, limits, shards: Default::default(), announcements: broadcast::channel(BACKLOG).0 }
    }

    /// Keeps `value` for `lifetime`, in place of an earlier one.
    pub(super) fn put(
        &self,
        slot: &'static str,
        id: &str,
        value: String,
        lifetime: Duration,
    ) -> Result<(), EphemeralError> {
        let now = self.clock.now();
        let key = (slot, id.to_owned());
        let mut shard = self.shard(id);
        // What takes the place of an earlier value needs no more room: an interaction that is under way goes on.
        if !shard.values.contains_key(&key) {
            shard.make_room(slot, self.limits.values_per_slot / SHARDS, now)?;
        }
        shard.insert(key, (now + lifetime, value));
        drop(shard);
        Ok(())
    }

    pub(super) fn get(&self, slot: &'static str, id: &str) -> Option<String> {
        let now = self.clock.now();
        let shard = self.shard(id);
        shard.values.get(&(slot, id.to_owned())).filter(|(end, _)| now < *end).map(|(_, value)| value.clone())
    }

    pub(super) fn take(&self, slot: &'static str, id: &str) -> Option<String> {
        let now = self.clock.now();
        let (end, value) = self.shard(id).remove(&(slot, id.to_owned()))?;
        (now < end).then_some(value)
    }

    /// `true` for the first caller within `lifetime`.
    pub(super) fn claim(&self, slot: &'static str, id: &str, lifetime: Duration) -> Result<bool, EphemeralError> {
        let now = self.clock.now();
        let key = (slot, id.to_owned());
        let mut shard = self.shard(id);
        if shard.values.get(&key).is_some_and(|(end, _)| now < *end) {
            return Ok(false);
        }
        shard.make_room(slot, self.limits.values_per_slot / SHARDS, now)?;
        shard.insert(key, (now + lifetime, String::new()));
        drop(shard);
        Ok(true)
    }

    pub(super) fn throttle(&self, zone: &Zone, id: &str) -> Throttle {
        let now = self.clock.now();
        let mut shard = self.shard(id);
        let (throttle, arrival) = gcra::ask(zone, shard.counters.get(&(zone.name, id.to_owned())).copied(), now);
        shard.count((zone.name, id.to_owned()), arrival, self.limits.counters / SHARDS, now);
        drop(shard);
        throttle
    }

    pub(super) fn peek(&self, zone: &Zone, id: &str) -> Throttle {
        gcra::look(zone, self.shard(id).counters.get(&(zone.name, id.to_owned())).copied(), self.clock.now())
    }

    pub(super) fn reset(&self, zone: &Zone, id: &str) {
        self.shard(id).counters.remove(&(zone.name, id.to_owned()));
    }

    fn shard(&self, id: &str) -> MutexGuard<'_, Shard> {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let [first, ..] = &self.shards;
        let index = usize::try_from(hasher.finish() % 16).unwrap_or(0);
        let shard = self.shards.get(index).unwrap_or(first);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn insert(&mut self, key: Key, value: (Timestamp, String)) {
        let slot = key.0;
        if let Entry::Vacant(_) = self.values.entry(key.clone()) {
            *self.held.entry(slot).or_default() += 1;
        }
        self.values.insert(key, value);
    }

    fn remove(&mut self, key: &Key) -> Option<(Timestamp, String)> {
        let removed = self.values.remove(key)?;
        if let Some(held) = self.held.get_mut(key.0) {
            *held = held.saturating_sub(1);
        }
        Some(removed)
    }

    /// Forgets what has expired when the namespace is full; refuses when that does not help.
    fn make_room(&mut self, slot: &'static str, limit: usize, now: Timestamp) -> Result<(), EphemeralError> {
        if self.held.get(slot).copied().unwrap_or(0) < limit.max(1) {
            return Ok(());
        }
        self.values.retain(|_, (end, _)| now < *end);
        self.held.clear();
        for (slot, _) in self.values.keys() {
            *self.held.entry(slot).or_default() += 1;
        }
        if self.held.get(slot).copied().unwrap_or(0) < limit.max(1) { Ok(()) } else { Err(EphemeralError::Full) }
    }

    /// A counter whose arrival time has passed says nothing: those go first. Beyond that new keys are not counted.
    fn count(&mut self, key: Key, arrival: i64, limit: usize, now: Timestamp) {
        if self.counters.len() >= limit.max(1) {
            self.counters.retain(|_, arrival| *arrival > now.as_millis());
        }
        if self.counters.len() < limit.max(1) || self.counters.contains_key(&key) {
            self.counters.insert(key, arrival);
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("limits", &self.limits).finish_non_exhaustive()
    }
}
