//! Revocation (RFC 7009) of refresh tokens and of access tokens, JWT ones included.

use super::access::{self, LiveToken};
use super::client_auth::AuthenticatedClient;
use super::context::Context;
use super::error::Error;
use super::grant::{announce, end};
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::model::{EndReason, Revocation, RevocationKind, TokenFormat};
use crate::secret::token_hash;
use crate::storage::{access_tokens, grants, refresh_tokens};

/// Revokes `presented` if it is the client's own. Unknown tokens are no error (RFC 7009 §2.2): the client has what it wants.
pub async fn revoke(context: &Context, client: &AuthenticatedClient, presented: &str) -> Result<(), Error> {
    if presented.starts_with("r1.") {
        return refresh_token(context, client, presented).await;
    }
    match access::find(context, presented).await? {
        Some(token) if token.client_id == *client.id() => access_token(context, client, presented, &token).await,
        _ => Ok(()),
    }
}

/// A refresh token stands for its grant: everything issued from it ends (RFC 7009 §2.1).
async fn refresh_token(context: &Context, client: &AuthenticatedClient, presented: &str) -> Result<(), Error> {
    let Some(token) = refresh_tokens::find(context.database(), context.realm(), &token_hash(presented)).await? else {
        return Ok(());
    };
    let grant = grants::find(context.database(), context.realm(), &token.grant_id).await?;
    let Some(grant) = grant.filter(|grant| grant.client_id == *client.id()) else { return Ok(()) };
    let mut tx = context.database().begin().await?;
    let ended = end(context, &mut tx, &grant.id, EndReason::RevokedByClient).await?;
    tx.commit().await?;
    if let Some(revocation) = ended {
        announce(context, &revocation).await;
    }
    Ok(())
}

async fn access_token(
    context: &Context,
    client: &AuthenticatedClient,
    presented: &str,
    token: &LiveToken,
) -> Result<(), Error> {
    let mut tx = context.database().begin().await?;
    let revocation = match token.format {
        TokenFormat::Opaque => {
            access_tokens::revoke(&mut tx, context.realm(), &token_hash(presented), client.id(), context.now).await?;
            None
        }
        TokenFormat::Jwt => {
            let revocation = Revocation {
                realm: context.realm().clone(),
                kind: RevocationKind::Jti,
                id: token.jti.clone(),
                revoked_at: context.now,
                expires_at: token.expires_at,
            };
            access_tokens::insert_revocation(&mut tx, &revocation).await?;
            Some(revocation)
        }
    };
    let event = Event::success(EventName::TokenRevoked, Actor::Client(client.id()), Target::Token(&token.jti))
        .through(client.id());
    audit::record(&mut tx, &context.origin(), &event).await?;
    tx.commit().await?;
    if let Some(revocation) = revocation {
        announce(context, &revocation).await;
    }
    Ok(())
}
