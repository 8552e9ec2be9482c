//! Table `backup_codes`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_all, row};
use super::error::StorageError;
use super::text::instant;
use crate::clock::Timestamp;
use crate::model::{BackupCode, RealmId, UserId};

row! {
    struct Row { selector: String, code_hash: String, used_at: Option<i64> }
}

/// The codes of `user`, used ones included.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<BackupCode>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT selector, code_hash, used_at FROM backup_codes WHERE realm = $1 AND user_id = $2 ORDER BY selector",
        realm.as_str(),
        user.as_str()
    )?;
    let code =
        |row: Row| BackupCode { selector: row.selector, code_hash: row.code_hash, used_at: instant(row.used_at) };
    Ok(rows.into_iter().map(code).collect())
}

/// Whether `user` has a code left, as seen inside a transaction that holds the user's row.
pub async fn any_left_in(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<bool, StorageError> {
    let row = fetch_optional!(
        tx,
        (String,),
        "SELECT selector FROM backup_codes WHERE realm = $1 AND user_id = $2 AND used_at IS NULL LIMIT 1",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.is_some())
}

/// Whether the set of `user` was made at `since` or later, as seen inside a transaction that holds the user's row.
pub async fn any_since(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    since: Timestamp,
) -> Result<bool, StorageError> {
    let row = fetch_optional!(
        tx,
        (String,),
        "SELECT selector FROM backup_codes WHERE realm = $1 AND user_id = $2 AND created_at >= $3 LIMIT 1",
        realm.as_str(),
        user.as_str(),
        since.as_millis()
    )?;
    Ok(row.is_some())
}

/// Puts `codes` in the place of those that `user` had.
pub async fn replace(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    codes: &[BackupCode],
    now: Timestamp,
) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM backup_codes WHERE realm = $1 AND user_id = $2", realm.as_str(), user.as_str())?;
    for code in codes {
        execute!(
            tx,
            "INSERT INTO backup_codes (realm, user_id, selector, code_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
            realm.as_str(),
            user.as_str(),
            code.selector.as_str(),
            code.code_hash.as_str(),
            now.as_millis()
        )?;
    }
    Ok(())
}

/// Spends the code that was verified; `false` when it was spent meanwhile, or another set took its place.
pub async fn spend(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    code: &BackupCode,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE backup_codes SET used_at = $5 \
         WHERE realm = $1 AND user_id = $2 AND selector = $3 AND code_hash = $4 AND used_at IS NULL",
        realm.as_str(),
        user.as_str(),
        code.selector.as_str(),
        code.code_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}
