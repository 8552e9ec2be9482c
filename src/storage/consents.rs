//! Table `consents`.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json, known, millis};
use crate::clock::Timestamp;
use crate::model::{ClientId, Consent, RealmId, UserId};
use crate::spec::Scope;

row! {
    struct Row { scope: String, claims: String, granted_at: i64, expires_at: Option<i64> }
}

row! {
    struct OwnedRow { client_id: String, scope: String, claims: String, granted_at: i64, expires_at: Option<i64> }
}

impl Row {
    fn consent(self, (realm, user, client): (&RealmId, &UserId, &ClientId)) -> Result<Consent, StorageError> {
        Ok(Consent {
            realm: realm.clone(),
            user_id: user.clone(),
            client_id: client.clone(),
            scope: known(Scope::parse(&self.scope).ok(), "consents", user.as_str())?,
            claims: from_json(&self.claims, "consents", user.as_str())?,
            granted_at: Timestamp::from_millis(self.granted_at),
            expires_at: instant(self.expires_at),
        })
    }
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
    row.map(|row| row.consent((realm, user, client))).transpose()
}

/// Everything that `user` has allowed.
pub async fn list_of_user(database: &Database, realm: &RealmId, user: &UserId) -> Result<Vec<Consent>, StorageError> {
    let rows = read_all!(
        database,
        OwnedRow,
        "SELECT client_id, scope, claims, granted_at, expires_at FROM consents WHERE realm = $1 AND user_id = $2 \
         ORDER BY granted_at DESC, client_id",
        realm.as_str(),
        user.as_str()
    )?;
    rows.into_iter()
        .map(|OwnedRow { client_id, scope, claims, granted_at, expires_at }| {
            let row = Row { scope, claims, granted_at, expires_at };
            row.consent((realm, user, &ClientId::from(client_id)))
        })
        .collect()
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
