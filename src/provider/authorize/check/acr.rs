//! Authentication context classes: a wish in `acr_values`, a demand as an essential claim (OpenID Connect Core §5.5.1.1).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::OAuthError;

const MAX_VALUES: usize = 20;

/// Runs after the claims, which it reads.
pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    checked.acr_values = match asked.request.acr_values.as_deref() {
        Some(text) => text.split(' ').filter(|value| !value.is_empty()).take(MAX_VALUES).map(str::to_owned).collect(),
        // An individual claim takes the place of the default (OpenID Connect Dynamic Client Registration §2).
        None if checked.claims.id_token.contains_key("acr") => Vec::new(),
        None => asked.client.metadata.default_acr_values.clone(),
    };
    let essential = checked.claims.essential_acr();
    let can_be_met = |value: &&str| asked.offers.acr_values.iter().any(|offered| offered == value);
    if essential.is_empty() || essential.iter().any(can_be_met) {
        Ok(())
    } else {
        // Known before anybody is asked to log in for nothing.
        Err(OAuthError::unmet_authentication_requirements("none of the demanded acr values is offered"))
    }
}
