//! Table `browser_sessions`.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json};
use crate::clock::Timestamp;
use crate::model::{BrowserSession, EndReason, RealmId, SessionId, UserId};

row! {
    struct Row {
        realm: String, id: String, user_id: String, auth_time: i64, acr: String, amr: String, remembered: bool,
        created_at: i64, last_seen_at: i64, idle_expires_at: i64, expires_at: i64, ended_at: Option<i64>,
        user_agent: String, source: String,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, user_id, auth_time, acr, amr, remembered, created_at, last_seen_at, idle_expires_at, ",
            "expires_at, ended_at, user_agent, source FROM browser_sessions ",
            $rest
        )
    };
}

impl Row {
    fn session(self) -> Result<BrowserSession, StorageError> {
        Ok(BrowserSession {
            amr: from_json(&self.amr, "browser_sessions", &self.id)?,
            realm: RealmId::from(self.realm),
            id: SessionId::from(self.id),
            user_id: UserId::from(self.user_id),
            auth_time: Timestamp::from_millis(self.auth_time),
            acr: self.acr,
            remembered: self.remembered,
            created_at: Timestamp::from_millis(self.created_at),
            last_seen_at: Timestamp::from_millis(self.last_seen_at),
            idle_expires_at: Timestamp::from_millis(self.idle_expires_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            ended_at: instant(self.ended_at),
            user_agent: self.user_agent,
            source: self.source,
        })
    }
}

/// The session whose cookie hashes to `token_hash`, ended and expired ones included.
pub async fn find_by_token(
    database: &Database,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<BrowserSession>, StorageError> {
    read_optional!(database, Row, select!("WHERE realm = $1 AND token_hash = $2"), realm.as_str(), token_hash)?
        .map(Row::session)
        .transpose()
}

/// The live sessions of a user, newest first.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<BrowserSession>, StorageError> {
    read_all!(
        database,
        Row,
        select!("WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL ORDER BY created_at DESC LIMIT 500"),
        realm.as_str(),
        user.as_str()
    )?
    .into_iter()
    .map(Row::session)
    .collect()
}

/// Sessions that are neither ended nor expired, over all realms.
pub async fn count_live(database: &Database, now: Timestamp) -> Result<i64, StorageError> {
    let row = read_optional!(
        database,
        (i64,),
        "SELECT COUNT(*) FROM browser_sessions WHERE expires_at > $1 AND ended_at IS NULL AND idle_expires_at > $1",
        now.as_millis()
    )?;
    Ok(row.map_or(0, |(sessions,)| sessions))
}

/// Adds a session whose cookie hashes to `token_hash`.
pub async fn insert(tx: &mut Transaction, session: &BrowserSession, token_hash: &str) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO browser_sessions (realm, id, token_hash, user_id, auth_time, acr, amr, remembered, created_at, \
         last_seen_at, idle_expires_at, expires_at, user_agent, source) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        session.realm.as_str(),
        session.id.as_str(),
        token_hash,
        session.user_id.as_str(),
        session.auth_time.as_millis(),
        session.acr.as_str(),
        json(&session.amr)?,
        session.remembered,
        session.created_at.as_millis(),
        session.last_seen_at.as_millis(),
        session.idle_expires_at.as_millis(),
        session.expires_at.as_millis(),
        session.user_agent.as_str(),
        session.source.as_str()
    )?;
    Ok(())
}

/// Gives a live session, known by the hash of its cookie, a new cookie and a new authentication of the same user; `true`
/// for exactly one caller.
pub async fn renew(
    tx: &mut Transaction,
    session: &BrowserSession,
    old_token_hash: &str,
    token_hash: &str,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE browser_sessions SET token_hash = $5, auth_time = $6, acr = $7, amr = $8, remembered = $9, \
         last_seen_at = $10, idle_expires_at = $11, expires_at = $12, user_agent = $13, source = $14 \
         WHERE realm = $1 AND id = $2 AND user_id = $3 AND token_hash = $4 AND ended_at IS NULL",
        session.realm.as_str(),
        session.id.as_str(),
        session.user_id.as_str(),
        old_token_hash,
        token_hash,
        session.auth_time.as_millis(),
        session.acr.as_str(),
        json(&session.amr)?,
        session.remembered,
        session.last_seen_at.as_millis(),
        session.idle_expires_at.as_millis(),
        session.expires_at.as_millis(),
        session.user_agent.as_str(),
        session.source.as_str()
    )?;
    Ok(rows == 1)
}

/// Records use of a live session; `false` when it has ended meanwhile.
pub async fn touch(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &SessionId,
    now: Timestamp,
    idle_end: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE browser_sessions SET last_seen_at = $3, idle_expires_at = $4 \
         WHERE realm = $1 AND id = $2 AND ended_at IS NULL",
        realm.as_str(),
        id.as_str(),
        now.as_millis(),
        idle_end.as_millis()
    )?;
    Ok(rows == 1)
}

/// Ends a session; `true` for exactly one caller.
pub async fn end(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &SessionId,
    reason: EndReason,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE browser_sessions SET ended_at = $3, end_reason = $4 WHERE realm = $1 AND id = $2 AND ended_at IS NULL",
        realm.as_str(),
        id.as_str(),
        now.as_millis(),
        reason.as_str()
    )?;
    Ok(rows == 1)
}

/// Ends every session of a user; how many there were.
pub async fn end_of_user(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    reason: EndReason,
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE browser_sessions SET ended_at = $3, end_reason = $4 \
         WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL",
        realm.as_str(),
        user.as_str(),
        now.as_millis(),
        reason.as_str()
    )
}

/// Ends every session of a realm; how many there were.
pub async fn end_of_realm(
    tx: &mut Transaction,
    realm: &RealmId,
    reason: EndReason,
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE browser_sessions SET ended_at = $2, end_reason = $3 WHERE realm = $1 AND ended_at IS NULL",
        realm.as_str(),
        now.as_millis(),
        reason.as_str()
    )
}

/// Ends those sessions of a user whose time is over at `now`, so that no use under way can prolong one that was counted
/// as gone.
pub async fn end_expired(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE browser_sessions SET ended_at = $3, end_reason = $4 WHERE realm = $1 AND user_id = $2 \
         AND ended_at IS NULL AND (idle_expires_at <= $3 OR expires_at <= $3)",
        realm.as_str(),
        user.as_str(),
        now.as_millis(),
        EndReason::Expired.as_str()
    )
}

/// The sessions of a user that have not ended, as seen inside a transaction.
pub async fn count_open(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<i64, StorageError> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM browser_sessions WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map_or(0, |(sessions,)| sessions))
}

/// Ends the sessions of a user but for the `kept` that began last; those that this call has ended.
pub async fn end_oldest(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    kept: u16,
    reason: EndReason,
    now: Timestamp,
) -> Result<Vec<SessionId>, StorageError> {
    // SQLite has no OFFSET without LIMIT.
    let rows = fetch_all!(
        tx,
        (String,),
        "UPDATE browser_sessions SET ended_at = $3, end_reason = $4 WHERE realm = $1 AND id IN \
         (SELECT id FROM browser_sessions WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL \
         ORDER BY created_at DESC, id LIMIT 1000000 OFFSET $5) AND ended_at IS NULL RETURNING id",
        realm.as_str(),
        user.as_str(),
        now.as_millis(),
        reason.as_str(),
        i64::from(kept)
    )?;
    Ok(rows.into_iter().map(|(id,)| SessionId::from(id)).collect())
}
