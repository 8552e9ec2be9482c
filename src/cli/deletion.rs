//! `gatehouse user delete` and `gatehouse user keep`.

use std::time::Duration;

use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Failure};
use crate::model::User;

/// Deletes `user` at once, or after so many days.
pub(super) async fn delete(
    context: &Context,
    name: &str,
    (yes, after): (bool, Option<u16>),
) -> Result<Answer, Failure> {
    if !yes && after.is_none() {
        return Err(Failure::Usage("there is no way back: say --yes, or --after DAYS to leave one".to_owned()));
    }
    let user = context.user(name).await?;
    let (authenticator, origin) = (context.authenticator(), &context.origin);
    let Some(days) = after else {
        let ended = authenticator.erase_now(origin, ACTOR, &user.id).await?;
        let ended =
            ended.ok_or_else(|| Failure::NotFound(format!("there is no user called {} any more", user.username)))?;
        context.announce(&ended).await;
        let json = json!({ "id": user.id, "username": user.username, "deleted": true, "delete_at": null });
        return Ok(Answer::new(format!("{} is deleted", user.username), json));
    };
    let wait = Duration::from_hours(24 * u64::from(days));
    let leaving = authenticator.request_deletion(origin, (ACTOR, None), &user.id, wait).await?;
    let leaving = leaving
        .ok_or_else(|| Failure::Refused(format!("{} is to be deleted already: keep them first", user.username)))?;
    context.announce(&leaving.ended).await;
    let at = leaving.at.to_rfc3339();
    let json = json!({ "id": user.id, "username": user.username, "deleted": false, "delete_at": at });
    Ok(Answer::new(format!("{} will be deleted on {at}; every session and token has ended", user.username), json))
}

/// Keeps `user`, who was to be deleted.
pub(super) async fn keep(context: &Context, user: &User) -> Result<Answer, Failure> {
    if context.authenticator().keep_account(&context.origin, ACTOR, &user.id).await? {
        Ok(Answer::sentence(format!("{} stays", user.username)))
    } else {
        Err(Failure::Refused(format!("{} is not to be deleted", user.username)))
    }
}
