//! Table `outbox`: what committed acts promised to send.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{OutboxEntry, RealmId, UserId};

/// The only channel so far.
const MAIL: &str = "mail";

row! {
    struct Row {
        realm: String, id: String, kind: String, user_id: Option<String>, sealed: Option<String>, kek_id: String,
        created_at: i64, due_at: i64, expires_at: i64, attempts: i64,
    }
}

impl From<Row> for OutboxEntry {
    fn from(row: Row) -> Self {
        Self {
            realm: RealmId::from(row.realm),
            id: row.id,
            kind: row.kind,
            user_id: row.user_id.map(UserId::from),
            sealed: row.sealed,
            kek_id: row.kek_id,
            created_at: Timestamp::from_millis(row.created_at),
            due_at: Timestamp::from_millis(row.due_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            attempts: row.attempts,
        }
    }
}

/// Adds a mail to send.
pub async fn insert(tx: &mut Transaction, entry: &OutboxEntry) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO outbox (realm, id, channel, kind, user_id, sealed, kek_id, created_at, due_at, expires_at, \
         attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        entry.realm.as_str(),
        entry.id.as_str(),
        MAIL,
        entry.kind.as_str(),
        entry.user_id.as_ref().map(UserId::as_str),
        entry.sealed.as_deref(),
        entry.kek_id.as_str(),
        entry.created_at.as_millis(),
        entry.due_at.as_millis(),
        entry.expires_at.as_millis(),
        entry.attempts
    )?;
    Ok(())
}

/// The entry `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<OutboxEntry>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT realm, id, kind, user_id, sealed, kek_id, created_at, due_at, expires_at, attempts FROM outbox \
         WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id
    )?;
    Ok(row.map(OutboxEntry::from))
}

/// Entries of all realms that are due, the longest waiting first.
pub async fn due(database: &Database, now: Timestamp, limit: i64) -> Result<Vec<OutboxEntry>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT realm, id, kind, user_id, sealed, kek_id, created_at, due_at, expires_at, attempts FROM outbox \
         WHERE done_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT $2",
        now.as_millis(),
        limit
    )?;
    Ok(rows.into_iter().map(OutboxEntry::from).collect())
}

/// Takes `entry` until `lease_ends`; `true` for exactly one of those who found it as it is.
pub async fn claim(tx: &mut Transaction, entry: &OutboxEntry, lease_ends: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE outbox SET attempts = attempts + 1, due_at = $4 \
         WHERE realm = $1 AND id = $2 AND attempts = $3 AND done_at IS NULL",
        entry.realm.as_str(),
        entry.id.as_str(),
        entry.attempts,
        lease_ends.as_millis()
    )?;
    Ok(rows == 1)
}

/// Notes that the claimed `entry` needs no further attempt and forgets its content; `false` when its lease has run out and
/// somebody else has it.
pub async fn finish(
    tx: &mut Transaction,
    entry: &OutboxEntry,
    (outcome, error): (&str, Option<&str>),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE outbox SET done_at = $4, outcome = $5, last_error = $6, sealed = NULL \
         WHERE realm = $1 AND id = $2 AND attempts = $3 AND done_at IS NULL",
        entry.realm.as_str(),
        entry.id.as_str(),
        entry.attempts,
        now.as_millis(),
        outcome,
        error
    )?;
    Ok(rows == 1)
}

/// Lets the claimed `entry` be tried again at `due`; `false` when somebody else has it.
pub async fn retry(
    tx: &mut Transaction,
    entry: &OutboxEntry,
    error: &str,
    due: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE outbox SET due_at = $4, last_error = $5 \
         WHERE realm = $1 AND id = $2 AND attempts = $3 AND done_at IS NULL",
        entry.realm.as_str(),
        entry.id.as_str(),
        entry.attempts,
        due.as_millis(),
        error
    )?;
    Ok(rows == 1)
}

/// What became of the entry `id`, once it is done.
pub async fn outcome(database: &Database, realm: &RealmId, id: &str) -> Result<Option<String>, StorageError> {
    let row = read_optional!(
        database,
        (Option<String>,),
        "SELECT outcome FROM outbox WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id
    )?;
    Ok(row.and_then(|(outcome,)| outcome))
}

/// How many entries of all realms wait, and since when the oldest of them does.
pub async fn backlog(database: &Database) -> Result<(i64, Option<Timestamp>), StorageError> {
    let row = read_optional!(
        database,
        (i64, Option<i64>),
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE done_at IS NULL"
    )?;
    Ok(row.map_or((0, None), |(count, oldest)| (count, oldest.map(Timestamp::from_millis))))
}
