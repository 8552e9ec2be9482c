//! The tables of roles and groups, read as [`super::check`] reads all tables.

use futures_util::future::join_all;

use super::check::{MOST, Undecodable, sweep};
use super::driver::{Database, read_all};
use super::error::StorageError;
use super::{groups, holdings, roles};
use crate::model::{GroupId, RealmId, UserId};

/// Every row of them that cannot be read.
pub(super) async fn roles_and_groups(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "roles",
        "SELECT realm, name FROM roles WHERE (realm, name) > ($1, $2) ORDER BY realm, name LIMIT 100",
        |realm, name| roles::find(database, &RealmId::from(realm.as_str()), &name)
    );
    sweep!(
        database,
        found,
        "role_inherits",
        "SELECT realm, role, inherits FROM role_inherits WHERE (realm, role, inherits) > ($1, $2, $3) \
         ORDER BY realm, role, inherits LIMIT 100",
        |realm, role, inherits| roles::find(database, &RealmId::from(realm.as_str()), &role)
    );
    sweep!(
        database,
        found,
        "user_groups",
        "SELECT realm, id FROM user_groups WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| groups::find(database, &RealmId::from(realm.as_str()), &GroupId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "group_roles",
        "SELECT realm, group_id, role FROM group_roles WHERE (realm, group_id, role) > ($1, $2, $3) \
         ORDER BY realm, group_id, role LIMIT 100",
        |realm, group, role| groups::roles(database, &RealmId::from(realm.as_str()), &GroupId::from(group.as_str()))
    );
    held(database, found).await
}

async fn held(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "group_members",
        "SELECT realm, user_id, group_id FROM group_members WHERE (realm, user_id, group_id) > ($1, $2, $3) \
         ORDER BY realm, user_id, group_id LIMIT 100",
        |realm, user, group| holdings::of_user(database, &RealmId::from(realm.as_str()), &UserId::from(user.as_str()))
    );
    sweep!(
        database,
        found,
        "user_roles",
        "SELECT realm, user_id, role FROM user_roles WHERE (realm, user_id, role) > ($1, $2, $3) \
         ORDER BY realm, user_id, role LIMIT 100",
        |realm, user, role| roles::given(database, &RealmId::from(realm.as_str()), &UserId::from(user.as_str()))
    );
    Ok(())
}
