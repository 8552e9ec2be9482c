//! `max_age` in whole seconds; the registered default where the request names none (OpenID Connect Registration 1.0 §2).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    checked.max_age = match asked.request.max_age.as_deref() {
        None => asked.client.metadata.default_max_age,
        Some(text) => {
            Some(parse(text).ok_or_else(|| OAuthError::invalid_request("max_age is not a number of seconds"))?)
        }
    };
    Ok(())
}

/// Digits only: `u64::from_str` would take a plus sign too.
fn parse(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
