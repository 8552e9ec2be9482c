//! The nonce: optional in the code flow, returned in the ID token, and not longer than a header can bear.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

const MAX_LENGTH: usize = 2048;

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    checked.nonce.clone_from(&asked.request.nonce);
    match &checked.nonce {
        Some(nonce) if nonce.len() > MAX_LENGTH => Err(OAuthError::invalid_request("nonce is too long")),
        _ => Ok(()),
    }
}
