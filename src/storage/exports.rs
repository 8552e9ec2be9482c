//! Tables `exports` and `export_parts`: archives of what is held about a person.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::known;
use crate::clock::Timestamp;
use crate::model::{Export, ExportState, RealmId, UserId};

row! {
    struct Row {
        realm: String, user_id: String, id: String, state: String, locale: String, attempts: i64, due_at: i64,
        size: i64, requested_at: i64, expires_at: i64,
    }
}

impl Row {
    fn export(self) -> Result<Export, StorageError> {
        Ok(Export {
            state: known(ExportState::parse(&self.state), "exports", &self.id)?,
            realm: RealmId::from(self.realm),
            user_id: UserId::from(self.user_id),
            id: self.id,
            locale: self.locale,
            attempts: self.attempts,
            due_at: Timestamp::from_millis(self.due_at),
            size: self.size,
            requested_at: Timestamp::from_millis(self.requested_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// The archive of `user`.
pub async fn find(database: &Database, realm: &RealmId, user: &UserId) -> Result<Option<Export>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT realm, user_id, id, state, locale, attempts, due_at, size, requested_at, expires_at FROM exports \
         WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?
    .map(Row::export)
    .transpose()
}

/// Archives of all realms whose making is due, the longest waiting first.
pub async fn due(database: &Database, now: Timestamp, limit: i64) -> Result<Vec<Export>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT realm, user_id, id, state, locale, attempts, due_at, size, requested_at, expires_at FROM exports \
         WHERE state = 'wanted' AND due_at <= $1 ORDER BY due_at LIMIT $2",
        now.as_millis(),
        limit
    )?;
    rows.into_iter().map(Row::export).collect()
}

/// Asks for `export` in the place of an older one; `false` while that is being made, or was asked for after `since`.
pub async fn request(tx: &mut Transaction, export: &Export, since: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO exports (realm, user_id, id, state, locale, attempts, due_at, size, requested_at, expires_at) \
         VALUES ($1, $2, $3, 'wanted', $4, 0, $5, 0, $5, $6) ON CONFLICT (realm, user_id) DO UPDATE SET id = $3, \
         state = 'wanted', locale = $4, attempts = 0, due_at = $5, size = 0, requested_at = $5, expires_at = $6 \
         WHERE exports.realm = $1 AND (exports.state = 'failed' OR exports.expires_at <= $5 \
         OR (exports.state = 'ready' AND exports.requested_at <= $7))",
        export.realm.as_str(),
        export.user_id.as_str(),
        export.id.as_str(),
        export.locale.as_str(),
        export.requested_at.as_millis(),
        export.expires_at.as_millis(),
        since.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes the making of `export` until `lease_ends`; `true` for exactly one of those who found it as it is.
pub async fn claim(tx: &mut Transaction, export: &Export, lease_ends: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE exports SET attempts = attempts + 1, due_at = $5 \
         WHERE realm = $1 AND user_id = $2 AND id = $3 AND attempts = $4 AND state = 'wanted'",
        export.realm.as_str(),
        export.user_id.as_str(),
        export.id.as_str(),
        export.attempts,
        lease_ends.as_millis()
    )?;
    Ok(rows == 1)
}

/// Notes what became of the claimed `export`; `false` when its lease has run out and somebody else has it, or it is wanted
/// no more.
pub async fn settle(
    tx: &mut Transaction,
    export: &Export,
    (state, size): (ExportState, i64),
    expires_at: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE exports SET state = $5, size = $6, expires_at = $7 \
         WHERE realm = $1 AND user_id = $2 AND id = $3 AND attempts = $4 AND state = 'wanted'",
        export.realm.as_str(),
        export.user_id.as_str(),
        export.id.as_str(),
        export.attempts,
        state.as_str(),
        size,
        expires_at.as_millis()
    )?;
    Ok(rows == 1)
}

/// One sealed piece of an archive.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which, counted from `00000`.
    pub part: String,
    /// Sealed for `export_binding`.
    pub sealed: String,
}

/// Adds a piece of `export`.
pub async fn insert_part(
    tx: &mut Transaction,
    export: &Export,
    part: &Part,
    (kek_id, made_at): (&str, Timestamp),
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO export_parts (realm, export_id, part, sealed, kek_id, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        export.realm.as_str(),
        export.id.as_str(),
        part.part.as_str(),
        part.sealed.as_str(),
        kek_id,
        made_at.as_millis()
    )?;
    Ok(())
}

/// The piece of the archive `id` that follows `after`; empty for the first.
pub async fn next_part(
    database: &Database,
    realm: &RealmId,
    (id, after): (&str, &str),
) -> Result<Option<Part>, StorageError> {
    let row = read_optional!(
        database,
        (String, String),
        "SELECT part, sealed FROM export_parts WHERE realm = $1 AND export_id = $2 AND part > $3 ORDER BY part LIMIT 1",
        realm.as_str(),
        id,
        after
    )?;
    Ok(row.map(|(part, sealed)| Part { part, sealed }))
}

/// Removes the pieces of the archive in whose place `export` may come.
pub async fn delete_parts_unless_wanted(
    tx: &mut Transaction,
    export: &Export,
    since: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "DELETE FROM export_parts WHERE realm = $1 AND export_id IN (SELECT id FROM exports WHERE realm = $1 \
         AND user_id = $2 AND state = 'ready' AND (requested_at <= $3 OR expires_at <= $4))",
        export.realm.as_str(),
        export.user_id.as_str(),
        since.as_millis(),
        export.requested_at.as_millis()
    )?;
    Ok(())
}
