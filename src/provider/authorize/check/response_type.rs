//! The response type is offered, and the client is registered for it (RFC 6749 §3.1.1).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{OAuthError, ResponseType};

pub(super) fn check(asked: &Asked<'_>, _: &mut CheckedRequest) -> Result<(), OAuthError> {
    let response_type = ResponseType::parse(asked.request.response_type.as_deref())?;
    if asked.client.metadata.response_types.contains(&response_type) {
        Ok(())
    } else {
        Err(OAuthError::unauthorized_client("the client is not registered for this response_type"))
    }
}
