//! The checks of an authorization request: one rule a file, and the table that says in which order they run.

mod acr;
mod claims;
mod client;
mod id_token_hint;
mod max_age;
mod nonce;
mod pkce;
mod prompt;
mod redirect_uri;
mod request_object;
mod resource;
mod response_mode;
mod response_type;
mod scope;
mod wishes;

use super::request::CheckedRequest;
use super::target::AuthorizeError;
use crate::model::Client;
use crate::spec::{AuthorizationRequest, OAuthError};

/// What a realm offers, as far as requests can ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Whether people may register themselves (`prompt=create`).
    pub registration: bool,
    /// The authentication context classes that can be reached.
    pub acr_values: Vec<String>,
}

/// What is known of a verified `id_token_hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenHint {
    /// Its `sub`.
    pub subject: String,
    /// Its `aud`.
    pub audience: Vec<String>,
}

/// The hint is not an ID token of this issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HintError;

/// Everything that checks look at.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What arrived.
    pub request: &'a AuthorizationRequest,
    /// Who asks.
    pub client: &'a Client,
    /// What there is to ask for.
    pub offers: &'a Offers,
    /// Whether PKCE is required of the client.
    pub require_pkce: bool,
    /// Verifies signature and issuer of an ID token; an expired one will do (OpenID Connect Core §3.1.2.1).
    pub verify_hint: &'a dyn Fn(&str) -> Result<IdTokenHint, HintError>,
}

/// A rule: it refuses, or it notes what it has read.
type Check = fn(&Asked<'_>, &mut CheckedRequest) -> Result<(), OAuthError>;

/// Every check that runs once client and redirect URI are known, in order.
#[rustfmt::skip]
const CHECKS: &[Check] = &[
    request_object::check,
    response_type::check,
    response_mode::check,
    scope::check,
    resource::check,
    pkce::check,
    nonce::check,
    prompt::check,
    max_age::check,
    claims::check,
    acr::check,
    id_token_hint::check,
    wishes::check,
];

/// Checks a request.
///
/// # Errors
/// A page until client and redirect URI are known, then a redirect.
pub fn check(asked: &Asked<'_>) -> Result<CheckedRequest, AuthorizeError> {
    client::check(asked).map_err(AuthorizeError::Page)?;
    let target = redirect_uri::check(asked).map_err(AuthorizeError::Page)?;
    let mut checked = CheckedRequest::new(asked.client.id.clone(), target);
    for check in CHECKS {
        if let Err(error) = check(asked, &mut checked) {
            return Err(AuthorizeError::Redirect(checked.target, error));
        }
    }
    Ok(checked)
}

#[cfg(test)]
mod tests;
