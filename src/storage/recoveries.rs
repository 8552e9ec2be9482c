//! Table `recoveries`: ways back to an account, and ways to lock it.

use super::driver::{Database, Transaction, execute, read_optional, row};
use super::error::StorageError;
use super::text::known;
use crate::clock::Timestamp;
use crate::model::{LinkPurpose, RECOVERY_FAILURES_MAX, RealmId, Recovery, RecoveryState, UserId};

row! {
    struct Row {
        realm: String, id: String, user_id: String, purpose: String, token_hash: String, code_hash: Option<String>,
        browser_hash: Option<String>, state: String, amr: String, failures: i64, created_at: i64, expires_at: i64,
    }
}

impl Row {
    fn recovery(self) -> Result<Recovery, StorageError> {
        Ok(Recovery {
            purpose: known(LinkPurpose::parse(&self.purpose), "recoveries", &self.id)?,
            state: known(RecoveryState::parse(&self.state), "recoveries", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            user_id: UserId::from(self.user_id),
            token_hash: self.token_hash,
            code_hash: self.code_hash,
            browser_hash: self.browser_hash,
            amr: self.amr.split_whitespace().map(str::to_owned).collect(),
            failures: self.failures,
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// Adds one.
pub async fn insert(tx: &mut Transaction, recovery: &Recovery) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO recoveries (realm, id, user_id, purpose, token_hash, code_hash, browser_hash, state, amr, failures, \
         created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        recovery.realm.as_str(),
        recovery.id.as_str(),
        recovery.user_id.as_str(),
        recovery.purpose.as_str(),
        recovery.token_hash.as_str(),
        recovery.code_hash.as_deref(),
        recovery.browser_hash.as_deref(),
        recovery.state.as_str(),
        recovery.amr.join(" "),
        recovery.failures,
        recovery.created_at.as_millis(),
        recovery.expires_at.as_millis()
    )?;
    Ok(())
}

/// The one called `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<Recovery>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT realm, id, user_id, purpose, token_hash, code_hash, browser_hash, state, amr, failures, created_at, \
         expires_at FROM recoveries WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id
    )?
    .map(Row::recovery)
    .transpose()
}

/// The one whose link is for `purpose` and holds what `token_hash` is the digest of.
pub async fn find_by_token(
    database: &Database,
    realm: &RealmId,
    (purpose, token_hash): (LinkPurpose, &str),
) -> Result<Option<Recovery>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT realm, id, user_id, purpose, token_hash, code_hash, browser_hash, state, amr, failures, created_at, \
         expires_at FROM recoveries WHERE token_hash = $1 AND realm = $2 AND purpose = $3",
        token_hash,
        realm.as_str(),
        purpose.as_str()
    )?
    .map(Row::recovery)
    .transpose()
}

/// Counts a try at the code of one that is still `sent`, before it is looked at; `false` when there is none left.
pub async fn count_try(tx: &mut Transaction, realm: &RealmId, id: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE recoveries SET failures = failures + 1 WHERE realm = $1 AND id = $2 AND state = 'sent' AND failures < $3",
        realm.as_str(),
        id,
        RECOVERY_FAILURES_MAX
    )?;
    Ok(rows == 1)
}

/// Takes a usable one, whose link or code came back, into `browser_hash`; `true` for exactly one caller. With `next` a
/// step that the same transaction has made sure of.
pub async fn prove(
    tx: &mut Transaction,
    recovery: &Recovery,
    (browser_hash, next): (&str, RecoveryState),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE recoveries SET state = $4, browser_hash = $5 WHERE realm = $1 AND id = $2 AND user_id = $3 \
         AND state = 'sent' AND failures <= $6 AND expires_at > $7",
        recovery.realm.as_str(),
        recovery.id.as_str(),
        recovery.user_id.as_str(),
        next.as_str(),
        browser_hash,
        RECOVERY_FAILURES_MAX,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Moves one that this browser holds from `from` to `to`; `true` for exactly one caller.
pub async fn advance(
    tx: &mut Transaction,
    (recovery, browser_hash): (&Recovery, &str),
    (from, to): (RecoveryState, RecoveryState),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE recoveries SET state = $5, amr = $6 WHERE realm = $1 AND id = $2 AND browser_hash = $3 AND state = $4 \
         AND expires_at > $7",
        recovery.realm.as_str(),
        recovery.id.as_str(),
        browser_hash,
        from.as_str(),
        to.as_str(),
        recovery.amr.join(" "),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Uses up the link of a purpose that is done at once; `true` for exactly one caller.
pub async fn spend(tx: &mut Transaction, recovery: &Recovery, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE recoveries SET state = 'done' WHERE realm = $1 AND id = $2 AND state = 'sent' AND expires_at > $3",
        recovery.realm.as_str(),
        recovery.id.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Makes the links void that would keep the account of `user`.
pub async fn void_keeps(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE recoveries SET state = 'void' WHERE user_id = $2 AND realm = $1 AND purpose = 'keep' AND state = 'sent'",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(())
}

/// Makes the links void that would lock the account of `user` and were made at `since` or later.
pub async fn void_locks(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    since: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE recoveries SET state = 'void' WHERE user_id = $2 AND realm = $1 AND purpose = 'lock' AND state = 'sent' \
         AND created_at >= $3",
        realm.as_str(),
        user.as_str(),
        since.as_millis()
    )?;
    Ok(())
}

/// Makes the unfinished ways back of `user` void.
pub async fn void_of_user(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE recoveries SET state = 'void' WHERE user_id = $2 AND realm = $1 AND purpose NOT IN ('lock', 'keep') \
         AND state IN ('sent', 'proved', 'cleared')",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(())
}
