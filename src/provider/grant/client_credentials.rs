//! The client credentials grant (RFC 6749 §4.4): no user, no refresh token, no ID token.

use crate::audit::{Actor, Event, EventName, Target};
use crate::model::{ClientId, permissions};
use crate::provider::client_auth::AuthenticatedClient;
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::provider::issue::{self, AccessTokenRequest};
use crate::provider::target;
use crate::spec::{OAuthError, Scope, TokenResponse};

/// Issues an access token to a client in its own right.
///
/// # Errors
/// `unauthorized_client` for public clients, `invalid_scope` for scopes that are not open to it, `invalid_target`.
pub async fn issue(
    context: &Context,
    client: &AuthenticatedClient,
    scope: Option<Scope>,
    resource: &[String],
) -> Result<TokenResponse, Error> {
    // MUST only be used by confidential clients (RFC 6749 §4.4).
    if client.is_public() {
        return Err(OAuthError::unauthorized_client("public clients have no credentials").into());
    }
    let policy = context.policy(client.client());
    let audience = if resource.is_empty() { target::default_audience(client.client()) } else { resource.to_vec() };
    let (target, servers) = target::resolve(context, client.client(), &audience, &policy).await?;
    let open = client.client().metadata.scope.clone().unwrap_or_default().intersection(&target::scopes_of(&servers));
    let scope = scope.unwrap_or_else(|| open.clone());
    if !scope.is_subset(&open) {
        return Err(OAuthError::invalid_scope("the client may not ask for this scope").into());
    }
    let permissions = permissions(&servers, &client.client().metadata.permissions);
    let lifetime = target.lifetime;
    let (client_id, granted) = (client.id().clone(), scope.clone());
    let make = move |context: &Context| {
        let request = AccessTokenRequest {
            client_id: &client_id,
            subject: client_id.as_str(),
            grant: None,
            scope: &granted,
            permissions: permissions.as_deref(),
            target: &target,
        };
        let token = issue::access_token(context, &request)?;
        // On its way to the trail from here: the request would have to wait for its thread before it could send it.
        let line = match &token.row {
            None => Some(context.shared.appender.submit(
                &context.origin(),
                &issued(&client_id, &token.jti),
                context.shared.signing.is_behind(),
            )?),
            Some(_) => None,
        };
        Ok((token, line))
    };
    let (token, line) = context.signing(make).await?;
    if let Some(line) = line {
        line.await?;
    } else if let Some(row) = &token.row {
        let mut tx = context.database().begin().await?;
        crate::storage::access_tokens::insert(&mut tx, row).await?;
        crate::audit::record(&mut tx, &context.origin(), &issued(client.id(), &token.jti)).await?;
        tx.commit().await?;
    }
    Ok(issue::response(token.value, lifetime, scope))
}

fn issued<'a>(client: &'a ClientId, jti: &'a str) -> Event<'a> {
    Event::success(EventName::TokenIssued, Actor::Client(client), Target::Token(jti))
        .through(client)
        .detail("grant_type", "client_credentials")
}
