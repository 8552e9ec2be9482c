//! Table `refresh_tokens`. At most one row of a grant is `active`: a partial unique index guards it.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::{count, known};
use crate::clock::Timestamp;
use crate::model::{GrantId, RealmId, RefreshState, RefreshToken};

row! {
    struct Row {
        realm: String, token_hash: String, grant_id: String, generation: i64, state: String, issued_at: i64,
        expires_at: i64, used_at: Option<i64>, replays: i64, key_version: i64,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, token_hash, grant_id, generation, state, issued_at, expires_at, used_at, replays, key_version ",
            "FROM refresh_tokens ",
            $rest
        )
    };
}

impl Row {
    fn token(self) -> Result<RefreshToken, StorageError> {
        let state = match (self.state.as_str(), self.used_at) {
            ("active", None) => Some(RefreshState::Active),
            ("used", Some(at)) => Some(RefreshState::Used { at: Timestamp::from_millis(at) }),
            _ => None,
        };
        Ok(RefreshToken {
            state: known(state, "refresh_tokens", &self.grant_id)?,
            realm: RealmId::from(self.realm),
            token_hash: self.token_hash,
            grant_id: GrantId::from(self.grant_id),
            generation: self.generation,
            issued_at: Timestamp::from_millis(self.issued_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            replays: count(self.replays),
            key_version: count(self.key_version),
        })
    }
}

/// The token that hashes to `token_hash`, spent ones included.
pub async fn find(
    database: &Database,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<RefreshToken>, StorageError> {
    read_optional!(database, Row, select!("WHERE realm = $1 AND token_hash = $2"), realm.as_str(), token_hash)?
        .map(Row::token)
        .transpose()
}

/// The token that hashes to `token_hash`, as seen inside a transaction.
pub async fn find_in(
    tx: &mut Transaction,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<RefreshToken>, StorageError> {
    fetch_optional!(tx, Row, select!("WHERE realm = $1 AND token_hash = $2"), realm.as_str(), token_hash)?
        .map(Row::token)
        .transpose()
}

/// The token of generation `generation` of a grant, as seen inside a transaction.
pub async fn find_generation(
    tx: &mut Transaction,
    realm: &RealmId,
    grant: &GrantId,
    generation: i64,
) -> Result<Option<RefreshToken>, StorageError> {
    fetch_optional!(
        tx,
        Row,
        select!("WHERE realm = $1 AND grant_id = $2 AND generation = $3"),
        realm.as_str(),
        grant.as_str(),
        generation
    )?
    .map(Row::token)
    .transpose()
}

/// Adds a live token.
///
/// # Errors
/// `Conflict` when the grant has a live token already: the caller did not spend it first.
pub async fn insert(tx: &mut Transaction, token: &RefreshToken) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO refresh_tokens (realm, token_hash, grant_id, generation, state, issued_at, expires_at, replays, \
         key_version) VALUES ($1, $2, $3, $4, 'active', $5, $6, 0, $7)",
        token.realm.as_str(),
        token.token_hash.as_str(),
        token.grant_id.as_str(),
        token.generation,
        token.issued_at.as_millis(),
        token.expires_at.as_millis(),
        i64::from(token.key_version)
    )?;
    Ok(())
}

/// Spends a live token; `true` for exactly one caller.
pub async fn consume(
    tx: &mut Transaction,
    realm: &RealmId,
    token_hash: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE refresh_tokens SET state = 'used', used_at = $3 \
         WHERE realm = $1 AND token_hash = $2 AND state = 'active'",
        realm.as_str(),
        token_hash,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Counts one more replay of a spent token.
pub async fn add_replay(tx: &mut Transaction, realm: &RealmId, token_hash: &str) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE refresh_tokens SET replays = replays + 1 WHERE realm = $1 AND token_hash = $2",
        realm.as_str(),
        token_hash
    )?;
    Ok(())
}

/// Spends whatever token of a grant is live, when the grant ends.
pub async fn retire_of_grant(
    tx: &mut Transaction,
    realm: &RealmId,
    grant: &GrantId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE refresh_tokens SET state = 'used', used_at = $3 WHERE realm = $1 AND grant_id = $2 AND state = 'active'",
        realm.as_str(),
        grant.as_str(),
        now.as_millis()
    )
}
