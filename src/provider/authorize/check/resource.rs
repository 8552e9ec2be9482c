//! The resources are absolute URIs that the client is registered for (RFC 8707 §2).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    let registered = &asked.client.metadata.resources;
    if !asked.request.resource.iter().all(|resource| registered.contains(resource)) {
        return Err(OAuthError::invalid_target("the resource is unknown or not open to the client"));
    }
    for resource in &asked.request.resource {
        if !checked.resource.contains(resource) {
            checked.resource.push(resource.clone());
        }
    }
    Ok(())
}
