//! What can go wrong with durable data, in the words a caller can act on.

use std::fmt;

/// A failure of the storage floor.
#[derive(Debug)]
pub enum StorageError {
    /// The database cannot be reached or did not answer in time. Nothing was decided: try again later.
    Unavailable(sqlx::Error),
    /// Another transaction was in the way (deadlock, serialization failure, lock time-out): try again at once.
    Contention,
    /// A row of that name exists already.
    Conflict,
    /// A row cannot be read as what its table promises.
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row, or the reason where there is no single row.
        id: String,
    },
    /// The schema cannot be brought to what this program needs.
    Migration(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(source) => write!(f, "the database is unavailable: {source}"),
            Self::Contention => f.write_str("the database was busy with a competing change"),
            Self::Conflict => f.write_str("a row of that name exists already"),
            Self::Corrupt { table, id } => write!(f, "table {table} holds a row that cannot be read: {id}"),
            Self::Migration(reason) => write!(f, "the schema cannot be migrated: {reason}"),
        }
    }
}

impl std::error::Error for StorageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(source) => Some(source),
            Self::Contention | Self::Conflict | Self::Corrupt { .. } | Self::Migration(_) => None,
        }
    }
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Conflict,
            // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available. SQLite: SQLITE_BUSY, SQLITE_LOCKED.
            sqlx::Error::Database(database)
                if database.code().is_some_and(|code| {
                    matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "6" | "261" | "517")
                }) =>
            {
                Self::Contention
            }
            sqlx::Error::ColumnDecode { index, source } => {
                Self::Corrupt { table: "?", id: format!("{index}: {source}") }
            }
            sqlx::Error::Decode(source) => Self::Corrupt { table: "?", id: source.to_string() },
            _ => Self::Unavailable(error),
        }
    }
}
