//! The client is enabled, is the one that the request names, and may use this endpoint at all.

use super::Asked;
use crate::spec::{GrantType, OAuthError};

pub(super) fn check(asked: &Asked<'_>) -> Result<(), OAuthError> {
    let named =
        asked.request.client_id.as_deref().ok_or_else(|| OAuthError::invalid_request("client_id is missing"))?;
    if named != asked.client.id.as_str() || !asked.client.enabled {
        return Err(OAuthError::invalid_client("the client is not known"));
    }
    // A client without this grant has no business with people; its redirect URIs are not to be relied on.
    if !asked.client.metadata.allows_grant(GrantType::AuthorizationCode) {
        return Err(OAuthError::unauthorized_client("the client is not registered for this grant type"));
    }
    Ok(())
}
