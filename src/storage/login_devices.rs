//! Table `login_devices`: failed logins in browsers that their user has signed in with before.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional};
use super::error::StorageError;
use super::text::count;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

/// A browser of a user.
#[derive(Clone, Copy, Debug)]
pub struct LoginDevice<'a> {
    /// The realm.
    pub realm: &'a RealmId,
    /// Whose.
    pub user_id: &'a UserId,
    /// `secret::token_hash` of its name.
    pub device_hash: &'a str,
}

/// How often logins have failed in the browser, and until when it is locked.
pub async fn find(database: &Database, device: LoginDevice<'_>) -> Result<Option<(u32, Timestamp)>, StorageError> {
    let row = read_optional!(
        database,
        (i64, i64),
        "SELECT failed_logins, locked_until FROM login_devices WHERE realm = $1 AND user_id = $2 AND device_hash = $3",
        device.realm.as_str(),
        device.user_id.as_str(),
        device.device_hash
    )?;
    Ok(row.map(|(failures, until)| (count(failures), Timestamp::from_millis(until))))
}

/// The same, as seen inside a transaction.
pub async fn find_in(tx: &mut Transaction, device: LoginDevice<'_>) -> Result<Option<(u32, Timestamp)>, StorageError> {
    let row = fetch_optional!(
        tx,
        (i64, i64),
        "SELECT failed_logins, locked_until FROM login_devices WHERE realm = $1 AND user_id = $2 AND device_hash = $3",
        device.realm.as_str(),
        device.user_id.as_str(),
        device.device_hash
    )?;
    Ok(row.map(|(failures, until)| (count(failures), Timestamp::from_millis(until))))
}

/// Writes how often logins have failed in the browser, in a transaction that holds the user's row.
pub async fn put(
    tx: &mut Transaction,
    device: LoginDevice<'_>,
    (failures, until): (u32, Timestamp),
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO login_devices (realm, user_id, device_hash, failed_logins, locked_until) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (realm, user_id, device_hash) \
         DO UPDATE SET failed_logins = $4, locked_until = $5",
        device.realm.as_str(),
        device.user_id.as_str(),
        device.device_hash,
        i64::from(failures),
        until.as_millis()
    )?;
    Ok(())
}

/// Forgets the failures in all browsers of a user.
pub async fn clear_of_user(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM login_devices WHERE realm = $1 AND user_id = $2", realm.as_str(), user.as_str())?;
    Ok(())
}
