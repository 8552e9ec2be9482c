//! Values that are stored as text, and back; what cannot be read is named by table and row.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StorageError;
use crate::clock::Timestamp;

/// JSON text of a value.
pub fn json<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError::Corrupt { table: "(unsaved)", id: error.to_string() })
}

/// The value of JSON text found in `table` at row `id`.
pub fn from_json<T: DeserializeOwned>(text: &str, table: &'static str, id: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Corrupt { table, id: format!("{id}: {error}") })
}

/// A value that must be there, read from `table` at row `id`.
pub fn known<T>(value: Option<T>, table: &'static str, id: &str) -> Result<T, StorageError> {
    value.ok_or_else(|| StorageError::Corrupt { table, id: id.to_owned() })
}

/// An optional instant.
pub fn instant(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

/// The milliseconds of an optional instant.
pub fn millis(instant: Option<Timestamp>) -> Option<i64> {
    instant.map(Timestamp::as_millis)
}

/// A count that is never negative.
pub fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(0)
}
