//! PKCE by S256, required of public clients always and of others unless they are registered without under a profile
//! that lets them (RFC 9700 §2.1.1).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{CodeChallenge, OAuthError};

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    let request = asked.request;
    checked.code_challenge =
        CodeChallenge::parse(request.code_challenge.as_deref(), request.code_challenge_method.as_deref())?;
    if checked.code_challenge.is_none() && asked.require_pkce {
        return Err(OAuthError::invalid_request("code_challenge is missing; the client has to use PKCE"));
    }
    Ok(())
}
