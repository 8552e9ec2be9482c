//! Clients: registered, changed, given new secrets, removed.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderValue};
use serde_json::{Map, Value, json};

use super::call::{Call, list, text};
use super::users::SEARCH_CHARS;
use crate::admin::{self, ClientWithSecret, NewClient, PatchFault};
use crate::clock::Timestamp;
use crate::model::{Client, ClientId, ClientSecret};
use crate::provider::clients::CLIENTS;
use crate::provider::deviations;
use crate::secret::Secret;
use crate::spec::ClientMetadata;
use crate::storage::clients;
use crate::web::account_api::problem::Problem;
use crate::web::account_api::{nothing, with_json};

/// Clients read at once while some are looked for.
const STEP: i64 = 200;
/// For how long old secrets work on where nothing is said, and at most; in seconds.
pub const OVERLAP: u64 = 24 * 3600;
pub const OVERLAP_MAX: u64 = 30 * 24 * 3600;

pub async fn search(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let words = call.asked("search")?.unwrap_or_default();
    if words.chars().count() > SEARCH_CHARS || words.contains('\0') {
        return Err(Problem::fault("search", &["too-long"]));
    }
    let found = matching(call, &words.to_lowercase(), after, limit).await?;
    Ok(list(found, limit, |client| summary(call, client), |client| client.id.to_string()))
}

/// Clients after `after` that have `words` in name or id: one more than `limit`, if there are as many.
async fn matching(call: &Call, words: &str, mut after: String, limit: usize) -> Result<Vec<Client>, Problem> {
    let mut found = Vec::new();
    loop {
        let part = clients::list(call.database(), call.realm(), &after, STEP).await?;
        let Some(last) = part.last() else { return Ok(found) };
        after = last.id.to_string();
        found.extend(part.into_iter().filter(|client| {
            let name = client.metadata.client_name.as_deref().unwrap_or_default();
            [client.id.as_str(), name].iter().any(|text| text.to_lowercase().contains(words))
        }));
        if found.len() > limit {
            found.truncate(limit + 1);
            return Ok(found);
        }
    }
}

pub async fn show(call: &Call) -> Result<HttpResponse, Problem> {
    let client = found(call).await?;
    versioned(StatusCode::OK, whole(call, &client).await?, &client)
}

async fn found(call: &Call) -> Result<Client, Problem> {
    let found = clients::find(call.database(), call.realm(), &client_id(call)).await?;
    found.ok_or_else(|| Problem::new("not_found"))
}

fn client_id(call: &Call) -> ClientId {
    ClientId::from(call.part("client"))
}

pub async fn create(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["client_id", "metadata"]).await?;
    // A client that can keep no secret says so in its metadata.
    let metadata = patched(&NewClient::usual_metadata(false), &body)?;
    let new = NewClient { id: text(&body, "client_id")?, metadata, secret: None };
    let (shared, origin) = (&call.context.shared, call.origin());
    let made = admin::create_client(call.database(), &shared.sub_keys, &origin, call.by(), new).await?;
    saved(&call, StatusCode::CREATED, made).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["enabled", "metadata"]).await?;
    let mut client = found(&call).await?;
    if call.expected().is_some_and(|tags| !tags.contains(&client.version.to_string())) {
        return Err(Problem::new("precondition_failed"));
    }
    if let Some(enabled) = body.get("enabled") {
        client.enabled = enabled.as_bool().ok_or_else(|| Problem::fault("enabled", &["malformed"]))?;
    }
    client.metadata = patched(&client.metadata, &body)?;
    let (shared, origin) = (&call.context.shared, call.origin());
    let made = admin::change_client(call.database(), &shared.sub_keys, &origin, call.by(), client).await?;
    saved(&call, StatusCode::OK, made).await
}

/// The member `metadata` of `body` over `current` (RFC 7396).
fn patched(current: &ClientMetadata, body: &Map<String, Value>) -> Result<ClientMetadata, Problem> {
    let patch = match body.get("metadata") {
        None => return Ok(current.clone()),
        Some(value) => value.as_object().ok_or_else(|| Problem::fault("metadata", &["malformed"]))?,
    };
    merged(current, patch)
}

fn merged(current: &ClientMetadata, patch: &Map<String, Value>) -> Result<ClientMetadata, Problem> {
    admin::merge_patch(current, patch).map_err(|fault| match fault {
        PatchFault::Unknown(name) => Problem::pointed(&["metadata", &name], "unknown-member"),
        PatchFault::Malformed(name, _) => Problem::pointed(&["metadata", &name], "malformed"),
    })
}

pub async fn rotate_secret(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["overlap_seconds"]).await?;
    let overlap = match body.get("overlap_seconds") {
        None => OVERLAP,
        Some(value) => value
            .as_u64()
            .filter(|seconds| *seconds <= OVERLAP_MAX)
            .ok_or_else(|| Problem::fault("overlap_seconds", &["not-offered"]))?,
    };
    let (shared, origin, id) = (&call.context.shared, call.origin(), client_id(&call));
    let (act, overlap) = ((call.by(), &id), Duration::from_secs(overlap));
    let secret = admin::rotate_secret(call.database(), &shared.sub_keys, &origin, act, overlap).await?;
    changed(&call, &id).await;
    let secrets = secrets(&call, &id).await?;
    let body = json!({ "client_id": id, "client_secret": secret.expose(), "secrets": secrets });
    Ok(with_json(StatusCode::CREATED, &body))
}

pub async fn delete(call: &Call) -> Result<HttpResponse, Problem> {
    let id = client_id(call);
    let ended = admin::delete_client(call.database(), &call.origin(), call.actor(), &id).await?;
    call.announce(&ended).await;
    changed(call, &id).await;
    Ok(nothing())
}

/// Tells every instance that a client is another one now, this one first.
async fn changed(call: &Call, id: &ClientId) {
    let (shared, realm) = (&call.context.shared, call.realm());
    shared.clients.forget(realm, id);
    if shared.ephemeral.announce(CLIENTS, &format!("{realm} {id}")).await.is_err() {
        // The others look again by themselves within ten seconds.
        tracing::debug!("a change could not be announced");
    }
}

/// A client after it was saved, with its new secret, which is never shown again.
async fn saved(call: &Call, status: StatusCode, made: ClientWithSecret) -> Result<HttpResponse, Problem> {
    changed(call, &made.client.id).await;
    let client = clients::find(call.database(), call.realm(), &made.client.id).await?;
    let client = client.ok_or_else(|| Problem::new("not_found"))?;
    let mut body = whole(call, &client).await?;
    body.insert("client_secret".to_owned(), json!(made.secret.as_ref().map(Secret::expose)));
    body.insert(
        "warnings".to_owned(),
        made.warnings
            .iter()
            .map(|found| {
                json!({
                    "field": found.field, "message": found.message, "fix": found.fix,
                })
            })
            .collect(),
    );
    versioned(status, body, &client)
}

fn versioned(status: StatusCode, body: Map<String, Value>, client: &Client) -> Result<HttpResponse, Problem> {
    let mut response = with_json(status, &Value::Object(body));
    let tag = HeaderValue::from_str(&format!("\"{}\"", client.version)).map_err(|_| Problem::new("server_error"))?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

fn summary(call: &Call, client: &Client) -> Value {
    let deviations = deviations::of(client, &call.context.policy(client));
    json!({
        "client_id": client.id, "client_name": client.metadata.client_name, "enabled": client.enabled,
        "token_endpoint_auth_method": client.metadata.token_endpoint_auth_method,
        "first_party": client.metadata.first_party,
        "deviations": deviations.iter().map(|deviation| deviation.name).collect::<Vec<_>>(),
        "updated_at": client.updated_at.to_rfc3339(),
    })
}

async fn whole(call: &Call, client: &Client) -> Result<Map<String, Value>, Problem> {
    let policy = call.context.policy(client);
    let settings = &call.context.state.realm.settings;
    let publisher = client
        .publisher
        .as_ref()
        .map(|publisher| json!({ "domain": publisher.domain, "verified_at": publisher.verified_at.to_rfc3339() }));
    let members = [
        ("client_id", json!(client.id)),
        ("enabled", json!(client.enabled)),
        ("metadata", json!(client.metadata)),
        ("verified_publisher", json!(publisher)),
        ("in_effect", policy.in_effect()),
        ("deviations", json!(deviations::of(client, &policy))),
        ("contrast", json!(admin::contrast_of_client(&call.state.themes, settings, &client.metadata))),
        ("secrets", json!(secrets(call, &client.id).await?)),
        ("version", json!(client.version)),
        ("created_at", json!(client.created_at.to_rfc3339())),
        ("updated_at", json!(client.updated_at.to_rfc3339())),
    ];
    Ok(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What is known of a client's secrets but for themselves.
async fn secrets(call: &Call, id: &ClientId) -> Result<Vec<Value>, Problem> {
    let told = |secret: &ClientSecret| {
        json!({
            "id": secret.id, "is_typed": secret.is_typed(), "is_valid": secret.is_valid(call.context.now),
            "created_at": secret.created_at.to_rfc3339(), "expires_at": secret.expires_at.map(Timestamp::to_rfc3339),
        })
    };
    Ok(clients::secrets(call.database(), call.realm(), id).await?.iter().map(told).collect())
}
