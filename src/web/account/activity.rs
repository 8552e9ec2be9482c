//! `/account/activity`: what happened to the account.

use actix_web::HttpResponse;

use super::room::Room;
use crate::account::activity;
use crate::theme::{AccountBody, ActivityEvent};
use crate::web::page::{Handled, respond};
use crate::web::visitor::Visitor;

/// Events shown.
const SHOWN: usize = 50;

/// `GET /account/activity`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

async fn list(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor, "activity").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let context = &visitor.context;
    let whose = (context.realm(), &room.visit.user.id);
    let (rows, _) = activity::list(context.database(), whose, None, SHOWN).await?;
    let events = rows.into_iter().map(|row| ActivityEvent {
        name: row.event.replace(['.', '_'], "-"),
        success: row.result == "success",
        at: row.time.into(),
        source: row.source,
    });
    Ok(room.reply(visitor, AccountBody::Activity { events: events.collect() }).into())
}
