//! What protects the account: password, authenticator applications, backup codes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use super::{nothing, with_json};
use crate::account::inbox;
use crate::authn::{Enrolled, NewPassword, Password, TOTP_FACTORS_MAX};
use crate::model::FactorId;
use crate::provider::applications;
use crate::web::account::weakness;

pub async fn overview(call: &Call) -> Result<HttpResponse, Problem> {
    let found = call.state.authenticator.checkup(&call.origin(), &call.caller.user.id).await?;
    let applications = applications::list(&call.context, &call.caller.user.id).await?.len();
    let whose = (call.context.realm(), &call.caller.user.id);
    let unread = inbox::unread(call.context.database(), whose).await?;
    let mut advice = Vec::new();
    if !found.has_second_factor() {
        advice.push("add_second_factor");
    } else if !found.has_enough_codes() {
        advice.push("make_backup_codes");
    }
    let body = json!({
        "sub": call.caller.user.id, "username": call.caller.user.username,
        "passkeys": found.passkeys, "security_keys": found.security_keys, "unread_notices": unread,
        "authenticators": found.authenticators, "backup_codes_left": found.backup_codes,
        "sessions": found.sessions, "applications": applications, "advice": advice,
    });
    Ok(with_json(StatusCode::OK, &body))
}

pub async fn change_password(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let typed = body.get("new_password").and_then(Value::as_str);
    let typed = typed.ok_or_else(|| Problem::fault("new_password", &["wrong-type"]))?;
    let end_others = match body.get("end_other_sessions") {
        None => true,
        Some(value) => value.as_bool().ok_or_else(|| Problem::fault("end_other_sessions", &["wrong-type"]))?,
    };
    if let Some(name) = body.keys().find(|name| !["new_password", "end_other_sessions"].contains(&name.as_str())) {
        return Err(Problem::fault(name, &["unknown-member"]));
    }
    let password = Password::parse(typed).map_err(|error| {
        let is_empty = error == crate::authn::PasswordError::Empty;
        Problem::fault("new_password", &[if is_empty { "empty" } else { "too-long" }])
    })?;
    let authenticator = &call.state.authenticator;
    let policy = authenticator.policy(&call.context.state.realm);
    let visit = call.fresh_visit()?;
    match authenticator.change_password(&call.origin(), visit, (&password, end_others), &policy).await? {
        NewPassword::Weak(weaknesses) => {
            let codes: Vec<String> = weaknesses.iter().map(weakness).collect();
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            Err(Problem::fault("new_password", &codes))
        }
        NewPassword::Set(ended) => {
            call.announce(&ended).await;
            Ok(nothing())
        }
    }
}

pub async fn list_authenticators(call: &Call, status: StatusCode) -> Result<HttpResponse, Problem> {
    let factors = call.state.authenticator.totp_factors(&call.origin(), &call.caller.user.id).await?;
    let items: Vec<Value> = factors
        .iter()
        .map(|factor| {
            let used = factor.last_used_at.map(crate::clock::Timestamp::to_rfc3339);
            let added = factor.created_at.to_rfc3339();
            json!({ "id": factor.id, "name": factor.name, "created_at": added, "last_used_at": used })
        })
        .collect();
    Ok(with_json(status, &json!({ "items": items })))
}

async fn has_room(call: &Call) -> Result<(), Problem> {
    let factors = call.state.authenticator.totp_factors(&call.origin(), &call.caller.user.id).await?;
    if factors.len() < TOTP_FACTORS_MAX { Ok(()) } else { Err(Problem::new("limit_reached")) }
}

pub async fn begin_authenticator(call: &Call) -> Result<HttpResponse, Problem> {
    has_room(call).await?;
    let secret = call.state.authenticator.begin_totp(&call.origin(), call.fresh_visit()?).await?;
    let realm = &call.context.state.realm.display_name;
    let uri = secret.uri(realm, &call.caller.user.username).ok_or_else(|| Problem::new("server_error"))?;
    let base32 = secret.base32();
    let body = json!({
        "secret": base32.expose().trim_end_matches('='), "otpauth_uri": uri.expose(), "digits": secret.digits(),
    });
    Ok(with_json(StatusCode::CREATED, &body))
}

pub async fn add_authenticator(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    has_room(&call).await?;
    let (visit, typed) = (call.fresh_visit()?, (text("name"), text("code")));
    match call.state.authenticator.finish_totp(&call.origin(), visit, typed).await? {
        Enrolled::Done(ended) => {
            call.announce(&ended).await;
            list_authenticators(&call, StatusCode::CREATED).await
        }
        Enrolled::WrongCode => Err(Problem::new("wrong_code")),
        Enrolled::TooMany => Err(Problem::new("limit_reached")),
        Enrolled::Expired => Err(Problem::new("enrollment_expired")),
    }
}

pub async fn remove_authenticator(call: &Call) -> Result<HttpResponse, Problem> {
    let id = FactorId::from(call.id());
    match call.state.authenticator.remove_totp(&call.origin(), call.fresh_visit()?, &id).await? {
        Some(ended) => {
            call.announce(&ended).await;
            Ok(nothing())
        }
        None => Err(Problem::new("not_found")),
    }
}

pub async fn count_codes(call: &Call) -> Result<HttpResponse, Problem> {
    let left = call.state.authenticator.backup_codes_left(&call.origin(), &call.caller.user.id).await?;
    Ok(with_json(StatusCode::OK, &json!({ "left": left })))
}

pub async fn make_codes(call: &Call) -> Result<HttpResponse, Problem> {
    let (authenticator, origin, user) = (&call.state.authenticator, call.origin(), &call.caller.user.id);
    if !authenticator.is_second_factor_demanded(&origin, user).await? {
        return Err(Problem::new("second_factor_missing"));
    }
    let made = authenticator.make_backup_codes(&origin, user).await?;
    if made.is_empty() {
        // The last factor was removed while the codes were made.
        return Err(Problem::new("second_factor_missing"));
    }
    let codes: Vec<&str> = made.iter().map(|code| code.expose().as_str()).collect();
    Ok(with_json(StatusCode::CREATED, &json!({ "codes": codes })))
}
