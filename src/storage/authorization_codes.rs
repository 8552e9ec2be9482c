//! Table `authorization_codes`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::{instant, known};
use crate::clock::Timestamp;
use crate::model::{AuthorizationCode, ClientId, GrantId, RealmId};
use crate::spec::CodeChallenge;

row! {
    struct Row {
        client_id: String, grant_id: String, redirect_uri: String, redirect_uri_sent: bool, code_challenge: Option<String>,
        nonce: Option<String>, expires_at: i64, used_at: Option<i64>,
    }
}

/// The code that hashes to `code_hash`, spent and expired ones included.
pub async fn find(
    database: &Database,
    realm: &RealmId,
    code_hash: &str,
) -> Result<Option<AuthorizationCode>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT client_id, grant_id, redirect_uri, redirect_uri_sent, code_challenge, nonce, expires_at, used_at \
         FROM authorization_codes WHERE realm = $1 AND code_hash = $2",
        realm.as_str(),
        code_hash
    )?;
    row.map(|row| {
        Ok(AuthorizationCode {
            realm: realm.clone(),
            code_hash: code_hash.to_owned(),
            client_id: ClientId::from(row.client_id),
            redirect_uri: row.redirect_uri,
            redirect_uri_sent: row.redirect_uri_sent,
            code_challenge: row
                .code_challenge
                .map(|text| known(CodeChallenge::try_from(text).ok(), "authorization_codes", &row.grant_id))
                .transpose()?,

            nonce: row.nonce,
            expires_at: Timestamp::from_millis(row.expires_at),
            used_at: instant(row.used_at),
            grant_id: GrantId::from(row.grant_id),
        })
    })
    .transpose()
}

/// Adds a code.
pub async fn insert(tx: &mut Transaction, code: &AuthorizationCode) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO authorization_codes (realm, code_hash, client_id, grant_id, redirect_uri, redirect_uri_sent, \
         code_challenge, nonce, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        code.realm.as_str(),
        code.code_hash.as_str(),
        code.client_id.as_str(),
        code.grant_id.as_str(),
        code.redirect_uri.as_str(),
        code.redirect_uri_sent,
        code.code_challenge.as_ref().map(CodeChallenge::as_str),
        code.nonce.as_deref(),
        code.expires_at.as_millis()
    )?;
    Ok(())
}

/// Spends a code of `code.client_id`; `true` for exactly one caller, and only before it expires.
pub async fn consume(tx: &mut Transaction, code: &AuthorizationCode, now: Timestamp) -> Result<bool, StorageError> {
    let row = fetch_optional!(
        tx,
        (String,),
        "UPDATE authorization_codes SET used_at = $4 \
         WHERE realm = $1 AND code_hash = $2 AND client_id = $3 AND used_at IS NULL AND expires_at > $4 RETURNING grant_id",
        code.realm.as_str(),
        code.code_hash.as_str(),
        code.client_id.as_str(),
        now.as_millis()
    )?;
    Ok(row.is_some())
}
