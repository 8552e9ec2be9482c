//! Tables `webauthn_credentials` and `webauthn_users`.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{count, instant, known};
use crate::clock::Timestamp;
use crate::model::{CredentialKind, CredentialUse, FactorId, RealmId, UserId, WebauthnCredential, WebauthnUser};

row! {
    struct Row {
        realm: String, id: String, user_id: String, credential_id: String, kind: String, name: String,
        public_data: String, counter: i64, backup_eligible: bool, backed_up: bool, discoverable: Option<bool>,
        transports: String, aaguid: String, created_at: i64, last_used_at: Option<i64>,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, user_id, credential_id, kind, name, public_data, counter, backup_eligible, backed_up, ",
            "discoverable, transports, aaguid, created_at, last_used_at FROM webauthn_credentials ",
            $rest
        )
    };
}

impl Row {
    fn credential(self) -> Result<WebauthnCredential, StorageError> {
        Ok(WebauthnCredential {
            kind: known(CredentialKind::parse(&self.kind), "webauthn_credentials", &self.id)?,
            realm: RealmId::from(self.realm),
            id: FactorId::from(self.id),
            user_id: UserId::from(self.user_id),
            credential_id: self.credential_id,
            name: self.name,
            public_data: self.public_data,
            counter: count(self.counter),
            backup_eligible: self.backup_eligible,
            backed_up: self.backed_up,
            discoverable: self.discoverable,
            transports: self.transports,
            aaguid: self.aaguid,
            created_at: Timestamp::from_millis(self.created_at),
            last_used_at: instant(self.last_used_at),
        })
    }
}

/// The credentials of `user`, the oldest first.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<WebauthnCredential>, StorageError> {
    let sql = select!("WHERE realm = $1 AND user_id = $2 ORDER BY created_at, id");
    let rows = read_all!(database, Row, sql, realm.as_str(), user.as_str())?;
    rows.into_iter().map(Row::credential).collect()
}

/// The same, as seen inside a transaction.
pub async fn list_of_user_in(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<WebauthnCredential>, StorageError> {
    let sql = select!("WHERE realm = $1 AND user_id = $2 ORDER BY created_at, id");
    let rows = fetch_all!(tx, Row, sql, realm.as_str(), user.as_str())?;
    rows.into_iter().map(Row::credential).collect()
}

/// The credential that authenticators know by `credential_id` (base64url).
pub async fn find(
    database: &Database,
    realm: &RealmId,
    credential_id: &str,
) -> Result<Option<WebauthnCredential>, StorageError> {
    let sql = select!("WHERE credential_id = $2 AND realm = $1");
    read_optional!(database, Row, sql, realm.as_str(), credential_id)?.map(Row::credential).transpose()
}

/// Whether no realm knows `credential_id`. Realms may share an origin, and then what one does not know may be another's.
pub async fn is_unknown(database: &Database, credential_id: &str) -> Result<bool, StorageError> {
    let sql = "SELECT COUNT(*) FROM webauthn_credentials WHERE credential_id = $1";
    let found: Option<(i64,)> = read_optional!(database, (i64,), sql, credential_id)?;
    Ok(found.is_none_or(|(rows,)| rows == 0))
}

/// Adds a credential.
///
/// # Errors
/// `Conflict` when the realm has one of that credential id.
pub async fn insert(tx: &mut Transaction, credential: &WebauthnCredential) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO webauthn_credentials (realm, id, user_id, credential_id, kind, name, public_data, counter, \
         backup_eligible, backed_up, discoverable, transports, aaguid, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        credential.realm.as_str(),
        credential.id.as_str(),
        credential.user_id.as_str(),
        credential.credential_id.as_str(),
        credential.kind.as_str(),
        credential.name.as_str(),
        credential.public_data.as_str(),
        i64::from(credential.counter),
        credential.backup_eligible,
        credential.backed_up,
        credential.discoverable,
        credential.transports.as_str(),
        credential.aaguid.as_str(),
        credential.created_at.as_millis()
    )?;
    Ok(())
}

/// Records a use: `false` when the counter did not go on from the one stored (WebAuthn §7.2 step 22), or the credential
/// is gone. Authenticators without a counter state zero, always.
pub async fn record_use(
    tx: &mut Transaction,
    credential: &WebauthnCredential,
    used: CredentialUse,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE webauthn_credentials SET counter = $4, backed_up = $5, last_used_at = $6 \
         WHERE realm = $1 AND id = $2 AND user_id = $3 AND (counter < $4 OR (counter = 0 AND $4 = 0))",
        credential.realm.as_str(),
        credential.id.as_str(),
        credential.user_id.as_str(),
        i64::from(used.counter),
        used.backed_up,
        used.at.as_millis()
    )?;
    Ok(rows == 1)
}

/// Gives a credential of `user` another name; `true` when `user` has it.
pub async fn rename(
    tx: &mut Transaction,
    (realm, user, id): (&RealmId, &UserId, &FactorId),
    name: &str,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE webauthn_credentials SET name = $4 WHERE realm = $1 AND id = $2 AND user_id = $3",
        realm.as_str(),
        id.as_str(),
        user.as_str(),
        name
    )?;
    Ok(rows == 1)
}

/// Removes a credential; `true` when `user` had it.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, user: &UserId, id: &FactorId) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM webauthn_credentials WHERE realm = $1 AND id = $2 AND user_id = $3",
        realm.as_str(),
        id.as_str(),
        user.as_str()
    )?;
    Ok(rows == 1)
}

row! {
    struct UserRow { handle: String, offer_after: i64 }
}

/// How authenticators know `user`; none before anybody asked.
pub async fn find_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Option<WebauthnUser>, StorageError> {
    let sql = "SELECT handle, offer_after FROM webauthn_users WHERE realm = $1 AND user_id = $2";
    let row = read_optional!(database, UserRow, sql, realm.as_str(), user.as_str())?;
    Ok(row.map(|row| WebauthnUser { handle: row.handle, offer_after: Timestamp::from_millis(row.offer_after) }))
}

/// The handle of `user`: `fresh` for the first caller, and the same for everybody after.
pub async fn handle_of(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    fresh: &str,
) -> Result<String, StorageError> {
    execute!(
        tx,
        "INSERT INTO webauthn_users (realm, user_id, handle, offer_after) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (realm, user_id) DO NOTHING",
        realm.as_str(),
        user.as_str(),
        fresh
    )?;
    let sql = "SELECT handle, offer_after FROM webauthn_users WHERE realm = $1 AND user_id = $2";
    let row = fetch_optional!(tx, UserRow, sql, realm.as_str(), user.as_str())?;
    Ok(known(row, "webauthn_users", user.as_str())?.handle)
}

/// Offers `user`, who has a handle, no passkey before `then`.
pub async fn put_off(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    then: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE webauthn_users SET offer_after = $3 WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str(),
        then.as_millis()
    )?;
    Ok(())
}
