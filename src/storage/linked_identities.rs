//! Table `linked_identities`.

use super::driver::{Database, Transaction, execute, fetch_all, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::instant;
use crate::clock::Timestamp;
use crate::model::{LinkedIdentity, RealmId, UserId};

row! {
    struct Row {
        realm: String, id: String, user_id: String, issuer: String, subject: String, label: String, linked_at: i64,
        last_used_at: Option<i64>,
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, user_id, issuer, subject, label, linked_at, last_used_at FROM linked_identities ",
            $rest
        )
    };
}

impl Row {
    fn identity(self) -> LinkedIdentity {
        LinkedIdentity {
            realm: RealmId::from(self.realm),
            id: self.id,
            user_id: UserId::from(self.user_id),
            issuer: self.issuer,
            subject: self.subject,
            label: self.label,
            linked_at: Timestamp::from_millis(self.linked_at),
            last_used_at: instant(self.last_used_at),
        }
    }
}

/// The one called `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<LinkedIdentity>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id)?;
    Ok(row.map(Row::identity))
}

/// Whose identity `subject` of `issuer` is.
pub async fn find_by_subject(
    database: &Database,
    realm: &RealmId,
    (issuer, subject): (&str, &str),
) -> Result<Option<LinkedIdentity>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        select!("WHERE issuer = $1 AND subject = $2 AND realm = $3"),
        issuer,
        subject,
        realm.as_str()
    )?;
    Ok(row.map(Row::identity))
}

/// The same, as part of `tx`.
pub async fn find_by_subject_in(
    tx: &mut Transaction,
    realm: &RealmId,
    (issuer, subject): (&str, &str),
) -> Result<Option<LinkedIdentity>, StorageError> {
    let row = fetch_optional!(
        tx,
        Row,
        select!("WHERE issuer = $1 AND subject = $2 AND realm = $3"),
        issuer,
        subject,
        realm.as_str()
    )?;
    Ok(row.map(Row::identity))
}

/// Those of `user`, the oldest first.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<LinkedIdentity>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        select!("WHERE realm = $1 AND user_id = $2 ORDER BY linked_at, id"),
        realm.as_str(),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(Row::identity).collect())
}

/// The same, as seen inside a transaction that holds the user's row.
pub async fn list_of_user_in(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<LinkedIdentity>, StorageError> {
    let rows = fetch_all!(
        tx,
        Row,
        select!("WHERE realm = $1 AND user_id = $2 ORDER BY linked_at, id"),
        realm.as_str(),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(Row::identity).collect())
}

/// Those of `user` that can be signed in with now, their provider being enabled; as seen inside a transaction that holds the
/// user's row.
pub async fn usable_in(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Vec<String>, StorageError> {
    let rows = fetch_all!(
        tx,
        (String,),
        "SELECT l.id FROM linked_identities l JOIN upstreams u ON u.realm = l.realm AND u.issuer = l.issuer AND u.enabled \
         WHERE l.realm = $1 AND l.user_id = $2",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Adds one: of several callers with the same identity one succeeds.
///
/// # Errors
/// `Conflict` when the identity is somebody's already.
pub async fn insert(tx: &mut Transaction, identity: &LinkedIdentity) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO linked_identities (realm, id, user_id, issuer, subject, label, linked_at, last_used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        identity.realm.as_str(),
        identity.id.as_str(),
        identity.user_id.as_str(),
        identity.issuer.as_str(),
        identity.subject.as_str(),
        identity.label.as_str(),
        identity.linked_at.as_millis(),
        identity.last_used_at.map(Timestamp::as_millis)
    )?;
    Ok(())
}

/// Notes that one was signed in with, and what its provider calls the person now; `false` when it is not `user`'s any more.
pub async fn record_use(
    tx: &mut Transaction,
    identity: &LinkedIdentity,
    label: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE linked_identities SET label = $4, last_used_at = $5 WHERE realm = $1 AND id = $2 AND user_id = $3",
        identity.realm.as_str(),
        identity.id.as_str(),
        identity.user_id.as_str(),
        label,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Removes one; `true` for one caller, when it is `user`'s.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, user: &UserId, id: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM linked_identities WHERE realm = $1 AND id = $2 AND user_id = $3",
        realm.as_str(),
        id,
        user.as_str()
    )?;
    Ok(rows == 1)
}

/// Removes everybody's of `issuer`; how many there were.
pub async fn delete_of_issuer(tx: &mut Transaction, realm: &RealmId, issuer: &str) -> Result<u64, StorageError> {
    execute!(tx, "DELETE FROM linked_identities WHERE realm = $1 AND issuer = $2", realm.as_str(), issuer)
}
