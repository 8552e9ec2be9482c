//! The grants of the token endpoint, a file each.

pub mod authorization_code;
pub mod client_credentials;
pub mod refresh_token;
mod user_tokens;

use super::context::Context;
use super::error::Error;
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::model::{EndReason, Grant, GrantId, Revocation, User};
use crate::storage::{Transaction, grants};

/// Ends a grant in `tx` with all its tokens. The caller commits and then calls [`announce`]. `None` when it had ended before.
pub async fn end(
    context: &Context,
    tx: &mut Transaction,
    grant: &GrantId,
    reason: EndReason,
) -> Result<Option<Revocation>, Error> {
    let Some(revocation) = grants::revoke(tx, context.realm(), grant, reason, context.now).await? else {
        return Ok(None);
    };
    let event =
        Event::success(EventName::TokenRevoked, Actor::System, Target::Grant(grant)).detail("reason", reason.as_str());
    audit::record(tx, &context.origin(), &event).await?;
    Ok(Some(revocation))
}

/// Makes a committed revocation known here at once, and to the other instances.
pub async fn announce(context: &Context, revocation: &Revocation) {
    context.shared.revocations.insert(revocation);
    if let Err(error) = context.shared.ephemeral.announce(REVOCATIONS, "").await {
        // The others read the table within a second anyway.
        tracing::debug!(%error, "a revocation could not be announced");
    }
}

/// The topic on which instances tell each other to read table `revocations`.
pub const REVOCATIONS: &str = "revocations";

/// A grant and the user behind it, if that user may still have tokens.
pub async fn with_active_user(context: &Context, grant: &GrantId) -> Result<Option<(Grant, User)>, Error> {
    let found = grants::find_with_user(context.database(), context.realm(), grant).await?;
    Ok(found.filter(|(_, user)| user.may_use_applications()))
}
