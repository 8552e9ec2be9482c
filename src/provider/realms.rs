//! The realms this process serves: loaded when asked for, kept for a moment, never all in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use url::Url;

use super::context::{RealmState, Shared};
use super::error::Error;
use super::issuer::Issuer;
use super::recent::looked_up;
use crate::clock::Timestamp;
use crate::keys::KeyRings;
use crate::model::{Realm, is_host_name};
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
    found: Found,
}

/// What stands under a name or host.
#[derive(Clone, Debug)]
pub enum Found {
    /// Nothing.
    Nobody,
    /// A realm that is not served.
    Disabled,
    /// A realm.
    Realm(Arc<RealmState>),
}

impl Found {
    /// The realm, if it is served.
    pub fn state(self) -> Option<Arc<RealmState>> {
        match self {
            Self::Realm(state) => Some(state),
            Self::Nobody | Self::Disabled => None,
        }
    }
}

/// Finds realms by name and by host. The two never meet: a host has a dot, a name has none.
#[derive(Clone, Debug)]
pub struct RealmDirectory {
    base_url: String,
    base_host: String,
    rings: Arc<KeyRings>,
    entries: Arc<RwLock<Entries>>,
}

impl RealmDirectory {
    /// Realms below `base_url`, with keys from `rings`.
    pub fn new(base_url: String, rings: Arc<KeyRings>) -> Self {
        let base_host = Url::parse(&base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        Self { base_url, base_host: base_host.unwrap_or_default(), rings, entries: Arc::default() }
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
        Ok(self.look_up(shared, name, now).await?.state())
    }

    /// What stands under `host`, in lower case and without a port. Asks nobody about the host of the base URL, about
    /// addresses and about what is no host name: no realm can have those.
    pub async fn find_by_host(&self, shared: &Shared, host: &str, now: Timestamp) -> Result<Found, Error> {
        if host == self.base_host || !is_host_name(host) {
            return Ok(Found::Nobody);
        }
        self.look_up(shared, host, now).await
    }

    async fn look_up(&self, shared: &Shared, key: &str, now: Timestamp) -> Result<Found, Error> {
        let fresh = self.fresh(key, now);
        looked_up("realms", fresh.is_some());
        if let Some(entry) = fresh {
            return Ok(entry.found);
        }
        match self.read(shared, key, now).await {
            Ok(found) => {
                self.keep(key, Entry { asked_at: now, read_at: now, found: found.clone() });
                Ok(found)
            }
            // Documents and signatures need no database; they go on for a while.
            Err(error) => {
                let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
                let known = entries.get(key).filter(|entry| now.since(entry.read_at) < STALE);
                known.map(|entry| entry.found.clone()).ok_or(error)
            }
        }
    }

    /// Whoever invents names and hosts pushes out what others have invented, before any realm.
    fn keep(&self, key: &str, entry: Entry) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.retain(|_, entry| !matches!(entry.found, Found::Nobody));
        }
        if entries.len() >= CAPACITY {
            entries.clear();
        }
        entries.insert(key.to_owned(), entry);
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

    async fn read(&self, shared: &Shared, key: &str, now: Timestamp) -> Result<Found, Error> {
        let row = if key.contains('.') {
            realms::find_by_host(&shared.database, key).await?
        } else {
            realms::find_by_name(&shared.database, key).await?
        };
        let Some(realm) = row else { return Ok(Found::Nobody) };
        if !realm.enabled {
            return Ok(Found::Disabled);
        }
        let keys = self.rings.get(&realm.id, now).await?;
        let issuer = Issuer::of(&self.base_url, &realm);
        Ok(Found::Realm(Arc::new(RealmState { realm, issuer, keys })))
    }

    /// The issuer of `realm` here.
    pub fn issuer_of(&self, realm: &Realm) -> Issuer {
        Issuer::of(&self.base_url, realm)
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
