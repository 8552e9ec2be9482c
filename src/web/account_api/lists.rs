//! Sessions, applications, activity: lists in parts, the newest first.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::call::{Call, Paging};
use super::problem::Problem;
use super::{nothing, with_json};
use crate::account::activity::{self, ActivityKind, Search};
use crate::clock::Timestamp;
use crate::model::{ClientId, EndReason, SessionId};
use crate::provider::applications;
use crate::web::account::browser_and_system;
use crate::web::extract::query;
use crate::web::place::cursor;

/// Characters looked for at most.
pub const WORDS_CHARS: usize = 100;

pub async fn sessions(call: &Call) -> Result<HttpResponse, Problem> {
    let paging = call.paging()?;
    let sessions = call.state.authenticator.live_sessions(&call.origin(), &call.caller.user.id).await?;
    let (part, next) = part(sessions, &paging, |session| (session.created_at, session.id.as_str().to_owned()));
    let own = &call.caller.grant.session_id;
    let items: Vec<Value> = part
        .iter()
        .map(|session| {
            let (browser, system) = browser_and_system(&session.user_agent);
            json!({
                "id": session.id, "current": session.id == *own, "browser": browser, "system": system,
                "source": session.source, "place": call.near(&session.source), "created_at": session.created_at.to_rfc3339(),
                "last_seen_at": session.last_seen_at.to_rfc3339(),
            })
        })
        .collect();
    Ok(list(&items, next.as_deref()))
}

pub async fn end_session(call: &Call) -> Result<HttpResponse, Problem> {
    let id = SessionId::from(call.id());
    let ended = call.state.authenticator.end_own_session(&call.origin(), &call.caller.user.id, &id).await?;
    let ended = ended.ok_or_else(|| Problem::new("not_found"))?;
    call.announce(&ended).await;
    Ok(nothing())
}

pub async fn end_others(call: &Call) -> Result<HttpResponse, Problem> {
    let (authenticator, origin) = (&call.state.authenticator, call.origin());
    let ended = match call.visit() {
        Some(visit) => authenticator.end_other_sessions(&origin, visit, EndReason::Logout).await?,
        None => authenticator.end_all_sessions(&origin, &call.caller.user.id, EndReason::Logout).await?,
    };
    call.announce(&ended).await;
    Ok(nothing())
}

pub async fn trusted_devices(call: &Call) -> Result<HttpResponse, Problem> {
    let paging = call.paging()?;
    let found = call.state.authenticator.trusted_devices(&call.origin(), &call.caller.user.id, None).await?;
    let (part, next) = part(found, &paging, |(device, _)| (device.created_at, device.id.clone()));
    let items: Vec<Value> = part
        .iter()
        .map(|(device, _)| {
            let (browser, system) = browser_and_system(&device.user_agent);
            json!({
                "id": device.id, "browser": browser, "system": system, "source": device.source, "place": call.near(&device.source),
                "created_at": device.created_at.to_rfc3339(), "last_used_at": device.used_at.to_rfc3339(),
                "expires_at": device.expires_at.to_rfc3339(),
            })
        })
        .collect();
    Ok(list(&items, next.as_deref()))
}

pub async fn distrust(call: &Call) -> Result<HttpResponse, Problem> {
    if call.state.authenticator.distrust(&call.origin(), &call.caller.user.id, call.id()).await? {
        Ok(nothing())
    } else {
        Err(Problem::new("not_found"))
    }
}

pub async fn applications(call: &Call) -> Result<HttpResponse, Problem> {
    let paging = call.paging()?;
    let found = applications::list(&call.context, &call.caller.user.id).await?;
    let (part, next) =
        part(found, &paging, |application| (application.since, application.client_id.as_str().to_owned()));
    let items: Vec<Value> = part
        .iter()
        .map(|application| {
            let scope: Vec<&str> = application.scope.iter().collect();
            json!({
                "id": application.client_id, "name": application.name, "scope": scope,
                "since": application.since.to_rfc3339(),
                "last_used_at": application.last_used.map(Timestamp::to_rfc3339), "current": application.client_id == call.caller.client,
            })
        })
        .collect();
    Ok(list(&items, next.as_deref()))
}

pub async fn revoke_application(call: &Call) -> Result<HttpResponse, Problem> {
    let (user, id) = (&call.caller.user.id, ClientId::from(call.id()));
    let found = applications::list(&call.context, user).await?;
    if found.iter().all(|application| application.client_id != id) {
        return Err(Problem::new("not_found"));
    }
    applications::revoke(&call.context, user, &id).await?;
    Ok(nothing())
}

pub async fn activity(call: &Call) -> Result<HttpResponse, Problem> {
    let Paging { limit, after } = call.paging()?;
    let search = search(call).await?;
    let whose = (call.context.realm(), &call.caller.user.id);
    let (rows, next) = activity::list(call.context.database(), whose, (&search, after), limit).await?;
    let items: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id, "event": row.event, "success": row.result == "success", "time": row.time.to_rfc3339(),
                "source": row.source, "place": call.near(&row.source), "client_id": row.client_id,
                "risk": activity::risk(row).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(list(&items, next.as_ref().map(cursor).as_deref()))
}

/// What the query looks for.
async fn search(call: &Call) -> Result<Search, Problem> {
    let query = query(&call.request).map_err(|_| Problem::new("invalid_request"))?;
    let refused = |name: &str| Problem::fault(name, &["not-offered"]);
    let kind = query.get("kind").map(|name| ActivityKind::parse(name).ok_or_else(|| refused("kind"))).transpose()?;
    let words = query.get("words").unwrap_or_default();
    if words.chars().count() > WORDS_CHARS {
        return Err(Problem::fault("words", &["too-long"]));
    }
    let instant = |name: &str| {
        let text = query.get(name);
        text.map(|text| Timestamp::from_rfc3339(text).ok_or_else(|| refused(name))).transpose()
    };
    let clients = applications::named_with(&call.context, &call.caller.user.id, words).await?;
    Ok(Search { kind, words: words.to_owned(), clients, from: instant("from")?, until: instant("until")? })
}

/// The entries behind the cursor, the newest first, and the cursor of what follows. A place, not an entry, is
/// remembered: an entry that ends meanwhile leaves no gap.
fn part<T>(
    mut entries: Vec<T>,
    paging: &Paging,
    place: impl Fn(&T) -> (Timestamp, String),
) -> (Vec<T>, Option<String>) {
    entries.sort_by_key(|entry| std::cmp::Reverse(place(entry)));
    entries.retain(|entry| paging.after.as_ref().is_none_or(|after| place(entry) < *after));
    let has_more = entries.len() > paging.limit;
    entries.truncate(paging.limit);
    let next = entries.last().filter(|_| has_more).map(|entry| cursor(&place(entry)));
    (entries, next)
}

fn list(items: &[Value], next: Option<&str>) -> HttpResponse {
    with_json(StatusCode::OK, &json!({ "items": items, "next": next }))
}
