//! Which resource servers an access token is for, and what that decides about it (RFC 8707, RFC 9068 §3).

use std::sync::Arc;
use std::time::Duration;

use super::context::Context;
use super::error::Error;
use super::issue::AccessTokenTarget;
use super::policy::Policy;
use crate::jose::Algorithm;
use crate::model::{Client, ResourceServer, TokenFormat};
use crate::spec::{OAuthError, Scope};

/// The resource servers an access token is for. An empty list means the issuer's own endpoints.
pub async fn resolve(
    context: &Context,
    client: &Client,
    audience: &[String],
    policy: &Policy,
) -> Result<(AccessTokenTarget, Vec<Arc<ResourceServer>>), Error> {
    let mut servers = Vec::with_capacity(audience.len());
    for id in audience {
        let allowed = client.metadata.resources.contains(id);
        let shared = &context.shared;
        let known = shared.resources.find(&shared.database, (context.realm(), id), context.now);
        let found = if allowed { known.await? } else { None };
        servers.push(
            found.ok_or_else(|| OAuthError::invalid_target("the resource is unknown or not open to the client"))?,
        );
    }
    Ok((merge(context, audience, &servers, policy), servers))
}

/// The audience of a request that names no resource: what the client is registered for.
pub fn default_audience(client: &Client) -> Vec<String> {
    client.metadata.resources.clone()
}

/// The strictest of what the servers ask for.
fn merge(
    context: &Context,
    audience: &[String],
    servers: &[Arc<ResourceServer>],
    policy: &Policy,
) -> AccessTokenTarget {
    let opaque = servers.iter().any(|server| server.settings.token_format == TokenFormat::Opaque);
    let lifetime = servers
        .iter()
        .filter_map(|server| server.settings.access_token_lifetime_seconds)
        .map(|secs| Duration::from_secs(u64::from(secs)))
        .fold(policy.access_token, Duration::min);
    AccessTokenTarget {
        audience: if audience.is_empty() { vec![context.issuer().as_str().to_owned()] } else { audience.to_vec() },
        format: if opaque { TokenFormat::Opaque } else { TokenFormat::Jwt },
        alg: servers
            .iter()
            .find_map(|server| server.settings.signing_alg.as_deref()?.parse().ok())
            .unwrap_or(Algorithm::RS256),
        lifetime,
    }
}

/// The scopes that mean something at `servers`.
pub fn scopes_of(servers: &[Arc<ResourceServer>]) -> Scope {
    servers.iter().fold(Scope::default(), |all, server| all.union(&server.settings.scopes))
}
