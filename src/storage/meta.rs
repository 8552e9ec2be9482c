//! Facts about the database itself, such as the check of the key-encryption key.

use super::driver::{Database, Transaction, execute, read_optional};
use super::error::StorageError;

/// The value stored under `name`.
pub async fn find(database: &Database, name: &str) -> Result<Option<String>, StorageError> {
    Ok(read_optional!(database, (String,), "SELECT value FROM meta WHERE name = $1", name)?.map(|(value,)| value))
}

/// Stores `value` under `name` unless there is one; `true` for exactly one caller.
pub async fn claim(tx: &mut Transaction, name: &str, value: &str) -> Result<bool, StorageError> {
    let rows =
        execute!(tx, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, value)?;
    Ok(rows == 1)
}

/// Puts the second value in the place of the first; `true` for exactly one caller.
pub async fn replace(tx: &mut Transaction, name: &str, (from, to): (&str, &str)) -> Result<bool, StorageError> {
    let rows = execute!(tx, "UPDATE meta SET value = $3 WHERE name = $1 AND value = $2", name, from, to)?;
    Ok(rows == 1)
}

/// Removes `value`; `true` for exactly one caller, and only if it is still that value.
pub async fn remove(tx: &mut Transaction, name: &str, value: &str) -> Result<bool, StorageError> {
    let rows = execute!(tx, "DELETE FROM meta WHERE name = $1 AND value = $2", name, value)?;
    Ok(rows == 1)
}
