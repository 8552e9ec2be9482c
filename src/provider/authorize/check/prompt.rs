//! The prompts are known and go together (OpenID Connect Core §3.1.2.1); `create` only where people may register.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{OAuthError, Prompt, PromptSet};

pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    checked.prompt = PromptSet::parse(asked.request.prompt.as_deref())?;
    if checked.prompt.contains(Prompt::Create) && !asked.offers.registration {
        return Err(OAuthError::invalid_request("prompt=create is not offered"));
    }
    Ok(())
}
