//! Table `factor_tallies`: wrong codes in a row, over all second factors of a user.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::count;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

row! {
    struct Row { failures: i64, until: i64 }
}

/// Failures, and until when they lock; none for a clean slate.
pub type Found = Option<(u32, Timestamp)>;

/// The tally of `user`.
pub async fn find(database: &Database, realm: &RealmId, user: &UserId) -> Result<Found, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT failures, until FROM factor_tallies WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map(|row| (count(row.failures), Timestamp::from_millis(row.until))))
}

/// Takes the tally's lock, which is held until `tx` ends, and reads it: tries on one user take turns.
pub async fn hold(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(u32, Timestamp), StorageError> {
    execute!(
        tx,
        "INSERT INTO factor_tallies (realm, user_id, failures, until) VALUES ($1, $2, 0, 0) \
         ON CONFLICT (realm, user_id) DO UPDATE SET failures = factor_tallies.failures",
        realm.as_str(),
        user.as_str()
    )?;
    let row = fetch_optional!(
        tx,
        Row,
        "SELECT failures, until FROM factor_tallies WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map_or((0, Timestamp::from_millis(0)), |row| (count(row.failures), Timestamp::from_millis(row.until))))
}

/// Stores the tally that `hold` gave the right to change.
pub async fn store(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    (failures, until): (u32, Timestamp),
) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE factor_tallies SET failures = $3, until = $4 WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str(),
        i64::from(failures),
        until.as_millis()
    )?;
    Ok(())
}

/// A clean slate.
pub async fn clear(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM factor_tallies WHERE realm = $1 AND user_id = $2", realm.as_str(), user.as_str())?;
    Ok(())
}
