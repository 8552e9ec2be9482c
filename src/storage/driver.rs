//! The engine seam: one SQL text runs on SQLite and PostgreSQL, and this file alone knows which one it is.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Postgres};

use super::error::StorageError;
use super::writer::{Turn, Writer};
use crate::clock::Timestamp;

/// Pages in the write-ahead log of SQLite before they go into the database file: 16 MB. Whoever commits meanwhile waits for it;
/// most of them are the same few pages again and again, so that one of four times the usual size takes hardly longer.
const CHECKPOINT: &str = "4000";

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// `sqlite://path/to/file` or `postgres://user@host/name`.
    pub url: String,
    /// Connections at most (PostgreSQL; SQLite has one writer and four readers).
    pub max_connections: u32,
    /// How long a caller waits for a connection.
    pub acquire: Duration,
    /// Whether every commit of SQLite waits for the disk (`synchronous=FULL`): no acknowledged state is lost with the power.
    pub durable: bool,
}

/// The database, shared by everything in the process.
#[derive(Clone, Debug)]
pub enum Database {
    /// One file, one writer connection, several readers.
    Sqlite {
        /// The only connection that writes: writers queue here instead of failing with *database is locked*.
        writer: Writer,
        /// Snapshot readers; WAL lets them run beside the writer.
        readers: SqlitePool,
        /// The file, for the migration lock beside it.
        file: PathBuf,
    },
    /// A server shared by several instances.
    Postgres(PgPool),
}

/// A write transaction; dropped without `commit`, it leaves no trace.
#[derive(Debug)]
pub enum Transaction {
    /// A turn on the writer connection.
    Sqlite(Turn),
    /// READ COMMITTED; guards in the statements decide races.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Database {
    /// Opens the pools; the file of SQLite is created if it is missing.
    pub async fn connect(options: &DatabaseOptions) -> Result<Self, StorageError> {
        if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            connect_postgres(options).await
        } else {
            connect_sqlite(options).await
        }
    }

    /// Begins a write transaction.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        let began = Instant::now();
        let transaction = match self {
            Self::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin().await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        };
        metrics::histogram!("gatehouse_database_pool_wait_seconds").record(began.elapsed().as_secs_f64());
        Ok(transaction)
    }

    /// `sqlite` or `postgresql`.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }

    /// Connections in use now.
    pub fn connections_active(&self) -> u32 {
        let busy = |size: u32, idle: usize| size.saturating_sub(u32::try_from(idle).unwrap_or(u32::MAX));
        match self {
            Self::Sqlite { writer, readers, .. } => {
                u32::from(writer.is_busy()) + busy(readers.size(), readers.num_idle())
            }
            Self::Postgres(pool) => busy(pool.size(), pool.num_idle()),
        }
    }

    /// Asks the database for an answer: what its own clock shows, if it has one.
    pub async fn ping(&self) -> Result<Option<Timestamp>, StorageError> {
        match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query("SELECT 1").execute(readers).await?;
                Ok(None)
            }
            Self::Postgres(pool) => {
                let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
                let (millis,): (i64,) = sqlx::query_as(sql).fetch_one(pool).await?;
                Ok(Some(Timestamp::from_millis(millis)))
            }
        }
    }

    /// The file that holds the data, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { file, .. } => Some(file),
            Self::Postgres(_) => None,
        }
    }

    /// Size of the data in bytes.
    pub async fn size(&self) -> Result<i64, StorageError> {
        let (size,): (i64,) = match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query_as("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                    .fetch_one(readers)
                    .await?
            }
            Self::Postgres(pool) => {
                sqlx::query_as("SELECT pg_database_size(current_database())").fetch_one(pool).await?
            }
        };
        Ok(size)
    }

    /// How SQLite does what `sql` says, step by step.
    #[cfg(test)]
    pub(super) async fn plan(&self, sql: &'static str) -> Vec<String> {
        let Self::Sqlite { readers, .. } = self else { panic!("another engine has other plans") };
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = sqlx::query(explain).fetch_all(readers).await.unwrap();
        rows.iter().map(|row| sqlx::Row::get(row, "detail")).collect()
    }

    /// Closes all connections, letting running statements finish.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Makes the changes durable and visible.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(turn) => turn.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes the changes. Dropping does the same, a little later.
    pub async fn rollback(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(turn) => turn.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

async fn connect_sqlite(options: &DatabaseOptions) -> Result<Database, StorageError> {
    let connect = SqliteConnectOptions::from_str(&options.url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if options.durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off })
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", CHECKPOINT)
        .busy_timeout(Duration::from_secs(5))
        .optimize_on_close(true, None)
        .disable_statement_logging();
    let file = connect.get_filename().to_owned();
    let writer = Writer::connect(connect.clone(), options.acquire).await?;
    let pool = SqlitePoolOptions::new().acquire_timeout(options.acquire).test_before_acquire(false);
    let readers = pool.max_connections(4).connect_with(connect.read_only(true)).await?;
    Ok(Database::Sqlite { writer, readers, file })
}

async fn connect_postgres(options: &DatabaseOptions) -> Result<Database, StorageError> {
    let connect = PgConnectOptions::from_str(&options.url)?
        .application_name("gatehouse")
        .options([
            ("statement_timeout", "5000"),
            ("lock_timeout", "2000"),
            ("idle_in_transaction_session_timeout", "10000"),
        ])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire)
        .idle_timeout(Duration::from_secs(30))
        // A ping at every checkout costs a quarter of the throughput; one after a second of rest still finds a restarted server.
        .test_before_acquire(false)
        .before_acquire(|connection, rest| {
            Box::pin(async move {
                if rest.idle_for > Duration::from_secs(1) {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(connect)
        .await?;
    Ok(Database::Postgres(pool))
}

/// Runs a statement in a transaction; the number of rows it changed.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::storage::Transaction::Sqlite(tx) =>
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected()),
            $crate::storage::Transaction::Postgres(tx) =>
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected()),
        }.map_err($crate::storage::StorageError::from)
    };
}

/// Runs the statement of a `QueryBuilder` in a transaction of its own; the builder is made for the engine.
macro_rules! execute_alone {
    ($database:expr, $statement:expr) => {
        match $database {
            $crate::storage::Database::Sqlite { writer, .. } => writer.run($statement).await,
            $crate::storage::Database::Postgres(pool) => {
                let mut built: sqlx::QueryBuilder<sqlx::Postgres> = $statement;
                built.build().execute(pool).await.map(drop).map_err($crate::storage::StorageError::from)
            }
        }
    };
}

/// Runs the statement of a `QueryBuilder` whose text depends on the number of its values.
macro_rules! execute_built {
    ($tx:expr, $statement:expr) => {
        match $tx {
            $crate::storage::Transaction::Sqlite(tx) => {
                let mut built: sqlx::QueryBuilder<sqlx::Sqlite> = $statement;
                built.build().execute(&mut **tx).await.map(drop)?;
            }
            $crate::storage::Transaction::Postgres(tx) => {
                let mut built: sqlx::QueryBuilder<sqlx::Postgres> = $statement;
                built.build().execute(&mut **tx).await.map(drop)?;
            }
        }
    };
}

/// Fetches at most one row of type `$row` in a transaction.
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::storage::Transaction::Sqlite(tx) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **tx).await,
            $crate::storage::Transaction::Postgres(tx) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **tx).await,
        }.map_err($crate::storage::StorageError::from)
    };
}

/// Fetches all rows of type `$row` in a transaction.
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx {
            $crate::storage::Transaction::Sqlite(tx) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **tx).await,
            $crate::storage::Transaction::Postgres(tx) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **tx).await,
        }.map_err($crate::storage::StorageError::from)
    };
}

/// Reads at most one row of type `$row` outside any transaction.
macro_rules! read_optional {
    ($database:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $database {
            $crate::storage::Database::Sqlite { readers, .. } =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(readers).await,
            $crate::storage::Database::Postgres(pool) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(pool).await,
        }.map_err($crate::storage::StorageError::from)
    };
}

/// Reads all rows of type `$row` outside any transaction.
macro_rules! read_all {
    ($database:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $database {
            $crate::storage::Database::Sqlite { readers, .. } =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(readers).await,
            $crate::storage::Database::Postgres(pool) =>
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(pool).await,
        }.map_err($crate::storage::StorageError::from)
    };
}

/// Declares a row by column names and types, readable from both engines.
macro_rules! row {
    ($visibility:vis struct $name:ident { $($column:ident: $type:ty),* $(,)? }) => {
        $visibility struct $name { $($column: $type),* }
        $crate::storage::driver::row!(@impl $name, sqlx::sqlite::SqliteRow, $($column),*);
        $crate::storage::driver::row!(@impl $name, sqlx::postgres::PgRow, $($column),*);
    };
    // Two rows read by one SELECT that joins their tables; their columns must differ in name.
    (struct $name:ident = $($part:ident: $part_type:ty),* $(,)?) => {
        struct $name { $($part: $part_type),* }
        $crate::storage::driver::row!(@join $name, sqlx::sqlite::SqliteRow, $($part),*);
        $crate::storage::driver::row!(@join $name, sqlx::postgres::PgRow, $($part),*);
    };
    (@join $name:ident, $row:ty, $($part:ident),*) => {
        impl sqlx::FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
                Ok(Self { $($part: sqlx::FromRow::from_row(row)?),* })
            }
        }
    };
    (@impl $name:ident, $row:ty, $($column:ident),*) => {
        impl sqlx::FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
                use sqlx::Row;
                Ok(Self { $($column: row.try_get(stringify!($column))?),* })
            }
        }
    };
}

pub(crate) use {execute, execute_alone, execute_built, fetch_all, fetch_optional, read_all, read_optional, row};
