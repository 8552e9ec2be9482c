//! What there is to see of the realm: its settings and its audit trail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;

use super::call::{Call, list, rows};
use super::users::SEARCH_CHARS;
use crate::admin;
use crate::audit;
use crate::clock::Timestamp;
use crate::storage::audit_events::{self, AuditFilter, AuditRow};
use crate::web::account_api::problem::Problem;
use crate::web::account_api::with_json;

/// By what events are picked, and whether that is a time.
pub const EVENT_FILTERS: [(&str, bool); 4] = [("event", false), ("party", false), ("since", true), ("until", true)];

pub fn show(call: &Call) -> HttpResponse {
    let state = &call.context.state;
    let realm = &state.realm;
    let body = json!({
        "id": realm.id, "name": realm.name, "display_name": realm.display_name, "issuer": state.issuer.as_str(),
        "host": realm.host, "enabled": realm.enabled, "settings": realm.settings,
        "contrast": admin::contrast_of_realm(&call.state.themes, &realm.settings),
        "created_at": realm.created_at.to_rfc3339(), "updated_at": realm.updated_at.to_rfc3339(),
    });
    with_json(StatusCode::OK, &body)
}

pub async fn events(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, cursor) = call.paging()?;
    let before = if cursor.is_empty() { None } else { Some(place(&cursor)?) };
    let (time, id) = before.unwrap_or((Timestamp::from_millis(i64::MAX), String::new()));
    let (event, party) = (words(call, "event")?, words(call, "party")?);
    let filter = AuditFilter {
        event: &event,
        party: &party,
        from: instant(call, "since")?.unwrap_or_default(),
        until: instant(call, "until")?.unwrap_or(Timestamp::from_millis(i64::MAX)),
    };
    let found = audit_events::search(call.database(), call.realm(), filter, (time, &id), rows(limit)).await?;
    let issuer = call.context.issuer().as_str();
    let told = |row: &AuditRow| json!(audit::envelope(issuer, row));
    Ok(list(found, limit, told, |row| format!("{} {}", row.time.as_millis(), row.id)))
}

/// The line at which a part of the list ended.
fn place(cursor: &str) -> Result<(Timestamp, String), Problem> {
    let parts = cursor.split_once(' ').and_then(|(millis, id)| Some((millis.parse().ok()?, id.to_owned())));
    let (millis, id) = parts.ok_or_else(|| Problem::fault("cursor", &["not-offered"]))?;
    Ok((Timestamp::from_millis(millis), id))
}

fn words(call: &Call, name: &str) -> Result<String, Problem> {
    let text = call.asked(name)?.unwrap_or_default();
    if text.chars().count() > SEARCH_CHARS || text.contains('\0') {
        return Err(Problem::fault(name, &["too-long"]));
    }
    Ok(text)
}

fn instant(call: &Call, name: &str) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = call.asked(name)? else { return Ok(None) };
    Timestamp::from_rfc3339(&text).map(Some).ok_or_else(|| Problem::fault(name, &["malformed"]))
}
