//! When applications did something in people's names last (product AC-09): noted in memory, written once in a while, so that
//! no call of a token waits for it. What was noted and not yet written when a process dies is lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Timestamp;
use crate::model::{GrantId, RealmId};
use crate::storage::{Database, StorageError, application_uses};

/// A grant is written at most this often.
pub const USE_STEP: Duration = Duration::from_mins(5);
/// Grants noted at most between two writes; what comes beyond is noted at its next use.
const NOTED_MAX: usize = 50_000;
/// Rows in one transaction at most.
const BATCH: usize = 200;

/// What was used since it was last written, and what was written a moment ago. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    notes: Arc<Mutex<Notes>>,
}

#[derive(Debug, Default)]
struct Notes {
    pending: HashMap<GrantId, (RealmId, Timestamp)>,
    written: HashMap<GrantId, Timestamp>,
}

impl Uses {
    /// Notes that `grant` was used `now`. Memory only.
    pub fn note(&self, realm: &RealmId, grant: &GrantId, now: Timestamp) {
        let mut notes = self.notes();
        let is_fresh = notes.written.get(grant).is_some_and(|at| now.since(*at) < USE_STEP);
        if is_fresh || (notes.pending.len() >= NOTED_MAX && !notes.pending.contains_key(grant)) {
            return;
        }
        notes.pending.insert(grant.clone(), (realm.clone(), now));
    }

    /// Writes what was noted, a few rows a transaction; how many grants. What fails is noted again at its next use.
    ///
    /// # Errors
    /// The database is away.
    pub async fn write(&self, database: &Database, now: Timestamp) -> Result<usize, StorageError> {
        let pending: Vec<_> = {
            let mut notes = self.notes();
            notes.written.retain(|_, at| now.since(*at) < USE_STEP);
            notes.pending.drain().collect()
        };
        let mut outcome = Ok(pending.len());
        for batch in pending.chunks(BATCH) {
            // One that was in another instance's way does not keep back the others.
            match record(database, batch).await {
                Ok(()) => self.notes().written.extend(batch.iter().map(|(grant, (_, at))| (grant.clone(), *at))),
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn record(database: &Database, batch: &[(GrantId, (RealmId, Timestamp))]) -> Result<(), StorageError> {
    let mut tx = database.begin().await?;
    for (grant, (realm, at)) in batch {
        application_uses::record(&mut tx, realm, grant, *at).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_what_was_just_written_waits() {
        let (uses, realm, now) = (Uses::default(), RealmId::default_realm(), Timestamp::from_secs(1_000));
        for number in 0..NOTED_MAX + 10 {
            uses.note(&realm, &GrantId::from(format!("g{number}")), now);
        }
        assert_eq!(uses.notes().pending.len(), NOTED_MAX);
        uses.notes().pending.clear();
        uses.notes().written.insert(GrantId::from("g1"), now);
        uses.note(&realm, &GrantId::from("g1"), now + Duration::from_secs(299));
        assert!(uses.notes().pending.is_empty());
        uses.note(&realm, &GrantId::from("g1"), now + USE_STEP);
        assert_eq!(uses.notes().pending.len(), 1);
    }
}
