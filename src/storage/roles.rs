//! Tables `roles`, `role_inherits` and `user_roles`. Built-in roles have no rows of their own.
//!
//! Whoever changes them holds the row of the realm ([`super::realms::hold`]), after that of the user if there is one.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{RealmId, Role, UserId};

row! {
    struct Row { realm: String, name: String, description: String, created_at: i64 }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT realm, name, description, created_at FROM roles ", $rest)
    };
}

const INHERITED: &str = "SELECT inherits FROM role_inherits WHERE realm = $1 AND role = $2 ORDER BY inherits";

impl Row {
    fn role(self, inherits: Vec<(String,)>) -> Role {
        Role {
            realm: RealmId::from(self.realm),
            name: self.name,
            description: self.description,
            inherits: inherits.into_iter().map(|(name,)| name).collect(),
            created_at: Some(Timestamp::from_millis(self.created_at)),
        }
    }
}

/// The role called `name`, if it is not built in.
pub async fn find(database: &Database, realm: &RealmId, name: &str) -> Result<Option<Role>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND name = $2"), realm.as_str(), name)?;
    let Some(row) = row else { return Ok(None) };
    let inherits = read_all!(database, (String,), INHERITED, realm.as_str(), name)?;
    Ok(Some(row.role(inherits)))
}

/// The same as seen inside a transaction.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, name: &str) -> Result<Option<Role>, StorageError> {
    let row = fetch_optional!(tx, Row, select!("WHERE realm = $1 AND name = $2"), realm.as_str(), name)?;
    let Some(row) = row else { return Ok(None) };
    let inherits = fetch_all!(tx, (String,), INHERITED, realm.as_str(), name)?;
    Ok(Some(row.role(inherits)))
}

/// Roles after `after` by name, at most `limit`; those that are built in are not among them.
pub async fn list(database: &Database, realm: &RealmId, after: &str, limit: i64) -> Result<Vec<Role>, StorageError> {
    let sql = select!("WHERE realm = $1 AND name > $2 ORDER BY name LIMIT $3");
    let rows = read_all!(database, Row, sql, realm.as_str(), after, limit)?;
    let last = rows.last().map(|row| row.name.clone()).unwrap_or_default();
    let sql =
        "SELECT role, inherits FROM role_inherits WHERE realm = $1 AND role > $2 AND role <= $3 ORDER BY inherits";
    let edges = read_all!(database, (String, String), sql, realm.as_str(), after, last)?;
    let role = |row: Row| {
        let own = edges.iter().filter(|(role, _)| *role == row.name);
        let inherits = own.map(|(_, name)| (name.clone(),)).collect();
        row.role(inherits)
    };
    Ok(rows.into_iter().map(role).collect())
}

/// Adds a role; what it inherits from is added by [`inherit`].
///
/// # Errors
/// `Conflict` when the name is taken.
pub async fn insert(tx: &mut Transaction, role: &Role, now: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO roles (realm, name, description, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
        role.realm.as_str(),
        role.name.as_str(),
        role.description.as_str(),
        now.as_millis()
    )?;
    Ok(())
}

/// Writes what `role` is for; `true` when there is such a role.
pub async fn describe(tx: &mut Transaction, role: &Role, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE roles SET description = $3, updated_at = $4 WHERE realm = $1 AND name = $2",
        role.realm.as_str(),
        role.name.as_str(),
        role.description.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Lets `role` inherit from `from`.
pub async fn inherit(tx: &mut Transaction, realm: &RealmId, role: &str, from: &str) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO role_inherits (realm, role, inherits) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        realm.as_str(),
        role,
        from
    )?;
    Ok(())
}

/// Lets `role` inherit from nothing.
pub async fn disinherit(tx: &mut Transaction, realm: &RealmId, role: &str) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM role_inherits WHERE realm = $1 AND role = $2", realm.as_str(), role)?;
    Ok(())
}

/// Removes the role `name` from everywhere; `true` when there was one.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, name: &str) -> Result<bool, StorageError> {
    let rows = execute!(tx, "DELETE FROM roles WHERE realm = $1 AND name = $2", realm.as_str(), name)?;
    execute!(tx, "DELETE FROM role_inherits WHERE realm = $1 AND (role = $2 OR inherits = $2)", realm.as_str(), name)?;
    execute!(tx, "DELETE FROM group_roles WHERE realm = $1 AND role = $2", realm.as_str(), name)?;
    execute!(tx, "DELETE FROM user_roles WHERE realm = $1 AND role = $2", realm.as_str(), name)?;
    Ok(rows == 1)
}

/// Gives `role` to a user; `false` when they were given it before.
pub async fn grant(
    tx: &mut Transaction,
    realm: &RealmId,
    (user, role): (&UserId, &str),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO user_roles (realm, user_id, role, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        realm.as_str(),
        user.as_str(),
        role,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes `role` from a user; `false` when they were not given it.
pub async fn withdraw(
    tx: &mut Transaction,
    realm: &RealmId,
    (user, role): (&UserId, &str),
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM user_roles WHERE realm = $1 AND user_id = $2 AND role = $3";
    Ok(execute!(tx, sql, realm.as_str(), user.as_str(), role)? == 1)
}

/// Who was given `role` by name, after `after` by id, at most `limit`: id and username.
pub async fn holders(
    database: &Database,
    realm: &RealmId,
    role: &str,
    (after, limit): (&str, i64),
) -> Result<Vec<(UserId, String)>, StorageError> {
    let rows = read_all!(
        database,
        (String, String),
        "SELECT u.id, u.username FROM user_roles r JOIN users u ON u.realm = r.realm AND u.id = r.user_id \
         WHERE r.realm = $1 AND r.role = $2 AND r.user_id > $3 ORDER BY r.user_id LIMIT $4",
        realm.as_str(),
        role,
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id, name)| (UserId::from(id), name)).collect())
}

/// When `user` was given which role.
pub async fn given(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, Timestamp)>, StorageError> {
    let sql = "SELECT role, granted_at FROM user_roles WHERE realm = $1 AND user_id = $2 ORDER BY role";
    let rows = read_all!(database, (String, i64), sql, realm.as_str(), user.as_str())?;
    Ok(rows.into_iter().map(|(role, at)| (role, Timestamp::from_millis(at))).collect())
}
