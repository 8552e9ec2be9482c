//! Table `consents`.

use super::driver::{Database, Transaction, execute, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json, known, millis};
use crate::clock::Timestamp;
use crate::model::{ClientId, Consent, RealmId, UserId};
use crate::spec::Scope;

row! {
    struct Row { scope: String, claims: String, granted_at: i64, expires_at: Option<i64> }
}

/// What `user` has allowed `client`.
pub async fn find(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
    client: &ClientId,
) -> Result<Option<Consent>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT scope, claims, granted_at, expires_at FROM consents WHERE realm = $1 AND user_id = $2 AND client_id = $3",
        realm.as_str(),
        user.as_str(),
        client.as_str()
    )?;
    row.map(|row| {
        Ok(Consent {
            realm: realm.clone(),
            user_id: user.clone(),
            client_id: client.clone(),
            scope: known(Scope::parse(&row.scope).ok(), "consents", user.as_str())?,
            claims: from_json(&row.claims, "consents", user.as_str())?,
            granted_at: Timestamp::from_millis(row.granted_at),
            expires_at: instant(row.expires_at),
        })
    })
    .transpose()
}

/// Stores a consent in place of an earlier one.
pub async fn upsert(tx: &mut Transaction, consent: &Consent) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO consents (realm, user_id, client_id, scope, claims, granted_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (realm, user_id, client_id) DO UPDATE SET \
         scope = excluded.scope, claims = excluded.claims, granted_at = excluded.granted_at, \
         expires_at = excluded.expires_at",
        consent.realm.as_str(),
        consent.user_id.as_str(),
        consent.client_id.as_str(),
        consent.scope.to_string(),
        json(&consent.claims)?,
        consent.granted_at.as_millis(),
        millis(consent.expires_at)
    )?;
    Ok(())
}

/// Forgets a consent; `true` when there was one.
pub async fn delete(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    client: &ClientId,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM consents WHERE realm = $1 AND user_id = $2 AND client_id = $3",
        realm.as_str(),
        user.as_str(),
        client.as_str()
    )?;
    Ok(rows == 1)
}
