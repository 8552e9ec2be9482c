//! What users hold in the end, over the tables of roles and groups: one statement a question.

use super::driver::{Database, Transaction, fetch_all, fetch_optional, read_all};
use super::error::StorageError;
use super::realms;
use crate::model::{BuiltInRole, Granted, GroupId, Holdings, RealmId, UserId};

type Edge = (String, String, String);

/// `mine` are the groups around the user, `held` the roles; what leads to them is told edge by edge.
const OF_USER: &str = "WITH RECURSIVE mine(id) AS (\
     SELECT group_id FROM group_members WHERE realm = $1 AND user_id = $2 \
     UNION SELECT g.parent_id FROM user_groups g JOIN mine m ON g.id = m.id \
     WHERE g.realm = $1 AND g.parent_id IS NOT NULL), \
     held(role) AS (\
     SELECT role FROM user_roles WHERE realm = $1 AND user_id = $2 \
     UNION SELECT r.role FROM group_roles r JOIN mine m ON r.group_id = m.id WHERE r.realm = $1 \
     UNION SELECT i.inherits FROM role_inherits i JOIN held h ON i.role = h.role WHERE i.realm = $1) \
     SELECT 'member', g.path, '' FROM group_members m JOIN user_groups g ON g.realm = m.realm AND g.id = m.group_id \
     WHERE m.realm = $1 AND m.user_id = $2 \
     UNION ALL SELECT 'within', g.path, p.path FROM user_groups g JOIN mine m ON m.id = g.id \
     JOIN user_groups p ON p.realm = g.realm AND p.id = g.parent_id WHERE g.realm = $1 \
     UNION ALL SELECT 'group', g.path, r.role FROM group_roles r JOIN mine m ON m.id = r.group_id \
     JOIN user_groups g ON g.realm = r.realm AND g.id = r.group_id WHERE r.realm = $1 \
     UNION ALL SELECT 'given', role, '' FROM user_roles WHERE realm = $1 AND user_id = $2 \
     UNION ALL SELECT 'inherits', i.role, i.inherits FROM role_inherits i JOIN held h ON h.role = i.role \
     WHERE i.realm = $1 ORDER BY 1, 2, 3";

fn granted(rows: Vec<Edge>) -> Granted {
    let mut found = Granted::default();
    for (kind, from, to) in rows {
        match kind.as_str() {
            "member" => found.member_of.push(from),
            "within" => found.within.push((from, to)),
            "group" => found.of_groups.push((from, to)),
            "given" => found.given.push(from),
            _ => found.inherits.push((from, to)),
        }
    }
    found
}

/// What `user` holds, in one statement.
pub async fn of_user(database: &Database, realm: &RealmId, user: &UserId) -> Result<Holdings, StorageError> {
    let rows = read_all!(database, Edge, OF_USER, realm.as_str(), user.as_str())?;
    Ok(Holdings::of(&granted(rows)))
}

/// The same as seen inside a transaction.
pub async fn of_user_in(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Holdings, StorageError> {
    let rows = fetch_all!(tx, Edge, OF_USER, realm.as_str(), user.as_str())?;
    Ok(Holdings::of(&granted(rows)))
}

/// What whoever is given `role` holds by it.
pub async fn of_role(tx: &mut Transaction, realm: &RealmId, role: &str) -> Result<Holdings, StorageError> {
    let rows = fetch_all!(
        tx,
        (String, String),
        "WITH RECURSIVE held(role) AS (SELECT CAST($2 AS TEXT) \
         UNION SELECT i.inherits FROM role_inherits i JOIN held h ON i.role = h.role WHERE i.realm = $1) \
         SELECT i.role, i.inherits FROM role_inherits i JOIN held h ON h.role = i.role WHERE i.realm = $1 ORDER BY 1, 2",
        realm.as_str(),
        role
    )?;
    Ok(Holdings::of(&Granted { given: vec![role.to_owned()], inherits: rows, ..Granted::default() }))
}

/// What whoever is put into the group `id` holds by it.
pub async fn of_group(tx: &mut Transaction, realm: &RealmId, id: &GroupId) -> Result<Holdings, StorageError> {
    let rows = fetch_all!(
        tx,
        Edge,
        "WITH RECURSIVE mine(id) AS (SELECT CAST($2 AS TEXT) UNION SELECT g.parent_id FROM user_groups g \
         JOIN mine m ON g.id = m.id WHERE g.realm = $1 AND g.parent_id IS NOT NULL), \
         held(role) AS (SELECT r.role FROM group_roles r JOIN mine m ON r.group_id = m.id WHERE r.realm = $1 \
         UNION SELECT i.inherits FROM role_inherits i JOIN held h ON i.role = h.role WHERE i.realm = $1) \
         SELECT 'member', path, '' FROM user_groups WHERE realm = $1 AND id = $2 \
         UNION ALL SELECT 'within', g.path, p.path FROM user_groups g JOIN mine m ON m.id = g.id \
         JOIN user_groups p ON p.realm = g.realm AND p.id = g.parent_id WHERE g.realm = $1 \
         UNION ALL SELECT 'group', g.path, r.role FROM group_roles r JOIN mine m ON m.id = r.group_id \
         JOIN user_groups g ON g.realm = r.realm AND g.id = r.group_id WHERE r.realm = $1 \
         UNION ALL SELECT 'inherits', i.role, i.inherits FROM role_inherits i JOIN held h ON h.role = i.role \
         WHERE i.realm = $1 ORDER BY 1, 2, 3",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(Holdings::of(&granted(rows)))
}

/// How many who can sign in hold `right` in the end.
async fn count(tx: &mut Transaction, realm: &RealmId, right: BuiltInRole) -> Result<i64, StorageError> {
    // The one right above another gives it.
    let above = BuiltInRole::RIGHTS.into_iter().find(|other| other.inherits() == Some(right)).unwrap_or(right);
    let row = fetch_optional!(
        tx,
        (i64,),
        "WITH RECURSIVE giving(role) AS (SELECT CAST($2 AS TEXT) UNION SELECT CAST($3 AS TEXT) \
         UNION SELECT i.role FROM role_inherits i JOIN giving g ON i.inherits = g.role WHERE i.realm = $1), \
         bearing(id) AS (SELECT r.group_id FROM group_roles r JOIN giving g ON g.role = r.role WHERE r.realm = $1 \
         UNION SELECT c.id FROM user_groups c JOIN bearing b ON c.parent_id = b.id WHERE c.realm = $1) \
         SELECT COUNT(*) FROM users u WHERE u.realm = $1 AND u.status = 'active' AND u.delete_at IS NULL AND u.id IN \
         (SELECT r.user_id FROM user_roles r JOIN giving g ON g.role = r.role WHERE r.realm = $1 \
         UNION SELECT m.user_id FROM group_members m JOIN bearing b ON b.id = m.group_id WHERE m.realm = $1)",
        realm.as_str(),
        right.as_str(),
        above.as_str()
    )?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Keeps an eye on who administers a realm while something changes: the last one stays (product UM-14).
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    before: [i64; 2],
}

impl Watch {
    /// Holds the row of the realm, so that of two acts which would each leave one administrator the second sees what the first
    /// has left, and counts. The row of a user that is acted upon is held before.
    pub async fn begin(tx: &mut Transaction, realm: &RealmId) -> Result<Self, StorageError> {
        realms::hold(tx, realm).await?;
        Ok(Self { before: counts(tx, realm).await? })
    }

    /// The right that somebody had and nobody has any more after what `tx` did; then `tx` MUST NOT be committed.
    pub async fn orphaned(self, tx: &mut Transaction, realm: &RealmId) -> Result<Option<BuiltInRole>, StorageError> {
        let after = counts(tx, realm).await?;
        let mut rights = BuiltInRole::RIGHTS.into_iter().zip(self.before.into_iter().zip(after));
        Ok(rights.find(|(_, (before, after))| *before > 0 && *after == 0).map(|(right, _)| right))
    }
}

async fn counts(tx: &mut Transaction, realm: &RealmId) -> Result<[i64; 2], StorageError> {
    let [first, second] = BuiltInRole::RIGHTS;
    Ok([count(tx, realm, first).await?, count(tx, realm, second).await?])
}
