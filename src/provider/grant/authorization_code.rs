//! The authorization code grant (RFC 6749 §4.1.3): a code is redeemed once, by the client it was issued to.

use super::{announce, end, refresh_token, user_tokens, with_active_user};
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::model::{AuthorizationCode, EndReason, Grant, User};
use crate::provider::client_auth::AuthenticatedClient;
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::secret::token_hash;
use crate::spec::{GrantType, OAuthError, TokenResponse, pkce};
use crate::storage::{access_tokens, authorization_codes};

/// What the client presents.
pub struct Presented {
    /// The code.
    pub code: String,
    /// The redirect URI of the authorization request.
    pub redirect_uri: Option<String>,
    /// The PKCE verifier.
    pub code_verifier: Option<String>,
}

/// Redeems a code.
///
/// # Errors
/// `invalid_grant` for a code that is unknown, spent, expired, someone else's, or presented with the wrong redirect URI
/// or verifier. A spent one also ends everything issued from it.
pub async fn redeem(
    context: &Context,
    client: &AuthenticatedClient,
    presented: &Presented,
) -> Result<TokenResponse, Error> {
    let code = authorization_codes::find(context.database(), context.realm(), &token_hash(&presented.code))
        .await?
        .filter(|code| code.client_id == *client.id())
        .ok_or_else(refusal)?;
    if code.used_at.is_some() {
        return Err(reuse(context, client, &code).await);
    }
    check(&code, presented, context)?;
    let (grant, user) = with_active_user(context, &code.grant_id)
        .await?
        .filter(|(grant, _)| grant.is_live(context.now))
        .ok_or_else(refusal)?;
    issue(context, client, &code, (&grant, &user)).await
}

/// The same words for every reason.
fn refusal() -> Error {
    Error::Protocol(OAuthError::invalid_grant("the code is invalid, expired, or was issued to another client"))
}

/// Nothing here consumes the code: a wrong verifier must not let a thief burn the owner's code.
fn check(code: &AuthorizationCode, presented: &Presented, context: &Context) -> Result<(), Error> {
    if context.now >= code.expires_at {
        return Err(refusal());
    }
    match &presented.redirect_uri {
        // MUST be the redirect_uri of the authorization request if that had one (RFC 6749 §4.1.3).
        Some(uri) if *uri == code.redirect_uri => {}
        None if !code.redirect_uri_sent => {}
        _ => return Err(OAuthError::invalid_grant("redirect_uri is not the one of the authorization request").into()),
    }
    Ok(pkce::check(code.code_challenge.as_ref(), presented.code_verifier.as_deref())?)
}

async fn issue(
    context: &Context,
    client: &AuthenticatedClient,
    code: &AuthorizationCode,
    (grant, user): (&Grant, &User),
) -> Result<TokenResponse, Error> {
    let mut tokens = user_tokens::make(context, client, (grant, user), &grant.scope, code.nonce.as_deref()).await?;
    let refreshes = client.client().metadata.grant_types.contains(&GrantType::RefreshToken);
    let mut tx = context.database().begin().await?;
    if !authorization_codes::consume(&mut tx, code, context.now).await? {
        tx.rollback().await?;
        return Err(reuse(context, client, code).await);
    }
    if let Some(row) = &tokens.row {
        access_tokens::insert(&mut tx, row).await?;
    }
    if refreshes {
        tokens.response.refresh_token = Some(refresh_token::first(context, &mut tx, client.client(), grant).await?);
    }
    let event = Event::success(EventName::TokenIssued, Actor::User(&grant.user_id), Target::Grant(&grant.id))
        .through(client.id())
        .detail("grant_type", "authorization_code")
        .detail("jti", tokens.jti.as_str());
    audit::record(&mut tx, &context.origin(), &event).await?;
    tx.commit().await?;
    context.shared.uses.note(context.realm(), &grant.id, context.now);
    Ok(tokens.response)
}

/// A spent code came again: everything issued from it ends (RFC 6749 §4.1.2). The effect commits; the answer is a refusal.
async fn reuse(context: &Context, client: &AuthenticatedClient, code: &AuthorizationCode) -> Error {
    match end_reused(context, client, code).await {
        Ok(()) => refusal(),
        Err(error) => error,
    }
}

async fn end_reused(context: &Context, client: &AuthenticatedClient, code: &AuthorizationCode) -> Result<(), Error> {
    let mut tx = context.database().begin().await?;
    let ended = end(context, &mut tx, &code.grant_id, EndReason::CodeReuse).await?;
    let event =
        Event::failure(EventName::TokenReuseDetected, Actor::Client(client.id()), Target::Grant(&code.grant_id))
            .through(client.id())
            .detail("kind", "authorization_code");
    audit::record(&mut tx, &context.origin(), &event).await?;
    tx.commit().await?;
    if let Some(revocation) = ended {
        announce(context, &revocation).await;
    }
    Ok(())
}
