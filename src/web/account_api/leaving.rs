//! Taking one's data along, and leaving. Nothing here keeps an account after all: no token is left to call with then.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use serde_json::json;

use super::call::Call;
use super::problem::Problem;
use super::with_json;
use crate::account::Field;
use crate::account::export;
use crate::audit::Actor;
use crate::storage::exports;
use crate::theme::Locale;
use crate::web::error::failed_export;

pub async fn show_export(call: &Call, status: StatusCode) -> Result<HttpResponse, Problem> {
    let (context, user) = (&call.context, &call.caller.user.id);
    let found = exports::find(context.database(), context.realm(), user).await?;
    let export = found.filter(|export| context.now < export.expires_at).ok_or_else(|| Problem::new("not_found"))?;
    let body = json!({
        "state": export.state.as_str(), "requested_at": export.requested_at.to_rfc3339(),
        "expires_at": export.expires_at.to_rfc3339(), "size": export.size,
    });
    Ok(with_json(status, &body))
}

pub async fn ask_export(call: &Call) -> Result<HttpResponse, Problem> {
    let whose = (&call.caller.user.id, Some(&call.caller.client));
    let claim = call.caller.user.claims.get(Field::Locale.as_str()).and_then(serde_json::Value::as_str);
    let default = call.context.state.realm.settings.default_locale.as_deref();
    let locale = claim.or(default).and_then(Locale::parse).unwrap_or_else(Locale::english);
    if export::request(call.context.database(), &call.origin(), whose, locale.as_str()).await? {
        show_export(call, StatusCode::CREATED).await
    } else {
        Err(Problem::new("limit_reached"))
    }
}

pub async fn take_export(call: &Call) -> Result<HttpResponse, Problem> {
    let (shared, whose) = (&call.context.shared, (&call.caller.user.id, Some(&call.caller.client)));
    let taken = export::take((&shared.database, &shared.sub_keys), &call.origin(), whose).await;
    let taken = taken.map_err(|error| Problem::from_provider(&failed_export(error)))?;
    let bytes = taken.ok_or_else(|| Problem::new("not_found"))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(bytes))
}

pub async fn delete_account(call: &Call) -> Result<HttpResponse, Problem> {
    let (context, user) = (&call.context, &call.caller.user.id);
    let actor = (Actor::User(user), Some(&call.caller.client));
    let wait = context.state.realm.settings.deletion_delay();
    let leaving = call.state.authenticator.request_deletion(&call.origin(), actor, user, wait).await?;
    // Decided elsewhere a moment ago: the token is worth nothing any more.
    let leaving = leaving.ok_or_else(|| Problem::new("invalid_token"))?;
    call.announce(&leaving.ended).await;
    let keep = context.issuer().endpoint("/account/privacy");
    Ok(with_json(StatusCode::OK, &json!({ "delete_at": leaving.at.to_rfc3339(), "keep_uri": keep })))
}
