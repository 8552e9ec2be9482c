//! Issuing an authorization code: the grant begins, the consent is remembered, and the code is bound to both.

use super::context::Context;
use super::error::Error;
use super::target::user_audience;
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::model::{AuthorizationCode, BrowserSession, Client, Consent, Grant, GrantId, Notice};
use crate::secret::{Secret, token_hash};
use crate::spec::{ClaimsRequest, CodeChallenge, Scope};
use crate::storage::{Transaction, authorization_codes, browser_sessions, consents, grants, users};

/// What a code will stand for.
#[derive(Clone, Debug)]
pub struct CodeRequest<'a> {
    /// The client it goes to.
    pub client: &'a Client,
    /// The session of the user who allows it.
    pub session: &'a BrowserSession,
    /// The scopes granted.
    pub scope: &'a Scope,
    /// The claims asked for.
    pub claims: &'a ClaimsRequest,
    /// The authentication context class to state.
    pub acr: &'a str,
    /// The resource servers asked for; empty for those the client is registered for.
    pub resource: &'a [String],
    /// Where the code goes.
    pub redirect_uri: &'a str,
    /// Whether the request named it.
    pub redirect_uri_sent: bool,
    /// The PKCE challenge.
    pub code_challenge: Option<&'a CodeChallenge>,
    /// The nonce.
    pub nonce: Option<&'a str>,
    /// A consent just given, to be remembered.
    pub consent: Option<&'a Consent>,
}

/// Issues a code of 256 bits (RFC 6749 §10.10), in one transaction with its grant. `None` when the session has ended.
pub async fn issue(context: &Context, request: &CodeRequest<'_>) -> Result<Option<Secret<String>>, Error> {
    let policy = context.policy(request.client);
    let value = context.shared.random.token("");
    let grant = grant(context, request);
    let code = AuthorizationCode {
        realm: context.realm().clone(),
        code_hash: token_hash(value.expose()),
        client_id: request.client.id.clone(),
        grant_id: grant.id.clone(),
        redirect_uri: request.redirect_uri.to_owned(),
        redirect_uri_sent: request.redirect_uri_sent,
        code_challenge: request.code_challenge.cloned(),
        nonce: request.nonce.map(str::to_owned),
        expires_at: context.now + policy.code,
        used_at: None,
    };
    let mut tx = context.database().begin().await?;
    if !browser_sessions::hold(&mut tx, context.realm(), &request.session.id).await? {
        return Ok(None);
    }
    grants::insert(&mut tx, &grant).await?;
    authorization_codes::insert(&mut tx, &code).await?;
    if let Some(consent) = request.consent {
        remember(context, &mut tx, request, consent).await?;
    }
    tx.commit().await?;
    Ok(Some(value))
}

fn grant(context: &Context, request: &CodeRequest<'_>) -> Grant {
    let policy = context.policy(request.client);
    let session = request.session;
    Grant {
        realm: context.realm().clone(),
        id: GrantId::from(context.shared.random.id()),
        client_id: request.client.id.clone(),
        user_id: session.user_id.clone(),
        session_id: session.id.clone(),
        offline: request.scope.contains("offline_access"),
        scope: request.scope.clone(),
        audience: user_audience(context, request.client, request.resource, request.scope),
        claims: request.claims.clone(),
        auth_time: session.auth_time,
        acr: request.acr.to_owned(),
        amr: session.amr.clone(),
        generation: 0,
        idle_expires_at: context.now + policy.refresh_idle,
        expires_at: context.now + policy.refresh_absolute,
        created_at: context.now,
        revoked_at: None,
    }
}

async fn remember(
    context: &Context,
    tx: &mut Transaction,
    request: &CodeRequest<'_>,
    consent: &Consent,
) -> Result<(), Error> {
    consents::upsert(tx, consent).await?;
    let (actor, target) = (Actor::User(&consent.user_id), Target::Client(&request.client.id));
    let event = Event::success(EventName::ConsentGiven, actor, target)
        .through(&request.client.id)
        .detail("scope", consent.scope.to_string());
    let origin = context.origin();
    audit::record(tx, &origin, &event).await?;
    // It goes on while the person is away; the rest ends with their session (product SE-17).
    if consent.scope.contains("offline_access")
        && let Some(user) = users::find_in(tx, context.realm(), &consent.user_id).await?
    {
        let name = request.client.metadata.client_name.as_deref().unwrap_or(request.client.id.as_str());
        context.shared.outbox.tell(tx, &origin, &user, (Notice::ConsentGiven, name)).await?;
    }
    Ok(())
}
