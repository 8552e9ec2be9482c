//! Tables `opaque_access_tokens` and `revocations`: what introspection needs to know.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json, known};
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, OpaqueAccessToken, RealmId, Revocation, RevocationKind};
use crate::spec::Scope;

row! {
    struct Row {
        jti: String, grant_id: Option<String>, client_id: String, subject: String, scope: String, audience: String,
        claims: String, issued_at: i64, expires_at: i64, revoked_at: Option<i64>, grant_revoked_at: Option<i64>,
    }
}

/// The opaque access token that hashes to `token_hash`, with the state of its grant: one point read.
pub async fn find(
    database: &Database,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<OpaqueAccessToken>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT t.jti, t.grant_id, t.client_id, t.subject, t.scope, t.audience, t.claims, t.issued_at, t.expires_at, \
         t.revoked_at, g.revoked_at AS grant_revoked_at FROM opaque_access_tokens t \
         LEFT JOIN grants g ON g.realm = t.realm AND g.id = t.grant_id WHERE t.realm = $1 AND t.token_hash = $2",
        realm.as_str(),
        token_hash
    )?;
    row.map(|row| {
        Ok(OpaqueAccessToken {
            realm: realm.clone(),
            token_hash: token_hash.to_owned(),
            scope: known(Scope::parse(&row.scope).ok(), "opaque_access_tokens", &row.jti)?,
            audience: from_json(&row.audience, "opaque_access_tokens", &row.jti)?,
            claims: from_json(&row.claims, "opaque_access_tokens", &row.jti)?,
            jti: row.jti,
            grant_id: row.grant_id.map(GrantId::from),
            client_id: ClientId::from(row.client_id),
            subject: row.subject,
            issued_at: Timestamp::from_millis(row.issued_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            revoked_at: instant(row.revoked_at.or(row.grant_revoked_at)),
        })
    })
    .transpose()
}

/// Adds an opaque access token.
pub async fn insert(tx: &mut Transaction, token: &OpaqueAccessToken) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO opaque_access_tokens (realm, token_hash, jti, grant_id, client_id, subject, scope, audience, claims, \
         issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        token.realm.as_str(),
        token.token_hash.as_str(),
        token.jti.as_str(),
        token.grant_id.as_ref().map(GrantId::as_str),
        token.client_id.as_str(),
        token.subject.as_str(),
        token.scope.to_string(),
        json(&token.audience)?,
        json(&token.claims)?,
        token.issued_at.as_millis(),
        token.expires_at.as_millis()
    )?;
    Ok(())
}

/// Revokes an opaque access token of `client`; `true` for exactly one caller.
pub async fn revoke(
    tx: &mut Transaction,
    realm: &RealmId,
    token_hash: &str,
    client: &ClientId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE opaque_access_tokens SET revoked_at = $4 \
         WHERE realm = $1 AND token_hash = $2 AND client_id = $3 AND revoked_at IS NULL",
        realm.as_str(),
        token_hash,
        client.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Notes that JWT access tokens of a grant, or one by its `jti`, count no more.
pub async fn insert_revocation(tx: &mut Transaction, revocation: &Revocation) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO revocations (realm, kind, id, revoked_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (realm, kind, id) DO NOTHING",
        revocation.realm.as_str(),
        revocation.kind.as_str(),
        revocation.id.as_str(),
        revocation.revoked_at.as_millis(),
        revocation.expires_at.as_millis()
    )?;
    Ok(())
}

/// Revocations noted at or after `since` that still matter at `now`, over all realms.
pub async fn list_revocations(
    database: &Database,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = read_all!(
        database,
        RevocationRow,
        "SELECT realm, kind, id, revoked_at, expires_at FROM revocations WHERE revoked_at >= $1 AND expires_at > $2",
        since.as_millis(),
        now.as_millis()
    )?;
    rows.into_iter().map(revocation).collect()
}

/// One revocation, by kind and id.
pub async fn find_revocation(
    database: &Database,
    realm: &RealmId,
    (kind, id): (&str, &str),
) -> Result<Option<Revocation>, StorageError> {
    read_optional!(
        database,
        RevocationRow,
        "SELECT realm, kind, id, revoked_at, expires_at FROM revocations WHERE realm = $1 AND kind = $2 AND id = $3",
        realm.as_str(),
        kind,
        id
    )?
    .map(revocation)
    .transpose()
}

type RevocationRow = (String, String, String, i64, i64);

fn revocation((realm, kind, id, revoked_at, expires_at): RevocationRow) -> Result<Revocation, StorageError> {
    Ok(Revocation {
        kind: known(RevocationKind::parse(&kind), "revocations", &id)?,
        realm: RealmId::from(realm),
        id,
        revoked_at: Timestamp::from_millis(revoked_at),
        expires_at: Timestamp::from_millis(expires_at),
    })
}
