//! The JWT access tokens that count no more, in memory: introspection of a JWT reads nothing else.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use crate::clock::Timestamp;
use crate::model::{RealmId, Revocation, RevocationKind};
use crate::storage::{Database, StorageError, access_tokens};

/// Rows are re-read from this long before the last read: longer than any transaction may stay open between taking its
/// time and committing.
const OVERLAP: Duration = Duration::from_secs(30);

type Key = (RealmId, RevocationKind, String);

/// A snapshot of table `revocations`, kept current by `refresh` and by every revocation made here.
#[derive(Clone, Debug, Default)]
pub struct Revocations {
    known: Arc<RwLock<HashMap<Key, Timestamp>>>,
    read_at: Arc<RwLock<Option<Timestamp>>>,
}

impl Revocations {
    /// Whether `id` was revoked.
    pub fn contains(&self, realm: &RealmId, kind: RevocationKind, id: &str) -> bool {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        !known.is_empty() && known.contains_key(&(realm.clone(), kind, id.to_owned()))
    }

    /// Notes a revocation that has just been committed.
    pub fn insert(&self, revocation: &Revocation) {
        let key = (revocation.realm.clone(), revocation.kind, revocation.id.clone());
        self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key, revocation.expires_at);
    }

    /// Reads what other instances have revoked since the last call, and forgets what has expired.
    pub async fn refresh(&self, database: &Database, now: Timestamp) -> Result<(), StorageError> {
        let last = *self.read_at.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let since = last.map_or(Timestamp::from_millis(0), |last| last - OVERLAP);
        let rows = access_tokens::list_revocations(database, since, now).await?;
        let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.retain(|_, expires_at| *expires_at > now);
        known.extend(rows.into_iter().map(|row| ((row.realm, row.kind, row.id), row.expires_at)));
        drop(known);
        *self.read_at.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(now);
        Ok(())
    }
}
