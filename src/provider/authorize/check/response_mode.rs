//! The response mode is offered (OAuth 2.0 Multiple Response Types §2.1). The target already carries it.

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{OAuthError, ResponseMode, ResponseType};

pub(super) fn check(asked: &Asked<'_>, _: &mut CheckedRequest) -> Result<(), OAuthError> {
    ResponseMode::parse(asked.request.response_mode.as_deref(), ResponseType::Code).map(|_| ())
}
