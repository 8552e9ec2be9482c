//! People: found, made, let in and kept out.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::{Call, list, needed, rows, text};
use crate::admin::{self, NewUser};
use crate::clock::Timestamp;
use crate::model::{ACCESS_LIFETIME, AccessTerms, AccessTermsFault, Held, User, UserStatus};
use crate::storage::{holdings, users};
use crate::web::account_api::problem::Problem;
use crate::web::account_api::{nothing, with_json};

/// Characters looked for at most.
pub const SEARCH_CHARS: usize = 100;

pub async fn search(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let prefix = call.asked("search")?.unwrap_or_default();
    if prefix.chars().count() > SEARCH_CHARS || prefix.contains('\0') {
        return Err(Problem::fault("search", &["too-long"]));
    }
    let found = users::search(call.database(), call.realm(), &prefix, (&after, rows(limit))).await?;
    Ok(list(found, limit, told, |user| user.username.clone()))
}

pub async fn create(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["username", "email", "email_verified"]).await?;
    let email_verified = match body.get("email_verified") {
        None => false,
        Some(value) => value.as_bool().ok_or_else(|| Problem::fault("email_verified", &["malformed"]))?,
    };
    let email = text(&body, "email")?;
    if email_verified && email.is_none() {
        return Err(Problem::fault("email", &["missing"]));
    }
    let new = NewUser { username: needed(&body, "username")?, email, email_verified, ..NewUser::default() };
    let user = admin::create_user(call.database(), &call.origin(), call.actor(), new).await?;
    Ok(with_json(StatusCode::CREATED, &told(&user)))
}

pub async fn show(call: &Call) -> Result<HttpResponse, Problem> {
    Ok(with_json(StatusCode::OK, &told(&found(call).await?)))
}

async fn found(call: &Call) -> Result<User, Problem> {
    let user = users::find(call.database(), call.realm(), &call.user_id()).await?;
    user.ok_or_else(|| Problem::new("not_found"))
}

/// The person who is acted upon, if the administrator may.
async fn within_reach(call: &Call) -> Result<User, Problem> {
    let user = found(call).await?;
    admin::check_over(call.database(), &call.origin(), call.by(), &user.id).await?;
    Ok(user)
}

pub async fn suspend(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    if user.status == UserStatus::Suspended {
        return Err(Problem::new("no_change"));
    }
    let (origin, status) = (call.origin(), UserStatus::Suspended);
    let ended = admin::set_status(call.database(), &origin, call.actor(), &user.id, status).await?;
    call.announce(&ended).await;
    Ok(nothing())
}

pub async fn reinstate(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    let (database, origin, actor) = (call.database(), call.origin(), call.actor());
    match user.status {
        UserStatus::Active => return Err(Problem::new("no_change")),
        UserStatus::Pending => admin::approve(database, &call.context.shared.outbox, &origin, actor, &user.id).await?,
        UserStatus::Suspended | UserStatus::Locked => {
            admin::set_status(database, &origin, actor, &user.id, UserStatus::Active).await?;
        }
    }
    Ok(nothing())
}

pub async fn unlock(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    admin::unlock(call.database(), &call.origin(), call.actor(), &user.id).await?;
    Ok(nothing())
}

pub async fn end_sessions(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    let ended = call.state.authenticator.end_sessions_of(&call.origin(), call.actor(), &user.id).await?;
    call.announce(&ended).await;
    Ok(nothing())
}

pub async fn delete(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    let wait = call.context.state.realm.settings.deletion_delay();
    // A client of another realm is none that this realm's trail could name.
    let through = (call.caller.user.realm == *call.realm()).then_some(&call.caller.client);
    let (authenticator, origin) = (&call.state.authenticator, call.origin());
    let leaving = authenticator.request_deletion(&origin, (call.actor(), through), &user.id, wait).await?;
    let leaving = leaving.ok_or_else(|| Problem::new("no_change"))?;
    call.announce(&leaving.ended).await;
    Ok(with_json(StatusCode::OK, &json!({ "delete_at": leaving.at.to_rfc3339() })))
}

pub async fn keep(call: &Call) -> Result<HttpResponse, Problem> {
    let user = within_reach(call).await?;
    if call.state.authenticator.keep_account(&call.origin(), call.actor(), &user.id).await? {
        Ok(nothing())
    } else {
        Err(Problem::new("no_change"))
    }
}

/// The link is all that is needed to come in: it stands in this answer alone.
pub async fn issue_access_link(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["reason", "lifetime_seconds"]).await?;
    let terms = access_terms(&body)?;
    let user = within_reach(&call).await?;
    let (authenticator, origin) = (&call.state.authenticator, call.origin());
    let agreed = (terms.lifetime, terms.reason.as_str());
    let token = authenticator.issue_access(&origin, call.actor(), &user, agreed).await?;
    let token = token.ok_or_else(|| Problem::new("no_change"))?;
    let link = call.context.issuer().endpoint(&format!("/link/access/{}", token.expose()));
    let expires_at = (origin.now + terms.lifetime).to_rfc3339();
    Ok(with_json(StatusCode::CREATED, &json!({ "link": link, "expires_at": expires_at })))
}

fn access_terms(body: &Map<String, Value>) -> Result<AccessTerms, Problem> {
    let seconds = match body.get("lifetime_seconds") {
        None => ACCESS_LIFETIME.as_secs(),
        Some(value) => value.as_u64().ok_or_else(|| Problem::fault("lifetime_seconds", &["malformed"]))?,
    };
    let reason = text(body, "reason")?.unwrap_or_default();
    AccessTerms::parse(Duration::from_secs(seconds), &reason).map_err(|fault| match fault {
        AccessTermsFault::Lifetime => Problem::fault("lifetime_seconds", &["not-offered"]),
        AccessTermsFault::ReasonMissing => Problem::fault("reason", &["missing"]),
        AccessTermsFault::ReasonMalformed => Problem::fault("reason", &["malformed"]),
    })
}

pub async fn show_holdings(call: &Call) -> Result<HttpResponse, Problem> {
    let user = found(call).await?;
    let held = holdings::of_user(call.database(), call.realm(), &user.id).await?;
    let told = |list: &[Held]| list.iter().map(way).collect::<Vec<Value>>();
    Ok(with_json(StatusCode::OK, &json!({ "roles": told(&held.roles), "groups": told(&held.groups) })))
}

fn way(held: &Held) -> Value {
    let steps: Vec<Value> = held.way.iter().map(|step| json!({ "kind": step.kind(), "name": step.name() })).collect();
    json!({ "name": held.name, "by": steps })
}

fn told(user: &User) -> Value {
    json!({
        "id": user.id, "username": user.username, "email": user.email, "email_verified": user.email_verified,
        "status": user.status.as_str(), "has_password": user.password_hash.is_some(),
        "locked_until": user.locked_until.map(Timestamp::to_rfc3339), "created_at": user.created_at.to_rfc3339(),
        "updated_at": user.updated_at.to_rfc3339(), "delete_at": user.delete_at.map(Timestamp::to_rfc3339),
    })
}
