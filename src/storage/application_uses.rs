//! Table `application_uses`: when applications did something in people's names last.

use super::driver::{Database, Transaction, execute, read_all, read_optional};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, RealmId, UserId};

/// Writes down that the application and the user of the grant `id` met at `at`; nothing when the grant is gone, or when
/// another instance knows of a later use.
pub async fn record(tx: &mut Transaction, realm: &RealmId, id: &GrantId, at: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO application_uses (realm, user_id, client_id, last_used_at) \
         SELECT realm, user_id, client_id, CAST($3 AS BIGINT) FROM grants \
         WHERE realm = $1 AND id = $2 AND revoked_at IS NULL \
         ON CONFLICT (user_id, realm, client_id) DO UPDATE SET last_used_at = $3 \
         WHERE application_uses.last_used_at < $3",
        realm.as_str(),
        id.as_str(),
        at.as_millis()
    )?;
    Ok(())
}

/// When each application was used last in the name of `user`.
pub async fn list_of_user(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
) -> Result<Vec<(ClientId, Timestamp)>, StorageError> {
    let rows = read_all!(
        database,
        (String, i64),
        "SELECT client_id, last_used_at FROM application_uses WHERE user_id = $1 AND realm = $2",
        user.as_str(),
        realm.as_str()
    )?;
    Ok(rows.into_iter().map(|(client, at)| (ClientId::from(client), Timestamp::from_millis(at))).collect())
}

/// When `client` was used last in the name of `user`.
pub async fn find(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    client: &ClientId,
) -> Result<Option<Timestamp>, StorageError> {
    let row = read_optional!(
        database,
        (i64,),
        "SELECT last_used_at FROM application_uses WHERE user_id = $1 AND realm = $2 AND client_id = $3",
        user.as_str(),
        realm.as_str(),
        client.as_str()
    )?;
    Ok(row.map(|(at,)| Timestamp::from_millis(at)))
}

/// Forgets when `client` was used in the name of `user`.
pub async fn delete(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    client: &ClientId,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "DELETE FROM application_uses WHERE user_id = $1 AND realm = $2 AND client_id = $3",
        user.as_str(),
        realm.as_str(),
        client.as_str()
    )?;
    Ok(())
}
