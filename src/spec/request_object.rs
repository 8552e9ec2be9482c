//! Request objects (OpenID Connect Core §6.1): the one thing that is read of an object that is not accepted.

use serde::Deserialize;

use crate::secret::from_base64url;

/// The `response_mode` inside a request object, unverified. It only says how the client listens for the refusal of that
/// object, which anybody may choose by a parameter as well; nothing may be granted on it.
pub fn unverified_response_mode(object: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        response_mode: Option<String>,
    }
    let claims = from_base64url(object.split('.').nth(1)?)?;
    serde_json::from_slice::<Claims>(&claims).ok()?.response_mode
}
