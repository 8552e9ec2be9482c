//! The scope: values that are not open to the client are left out (OpenID Connect Core §3.1.2.1), not granted.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{ClientMetadata, GrantType, OAuthError, Scope, standard_claims};

const OPENID: &str = "openid";
const OFFLINE_ACCESS: &str = "offline_access";

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    let text = asked.request.scope.as_deref().ok_or_else(|| OAuthError::invalid_scope("scope is missing"))?;
    let scope = Scope::parse(text)?;
    let metadata = &asked.client.metadata;
    // Without it the client would get no ID token and not know why.
    if scope.contains(OPENID) && !is_open(metadata, OPENID) {
        return Err(OAuthError::invalid_scope("the client may not ask for openid"));
    }
    checked.scope = scope.filter(|value| is_open(metadata, value));
    if checked.scope.is_empty() {
        return Err(OAuthError::invalid_scope("the client may not ask for this scope"));
    }
    Ok(())
}

/// Whether a client may ask for a scope value: a registered one, or a standard one where none are registered.
fn is_open(metadata: &ClientMetadata, value: &str) -> bool {
    // Offline access is a refresh token (OpenID Connect Core §11): without the grant there is nothing to ask for.
    if value == OFFLINE_ACCESS && !metadata.allows_grant(GrantType::RefreshToken) {
        return false;
    }
    match &metadata.scope {
        Some(registered) => registered.contains(value),
        None => value == OPENID || value == OFFLINE_ACCESS || !standard_claims::of_scope_value(value).is_empty(),
    }
}
