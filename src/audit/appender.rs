//! Group commit for events that have no transaction of their own: many requests share one, and each waits for it.

use tokio::sync::{mpsc, oneshot};

use super::{Event, Origin, row};
use crate::storage::audit_events::{self, AuditRow};
use crate::storage::{Database, StorageError};

/// Events waiting at most; beyond that callers wait for a place.
const QUEUE: usize = 4096;
/// Events in one transaction at most.
const BATCH: usize = 256;

type Entry = (AuditRow, oneshot::Sender<Result<(), StorageError>>);

/// Appends events in shared transactions. Cheap to clone; the writer ends with the last clone.
#[derive(Clone, Debug)]
pub struct Appender {
    queue: mpsc::Sender<Entry>,
}

impl Appender {
    /// Starts the writer on the current runtime.
    pub fn start(database: Database) -> Self {
        let (queue, entries) = mpsc::channel(QUEUE);
        tokio::spawn(write(database, entries));
        Self { queue }
    }

    /// Returns once `event` is committed.
    pub async fn append(&self, origin: &Origin, event: &Event<'_>) -> Result<(), StorageError> {
        let (done, committed) = oneshot::channel();
        metrics::counter!("gatehouse_audit_events_total", "event" => event.name.as_str()).increment(1);
        if self.queue.send((row(origin, event), done)).await.is_err() {
            return Err(StorageError::Contention);
        }
        committed.await.unwrap_or(Err(StorageError::Contention))
    }
}

async fn write(database: Database, mut entries: mpsc::Receiver<Entry>) {
    let mut batch = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut batch, BATCH).await > 0 {
        let (rows, waiting): (Vec<AuditRow>, Vec<_>) = batch.drain(..).unzip();
        let outcome = audit_events::append(&database, &rows).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, events = rows.len(), "audit events could not be written");
        }
        for done in waiting {
            // A caller that gave up waiting is no fault of the batch.
            let _ = done.send(if outcome.is_ok() { Ok(()) } else { Err(StorageError::Contention) });
        }
    }
}
