//! Table `password_history`: hashes of earlier passwords, for realms in which they may not come back.

use super::driver::{Database, Transaction, execute, read_all};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

/// The hashes of a user's earlier passwords, the newest first, at most `limit`.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
    limit: i64,
) -> Result<Vec<String>, StorageError> {
    let rows = read_all!(
        database,
        (String,),
        "SELECT hash FROM password_history WHERE realm = $1 AND user_id = $2 ORDER BY replaced_at DESC, id DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        limit
    )?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Remembers a hash that is being replaced, under the name `id`.
pub async fn insert(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    (id, hash): (&str, &str),
    now: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO password_history (realm, id, user_id, hash, replaced_at) VALUES ($1, $2, $3, $4, $5)",
        realm.as_str(),
        id,
        user.as_str(),
        hash,
        now.as_millis()
    )?;
    Ok(())
}

/// Forgets all but the newest `keep` hashes of a user.
pub async fn trim(tx: &mut Transaction, realm: &RealmId, user: &UserId, keep: i64) -> Result<(), StorageError> {
    execute!(
        tx,
        "DELETE FROM password_history WHERE realm = $1 AND user_id = $2 AND id NOT IN \
         (SELECT id FROM password_history WHERE realm = $1 AND user_id = $2 \
          ORDER BY replaced_at DESC, id DESC LIMIT $3)",
        realm.as_str(),
        user.as_str(),
        keep
    )?;
    Ok(())
}
