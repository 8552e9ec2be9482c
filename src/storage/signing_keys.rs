//! Table `signing_keys`: the generations of every realm's keys. `UNIQUE (realm, alg, generation)` elects who makes one.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{instant, known};
use crate::clock::Timestamp;
use crate::jose::Algorithm;
use crate::model::RealmId;

row! {
    struct Row {
        kid: String, alg: String, generation: i64, public_jwk: String, sealed: Option<String>, kek_id: String,
        created_at: i64, activates_at: i64, retires_at: i64, expires_at: i64, revoked_at: Option<i64>,
        revoke_reason: Option<String>,
    }
}

/// A signing key as stored. In which phase it is, is a function of the clock: see `keys::KeyPhase`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// The realm whose tokens it signs.
    pub realm: RealmId,
    /// Its RFC 7638 thumbprint.
    pub kid: String,
    /// The one algorithm it is used with.
    pub alg: Algorithm,
    /// Counts the keys of a realm and algorithm from 1.
    pub generation: i64,
    /// The public half as JSON.
    pub public_jwk: String,
    /// The private half, sealed; absent once it can sign no more.
    pub sealed: Option<String>,
    /// Under which key-encryption key it is sealed.
    pub kek_id: String,
    /// When it was made, and so published.
    pub created_at: Timestamp,
    /// When it begins to sign.
    pub activates_at: Timestamp,
    /// When its successor takes over.
    pub retires_at: Timestamp,
    /// When the last token it signed has expired, and it leaves the published set.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked.
    pub revoke_reason: Option<String>,
}

/// All keys of a realm, the newest generation of each algorithm first.
pub async fn list(database: &Database, realm: &RealmId) -> Result<Vec<SigningKey>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT kid, alg, generation, public_jwk, sealed, kek_id, created_at, activates_at, retires_at, expires_at, \
         revoked_at, revoke_reason FROM signing_keys WHERE realm = $1 ORDER BY alg, generation DESC",
        realm.as_str()
    )?;
    rows.into_iter().map(|row| row.key(realm)).collect()
}

/// The key `kid`.
pub async fn find(database: &Database, realm: &RealmId, kid: &str) -> Result<Option<SigningKey>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT kid, alg, generation, public_jwk, sealed, kek_id, created_at, activates_at, retires_at, expires_at, \
         revoked_at, revoke_reason FROM signing_keys WHERE realm = $1 AND kid = $2",
        realm.as_str(),
        kid
    )?
    .map(|row| row.key(realm))
    .transpose()
}

/// Enabled realms after `after` in which the newest key of an algorithm retires before `end`; by id, at most `limit`.
pub async fn realms_due(
    database: &Database,
    end: Timestamp,
    after: &str,
    limit: i64,
) -> Result<Vec<RealmId>, StorageError> {
    let rows = read_all!(
        database,
        (String,),
        "SELECT DISTINCT k.realm FROM signing_keys k JOIN realms r ON r.id = k.realm AND r.enabled \
         WHERE k.realm > $1 AND k.revoked_at IS NULL AND k.sealed IS NOT NULL AND k.retires_at <= $2 \
         AND NOT EXISTS (SELECT 1 FROM signing_keys n WHERE n.realm = k.realm AND n.alg = k.alg \
         AND n.generation > k.generation AND n.revoked_at IS NULL AND n.sealed IS NOT NULL) ORDER BY k.realm LIMIT $3",
        after,
        end.as_millis(),
        limit
    )?;
    Ok(rows.into_iter().map(|(realm,)| RealmId::from(realm)).collect())
}

impl Row {
    fn key(self, realm: &RealmId) -> Result<SigningKey, StorageError> {
        Ok(SigningKey {
            realm: realm.clone(),
            alg: known(self.alg.parse().ok(), "signing_keys", &self.kid)?,
            kid: self.kid,
            generation: self.generation,
            public_jwk: self.public_jwk,
            sealed: self.sealed,
            kek_id: self.kek_id,
            created_at: Timestamp::from_millis(self.created_at),
            activates_at: Timestamp::from_millis(self.activates_at),
            retires_at: Timestamp::from_millis(self.retires_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            revoked_at: instant(self.revoked_at),
            revoke_reason: self.revoke_reason,
        })
    }
}

/// Whether any realm has or had the key `kid`.
pub async fn exists(database: &Database, kid: &str) -> Result<bool, StorageError> {
    let row = read_optional!(database, (String,), "SELECT realm FROM signing_keys WHERE kid = $1 LIMIT 1", kid)?;
    Ok(row.is_some())
}

/// Adds a key unless its generation exists; `true` for exactly one caller.
pub async fn insert(tx: &mut Transaction, key: &SigningKey) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO signing_keys (realm, kid, alg, generation, public_jwk, sealed, kek_id, created_at, activates_at, \
         retires_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        key.realm.as_str(),
        key.kid.as_str(),
        key.alg.as_str(),
        key.generation,
        key.public_jwk.as_str(),
        key.sealed.as_deref(),
        key.kek_id.as_str(),
        key.created_at.as_millis(),
        key.activates_at.as_millis(),
        key.retires_at.as_millis(),
        key.expires_at.as_millis()
    )?;
    Ok(rows == 1)
}

/// Moves the end of a key's time to where its successor begins.
pub async fn set_retirement(
    tx: &mut Transaction,
    key: &SigningKey,
    retires_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE signing_keys SET retires_at = $3, expires_at = $4 WHERE realm = $1 AND kid = $2 AND revoked_at IS NULL",
        key.realm.as_str(),
        key.kid.as_str(),
        retires_at.as_millis(),
        expires_at.as_millis()
    )?;
    Ok(())
}

/// Lets a published key sign from `now` on; `true` if it had not begun yet.
pub async fn promote(tx: &mut Transaction, key: &SigningKey, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE signing_keys SET activates_at = $3 \
         WHERE realm = $1 AND kid = $2 AND revoked_at IS NULL AND activates_at > $3",
        key.realm.as_str(),
        key.kid.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Revokes a key and destroys its private half; `true` for exactly one caller.
pub async fn revoke(
    tx: &mut Transaction,
    realm: &RealmId,
    kid: &str,
    reason: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE signing_keys SET revoked_at = $4, revoke_reason = $3, sealed = NULL \
         WHERE realm = $1 AND kid = $2 AND revoked_at IS NULL",
        realm.as_str(),
        kid,
        reason,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Destroys the private halves of keys that retired before `before` and have a successor; how many.
pub async fn erase_private(tx: &mut Transaction, realm: &RealmId, before: Timestamp) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE signing_keys SET sealed = NULL WHERE realm = $1 AND sealed IS NOT NULL AND retires_at < $2 \
         AND generation < (SELECT MAX(newer.generation) FROM signing_keys newer WHERE newer.realm = signing_keys.realm \
         AND newer.alg = signing_keys.alg AND newer.revoked_at IS NULL)",
        realm.as_str(),
        before.as_millis()
    )
}
