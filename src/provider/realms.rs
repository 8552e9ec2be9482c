//! The realms this process serves: loaded when asked for, kept for a moment, never all in memory.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::context::{RealmState, Shared};
use super::error::Error;
use super::issuer::Issuer;
use crate::clock::Timestamp;
use crate::keys::KeyRings;
use crate::model::Realm;
use crate::storage::realms;

/// How long a realm is served without asking the database.
const FRESH: Duration = Duration::from_secs(10);
/// Realms kept at most.
const CAPACITY: usize = 1_000;

type Entries = HashMap<String, (Timestamp, Option<Arc<RealmState>>)>;

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
        if let Some((read_at, state)) = self.entries.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(name)
            && now.since(*read_at) < FRESH
        {
            return Ok(state.clone());
        }
        let state = match realms::find_by_name(&shared.database, name).await?.filter(|realm| realm.enabled) {
            None => None,
            Some(realm) => {
                let keys = self.rings.get(&realm.id, now).await?;
                let issuer = Issuer::new(&self.base_url, &realm.name);
                Some(Arc::new(RealmState { realm, issuer, keys }))
            }
        };
        let mut entries = self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.clear();
        }
        entries.insert(name.to_owned(), (now, state.clone()));
        Ok(state)
    }

    /// Forgets what was read, after a realm was changed.
    pub fn clear(&self) {
        self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}
