//! The picture of a person, and the claim that names it (product AC-03).

use serde_json::json;

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::imaging::Picture;
use crate::model::{AVATAR_PATH, Avatar, AvatarType, ClientId, User, UserId};
use crate::storage::{Database, StorageError, avatars, users};

/// The claim.
const PICTURE: &str = "picture";

/// Gives `user` a new picture; `false` when there is no such user. Its address is a new one, below the issuer.
pub async fn set(
    database: &Database,
    origin: &Origin,
    (user, through): (&UserId, Option<&ClientId>),
    picture: Picture,
) -> Result<bool, StorageError> {
    let mut tx = database.begin().await?;
    let Some(mut known) = users::find_locked(&mut tx, &origin.realm, user).await? else { return Ok(false) };
    let content_type = if picture.content_type == "image/png" { AvatarType::Png } else { AvatarType::Jpeg };
    let (id, created_at) = (origin.random.id(), origin.now);
    let avatar = Avatar { id, user_id: user.clone(), content_type, bytes: picture.bytes, created_at };
    avatars::delete_of_user(&mut tx, &origin.realm, user).await?;
    avatars::insert(&mut tx, &origin.realm, &avatar).await?;
    known.claims.insert(PICTURE.to_owned(), json!(format!("{AVATAR_PATH}{}", avatar.id)));
    finish(&mut tx, origin, (known, through)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes away the picture of `user`; `false` when there was none.
pub async fn remove(
    database: &Database,
    origin: &Origin,
    (user, through): (&UserId, Option<&ClientId>),
) -> Result<bool, StorageError> {
    let mut tx = database.begin().await?;
    let Some(mut known) = users::find_locked(&mut tx, &origin.realm, user).await? else { return Ok(false) };
    let removed = avatars::delete_of_user(&mut tx, &origin.realm, user).await?;
    if known.claims.remove(PICTURE).is_none() && removed == 0 {
        return Ok(false);
    }
    finish(&mut tx, origin, (known, through)).await?;
    tx.commit().await?;
    Ok(true)
}

async fn finish(
    tx: &mut crate::storage::Transaction,
    origin: &Origin,
    (mut user, through): (User, Option<&ClientId>),
) -> Result<(), StorageError> {
    user.updated_at = origin.now;
    users::update(tx, &user).await?;
    let event = Event::success(EventName::UserUpdated, Actor::User(&user.id), Target::User(&user.id));
    let event = event.detail("changed", PICTURE);
    audit::record(tx, origin, &through.iter().fold(event, |event, client| event.through(client))).await
}
