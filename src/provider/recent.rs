//! A bounded snapshot of rows that change rarely and are read on every request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::clock::Timestamp;
use crate::model::RealmId;

/// How long a row is used without asking the database; changes are announced and act sooner.
const FRESH: Duration = Duration::from_secs(10);
/// Rows kept at most.
const CAPACITY: usize = 10_000;

type Entries<T> = HashMap<(RealmId, String), (Timestamp, Arc<T>)>;

/// What was read lately, by realm and name. Clones share it.
#[derive(Debug)]
pub struct Recent<T> {
    entries: Arc<RwLock<Entries<T>>>,
}

impl<T> Recent<T> {
    /// What is known of `name`, if it is fresh.
    pub fn get(&self, realm: &RealmId, name: &str, now: Timestamp) -> Option<Arc<T>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, known) = entries.get(&(realm.clone(), name.to_owned()))?;
        (now.since(*read_at) < FRESH).then(|| Arc::clone(known))
    }

    /// Rows held now, stale ones included.
    pub fn held(&self) -> usize {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Keeps what was read `now`.
    pub fn keep(&self, realm: &RealmId, name: &str, value: T, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.retain(|_, (read_at, _)| now.since(*read_at) < FRESH);
            if entries.len() >= CAPACITY {
                entries.clear();
            }
        }
        entries.insert((realm.clone(), name.to_owned()), (now, Arc::clone(&value)));
        value
    }

    /// Forgets what was changed.
    pub fn forget(&self, realm: &RealmId, name: &str) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).remove(&(realm.clone(), name.to_owned()));
    }

    /// Forgets everything, after announcements may have been missed.
    pub fn clear(&self) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Counts a question to a snapshot, and whether it was answered without the database.
pub fn looked_up(cache: &'static str, hit: bool) {
    let result = if hit { "hit" } else { "miss" };
    metrics::counter!("gatehouse_cache_requests_total", "cache" => cache, "result" => result).increment(1);
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { entries: Arc::default() }
    }
}

impl<T> Clone for Recent<T> {
    fn clone(&self) -> Self {
        Self { entries: Arc::clone(&self.entries) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stale_or_another_realms_is_not_known() {
        let recent = Recent::default();
        let (realm, now) = (RealmId::default_realm(), Timestamp::from_secs(1_000));
        recent.keep(&realm, "app", 1, now);
        assert_eq!(recent.get(&realm, "app", now + Duration::from_secs(9)).as_deref(), Some(&1));
        assert_eq!(recent.get(&realm, "app", now + FRESH), None);
        assert_eq!(recent.get(&RealmId::from("other"), "app", now), None);
        recent.forget(&realm, "app");
        assert_eq!(recent.get(&realm, "app", now), None);
    }

    #[test]
    fn invented_names_do_not_fill_the_memory() {
        let recent = Recent::default();
        let (realm, now) = (RealmId::default_realm(), Timestamp::from_secs(1_000));
        for number in 0..=CAPACITY * 2 {
            recent.keep(&realm, &number.to_string(), (), now);
        }
        assert!(recent.entries.read().unwrap().len() <= CAPACITY);
    }
}
