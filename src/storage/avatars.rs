//! Table `avatars`.

use super::driver::{Database, Transaction, execute, read_optional, row};
use super::error::StorageError;
use super::text::known;
use crate::clock::Timestamp;
use crate::model::{Avatar, AvatarType, RealmId, UserId};
use crate::secret::{base64url, from_base64url};

row! {
    struct Row { id: String, user_id: String, content_type: String, bytes: String, created_at: i64 }
}

/// The picture `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<Avatar>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT id, user_id, content_type, bytes, created_at FROM avatars WHERE id = $1 AND realm = $2",
        id,
        realm.as_str()
    )?;
    row.map(|row| {
        Ok(Avatar {
            content_type: known(AvatarType::parse(&row.content_type), "avatars", &row.id)?,
            bytes: known(from_base64url(&row.bytes), "avatars", &row.id)?,
            id: row.id,
            user_id: UserId::from(row.user_id),
            created_at: Timestamp::from_millis(row.created_at),
        })
    })
    .transpose()
}

/// Adds a picture.
pub async fn insert(tx: &mut Transaction, realm: &RealmId, avatar: &Avatar) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO avatars (realm, id, user_id, content_type, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        realm.as_str(),
        avatar.id.as_str(),
        avatar.user_id.as_str(),
        avatar.content_type.as_str(),
        base64url(&avatar.bytes),
        avatar.created_at.as_millis()
    )?;
    Ok(())
}

/// Removes every picture of `user`; how many there were.
pub async fn delete_of_user(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<u64, StorageError> {
    execute!(tx, "DELETE FROM avatars WHERE user_id = $1 AND realm = $2", user.as_str(), realm.as_str())
}
