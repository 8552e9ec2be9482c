//! `/account/activity`: what happened to the account.

use actix_web::HttpResponse;

use super::room::Room;
use crate::audit::EventName;
use crate::storage::audit_events;
use crate::theme::{AccountBody, ActivityEvent};
use crate::web::page::{Handled, respond};
use crate::web::visitor::Visitor;

/// Events read, and shown of those that have words.
const READ: i64 = 400;
const SHOWN: usize = 50;

/// What concerns a person; the page has words for each.
const WORDS: [EventName; 15] = [
    EventName::LoginSucceeded,
    EventName::LoginFailed,
    EventName::SessionEnded,
    EventName::UserLocked,
    EventName::UserUnlocked,
    EventName::UserUpdated,
    EventName::PasswordChanged,
    EventName::FactorEnabled,
    EventName::FactorDisabled,
    EventName::FactorVerified,
    EventName::FactorFailed,
    EventName::BackupCodeUsed,
    EventName::ConsentGiven,
    EventName::ConsentRevoked,
    EventName::TokenReuseDetected,
];

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
    let rows = audit_events::list_of_user(context.database(), context.realm(), &room.visit.user.id, READ).await?;
    let told = rows.into_iter().filter(|row| WORDS.iter().any(|name| name.as_str() == row.event));
    let events = told.take(SHOWN).map(|row| ActivityEvent {
        name: row.event.replace(['.', '_'], "-"),
        success: row.result == "success",
        at: row.time.into(),
        source: row.source,
    });
    Ok(room.reply(visitor, AccountBody::Activity { events: events.collect() }).into())
}
