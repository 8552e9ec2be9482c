//! Table `trusted_devices`: browsers in which a user is not asked for the second factor for a while.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{RealmId, TrustedDevice, UserId};

row! {
    struct Row {
        realm: String, id: String, user_id: String, token_hash: String, user_agent: String, source: String,
        created_at: i64, used_at: i64, expires_at: i64,
    }
}

impl Row {
    fn device(self) -> TrustedDevice {
        TrustedDevice {
            realm: RealmId::from(self.realm),
            id: self.id,
            user_id: UserId::from(self.user_id),
            token_hash: self.token_hash,
            user_agent: self.user_agent,
            source: self.source,
            created_at: Timestamp::from_millis(self.created_at),
            used_at: Timestamp::from_millis(self.used_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

/// Adds one.
pub async fn insert(tx: &mut Transaction, device: &TrustedDevice) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO trusted_devices (realm, id, user_id, token_hash, user_agent, source, created_at, used_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        device.realm.as_str(),
        device.id.as_str(),
        device.user_id.as_str(),
        device.token_hash.as_str(),
        device.user_agent.as_str(),
        device.source.as_str(),
        device.created_at.as_millis(),
        device.used_at.as_millis(),
        device.expires_at.as_millis()
    )?;
    Ok(())
}

/// The one called `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<TrustedDevice>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT realm, id, user_id, token_hash, user_agent, source, created_at, used_at, expires_at \
         FROM trusted_devices WHERE id = $2 AND realm = $1",
        realm.as_str(),
        id
    )?;
    Ok(row.map(Row::device))
}

/// Those of `user` that have not expired, the latest trusted first.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<TrustedDevice>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT realm, id, user_id, token_hash, user_agent, source, created_at, used_at, expires_at \
         FROM trusted_devices WHERE user_id = $2 AND realm = $1 AND expires_at > $3 ORDER BY created_at DESC, id",
        realm.as_str(),
        user.as_str(),
        now.as_millis()
    )?;
    Ok(rows.into_iter().map(Row::device).collect())
}

/// Notes that the device of `user` whose cookie has this digest stood in for the second factor; `false` when it is none, has
/// expired, or was trusted before `since`.
pub async fn record_use(
    tx: &mut Transaction,
    (realm, user, token_hash): (&RealmId, &UserId, &str),
    (since, now): (Timestamp, Timestamp),
    source: &str,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE trusted_devices SET used_at = $4, source = $6 WHERE token_hash = $3 AND realm = $1 AND user_id = $2 \
         AND expires_at > $4 AND created_at > $5",
        realm.as_str(),
        user.as_str(),
        token_hash,
        now.as_millis(),
        since.as_millis(),
        source
    )?;
    Ok(rows == 1)
}

/// Removes the one of `user` called `id`; `false` when it is not theirs.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, user: &UserId, id: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM trusted_devices WHERE id = $3 AND realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str(),
        id
    )?;
    Ok(rows == 1)
}

/// Removes the one of `user` whose cookie has this digest, if there is one.
pub async fn delete_by_token(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    token_hash: &str,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "DELETE FROM trusted_devices WHERE token_hash = $3 AND realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str(),
        token_hash
    )?;
    Ok(())
}

/// Removes all of `user`; how many.
pub async fn clear_of_user(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<u64, StorageError> {
    execute!(tx, "DELETE FROM trusted_devices WHERE user_id = $2 AND realm = $1", realm.as_str(), user.as_str())
}
