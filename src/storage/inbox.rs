//! Table `inbox`: what people were told, and what of it they have read.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{instant, known};
use crate::clock::Timestamp;
use crate::model::{INBOX_LIFETIME, INBOX_MAX, InboxEntry, Notice, RealmId, UserId};

/// Rows beyond the bound that one statement removes.
const PRUNE_STEP: i64 = 20;

row! {
    struct Row {
        id: String, notice: String, about: String, source: String, created_at: i64, read_at: Option<i64>,
    }
}

impl Row {
    fn entry(self, realm: &RealmId, user: &UserId) -> Result<InboxEntry, StorageError> {
        Ok(InboxEntry {
            notice: known(Notice::parse(&self.notice), "inbox", &self.id)?,
            realm: realm.clone(),
            id: self.id,
            user_id: user.clone(),
            about: self.about,
            source: self.source,
            created_at: Timestamp::from_millis(self.created_at),
            read_at: instant(self.read_at),
        })
    }
}

/// Adds an entry; the oldest of its owner goes where there are as many as may be.
pub async fn insert(tx: &mut Transaction, entry: &InboxEntry) -> Result<(), StorageError> {
    execute!(
        &mut *tx,
        "INSERT INTO inbox (realm, id, user_id, notice, about, source, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        entry.realm.as_str(),
        entry.id.as_str(),
        entry.user_id.as_str(),
        entry.notice.as_str(),
        entry.about.as_str(),
        entry.source.as_str(),
        entry.created_at.as_millis(),
        (entry.created_at + INBOX_LIFETIME).as_millis()
    )?;
    execute!(
        tx,
        "DELETE FROM inbox WHERE realm = $1 AND id IN (SELECT id FROM inbox WHERE user_id = $2 AND realm = $1 \
         ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4)",
        entry.realm.as_str(),
        entry.user_id.as_str(),
        PRUNE_STEP,
        INBOX_MAX
    )?;
    Ok(())
}

/// The entry `id` of `user`; nobody else's is found by its id.
pub async fn find(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    id: &str,
) -> Result<Option<InboxEntry>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT id, notice, about, source, created_at, read_at FROM inbox \
         WHERE realm = $1 AND id = $2 AND user_id = $3",
        realm.as_str(),
        id,
        user.as_str()
    )?
    .map(|row| row.entry(realm, user))
    .transpose()
}

/// Entries of `user` before the one at `before` (time and id), the newest first, at most `limit`.
pub async fn page(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<InboxEntry>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT id, notice, about, source, created_at, read_at FROM inbox \
         WHERE user_id = $1 AND realm = $2 AND (created_at, id) < ($3, $4) ORDER BY created_at DESC, id DESC LIMIT $5",
        user.as_str(),
        realm.as_str(),
        before.0.as_millis(),
        before.1,
        limit
    )?;
    rows.into_iter().map(|row| row.entry(realm, user)).collect()
}

/// How many entries of `user` are not read.
pub async fn count_unread(database: &Database, (realm, user): (&RealmId, &UserId)) -> Result<i64, StorageError> {
    let row = read_optional!(
        database,
        (i64,),
        "SELECT COUNT(*) FROM inbox WHERE user_id = $1 AND realm = $2 AND read_at IS NULL",
        user.as_str(),
        realm.as_str()
    )?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Writes down when the entry `id` of `user` was read, or that it is to count as unread; `false` when there is none. What
/// was read before stays read since then.
pub async fn set_read(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    id: &str,
    read_at: Option<Timestamp>,
) -> Result<bool, StorageError> {
    let rows = match read_at {
        Some(now) => execute!(
            tx,
            "UPDATE inbox SET read_at = COALESCE(read_at, $4) WHERE realm = $1 AND id = $2 AND user_id = $3",
            realm.as_str(),
            id,
            user.as_str(),
            now.as_millis()
        )?,
        None => execute!(
            tx,
            "UPDATE inbox SET read_at = NULL WHERE realm = $1 AND id = $2 AND user_id = $3",
            realm.as_str(),
            id,
            user.as_str()
        )?,
    };
    Ok(rows == 1)
}

/// Marks every entry of `user` up to the one at `newest` as read: what came after it was not seen yet.
pub async fn set_all_read(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    newest: (Timestamp, &str),
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE inbox SET read_at = $5 WHERE user_id = $1 AND realm = $2 AND read_at IS NULL \
         AND (created_at, id) <= ($3, $4)",
        user.as_str(),
        realm.as_str(),
        newest.0.as_millis(),
        newest.1,
        now.as_millis()
    )
}
