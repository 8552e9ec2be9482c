//! Which resource servers an access token is for, and what that decides about it (RFC 8707, RFC 9068 §3).

use std::sync::Arc;
use std::time::Duration;

use super::account_access;
use super::context::Context;
use super::error::Error;
use super::issue::AccessTokenTarget;
use super::policy::Policy;
use crate::jose::Algorithm;
use crate::model::{Client, ResourceServer, TokenFormat};
use crate::spec::{OAuthError, Scope};

/// The resource servers an access token is for. The issuer in the list, or an empty list, means its own endpoints.
pub async fn resolve(
    context: &Context,
    client: &Client,
    audience: &[String],
    policy: &Policy,
) -> Result<(AccessTokenTarget, Vec<Arc<ResourceServer>>), Error> {
    let mut servers = Vec::with_capacity(audience.len());
    for id in audience.iter().filter(|id| *id != context.issuer().as_str()) {
        let allowed = client.metadata.resources.contains(id);
        let shared = &context.shared;
        let known = shared.resources.find(&shared.database, (context.realm(), id), context.now);
        let found = if allowed { known.await? } else { None };
        servers.push(
            found.ok_or_else(|| OAuthError::invalid_target("the resource is unknown or not open to the client"))?,
        );
    }
    Ok((merge(context, audience, &servers, policy)?, servers))
}

/// The resource servers that a request of `client` is about, as far as they are known: those it names, or the usual ones.
pub async fn servers(
    context: &Context,
    client: &Client,
    resource: &[String],
) -> Result<Vec<Arc<ResourceServer>>, Error> {
    let usual = default_audience(client);
    let audience = if resource.is_empty() { &usual } else { resource };
    let mut servers = Vec::new();
    for id in audience {
        let shared = &context.shared;
        servers.extend(shared.resources.find(&shared.database, (context.realm(), id), context.now).await?);
    }
    Ok(servers)
}

/// The audience of a request that names no resource: what the client is registered for.
pub fn default_audience(client: &Client) -> Vec<String> {
    client.metadata.resources.clone()
}

/// The audience of a user's tokens: what the request names and nothing else, so that no resource server it is narrowed to can
/// read the user's claims with it; else the usual ones, and the issuer
/// where UserInfo or the account API is asked for.
pub fn user_audience(context: &Context, client: &Client, resource: &[String], scope: &Scope) -> Vec<String> {
    if !resource.is_empty() {
        return resource.to_vec();
    }
    let mut audience = default_audience(client);
    if (scope.contains("openid") || account_access::is_asked_for(scope)) && !audience.is_empty() {
        audience.push(context.issuer().as_str().to_owned());
    }
    audience
}

/// The strictest of what the servers ask for.
fn merge(
    context: &Context,
    audience: &[String],
    servers: &[Arc<ResourceServer>],
    policy: &Policy,
) -> Result<AccessTokenTarget, OAuthError> {
    let opaque = policy.access_token_format == TokenFormat::Opaque
        || servers.iter().any(|server| server.settings.token_format == TokenFormat::Opaque);
    let lifetime = servers
        .iter()
        .filter_map(|server| server.settings.access_token_lifetime_seconds)
        .map(|secs| Duration::from_secs(u64::from(secs)))
        .fold(policy.access_token, Duration::min);
    let alg = if opaque { Algorithm::RS256 } else { algorithm(servers)? };
    Ok(AccessTokenTarget {
        audience: if audience.is_empty() { vec![context.issuer().as_str().to_owned()] } else { audience.to_vec() },
        format: if opaque { TokenFormat::Opaque } else { TokenFormat::Jwt },
        alg,
        lifetime,
    })
}

/// A token has one signature, so servers that want different ones need a token each.
fn algorithm(servers: &[Arc<ResourceServer>]) -> Result<Algorithm, OAuthError> {
    let wish = |server: &ResourceServer| server.settings.signing_alg.as_deref().and_then(|name| name.parse().ok());
    let mut wanted = servers.iter().map(|server| wish(server).unwrap_or(Algorithm::RS256));
    let first = wanted.next().unwrap_or(Algorithm::RS256);
    if wanted.all(|other| other == first) {
        Ok(first)
    } else {
        Err(OAuthError::invalid_target("the resources want different signatures, ask for one at a time"))
    }
}

/// The scopes that mean something at `servers`.
pub fn scopes_of(servers: &[Arc<ResourceServer>]) -> Scope {
    servers.iter().fold(Scope::default(), |all, server| all.union(&server.settings.scopes))
}
