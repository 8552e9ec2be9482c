//! What the person was told, and where they want to be told of what.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::{Call, Paging};
use super::problem::Problem;
use super::{nothing, with_json};
use crate::account::inbox;
use crate::account::notifications::{self, Change, Choice, Outcome};
use crate::clock::Timestamp;
use crate::model::{Channels, InboxEntry, Notice, RealmId, UserId};
use crate::provider;
use crate::web::place::cursor;

fn whose(call: &Call) -> (&RealmId, &UserId) {
    (&call.context.state.realm.id, &call.caller.user.id)
}

fn told(call: &Call, entry: &InboxEntry) -> Value {
    json!({
        "id": entry.id, "notice": entry.notice.as_str(), "about": entry.about, "source": entry.source,
        "place": call.near(&entry.source),
        "time": entry.created_at.to_rfc3339(), "read_at": entry.read_at.map(Timestamp::to_rfc3339),
    })
}

pub async fn list(call: &Call) -> Result<HttpResponse, Problem> {
    let Paging { limit, after } = call.paging()?;
    let (entries, next) = inbox::list(call.context.database(), whose(call), after, limit).await?;
    let items: Vec<Value> = entries.iter().map(|entry| told(call, entry)).collect();
    let next = next.as_ref().map(cursor);
    Ok(with_json(StatusCode::OK, &json!({ "items": items, "next": next })))
}

pub async fn show(call: &Call) -> Result<HttpResponse, Problem> {
    let entry = inbox::find(call.context.database(), whose(call), call.id()).await?;
    Ok(with_json(StatusCode::OK, &told(call, &entry.ok_or_else(|| Problem::new("not_found"))?)))
}

pub async fn mark(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let read = body.get("read").and_then(Value::as_bool).ok_or_else(|| Problem::fault("read", &["wrong-type"]))?;
    let read_at = read.then_some(call.context.now);
    let entry = inbox::mark(call.context.database(), whose(&call), call.id(), read_at).await?;
    Ok(with_json(StatusCode::OK, &told(&call, &entry.ok_or_else(|| Problem::new("not_found"))?)))
}

pub async fn mark_all(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let newest = body.get("newest").and_then(Value::as_str).filter(|newest| !newest.contains('\0'));
    let newest = newest.ok_or_else(|| Problem::fault("newest", &["wrong-type"]))?;
    if inbox::mark_all(call.context.database(), whose(&call), newest, call.context.now).await? {
        Ok(nothing())
    } else {
        Err(Problem::new("not_found"))
    }
}

pub async fn show_channels(call: &Call) -> Result<HttpResponse, Problem> {
    let choices = notifications::list(call.context.database(), whose(call)).await?;
    let choice = |choice: &Choice| {
        let channels = json!({
            "mail": choice.channels.mail, "inbox": choice.channels.inbox, "always_by_mail": choice.notice.is_grave(),
        });
        (choice.notice.as_str().to_owned(), channels)
    };
    let notices: Map<String, Value> = choices.iter().map(choice).collect();
    let reaches = call.context.shared.outbox.is_on() && call.caller.user.email.is_some();
    Ok(with_json(StatusCode::OK, &json!({ "mail_reaches": reaches, "notices": notices })))
}

pub async fn change_channels(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let before = notifications::list(call.context.database(), whose(&call)).await?;
    let wanted = body.iter().map(|(name, value)| read(&before, name, value)).collect::<Result<Vec<_>, _>>()?;
    let change = Change { user: &call.caller.user, wanted: &wanted, through: Some(&call.caller.client) };
    let parts = (call.context.database(), &call.context.shared.outbox);
    match notifications::save(parts, &call.origin(), change).await.map_err(provider::Error::from)? {
        Outcome::Saved => show_channels(&call).await,
        Outcome::Faulty(faults) => {
            let (notice, fault) = faults.first().ok_or_else(|| Problem::new("server_error"))?;
            Err(Problem::fault(notice.as_str(), &[fault.as_str()]))
        }
        Outcome::Gone => Err(Problem::new("not_found")),
    }
}

/// What is wished for the notice called `name`; a channel that is not named stays (RFC 7396).
fn read(before: &[Choice], name: &str, value: &Value) -> Result<Choice, Problem> {
    let notice = Notice::parse(name).ok_or_else(|| Problem::fault(name, &["unknown-member"]))?;
    let wished = value.as_object().ok_or_else(|| Problem::fault(name, &["wrong-type"]))?;
    let known = before.iter().find(|choice| choice.notice == notice);
    let mut channels: Channels = known.map(|choice| choice.channels).unwrap_or_default();
    for (channel, is_on) in wished {
        let is_on = is_on.as_bool().ok_or_else(|| Problem::fault(name, &["wrong-type"]))?;
        match channel.as_str() {
            "mail" => channels.mail = is_on,
            "inbox" => channels.inbox = is_on,
            _ => return Err(Problem::fault(name, &["unknown-member"])),
        }
    }
    Ok(Choice { notice, channels })
}
