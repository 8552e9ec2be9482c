//! Tables `email_changes` and `former_emails`: addresses that wait for proof, and those an account had before.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::count;
use crate::clock::Timestamp;
use crate::model::{EmailChange, FormerEmail, RealmId, Recovery, SessionId, User, UserId, canonical_identifier};

row! {
    struct Row {
        user_id: String, id: String, session_id: String, email: String, code_hash: String, link_hash: String,
        failures: i64, created_at: i64, expires_at: i64,
    }
}

row! {
    struct FormerRow {
        id: String, user_id: String, email: String, username: Option<String>, lock_id: String, changed_at: i64,
        expires_at: i64,
    }
}

impl Row {
    fn change(self, realm: &RealmId) -> EmailChange {
        EmailChange {
            realm: realm.clone(),
            user_id: UserId::from(self.user_id),
            id: self.id,
            session_id: SessionId::from(self.session_id),
            email: self.email,
            code_hash: self.code_hash,
            link_hash: self.link_hash,
            failures: count(self.failures),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

impl FormerRow {
    fn former(self, realm: &RealmId) -> FormerEmail {
        FormerEmail {
            realm: realm.clone(),
            id: self.id,
            user_id: UserId::from(self.user_id),
            email: self.email,
            username: self.username,
            lock_id: self.lock_id,
            changed_at: Timestamp::from_millis(self.changed_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

/// The change of `user` that waits.
pub async fn find(database: &Database, realm: &RealmId, user: &UserId) -> Result<Option<EmailChange>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT user_id, id, session_id, email, code_hash, link_hash, failures, created_at, expires_at \
         FROM email_changes WHERE realm = $1 AND user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map(|row| row.change(realm)))
}

/// The one whose link holds what `link_hash` is the digest of.
pub async fn find_by_link(
    database: &Database,
    realm: &RealmId,
    link_hash: &str,
) -> Result<Option<EmailChange>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT user_id, id, session_id, email, code_hash, link_hash, failures, created_at, expires_at \
         FROM email_changes WHERE link_hash = $2 AND realm = $1",
        realm.as_str(),
        link_hash
    )?;
    Ok(row.map(|row| row.change(realm)))
}

/// Writes a change in the place of the one that its user had before. The caller holds the user's row.
pub async fn put(tx: &mut Transaction, change: &EmailChange) -> Result<(), StorageError> {
    forget(tx, &change.realm, &change.user_id).await?;
    execute!(
        tx,
        "INSERT INTO email_changes (realm, user_id, id, session_id, email, code_hash, link_hash, failures, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        change.realm.as_str(),
        change.user_id.as_str(),
        change.id.as_str(),
        change.session_id.as_str(),
        change.email.as_str(),
        change.code_hash.as_str(),
        change.link_hash.as_str(),
        i64::from(change.failures),
        change.created_at.as_millis(),
        change.expires_at.as_millis()
    )?;
    Ok(())
}

/// Removes the change of `user` that waits, if there is one; whether there was.
pub async fn forget(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<bool, StorageError> {
    let rows =
        execute!(tx, "DELETE FROM email_changes WHERE realm = $1 AND user_id = $2", realm.as_str(), user.as_str())?;
    Ok(rows == 1)
}

/// Removes the change `id` of `user`; `true` for exactly one caller.
pub async fn cancel(tx: &mut Transaction, change: &EmailChange) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM email_changes WHERE realm = $1 AND user_id = $2 AND id = $3",
        change.realm.as_str(),
        change.user_id.as_str(),
        change.id.as_str()
    )?;
    Ok(rows == 1)
}

/// Counts a try at the code before it is looked at; `false` when there is none left, or it has lapsed.
pub async fn count_try(
    tx: &mut Transaction,
    change: &EmailChange,
    (tries, now): (u32, Timestamp),
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE email_changes SET failures = failures + 1 \
         WHERE realm = $1 AND user_id = $2 AND id = $3 AND failures < $4 AND expires_at > $5",
        change.realm.as_str(),
        change.user_id.as_str(),
        change.id.as_str(),
        i64::from(tries),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Puts another code in the place of the one before, as long as the link is the same; tries stay counted.
pub async fn set_code(tx: &mut Transaction, change: &EmailChange, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE email_changes SET code_hash = $3 \
         WHERE realm = $1 AND user_id = $2 AND link_hash = $4 AND expires_at > $5",
        change.realm.as_str(),
        change.user_id.as_str(),
        change.code_hash.as_str(),
        change.link_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Uses a change up: `true` for exactly one caller, as long as it is the one whose code or link was looked at, and the session
/// that asked for it has not ended.
pub async fn take(tx: &mut Transaction, change: &EmailChange, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM email_changes WHERE realm = $1 AND user_id = $2 AND id = $3 AND session_id = $4 AND email = $5 \
         AND code_hash = $6 AND expires_at > $7 AND EXISTS (SELECT 1 FROM browser_sessions s \
         WHERE s.realm = $1 AND s.id = $4 AND s.user_id = $2 AND s.ended_at IS NULL AND s.expires_at > $7)",
        change.realm.as_str(),
        change.user_id.as_str(),
        change.id.as_str(),
        change.session_id.as_str(),
        change.email.as_str(),
        change.code_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Gives a user, whose row `tx` holds, a proven address and the name to sign in with that goes with it; `false` when either
/// belongs to somebody else. The one statement that decides whose an address is.
///
/// # Errors
/// `Conflict` when somebody else takes it at the same instant.
pub async fn set_email(
    tx: &mut Transaction,
    user: &User,
    (email, username): (&str, &str),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET email = $3, email_canonical = $4, email_verified = $5, username = $6, \
         username_canonical = $7, updated_at = $8 WHERE realm = $1 AND id = $2 AND NOT EXISTS \
         (SELECT 1 FROM users o WHERE o.realm = $1 AND o.email_canonical = $4 AND o.id <> $2) AND NOT EXISTS \
         (SELECT 1 FROM users o WHERE o.realm = $1 AND o.username_canonical IN ($4, $7) AND o.id <> $2)",
        user.realm.as_str(),
        user.id.as_str(),
        email,
        canonical_identifier(email),
        true,
        username,
        canonical_identifier(username),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes the address away from a user, whose row `tx` holds.
pub async fn clear_email(tx: &mut Transaction, user: &User, now: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE users SET email = NULL, email_canonical = NULL, email_verified = $3, updated_at = $4 \
         WHERE realm = $1 AND id = $2",
        user.realm.as_str(),
        user.id.as_str(),
        false,
        now.as_millis()
    )?;
    Ok(())
}

/// Remembers an address that an account had before.
pub async fn remember(tx: &mut Transaction, former: &FormerEmail) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO former_emails (realm, id, user_id, email, username, lock_id, changed_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        former.realm.as_str(),
        former.id.as_str(),
        former.user_id.as_str(),
        former.email.as_str(),
        former.username.as_deref(),
        former.lock_id.as_str(),
        former.changed_at.as_millis(),
        former.expires_at.as_millis()
    )?;
    Ok(())
}

/// The one called `id`.
pub async fn find_former(database: &Database, realm: &RealmId, id: &str) -> Result<Option<FormerEmail>, StorageError> {
    let row = read_optional!(
        database,
        FormerRow,
        "SELECT id, user_id, email, username, lock_id, changed_at, expires_at FROM former_emails \
         WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id
    )?;
    Ok(row.map(|row| row.former(realm)))
}

/// The address that the lock link `link` was mailed to, if the account has another by now and it is not too long ago: the one
/// that was changed first after it was mailed.
pub async fn mailed_to(
    tx: &mut Transaction,
    link: &Recovery,
    now: Timestamp,
) -> Result<Option<FormerEmail>, StorageError> {
    let row = fetch_optional!(
        tx,
        FormerRow,
        "SELECT id, user_id, email, username, lock_id, changed_at, expires_at FROM former_emails \
         WHERE realm = $1 AND user_id = $2 AND (lock_id = $3 OR changed_at > $4) AND expires_at > $5 \
         ORDER BY changed_at, id LIMIT 1",
        link.realm.as_str(),
        link.user_id.as_str(),
        link.id.as_str(),
        link.created_at.as_millis(),
        now.as_millis()
    )?;
    Ok(row.map(|row| row.former(&link.realm)))
}

/// Forgets the addresses that a user had from `since` on: none of them gets the account back.
pub async fn forget_former(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    since: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "DELETE FROM former_emails WHERE user_id = $2 AND realm = $1 AND changed_at >= $3",
        realm.as_str(),
        user.as_str(),
        since.as_millis()
    )?;
    Ok(())
}
