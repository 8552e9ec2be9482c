//! The one writer of SQLite, with group commit: transactions take turns as savepoints of one outer transaction, and a
//! single wait for the disk serves all that finished while others were queueing. Nobody is answered before that wait is over,
//! so nothing acknowledged can be lost; a wait for each transaction would make the disk the limit.
//!
//! Whoever finishes last commits for all: the outer transaction ends as soon as nobody queues, or after [`GROUP`] turns.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions, QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::error::StorageError;

/// Turns in one outer transaction at most: bounds how long the first of them waits.
const GROUP: usize = 64;

type Finished = oneshot::Sender<Result<(), StorageError>>;

/// The writer. Clones share the connection.
#[derive(Clone, Debug)]
pub struct Writer {
    shared: Arc<Shared>,
    /// How long a caller queues.
    patience: Duration,
}

#[derive(Debug)]
struct Shared {
    bench: Arc<Mutex<Bench>>,
    /// How many wait for their turn.
    queue: AtomicUsize,
}

/// What the holder of the turn works with.
#[derive(Debug)]
struct Bench {
    options: SqliteConnectOptions,
    connection: SqliteConnection,
    state: State,
    /// Those that finished their turn and wait for the commit.
    finished: Vec<Finished>,
}

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No transaction is open.
    Idle,
    /// The outer transaction is open, with a savepoint for the next turn.
    Ready,
    /// A turn was left without commit: its changes have to go.
    Abandoned,
    /// It does not do what it is told; a new one is needed.
    Broken,
}

impl Writer {
    /// Opens the connection.
    pub async fn connect(options: SqliteConnectOptions, patience: Duration) -> Result<Self, StorageError> {
        let connection = options.connect().await?;
        let bench = Bench { options, connection, state: State::Idle, finished: Vec::new() };
        let shared = Shared { bench: Arc::new(Mutex::new(bench)), queue: AtomicUsize::new(0) };
        Ok(Self { shared: Arc::new(shared), patience })
    }

    /// Waits for a turn: a transaction that sees what earlier turns have done.
    pub async fn begin(&self) -> Result<Turn, StorageError> {
        let mut turn = self.turn().await?;
        turn.open().await?;
        Ok(turn)
    }

    /// Waits for the connection. From here on whatever happens to the caller, dropping the turn tidies up.
    async fn turn(&self) -> Result<Turn, StorageError> {
        let place = Place::take(&self.shared);
        let waiting = tokio::time::timeout(self.patience, Arc::clone(&self.shared.bench).lock_owned());
        let bench = waiting.await.map_err(|_| StorageError::Contention)?;
        Ok(Turn { bench, duty: place.served() })
    }

    /// Runs one statement that is a transaction of its own: one call to the connection where a turn makes three. While others are
    /// at work it is a turn like theirs.
    pub async fn run(&self, mut statement: QueryBuilder<Sqlite>) -> Result<(), StorageError> {
        let mut turn = self.turn().await?;
        if turn.is_alone() {
            // Nothing stays open, whatever becomes of the caller.
            turn.duty.is_done = true;
            let done = statement.build().execute(&mut *turn).await.map(drop).map_err(StorageError::from);
            if let Err(error) = &done {
                turn.bench.fail(error).await;
            }
            return done;
        }
        turn.open().await?;
        statement.build().execute(&mut *turn).await?;
        turn.commit().await
    }

    /// A pool of one connection of its own, for sqlx's migrator.
    pub async fn pool(&self) -> Result<SqlitePool, StorageError> {
        let options = self.shared.bench.lock().await.options.clone();
        Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
    }

    /// Turns that wait or run.
    pub fn is_busy(&self) -> bool {
        self.shared.bench.try_lock().is_err()
    }

    /// Finishes what is open and lets SQLite refresh its statistics.
    pub async fn close(&self) {
        let mut bench = self.shared.bench.lock().await;
        bench.flush().await;
        if let Err(error) = bench.run("PRAGMA optimize").await {
            tracing::debug!(%error, "the statistics of the database stay as they are");
        }
    }
}

/// A place in the queue.
struct Place {
    duty: Duty,
}

impl Place {
    fn take(shared: &Arc<Shared>) -> Self {
        shared.queue.fetch_add(1, Ordering::SeqCst);
        Self { duty: Duty { shared: Arc::clone(shared), is_done: false } }
    }

    /// Leaves the queue with a turn.
    fn served(self) -> Duty {
        Duty { shared: Arc::clone(&self.duty.shared), is_done: false }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.duty.shared.queue.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Others may wait for a commit that was left to whoever has this. Left undone, a task does it.
#[derive(Debug)]
struct Duty {
    shared: Arc<Shared>,
    is_done: bool,
}

impl Drop for Duty {
    fn drop(&mut self) {
        // Without a runtime the process is ending, and the database forgets what was not committed.
        if let (false, Ok(runtime)) = (self.is_done, tokio::runtime::Handle::try_current()) {
            let shared = Arc::clone(&self.shared);
            runtime.spawn(async move {
                let mut bench = Arc::clone(&shared.bench).lock_owned().await;
                if shared.queue.load(Ordering::SeqCst) == 0 {
                    bench.flush().await;
                }
            });
        }
    }
}

impl Bench {
    /// An open outer transaction with a fresh savepoint.
    async fn ready(&mut self) -> Result<(), StorageError> {
        self.tidy().await;
        if self.state == State::Broken {
            self.connection = self.options.connect().await?;
            self.state = State::Idle;
        }
        if self.state == State::Idle {
            // Set first: a caller may go away while the statement runs, and what is open has to be ended.
            self.state = State::Abandoned;
            self.run("BEGIN IMMEDIATE; SAVEPOINT turn").await.inspect_err(|_| self.state = State::Idle)?;
            self.state = State::Ready;
        }
        Ok(())
    }

    /// Takes back what an abandoned turn has done.
    async fn tidy(&mut self) {
        if self.state == State::Abandoned {
            match self.run("ROLLBACK TO turn").await {
                Ok(()) => self.state = State::Ready,
                // SQLite has ended the outer transaction by itself (disk full, I/O error): what was in it is gone.
                Err(error) => self.fail(&error).await,
            }
        }
    }

    /// Ends the outer transaction and tells all who wait for it.
    async fn flush(&mut self) {
        self.tidy().await;
        if self.state != State::Ready {
            return;
        }
        match self.run("RELEASE turn; COMMIT").await {
            Ok(()) => {
                self.state = State::Idle;
                for done in self.finished.drain(..) {
                    // Whoever went away does not want to know.
                    let _ = done.send(Ok(()));
                }
            }
            Err(error) => self.fail(&error).await,
        }
    }

    /// Nothing of the outer transaction has happened.
    async fn fail(&mut self, error: &StorageError) {
        tracing::error!(%error, turns = self.finished.len(), "a group of transactions could not be committed");
        for done in self.finished.drain(..) {
            let _ = done.send(Err(StorageError::Contention));
        }
        // There may be nothing to roll back any more; whether the connection still works is what counts.
        let _ = self.run("ROLLBACK").await;
        self.state = if self.run("SELECT 1").await.is_ok() { State::Idle } else { State::Broken };
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StorageError> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }
}

/// A turn at the writer; dropped without [`commit`](Turn::commit), it leaves no trace.
#[derive(Debug)]
pub struct Turn {
    // Before the duty, so that it is free when the duty looks for it.
    bench: OwnedMutexGuard<Bench>,
    duty: Duty,
}

impl Turn {
    /// Whether no group is open and nobody queues for one.
    fn is_alone(&self) -> bool {
        self.bench.state == State::Idle && self.duty.shared.queue.load(Ordering::SeqCst) == 0
    }

    /// Opens the transaction.
    async fn open(&mut self) -> Result<(), StorageError> {
        self.bench.ready().await?;
        self.bench.state = State::Abandoned;
        Ok(())
    }

    /// Returns once the changes are on the disk.
    pub async fn commit(self) -> Result<(), StorageError> {
        let Self { mut bench, mut duty } = self;
        let (done, committed) = oneshot::channel();
        // In a task of its own: others depend on it, whatever becomes of this caller.
        tokio::spawn(async move {
            duty.is_done = true;
            bench.finished.push(done);
            bench.state = State::Ready;
            if duty.shared.queue.load(Ordering::SeqCst) == 0 || bench.finished.len() >= GROUP {
                bench.flush().await;
            } else if let Err(error) = bench.run("RELEASE turn; SAVEPOINT turn").await {
                bench.fail(&error).await;
            }
        });
        committed.await.unwrap_or(Err(StorageError::Contention))
    }

    /// Takes the turn's changes back and puts those of earlier turns on the disk: whoever gives up because of what they did
    /// reads it next.
    pub async fn rollback(self) -> Result<(), StorageError> {
        let Self { mut bench, mut duty } = self;
        duty.is_done = true;
        let done = tokio::spawn(async move { bench.flush().await });
        done.await.map_err(|_| StorageError::Contention)
    }
}

impl Deref for Turn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.bench.connection
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.bench.connection
    }
}

#[cfg(test)]
mod tests;
