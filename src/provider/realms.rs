//! The realms this process serves: loaded when asked for, kept for a moment, never all in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::context::{RealmState, Shared};
use super::error::Error;
use super::issuer::Issuer;
use super::recent::looked_up;
use crate::clock::Timestamp;
use crate::keys::KeyRings;
use crate::model::Realm;
use crate::storage::realms;

/// How long a realm is served without asking the database.
const FRESH: Duration = Duration::from_secs(10);
/// Realms kept at most.
const CAPACITY: usize = 1_000;

/// How long a realm is served without any word from the database: as long as its keys may sign unread.
const STALE: Duration = Duration::from_mins(5);

type Entries = HashMap<String, Entry>;

/// What is known of a name.
#[derive(Clone, Debug)]
struct Entry {
    /// When the database was asked last.
    asked_at: Timestamp,
    /// When it answered last.
    read_at: Timestamp,
    state: Option<Arc<RealmState>>,
}

/// Finds realms by name.
#[derive(Clone, Debug)]
pub struct RealmDirectory {
    base_url: String,
    rings: Arc<KeyRings>,
    entries: Arc<RwLock<Entries>>,
}

impl RealmDirectory {
    /// Realms below `base_url`, with keys from `rings`.
    pub fn new(base_url: String, rings: Arc<KeyRings>) -> Self {
        Self { base_url, rings, entries: Arc::default() }
    }

    /// The key rings of all realms.
    pub fn rings(&self) -> &KeyRings {
        &self.rings
    }

    /// The enabled realm called `name`; unknown names are remembered too, so that guessing them costs nothing.
    pub async fn find(&self, shared: &Shared, name: &str, now: Timestamp) -> Result<Option<Arc<RealmState>>, Error> {
        // What stands in a path may be anything, NUL too, which no text column can hold.
        if !Realm::is_name(name) {
            return Ok(None);
        }
        let fresh = self.fresh(name, now);
        looked_up("realms", fresh.is_some());
        if let Some(entry) = fresh {
            return Ok(entry.state);
        }
        match self.read(shared, name, now).await {
            Ok(state) => {
                let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
                if entries.len() >= CAPACITY {
                    entries.clear();
                }
                entries.insert(name.to_owned(), Entry { asked_at: now, read_at: now, state: state.clone() });
                Ok(state)
            }
            // Documents and signatures need no database; they go on for a while.
            Err(error) => {
                let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
                let known = entries.get(name).filter(|entry| now.since(entry.read_at) < STALE);
                known.map(|entry| entry.state.clone()).ok_or(error)
            }
        }
    }

    /// What may be used without asking. One caller alone goes to ask when an entry gets old; the others use it meanwhile.
    fn fresh(&self, name: &str, now: Timestamp) -> Option<Entry> {
        let is_fresh = |entry: &Entry| now.since(entry.asked_at) < FRESH;
        if let Some(entry) = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(name)
            && is_fresh(entry)
        {
            return Some(entry.clone());
        }
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get_mut(name)?;
        if is_fresh(entry) {
            return Some(entry.clone());
        }
        if now.since(entry.read_at) >= STALE {
            entries.remove(name);
        } else {
            entry.asked_at = now;
        }
        None
    }

    async fn read(&self, shared: &Shared, name: &str, now: Timestamp) -> Result<Option<Arc<RealmState>>, Error> {
        let Some(realm) = realms::find_by_name(&shared.database, name).await?.filter(|realm| realm.enabled) else {
            return Ok(None);
        };
        let keys = self.rings.get(&realm.id, now).await?;
        let issuer = Issuer::new(&self.base_url, &realm.name);
        Ok(Some(Arc::new(RealmState { realm, issuer, keys })))
    }

    /// How many names are held.
    pub fn held(&self) -> usize {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Forgets what was read, after a realm was changed.
    pub fn clear(&self) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
