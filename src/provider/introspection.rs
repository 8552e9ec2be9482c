//! Introspection (RFC 7662): what a token is, told to those it concerns and to nobody else.

use super::access::{self, LiveToken};
use super::client_auth::AuthenticatedClient;
use super::context::Context;
use super::encryption::Recipient;
use super::error::Error;
use serde_json::{Value, json};

use crate::jose::Algorithm;
use crate::model::RefreshState;
use crate::secret::token_hash;
use crate::spec::{ActiveToken, IntrospectionResponse, OAuthError, TokenType};
use crate::storage::{grants, refresh_tokens};

/// What `presented` is. Unknown, dead and foreign tokens all answer exactly `{"active":false}`.
///
/// # Errors
/// `unauthorized_client` for public clients, who cannot prove that they may ask.
pub async fn answer(
    context: &Context,
    client: &AuthenticatedClient,
    presented: &str,
) -> Result<IntrospectionResponse, Error> {
    if client.is_public() {
        return Err(OAuthError::unauthorized_client("public clients may not introspect").into());
    }
    let answer = match access::find(context, presented).await? {
        Some(token) if concerns(context, client, &token).await? => {
            if let Some(grant) = &token.grant_id {
                context.shared.uses.note(context.realm(), grant, context.now);
            }
            Some(of_access_token(context, &token))
        }
        Some(_) => None,
        None => refresh_token(context, client, presented).await?,
    };
    metrics::counter!("gatehouse_introspections_total", "active" => if answer.is_some() { "true" } else { "false" })
        .increment(1);
    Ok(answer.map_or(IntrospectionResponse::Inactive, |token| IntrospectionResponse::Active(Box::new(token))))
}

/// Whether `client` is in the token's audience: it holds the token, is the resource server, or speaks for one.
async fn concerns(context: &Context, client: &AuthenticatedClient, token: &LiveToken) -> Result<bool, Error> {
    if token.client_id == *client.id() || token.audience.iter().any(|audience| audience == client.id().as_str()) {
        return Ok(true);
    }
    for audience in token.audience.iter().filter(|audience| *audience != context.issuer().as_str()) {
        let shared = &context.shared;
        let server = shared.resources.find(&shared.database, (context.realm(), audience), context.now).await?;
        if server
            .is_some_and(|server| server.settings.introspection_clients.iter().any(|id| id == client.id().as_str()))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn of_access_token(context: &Context, token: &LiveToken) -> ActiveToken {
    ActiveToken {
        scope: token.scope.clone(),
        client_id: token.client_id.as_str().to_owned(),
        token_type: Some(TokenType::Bearer),
        exp: token.expires_at.as_secs(),
        iat: token.issued_at.as_secs(),
        sub: token.subject.clone(),
        aud: token.audience.clone(),
        iss: context.issuer().as_str().to_owned(),
        jti: Some(token.jti.clone()),
        acr: token.claims.get("acr").and_then(Value::as_str).map(str::to_owned),
        auth_time: token.claims.get("auth_time").and_then(Value::as_i64),
        permissions: token.claims.get("permissions").cloned(),
        ..ActiveToken::default()
    }
}

/// A refresh token concerns only the client that holds it.
async fn refresh_token(
    context: &Context,
    client: &AuthenticatedClient,
    presented: &str,
) -> Result<Option<ActiveToken>, Error> {
    if !presented.starts_with("r1.") {
        return Ok(None);
    }
    let Some(token) = refresh_tokens::find(context.database(), context.realm(), &token_hash(presented)).await? else {
        return Ok(None);
    };
    let live = token.state == RefreshState::Active && context.now < token.expires_at;
    let grant = grants::find(context.database(), context.realm(), &token.grant_id).await?;
    let grant = grant.filter(|grant| live && grant.is_live(context.now) && grant.client_id == *client.id());
    Ok(grant.map(|grant| ActiveToken {
        scope: grant.scope.clone(),
        client_id: grant.client_id.as_str().to_owned(),
        exp: token.expires_at.as_secs(),
        iat: token.issued_at.as_secs(),
        sub: grant.user_id.as_str().to_owned(),
        iss: context.issuer().as_str().to_owned(),
        ..ActiveToken::default()
    }))
}

/// The answer as a JWT for `client`, signed and, if it registered that, encrypted (RFC 9701 §5).
pub async fn sign(
    context: &Context,
    client: &AuthenticatedClient,
    answer: &IntrospectionResponse,
) -> Result<String, Error> {
    let metadata = &client.client().metadata;
    let recipient = Recipient::find(context, client.known(), metadata.introspection_encryption()).await?;
    let claims = json!({
        "iss": context.issuer().as_str(),
        "aud": client.id(),
        "iat": context.now.as_secs(),
        "token_introspection": answer,
    });
    let alg = metadata.introspection_signed_response_alg.as_deref().and_then(|name| name.parse().ok());
    let sign = move |context: &Context| {
        let alg = alg.unwrap_or(Algorithm::RS256);
        let signed = context.state.keys.sign(alg, "token-introspection+jwt", &claims, context.now)?;
        match recipient {
            None => Ok(signed),
            Some(recipient) => recipient.wrap(&signed),
        }
    };
    context.signing(sign).await
}
