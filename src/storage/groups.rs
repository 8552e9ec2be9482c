//! Tables `user_groups`, `group_roles` and `group_members`.
//!
//! Whoever changes them holds the row of the realm ([`super::realms::hold`]), after that of the user if there is one.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{Group, GroupId, RealmId, UserId};

row! {
    struct Row { realm: String, id: String, parent_id: Option<String>, path: String, description: String, created_at: i64 }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT realm, id, parent_id, path, description, created_at FROM user_groups ", $rest)
    };
}

impl Row {
    fn group(self) -> Group {
        Group {
            realm: RealmId::from(self.realm),
            id: GroupId::from(self.id),
            parent: self.parent_id.map(GroupId::from),
            path: self.path,
            description: self.description,
            created_at: Timestamp::from_millis(self.created_at),
        }
    }
}

/// The group `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &GroupId) -> Result<Option<Group>, StorageError> {
    let sql = select!("WHERE realm = $1 AND id = $2");
    Ok(read_optional!(database, Row, sql, realm.as_str(), id.as_str())?.map(Row::group))
}

/// The group at `path`.
pub async fn find_by_path(database: &Database, realm: &RealmId, path: &str) -> Result<Option<Group>, StorageError> {
    let sql = select!("WHERE realm = $1 AND path = $2");
    Ok(read_optional!(database, Row, sql, realm.as_str(), path)?.map(Row::group))
}

/// The group `id`, as seen inside a transaction.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, id: &GroupId) -> Result<Option<Group>, StorageError> {
    let sql = select!("WHERE realm = $1 AND id = $2");
    Ok(fetch_optional!(tx, Row, sql, realm.as_str(), id.as_str())?.map(Row::group))
}

/// The group at `path`, as seen inside a transaction.
pub async fn find_by_path_in(tx: &mut Transaction, realm: &RealmId, path: &str) -> Result<Option<Group>, StorageError> {
    let sql = select!("WHERE realm = $1 AND path = $2");
    Ok(fetch_optional!(tx, Row, sql, realm.as_str(), path)?.map(Row::group))
}

/// Groups after `after` by path, at most `limit`.
pub async fn list(database: &Database, realm: &RealmId, after: &str, limit: i64) -> Result<Vec<Group>, StorageError> {
    let sql = select!("WHERE realm = $1 AND path > $2 ORDER BY path LIMIT $3");
    Ok(read_all!(database, Row, sql, realm.as_str(), after, limit)?.into_iter().map(Row::group).collect())
}

/// The group at `path` and all within it, those further out first.
pub async fn within(tx: &mut Transaction, realm: &RealmId, path: &str) -> Result<Vec<Group>, StorageError> {
    let sql =
        select!("WHERE realm = $1 AND (path = $2 OR SUBSTR(path, 1, CAST($3 AS INTEGER)) = $2 || '/') ORDER BY path");
    let length = i64::try_from(path.chars().count()).unwrap_or(i64::MAX) + 1;
    Ok(fetch_all!(tx, Row, sql, realm.as_str(), path, length)?.into_iter().map(Row::group).collect())
}

/// Adds a group.
///
/// # Errors
/// `Conflict` when the path is taken.
pub async fn insert(tx: &mut Transaction, group: &Group) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO user_groups (realm, id, parent_id, path, description, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        group.realm.as_str(),
        group.id.as_str(),
        group.parent.as_ref().map(GroupId::as_str),
        group.path.as_str(),
        group.description.as_str(),
        group.created_at.as_millis()
    )?;
    Ok(())
}

/// Writes what can be changed of a group.
///
/// # Errors
/// `Conflict` when the path is taken.
pub async fn update(tx: &mut Transaction, group: &Group, now: Timestamp) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE user_groups SET parent_id = $3, path = $4, description = $5, updated_at = $6 WHERE realm = $1 AND id = $2",
        group.realm.as_str(),
        group.id.as_str(),
        group.parent.as_ref().map(GroupId::as_str),
        group.path.as_str(),
        group.description.as_str(),
        now.as_millis()
    )?;
    Ok(())
}

/// Removes the group `id` with its memberships and what its members had of it.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, id: &GroupId) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM user_groups WHERE realm = $1 AND id = $2", realm.as_str(), id.as_str())?;
    execute!(tx, "DELETE FROM group_roles WHERE realm = $1 AND group_id = $2", realm.as_str(), id.as_str())?;
    execute!(tx, "DELETE FROM group_members WHERE realm = $1 AND group_id = $2", realm.as_str(), id.as_str())?;
    Ok(())
}

/// Gives `role` to the members of a group; `false` when they were given it before.
pub async fn grant(
    tx: &mut Transaction,
    realm: &RealmId,
    (group, role): (&GroupId, &str),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO group_roles (realm, group_id, role, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        realm.as_str(),
        group.as_str(),
        role,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes `role` from the members of a group; `false` when they were not given it by this group.
pub async fn withdraw(
    tx: &mut Transaction,
    realm: &RealmId,
    (group, role): (&GroupId, &str),
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM group_roles WHERE realm = $1 AND group_id = $2 AND role = $3";
    Ok(execute!(tx, sql, realm.as_str(), group.as_str(), role)? == 1)
}

/// The roles that the group `id` itself gives.
pub async fn roles(database: &Database, realm: &RealmId, id: &GroupId) -> Result<Vec<String>, StorageError> {
    let sql = "SELECT role FROM group_roles WHERE realm = $1 AND group_id = $2 ORDER BY role";
    let rows = read_all!(database, (String,), sql, realm.as_str(), id.as_str())?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

/// Puts a user into a group; `false` when they were in it.
pub async fn add_member(
    tx: &mut Transaction,
    realm: &RealmId,
    (group, user): (&GroupId, &UserId),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO group_members (realm, user_id, group_id, added_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        realm.as_str(),
        user.as_str(),
        group.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes a user out of a group; `false` when they were not in it.
pub async fn remove_member(
    tx: &mut Transaction,
    realm: &RealmId,
    (group, user): (&GroupId, &UserId),
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM group_members WHERE realm = $1 AND group_id = $2 AND user_id = $3";
    Ok(execute!(tx, sql, realm.as_str(), group.as_str(), user.as_str())? == 1)
}

/// Who was put into the group `id`, after `after` by id, at most `limit`: id and username.
pub async fn members(
    database: &Database,
    realm: &RealmId,
    id: &GroupId,
    (after, limit): (&str, i64),
) -> Result<Vec<(UserId, String)>, StorageError> {
    let rows = read_all!(
        database,
        (String, String),
        "SELECT u.id, u.username FROM group_members m JOIN users u ON u.realm = m.realm AND u.id = m.user_id \
         WHERE m.realm = $1 AND m.group_id = $2 AND m.user_id > $3 ORDER BY m.user_id LIMIT $4",
        realm.as_str(),
        id.as_str(),
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(id, name)| (UserId::from(id), name)).collect())
}

/// When `user` was put into which group.
pub async fn entered(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, Timestamp)>, StorageError> {
    let rows = read_all!(
        database,
        (String, i64),
        "SELECT g.path, m.added_at FROM group_members m JOIN user_groups g ON g.realm = m.realm AND g.id = m.group_id \
         WHERE m.realm = $1 AND m.user_id = $2 ORDER BY g.path",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(|(path, at)| (path, Timestamp::from_millis(at))).collect())
}
