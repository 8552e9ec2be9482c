//! The `claims` parameter is well-formed (OpenID Connect Core §5.5). What it may have is decided where claims are given.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{ClaimsRequest, OAuthError};

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    if let Some(text) = asked.request.claims.as_deref() {
        checked.claims = ClaimsRequest::parse(text)?;
    }
    Ok(())
}
