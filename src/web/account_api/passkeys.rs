//! Passkeys and security keys: the ceremonies of WebAuthn, for whoever brings the person's browser along.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::problem::Problem;
use super::{nothing, with_json};
use crate::authn::{CeremonyAnswer, NAME_CHARS_MAX, NewCredential, RelyingParty, Removed, vendor};
use crate::clock::Timestamp;
use crate::model::{CredentialKind, FactorId, WebauthnCredential};

pub async fn list(call: &Call, status: StatusCode) -> Result<HttpResponse, Problem> {
    let known = call.state.authenticator.credentials(&call.origin(), &call.caller.user.id).await?;
    let items: Vec<Value> = known.iter().map(told).collect();
    Ok(with_json(status, &json!({ "items": items })))
}

fn told(known: &WebauthnCredential) -> Value {
    json!({
        "id": known.id, "kind": known.kind.as_str(), "name": known.name,
        "vendor": vendor(&known.aaguid).unwrap_or_default(), "synced": known.backup_eligible,
        "created_at": known.created_at.to_rfc3339(), "last_used_at": known.last_used_at.map(Timestamp::to_rfc3339),
    })
}

/// The relying party is that of the pages, whatever application calls: browsers make the credential at its origin only.
fn relying_party(call: &Call) -> Result<RelyingParty, Problem> {
    let context = &call.context;
    let party = RelyingParty::new(context.issuer().origin(), &context.state.realm.display_name);
    party.ok_or_else(|| Problem::new("passkeys_impossible"))
}

fn kind_of(body: &Map<String, Value>) -> Result<CredentialKind, Problem> {
    let kind = body.get("kind").and_then(Value::as_str).and_then(CredentialKind::parse);
    kind.ok_or_else(|| Problem::fault("kind", &["not-offered"]))
}

pub async fn begin(mut call: Call) -> Result<HttpResponse, Problem> {
    let kind = kind_of(&call.object().await?)?;
    let party = relying_party(&call)?;
    let visit = call.fresh_visit()?;
    let begun = call.state.authenticator.begin_credential(&call.origin(), &party, (visit, kind)).await?;
    let begun = begun.ok_or_else(|| Problem::new("limit_reached"))?;
    let options: Value = serde_json::from_str(&begun.options).map_err(|_| Problem::new("server_error"))?;
    Ok(with_json(StatusCode::CREATED, &json!({ "ceremony": begun.id, "options": options })))
}

pub async fn add(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let (kind, party) = (kind_of(&body)?, relying_party(&call)?);
    let credential = body.get("credential").filter(|credential| credential.is_object());
    let credential = credential.ok_or_else(|| Problem::fault("credential", &["wrong-type"]))?.to_string();
    let ceremony = body.get("ceremony").and_then(Value::as_str);
    let ceremony = ceremony.ok_or_else(|| Problem::fault("ceremony", &["wrong-type"]))?;
    let answer = CeremonyAnswer { id: ceremony, credential: &credential, is_silent: false };
    let new = (call.fresh_visit()?, kind);
    match call.state.authenticator.finish_credential(&call.origin(), &party, new, answer).await? {
        NewCredential::Added(ended) => {
            call.announce(&ended).await;
            list(&call, StatusCode::CREATED).await
        }
        NewCredential::Refused => Err(Problem::new("credential_refused")),
        NewCredential::Expired => Err(Problem::new("enrollment_expired")),
        NewCredential::TooMany => Err(Problem::new("limit_reached")),
    }
}

pub async fn rename(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let name = body.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Problem::fault("name", &["wrong-type"]))?;
    if name.contains('\0') || name.chars().count() > NAME_CHARS_MAX {
        return Err(Problem::fault("name", &[if name.contains('\0') { "not-text" } else { "too-long" }]));
    }
    let new = (&FactorId::from(call.id()), name);
    if call.state.authenticator.rename_credential(&call.origin(), call.fresh_visit()?, new).await? {
        Ok(nothing())
    } else {
        Err(Problem::new("not_found"))
    }
}

pub async fn remove(call: &Call) -> Result<HttpResponse, Problem> {
    let id = FactorId::from(call.id());
    match call.state.authenticator.remove_credential(&call.origin(), call.fresh_visit()?, &id).await? {
        Removed::Done(ended) => {
            call.announce(&ended).await;
            Ok(nothing())
        }
        Removed::Absent => Err(Problem::new("not_found")),
        Removed::LastWayIn => Err(Problem::new("last_way_in")),
    }
}
