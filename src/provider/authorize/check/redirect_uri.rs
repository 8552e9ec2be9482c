//! The redirect URI is one that the client has registered (RFC 6749 §3.1.2.3, RFC 9700 §2.1).

use super::Asked;
use crate::provider::authorize::target::RedirectTarget;
use crate::spec::{OAuthError, ResponseMode, ResponseType, unverified_response_mode};

/// The target of every further answer. A request must name it, even where only one is registered (OpenID Connect Core §3.1.2.1).
pub(super) fn check(asked: &Asked<'_>) -> Result<RedirectTarget, OAuthError> {
    let request = asked.request;
    let requested =
        request.redirect_uri.as_deref().ok_or_else(|| OAuthError::invalid_request("redirect_uri is missing"))?;
    let target = RedirectTarget::registered(&asked.client.metadata, requested)
        .ok_or_else(|| OAuthError::invalid_request("redirect_uri is not registered for the client"))?;
    // A request object is refused, but in the way in which the client waits for it.
    let in_object = || request.request.as_deref().and_then(unverified_response_mode);
    let wanted = request.response_mode.clone().or_else(in_object);
    // Errors about the mode itself go where responses without one go.
    let mode = ResponseMode::parse(wanted.as_deref(), ResponseType::Code);
    Ok(target.with(mode.unwrap_or(ResponseType::Code.default_mode()), request.state.clone()))
}
