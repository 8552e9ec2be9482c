//! Table `users`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{count, from_json, instant, json, known, millis};
use crate::clock::Timestamp;
use crate::model::{RealmId, UpdateReason, User, UserId, UserStatus, canonical_identifier};

row! {
    struct Row {
        realm: String, id: String, username: String, email: Option<String>, email_verified: bool, status: String,
        claims: String, password_hash: Option<String>, password_changed_at: Option<i64>,
        password_update: Option<String>, failed_logins: i64, locked_until: Option<i64>, created_at: i64, updated_at: i64, delete_at: Option<i64>,
    }
}

row! {
    pub(super) struct OwnerRow {
        username: String, email: Option<String>, email_verified: bool, status: String,
        owner_claims: String, password_hash: Option<String>, password_changed_at: Option<i64>,
        password_update: Option<String>, failed_logins: i64, locked_until: Option<i64>, owner_created_at: i64, updated_at: i64, delete_at: Option<i64>,
    }
}

/// The columns of [`OwnerRow`] in a SELECT that joins `users` as `o`.
macro_rules! owner_columns {
    () => {
        "o.username, o.email, o.email_verified, \
         o.status, o.claims AS owner_claims, o.password_hash, \
         o.password_changed_at, o.password_update, o.failed_logins, \
         o.locked_until, o.created_at AS owner_created_at, o.updated_at, o.delete_at"
    };
}

pub(super) use owner_columns;

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, username, email, email_verified, status, claims, password_hash, password_changed_at, ",
            "password_update, failed_logins, locked_until, created_at, updated_at, delete_at FROM users ",
            $rest
        )
    };
}

impl Row {
    fn user(self) -> Result<User, StorageError> {
        Ok(User {
            status: known(UserStatus::parse(&self.status), "users", &self.id)?,
            claims: from_json(&self.claims, "users", &self.id)?,
            password_update: match self.password_update.as_deref() {
                None => None,
                Some(word) => Some(known(UpdateReason::parse(word), "users", &self.id)?),
            },
            realm: RealmId::from(self.realm),
            id: UserId::from(self.id),
            username: self.username,
            email: self.email,
            email_verified: self.email_verified,
            password_hash: self.password_hash,
            password_changed_at: instant(self.password_changed_at),
            failed_logins: count(self.failed_logins),
            locked_until: instant(self.locked_until),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            delete_at: instant(self.delete_at),
        })
    }
}

impl OwnerRow {
    /// The user `id` that owns the row beside it.
    pub(super) fn user(self, realm: &str, id: &str) -> Result<User, StorageError> {
        let row = Row {
            realm: realm.to_owned(),
            id: id.to_owned(),
            username: self.username,
            email: self.email,
            email_verified: self.email_verified,
            status: self.status,
            claims: self.owner_claims,
            password_hash: self.password_hash,
            password_changed_at: self.password_changed_at,
            password_update: self.password_update,
            failed_logins: self.failed_logins,
            locked_until: self.locked_until,
            created_at: self.owner_created_at,
            updated_at: self.updated_at,
            delete_at: self.delete_at,
        };
        row.user()
    }
}

/// The user `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &UserId) -> Result<Option<User>, StorageError> {
    read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id.as_str())?
        .map(Row::user)
        .transpose()
}

/// The user `id`, as seen inside a transaction.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<Option<User>, StorageError> {
    fetch_optional!(tx, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id.as_str())?
        .map(Row::user)
        .transpose()
}

/// Activates a user who waits for approval; `false` when there is no such user.
pub async fn approve(tx: &mut Transaction, realm: &RealmId, id: &UserId, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET status = $3, updated_at = $5 WHERE realm = $1 AND id = $2 AND status = $4",
        realm.as_str(),
        id.as_str(),
        UserStatus::Active.as_str(),
        UserStatus::Pending.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Locks the user's row until the transaction ends: a change of no value takes the lock on both engines. Whoever ends or
/// begins several sessions of a user holds it, so that two of them cannot wait for each other.
pub async fn hold(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE users SET failed_logins = failed_logins WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(())
}

/// The user that signs in as `typed`: by username, else by e-mail address.
pub async fn find_by_identifier(
    database: &Database,
    realm: &RealmId,
    typed: &str,
) -> Result<Option<User>, StorageError> {
    let canonical = canonical_identifier(typed);
    read_optional!(
        database,
        Row,
        select!(
            "WHERE realm = $1 AND (username_canonical = $2 OR email_canonical = $2) \
             ORDER BY CASE WHEN username_canonical = $2 THEN 0 ELSE 1 END LIMIT 1"
        ),
        realm.as_str(),
        canonical.as_str()
    )?
    .map(Row::user)
    .transpose()
}

/// Users after `after` by username whose name or address begins with `prefix`, which may be empty, at most
/// `limit`.
pub async fn search(
    database: &Database,
    realm: &RealmId,
    prefix: &str,
    (after, limit): (&str, i64),
) -> Result<Vec<User>, StorageError> {
    let prefix = canonical_identifier(prefix);
    read_all!(
        database,
        Row,
        select!(
            "WHERE realm = $1 AND username_canonical > $2 AND (SUBSTR(username_canonical, 1, CAST($4 AS INTEGER)) = $3 \
             OR SUBSTR(email_canonical, 1, CAST($4 AS INTEGER)) = $3) ORDER BY username_canonical LIMIT $5"
        ),
        realm.as_str(),
        canonical_identifier(after),
        prefix.as_str(),
        i64::try_from(prefix.chars().count()).unwrap_or(i64::MAX),
        limit
    )?
    .into_iter()
    .map(Row::user)
    .collect()
}

/// How many users of each status there are, over all realms. Reads the whole table.
pub async fn count_by_status(database: &Database) -> Result<Vec<(UserStatus, i64)>, StorageError> {
    let rows = read_all!(database, (String, i64), "SELECT status, COUNT(*) FROM users GROUP BY status")?;
    let count = |status: UserStatus| {
        let found = rows.iter().find(|(name, _)| name == status.as_str());
        (status, found.map_or(0, |(_, count)| *count))
    };
    Ok(UserStatus::ALL.map(count).to_vec())
}

/// Adds a user.
///
/// # Errors
/// `Conflict` when the username or the e-mail address is taken.
pub async fn insert(tx: &mut Transaction, user: &User) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO users (realm, id, username, username_canonical, email, email_canonical, email_verified, status, \
         claims, password_hash, password_changed_at, password_update, failed_logins, locked_until, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        user.realm.as_str(),
        user.id.as_str(),
        user.username.as_str(),
        canonical_identifier(&user.username),
        user.email.as_deref(),
        user.email.as_deref().map(canonical_identifier),
        user.email_verified,
        user.status.as_str(),
        json(&user.claims)?,
        user.password_hash.as_deref(),
        millis(user.password_changed_at),
        user.password_update.map(UpdateReason::as_str),
        i64::from(user.failed_logins),
        millis(user.locked_until),
        user.created_at.as_millis(),
        user.updated_at.as_millis()
    )?;
    Ok(())
}

/// The user `id`, locked until the transaction ends: a change of no value takes the row lock on both engines.
pub async fn find_locked(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<Option<User>, StorageError> {
    execute!(tx, "UPDATE users SET status = status WHERE realm = $1 AND id = $2", realm.as_str(), id.as_str())?;
    find_in(tx, realm, id).await
}

/// Writes names, address and claims of a user that this transaction has locked.
///
/// # Errors
/// `Conflict` when the username or the e-mail address is taken.
pub async fn update(tx: &mut Transaction, user: &User) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE users SET username = $3, username_canonical = $4, email = $5, email_canonical = $6, \
         email_verified = $7, claims = $8, updated_at = $9 WHERE realm = $1 AND id = $2",
        user.realm.as_str(),
        user.id.as_str(),
        user.username.as_str(),
        canonical_identifier(&user.username),
        user.email.as_deref(),
        user.email.as_deref().map(canonical_identifier),
        user.email_verified,
        json(&user.claims)?,
        user.updated_at.as_millis()
    )?;
    Ok(())
}

/// Sets status; `true` when there is such a user.
pub async fn set_status(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    status: UserStatus,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET status = $3, updated_at = $4 WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str(),
        status.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Decides that a user goes at `delete_at`; `true` for exactly one caller. One that is to go already stays as it is.
pub async fn schedule_deletion(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    delete_at: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET delete_at = $3 WHERE realm = $1 AND id = $2 AND delete_at IS NULL",
        realm.as_str(),
        id.as_str(),
        delete_at.as_millis()
    )?;
    Ok(rows == 1)
}

/// Keeps a user who was to go; `true` for exactly one caller, and for none once they have gone.
pub async fn keep(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET delete_at = NULL WHERE realm = $1 AND id = $2 AND delete_at IS NOT NULL",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(rows == 1)
}

/// Sets a new password hash, which no reason speaks against, and clears failures and lock; `true` when there is such a user.
pub async fn set_password(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    hash: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET password_hash = $3, password_changed_at = $4, password_update = NULL, failed_logins = 0, \
         locked_until = NULL \
         WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str(),
        hash,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Demands a new password before the next session begins; `true` when there is such a user with a password.
pub async fn demand_password(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    reason: UpdateReason,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET password_update = $3 WHERE realm = $1 AND id = $2 AND password_hash IS NOT NULL",
        realm.as_str(),
        id.as_str(),
        reason.as_str()
    )?;
    Ok(rows == 1)
}

/// Replaces a hash by one of the same password with newer parameters, if it is still the one that was verified.
pub async fn rehash_password(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    old: &str,
    new: &str,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET password_hash = $4 WHERE realm = $1 AND id = $2 AND password_hash = $3",
        realm.as_str(),
        id.as_str(),
        old,
        new
    )?;
    Ok(rows == 1)
}

/// Counts one more failed login and returns the new count; the statement itself adds, so no failure is lost in a race.
pub async fn add_failed_login(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<u32, StorageError> {
    let row = fetch_optional!(
        tx,
        (i64,),
        "UPDATE users SET failed_logins = failed_logins + 1 WHERE realm = $1 AND id = $2 RETURNING failed_logins",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(row.map_or(0, |(failures,)| count(failures)))
}

/// Locks the account until `until`.
pub async fn lock(tx: &mut Transaction, realm: &RealmId, id: &UserId, until: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE users SET locked_until = $3 WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str(),
        until.as_millis()
    )?;
    Ok(())
}

/// Clears failures and lock; `true` when there is such a user.
pub async fn unlock(tx: &mut Transaction, realm: &RealmId, id: &UserId) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE users SET failed_logins = 0, locked_until = NULL WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(rows == 1)
}
