//! Table `totp_factors`.

use super::driver::{Database, Transaction, execute, fetch_all, read_all, row};
use super::error::StorageError;
use super::text::{instant, known};
use crate::clock::Timestamp;
use crate::model::{FactorId, RealmId, TotpAlgorithm, TotpFactor, UserId};

row! {
    struct Row {
        id: String, name: String, sealed: String, kek_id: String, algorithm: String, digits: i64, last_step: i64,
        created_at: i64, last_used_at: Option<i64>,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, sealed, kek_id, algorithm, digits, last_step, created_at, last_used_at FROM totp_factors ",
            $rest
        )
    };
}

impl Row {
    fn factor(self, realm: &RealmId, user: &UserId) -> Result<TotpFactor, StorageError> {
        Ok(TotpFactor {
            realm: realm.clone(),
            user_id: user.clone(),
            algorithm: known(TotpAlgorithm::parse(&self.algorithm), "totp_factors", &self.id)?,
            digits: known(u8::try_from(self.digits).ok(), "totp_factors", &self.id)?,
            id: FactorId::from(self.id),
            name: self.name,
            sealed: self.sealed,
            kek_id: self.kek_id,
            last_step: self.last_step,
            created_at: Timestamp::from_millis(self.created_at),
            last_used_at: instant(self.last_used_at),
        })
    }
}

/// The authenticator applications of `user`, the oldest first.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<TotpFactor>, StorageError> {
    let sql = select!("WHERE realm = $1 AND user_id = $2 ORDER BY created_at, id");
    let rows = read_all!(database, Row, sql, realm.as_str(), user.as_str())?;
    rows.into_iter().map(|row| row.factor(realm, user)).collect()
}

/// The same, as seen inside a transaction that holds the user's row.
pub async fn list_of_user_in(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<TotpFactor>, StorageError> {
    let sql = select!("WHERE realm = $1 AND user_id = $2 ORDER BY created_at, id");
    let rows = fetch_all!(tx, Row, sql, realm.as_str(), user.as_str())?;
    rows.into_iter().map(|row| row.factor(realm, user)).collect()
}

/// Adds a factor.
pub async fn insert(tx: &mut Transaction, factor: &TotpFactor) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO totp_factors (realm, id, user_id, name, sealed, kek_id, algorithm, digits, last_step, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        factor.realm.as_str(),
        factor.id.as_str(),
        factor.user_id.as_str(),
        factor.name.as_str(),
        factor.sealed.as_str(),
        factor.kek_id.as_str(),
        factor.algorithm.as_str(),
        i64::from(factor.digits),
        factor.last_step,
        factor.created_at.as_millis()
    )?;
    Ok(())
}

/// Spends `step` and every step before it; `false` when it was spent already, or the factor is gone.
pub async fn spend_step(
    tx: &mut Transaction,
    factor: &TotpFactor,
    step: i64,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE totp_factors SET last_step = $4, last_used_at = $5 \
         WHERE realm = $1 AND id = $2 AND user_id = $3 AND last_step < $4",
        factor.realm.as_str(),
        factor.id.as_str(),
        factor.user_id.as_str(),
        step,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Removes a factor; `true` when `user` had it.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, user: &UserId, id: &FactorId) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM totp_factors WHERE realm = $1 AND id = $2 AND user_id = $3",
        realm.as_str(),
        id.as_str(),
        user.as_str()
    )?;
    Ok(rows == 1)
}
