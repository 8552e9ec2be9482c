//! `/account/activity`: what happened to the account.

use actix_web::HttpResponse;

use super::room::Room;
use crate::account::activity::{self, ActivityKind, Search};
use crate::preferences::Zone;
use crate::provider::applications;
use crate::storage::audit_events::AuditRow;
use crate::theme::{AccountBody, ActivityBody, ActivityEvent};
use crate::web::page::{Failure, Handled, respond};
use crate::web::place::{cursor, place};
use crate::web::visitor::Visitor;

/// Events shown.
const SHOWN: usize = 50;
/// Characters looked for at most.
const WORDS_CHARS: usize = 100;
const PATH: &str = "/account/activity";

/// `GET /account/activity`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

async fn list(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor, "activity").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut body = asked(visitor);
    let zone = visitor.personal().zone.unwrap_or_else(Zone::utc);
    let (from, until) = (day(&body.from, |date| zone.begin_of(date)), day(&body.until, |date| zone.end_of(date)));
    let (Ok(from), Ok(until)) = (from, until) else {
        body.fault = Some(if from.is_err() { "from" } else { "until" });
        return Ok(room.refuse(visitor, AccountBody::Activity(Box::new(body))).into());
    };
    let (context, user) = (&visitor.context, &room.visit.user.id);
    let search = Search {
        kind: ActivityKind::parse(body.kind),
        clients: applications::named_with(context, user, &body.words).await?,
        words: body.words.clone(),
        from,
        until,
    };
    let place = visitor.parameter("cursor").as_deref().and_then(place);
    let whose = (context.realm(), user);
    let (rows, next) = activity::list(context.database(), whose, (&search, place), SHOWN).await?;
    for row in rows {
        body.events.push(shown(visitor, row).await?);
    }
    body.older = next.map(|next| older(visitor, &body, &cursor(&next)));
    Ok(room.reply(visitor, AccountBody::Activity(Box::new(body))).into())
}

/// What the query asks for.
fn asked(visitor: &Visitor) -> ActivityBody {
    let text = |name| visitor.parameter(name).unwrap_or_default().chars().take(WORDS_CHARS).collect::<String>();
    let kind = ActivityKind::parse(&text("kind")).map_or("", ActivityKind::as_str);
    let (words, from, until) = (text("words").trim().to_owned(), text("from"), text("until"));
    ActivityBody {
        kinds: ActivityKind::ALL.map(ActivityKind::as_str).to_vec(),
        kind,
        is_search: ![kind, &words, &from, &until].iter().all(|part| part.is_empty()),
        words,
        from,
        until,
        all: visitor.path(PATH),
        lock: visitor.path("/account/lock"),
        ..ActivityBody::default()
    }
}

/// The instant of a day; none where none is named.
fn day<T>(date: &str, instant: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ()> {
    if date.is_empty() { Ok(None) } else { instant(date).map(Some).ok_or(()) }
}

/// An event as people read it.
pub async fn shown(visitor: &Visitor, row: AuditRow) -> Result<ActivityEvent, Failure> {
    // An application that was the matter, before the one that acted.
    let matter = (row.target_kind == "client").then_some(&row.target_id);
    let application = match matter.or(row.client_id.as_ref()) {
        Some(id) => applications::name_of(&visitor.context, &id.as_str().into()).await?,
        None => String::new(),
    };
    Ok(ActivityEvent {
        name: row.event.replace(['.', '_'], "-"),
        success: row.result == "success",
        at: row.time.into(),
        may_be_a_strangers: activity::may_be_a_strangers(&row),
        near: visitor.near(&row.source),
        risk: activity::risk(&row).map(|point| point.as_str().replace('_', "-")).collect(),
        source: row.source,
        application,
    })
}

/// Where the same search goes on.
fn older(visitor: &Visitor, body: &ActivityBody, cursor: &str) -> String {
    let parts = [("kind", body.kind), ("words", &body.words), ("from", &body.from), ("until", &body.until)];
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parts.iter().filter(|(_, value)| !value.is_empty()))
        .append_pair("cursor", cursor)
        .finish();
    format!("{}?{query}", visitor.path(PATH))
}
