//! `id_token_hint` is an ID token of ours for this client; its subject has to be the one who is logged in.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

/// Runs after the claims, which it reads. Ignoring a hint that cannot be trusted would log in whoever is there.
pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    let Some(text) = asked.request.id_token_hint.as_deref() else { return Ok(()) };
    let hint = (asked.verify_hint)(text).map_err(|_| OAuthError::invalid_request("id_token_hint is not valid"))?;
    if !hint.audience.iter().any(|audience| audience == asked.client.id.as_str()) {
        return Err(OAuthError::invalid_request("id_token_hint was issued to another client"));
    }
    if checked.claims.subject().is_some_and(|subject| subject != hint.subject) {
        return Err(OAuthError::invalid_request("id_token_hint and claims name different subjects"));
    }
    checked.hinted_subject = Some(hint.subject);
    Ok(())
}
