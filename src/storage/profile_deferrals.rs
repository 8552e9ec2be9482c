//! Table `profile_deferrals`: when somebody was last asked for fields of their profile and left some out.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

/// When that was, if ever.
pub async fn find(database: &Database, realm: &RealmId, user: &UserId) -> Result<Option<Timestamp>, StorageError> {
    let row: Option<(i64,)> = read_optional!(
        database,
        (i64,),
        "SELECT deferred_at FROM profile_deferrals WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map(|(at,)| Timestamp::from_millis(at)))
}

/// The same as part of `tx`.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Option<Timestamp>, StorageError> {
    let row: Option<(i64,)> = fetch_optional!(
        tx,
        (i64,),
        "SELECT deferred_at FROM profile_deferrals WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map(|(at,)| Timestamp::from_millis(at)))
}

/// Notes that it was now.
pub async fn put(tx: &mut Transaction, realm: &RealmId, user: &UserId, now: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO profile_deferrals (realm, user_id, deferred_at) VALUES ($1, $2, $3) \
         ON CONFLICT (realm, user_id) DO UPDATE SET deferred_at = excluded.deferred_at",
        realm.as_str(),
        user.as_str(),
        now.as_millis()
    )?;
    Ok(())
}
