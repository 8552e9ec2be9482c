//! Group commit for events that have no transaction of their own: many requests share one, and each waits for it.
//!
//! A thread of its own writes them. On the threads that sign, what the database answers would wait behind signatures, and so
//! would everybody whose line it is (decision 037).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::{Event, Origin, row};
use crate::storage::audit_events::{self, AuditRow};
use crate::storage::{Database, StorageError};

/// Events waiting at most; beyond that they are refused.
const QUEUE: usize = 4096;
/// Events in one transaction at most.
const BATCH: usize = 256;
/// So many are worth a transaction even when more are on their way.
const ENOUGH: usize = 16;
/// How long those that wait are held for more that are on their way: a few signatures, which take about 0.3 ms each.
const HOLD: Duration = Duration::from_millis(2);

/// Appends events in shared transactions. Cheap to clone; the thread ends with the last clone.
#[derive(Clone, Debug)]
pub struct Appender {
    queue: mpsc::Sender<Entry>,
}

#[derive(Debug)]
struct Entry {
    row: AuditRow,
    more: bool,
    done: oneshot::Sender<Result<(), StorageError>>,
}

/// An event on its way to the trail. Ready once it is committed.
#[derive(Debug)]
#[must_use = "nothing is known of the event before this is awaited"]
pub struct Appended(oneshot::Receiver<Result<(), StorageError>>);

impl Future for Appended {
    type Output = Result<(), StorageError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|done| done.unwrap_or(Err(StorageError::Contention)))
    }
}

impl Appender {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn start(database: Database) -> std::io::Result<Self> {
        let (queue, entries) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let write = move || runtime.block_on(write(&database, entries));
        std::thread::Builder::new().name("audit".to_owned()).spawn(write)?;
        Ok(Self { queue })
    }

    /// Sends `event` on its way; from any thread. `more` says that another one follows within a signature's time, for which
    /// this one may wait: with every core busy, few large transactions cost less than many small ones.
    ///
    /// # Errors
    /// `Contention` when too many wait.
    pub fn submit(&self, origin: &Origin, event: &Event<'_>, more: bool) -> Result<Appended, StorageError> {
        let (done, committed) = oneshot::channel();
        let entry = Entry { row: row(origin, event), more, done };
        self.queue.try_send(entry).map_err(|refused| {
            if matches!(refused, TrySendError::Closed(_)) {
                tracing::error!("the thread of the audit trail has ended");
            }
            StorageError::Contention
        })?;
        metrics::counter!("gatehouse_audit_events_total", "event" => event.name.as_str()).increment(1);
        Ok(Appended(committed))
    }

    /// Returns once `event` is committed.
    ///
    /// # Errors
    /// `Contention` when too many wait or the database refuses.
    pub async fn append(&self, origin: &Origin, event: &Event<'_>) -> Result<(), StorageError> {
        self.submit(origin, event, false)?.await
    }
}

async fn write(database: &Database, mut entries: mpsc::Receiver<Entry>) {
    let mut batch = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut batch, BATCH).await > 0 {
        gather(&mut entries, &mut batch).await;
        let (rows, waiting): (Vec<AuditRow>, Vec<_>) = batch.drain(..).map(|entry| (entry.row, entry.done)).unzip();
        let outcome = audit_events::append(database, &rows).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, events = rows.len(), "audit events could not be written");
        }
        for done in waiting {
            // A caller that gave up waiting is no fault of the batch.
            let _ = done.send(if outcome.is_ok() { Ok(()) } else { Err(StorageError::Contention) });
        }
    }
}

/// Waits for those that the last of `batch` says are on their way.
async fn gather(entries: &mut mpsc::Receiver<Entry>, batch: &mut Vec<Entry>) {
    let until = Instant::now() + HOLD;
    while batch.len() < ENOUGH && batch.last().is_some_and(|last| last.more) {
        let room = BATCH - batch.len();
        if !matches!(timeout_at(until, entries.recv_many(batch, room)).await, Ok(1..)) {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Actor, EventName, Target};
    use crate::clock::Timestamp;
    use crate::model::RealmId;
    use crate::random::Random;
    use crate::storage::fixtures::database;

    fn origin() -> Origin {
        Origin {
            realm: RealmId::default_realm(),
            now: Timestamp::from_millis(1_000),
            source: "test".to_owned(),
            request_id: String::new(),
            client: None,
            random: Random::seeded(1),
        }
    }

    fn event() -> Event<'static> {
        Event::success(EventName::TokenIssued, Actor::System, Target::Token("jti"))
    }

    /// An appender without its thread, with room for `room`.
    fn idle(room: usize) -> (Appender, mpsc::Receiver<Entry>) {
        let (queue, entries) = mpsc::channel(room);
        (Appender { queue }, entries)
    }

    #[tokio::test]
    async fn returns_once_the_event_is_in_the_trail() {
        let (_folder, database) = database().await;
        let appender = Appender::start(database.clone()).unwrap();
        let count = async || audit_events::list(&database, &RealmId::default_realm(), 10).await.unwrap().len();
        appender.append(&origin(), &event()).await.unwrap();
        assert_eq!(count().await, 1);
        // More is promised and never comes.
        let other = Origin { random: Random::seeded(2), ..origin() };
        appender.submit(&other, &event(), true).unwrap().await.unwrap();
        assert_eq!(count().await, 2);
        // The same line again is refused by the database, and said so.
        assert!(matches!(appender.append(&origin(), &event()).await, Err(StorageError::Contention)));
        assert_eq!(count().await, 2);
    }

    #[tokio::test]
    async fn waits_for_more_only_where_it_is_promised() {
        let (appender, mut entries) = idle(8);
        let lines = |more| drop(appender.submit(&origin(), &event(), more).unwrap());
        for (first, then, gathered) in [(false, false, 1), (true, false, 2), (true, true, 2)] {
            lines(first);
            let mut batch = vec![entries.recv().await.unwrap()];
            lines(then);
            gather(&mut entries, &mut batch).await;
            assert_eq!(batch.len(), gathered, "{first} {then}");
            while entries.try_recv().is_ok() {}
        }
        lines(true);
        let mut batch = vec![entries.recv().await.unwrap()];
        drop(appender);
        gather(&mut entries, &mut batch).await;
        assert_eq!(batch.len(), 1, "nobody is left who could send more");
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_refused() {
        let (appender, entries) = idle(1);
        let waiting = appender.submit(&origin(), &event(), false).unwrap();
        assert!(matches!(appender.submit(&origin(), &event(), false), Err(StorageError::Contention)));
        drop(entries);
        assert!(matches!(waiting.await, Err(StorageError::Contention)));
        assert!(matches!(appender.append(&origin(), &event()).await, Err(StorageError::Contention)));
    }
}
