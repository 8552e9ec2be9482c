//! Table `grants`: the root of every token of one authorization, and the family of its refresh tokens.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json, known};
use super::{access_tokens, refresh_tokens, users};
use crate::clock::Timestamp;
use crate::model::{
    ACCESS_TOKEN_LIFETIME_MAX, ClientId, EndReason, Grant, GrantId, RealmId, Revocation, RevocationKind, SessionId,
    User, UserId,
};
use crate::spec::Scope;

row! {
    struct Row {
        realm: String, id: String, client_id: String, user_id: String, session_id: String, offline: bool, scope: String,
        audience: String, claims: String, auth_time: i64, acr: String, amr: String, generation: i64,
        idle_expires_at: i64, expires_at: i64, created_at: i64, revoked_at: Option<i64>,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, client_id, user_id, session_id, offline, scope, audience, claims, auth_time, acr, amr, ",
            "generation, idle_expires_at, expires_at, created_at, revoked_at FROM grants ",
            $rest
        )
    };
}

impl Row {
    fn grant(self) -> Result<Grant, StorageError> {
        Ok(Grant {
            scope: known(Scope::parse(&self.scope).ok(), "grants", &self.id)?,
            audience: from_json(&self.audience, "grants", &self.id)?,
            claims: from_json(&self.claims, "grants", &self.id)?,
            amr: from_json(&self.amr, "grants", &self.id)?,
            realm: RealmId::from(self.realm),
            id: GrantId::from(self.id),
            client_id: ClientId::from(self.client_id),
            user_id: UserId::from(self.user_id),
            session_id: SessionId::from(self.session_id),
            offline: self.offline,
            auth_time: Timestamp::from_millis(self.auth_time),
            acr: self.acr,
            generation: self.generation,
            idle_expires_at: Timestamp::from_millis(self.idle_expires_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            created_at: Timestamp::from_millis(self.created_at),
            revoked_at: instant(self.revoked_at),
        })
    }
}

/// The grant `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &GrantId) -> Result<Option<Grant>, StorageError> {
    read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id.as_str())?
        .map(Row::grant)
        .transpose()
}

row! { struct Owned = grant: Row, owner: users::OwnerRow }

/// The grant `id` and its user, in one read.
pub async fn find_with_user(
    database: &Database,
    realm: &RealmId,
    id: &GrantId,
) -> Result<Option<(Grant, User)>, StorageError> {
    read_optional!(
        database,
        Owned,
        concat!(
            "SELECT g.realm, g.id, g.client_id, g.user_id, g.session_id, g.offline, g.scope, g.audience, g.claims, ",
            "g.auth_time, g.acr, g.amr, g.generation, g.idle_expires_at, g.expires_at, g.created_at, g.revoked_at, ",
            users::owner_columns!(),
            " FROM grants g JOIN users o ON o.realm = g.realm AND o.id = g.user_id WHERE g.realm = $1 AND g.id = $2"
        ),
        realm.as_str(),
        id.as_str()
    )?
    .map(|Owned { grant, owner }| {
        let user = owner.user(&grant.realm, &grant.user_id)?;
        Ok((grant.grant()?, user))
    })
    .transpose()
}

/// The live grants of a user, newest first, at most `limit`.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
    limit: i64,
) -> Result<Vec<Grant>, StorageError> {
    read_all!(
        database,
        Row,
        select!("WHERE realm = $1 AND user_id = $2 AND revoked_at IS NULL ORDER BY created_at DESC, id LIMIT $3"),
        realm.as_str(),
        user.as_str(),
        limit
    )?
    .into_iter()
    .map(Row::grant)
    .collect()
}

/// Whether the client has a grant that was made in the session and lives.
pub async fn is_in_session(
    database: &Database,
    realm: &RealmId,
    client: &ClientId,
    session: &SessionId,
) -> Result<bool, StorageError> {
    let row = read_optional!(
        database,
        (String,),
        "SELECT id FROM grants WHERE realm = $1 AND client_id = $2 AND session_id = $3 AND revoked_at IS NULL LIMIT 1",
        realm.as_str(),
        client.as_str(),
        session.as_str()
    )?;
    Ok(row.is_some())
}

/// The grant `id`, locked until the transaction ends: a change of no value takes the row lock on both engines.
pub async fn lock(tx: &mut Transaction, realm: &RealmId, id: &GrantId) -> Result<Option<Grant>, StorageError> {
    execute!(
        tx,
        "UPDATE grants SET generation = generation WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str()
    )?;
    fetch_optional!(tx, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id.as_str())?
        .map(Row::grant)
        .transpose()
}

/// Adds a grant.
pub async fn insert(tx: &mut Transaction, grant: &Grant) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO grants (realm, id, client_id, user_id, session_id, offline, scope, audience, claims, auth_time, \
         acr, amr, generation, idle_expires_at, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        grant.realm.as_str(),
        grant.id.as_str(),
        grant.client_id.as_str(),
        grant.user_id.as_str(),
        grant.session_id.as_str(),
        grant.offline,
        grant.scope.to_string(),
        json(&grant.audience)?,
        json(&grant.claims)?,
        grant.auth_time.as_millis(),
        grant.acr.as_str(),
        json(&grant.amr)?,
        grant.generation,
        grant.idle_expires_at.as_millis(),
        grant.expires_at.as_millis(),
        grant.created_at.as_millis()
    )?;
    Ok(())
}

/// Moves a live grant of `client` from refresh-token generation `from` to the next: the compare-and-set that decides
/// who rotates. `true` for exactly one caller.
pub async fn advance(
    tx: &mut Transaction,
    grant: &Grant,
    from: i64,
    idle_end: Timestamp,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE grants SET generation = generation + 1, idle_expires_at = $5 \
         WHERE realm = $1 AND id = $2 AND client_id = $3 AND generation = $4 AND revoked_at IS NULL \
         AND idle_expires_at > $6 AND expires_at > $6",
        grant.realm.as_str(),
        grant.id.as_str(),
        grant.client_id.as_str(),
        from,
        idle_end.as_millis(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Prolongs a live grant whose refresh token stays; `true` if it is live.
pub async fn prolong(
    tx: &mut Transaction,
    grant: &Grant,
    idle_end: Timestamp,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE grants SET idle_expires_at = $4 WHERE realm = $1 AND id = $2 AND client_id = $3 \
         AND revoked_at IS NULL AND idle_expires_at > $5 AND expires_at > $5",
        grant.realm.as_str(),
        grant.id.as_str(),
        grant.client_id.as_str(),
        idle_end.as_millis(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Ends a grant with all its tokens; `None` when it had ended before.
pub async fn revoke(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &GrantId,
    reason: EndReason,
    now: Timestamp,
) -> Result<Option<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $3, revoke_reason = $4 \
         WHERE realm = $1 AND id = $2 AND revoked_at IS NULL RETURNING id",
        realm.as_str(),
        id.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    Ok(end_tokens(tx, realm, rows, now).await?.pop())
}

/// Ends the grants that live and die with a browser session (those without `offline_access`), with all their tokens.
pub async fn revoke_of_session(
    tx: &mut Transaction,
    realm: &RealmId,
    session: &SessionId,
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $3, revoke_reason = $4 \
         WHERE realm = $1 AND session_id = $2 AND revoked_at IS NULL AND NOT offline RETURNING id",
        realm.as_str(),
        session.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Ends the grants of a user that live and die with any browser session, but for those of the session `keep`.
pub async fn revoke_online_of_user(
    tx: &mut Transaction,
    realm: &RealmId,
    (user, keep): (&UserId, Option<&SessionId>),
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $3, revoke_reason = $4 \
         WHERE realm = $1 AND user_id = $2 AND revoked_at IS NULL AND NOT offline \
         AND (session_id IS NULL OR session_id <> $5) RETURNING id",
        realm.as_str(),
        user.as_str(),
        now.as_millis(),
        reason.as_str(),
        keep.map_or("", SessionId::as_str)
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Ends every grant of a user with all its tokens, but for those that live with the session `keep`.
pub async fn revoke_of_user(
    tx: &mut Transaction,
    realm: &RealmId,
    (user, keep): (&UserId, Option<&SessionId>),
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $3, revoke_reason = $4 \
         WHERE realm = $1 AND user_id = $2 AND revoked_at IS NULL AND (session_id IS NULL OR session_id <> $5) \
         RETURNING id",
        realm.as_str(),
        user.as_str(),
        now.as_millis(),
        reason.as_str(),
        keep.map_or("", SessionId::as_str)
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Ends every grant that a user gave a client with all its tokens.
pub async fn revoke_of_user_and_client(
    tx: &mut Transaction,
    realm: &RealmId,
    (user, client): (&UserId, &ClientId),
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $4, revoke_reason = $5 \
         WHERE realm = $1 AND user_id = $2 AND client_id = $3 AND revoked_at IS NULL RETURNING id",
        realm.as_str(),
        user.as_str(),
        client.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Ends every grant of a client with all its tokens.
pub async fn revoke_of_client(
    tx: &mut Transaction,
    realm: &RealmId,
    client: &ClientId,
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $3, revoke_reason = $4 \
         WHERE realm = $1 AND client_id = $2 AND revoked_at IS NULL RETURNING id",
        realm.as_str(),
        client.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Ends every grant of a realm with all its tokens.
pub async fn revoke_of_realm(
    tx: &mut Transaction,
    realm: &RealmId,
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE grants SET revoked_at = $2, revoke_reason = $3 WHERE realm = $1 AND revoked_at IS NULL RETURNING id",
        realm.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    end_tokens(tx, realm, rows, now).await
}

/// Spends the live refresh token of each ended grant and notes that its JWT access tokens count no more, so that no way
/// of ending a grant can leave a token behind. Opaque access tokens are read together with their grant.
async fn end_tokens(
    tx: &mut Transaction,
    realm: &RealmId,
    ended: Vec<(String,)>,
    now: Timestamp,
) -> Result<Vec<Revocation>, StorageError> {
    let mut revocations = Vec::with_capacity(ended.len());
    for (id,) in ended {
        refresh_tokens::retire_of_grant(tx, realm, &GrantId::from(id.as_str()), now).await?;
        let revocation = Revocation {
            realm: realm.clone(),
            kind: RevocationKind::Grant,
            id,
            revoked_at: now,
            expires_at: now + ACCESS_TOKEN_LIFETIME_MAX,
        };
        access_tokens::insert_revocation(tx, &revocation).await?;
        revocations.push(revocation);
    }
    Ok(revocations)
}
