//! Request objects and self-issued registration are not offered (OpenID Connect Core §6, §7.2.1).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

pub(super) fn check(asked: &Asked<'_>, _: &mut CheckedRequest) -> Result<(), OAuthError> {
    if asked.request.request.is_some() {
        return Err(OAuthError::request_not_supported("the request parameter is not offered"));
    }
    if asked.request.request_uri.is_some() {
        return Err(OAuthError::request_uri_not_supported("the request_uri parameter is not offered"));
    }
    if asked.request.registration.is_some() {
        return Err(OAuthError::registration_not_supported("the registration parameter is not offered"));
    }
    Ok(())
}
