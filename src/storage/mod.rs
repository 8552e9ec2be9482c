//! Durable rows on SQLite or PostgreSQL: one SQL text for both, a module a table.
//!
//! Rules: every statement names the realm; single use is one guarded statement whose row count decides; no transaction
//! is open over hashing, signing or a call to elsewhere.

pub(crate) mod driver;
mod error;
pub mod schema;

pub use driver::{Database, DatabaseOptions, Transaction};
pub use error::StorageError;
