//! Letting somebody in who has registered where an administrator decides (pages N-7).

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::mail::Outbox;
use crate::model::{Mail, Recipient, UserId};
use crate::storage::{Database, users};

/// Activates a user who waits for it, and tells them by mail.
///
/// # Errors
/// `NotFound`; `Invalid` for a user who does not wait.
pub async fn approve(
    database: &Database,
    outbox: &Outbox,
    origin: &Origin,
    actor: Actor<'_>,
    id: &UserId,
) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    if !users::approve(&mut tx, &origin.realm, id, origin.now).await? {
        return Err(match users::find_in(&mut tx, &origin.realm, id).await? {
            Some(user) => {
                Error::Invalid(format!("the user does not wait for approval but is {}", user.status.as_str()))
            }
            None => Error::NotFound,
        });
    }
    let event = Event::success(EventName::UserActivated, actor, Target::User(id)).detail("reason", "approved");
    audit::record(&mut tx, origin, &event).await?;
    let user = users::find_in(&mut tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    if let Some(to) = Recipient::of(&user) {
        outbox.enqueue(&mut tx, origin, &to, Mail::Approved).await?;
    }
    tx.commit().await?;
    Ok(())
}
