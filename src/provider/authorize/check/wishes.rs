//! Wishes about how pages look: `display`, `login_hint` and languages. They never make a request fail (PR-09).

use super::Asked;
use crate::provider::authorize::request::CheckedRequest;
use crate::spec::{Display, OAuthError};

const MAX_HINT: usize = 255;
const MAX_LOCALES: usize = 10;
const MAX_LOCALE: usize = 35;

#[expect(clippy::unnecessary_wraps, reason = "the signature of the table")]
pub(super) fn check(asked: &Asked<'_>, checked: &mut CheckedRequest) -> Result<(), OAuthError> {
    let request = asked.request;
    checked.display = Display::parse(request.display.as_deref());
    checked.login_hint = request.login_hint.clone().filter(|hint| is_typable(hint));
    checked.ui_locales = locales(request.ui_locales.as_deref());
    checked.claims_locales = locales(request.claims_locales.as_deref());
    Ok(())
}

/// Whether a person could have typed it as a name.
fn is_typable(hint: &str) -> bool {
    hint.len() <= MAX_HINT && !hint.chars().any(char::is_control)
}

fn locales(text: Option<&str>) -> Vec<String> {
    let is_tag = |tag: &&str| {
        (1..=MAX_LOCALE).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.unwrap_or_default().split(' ').filter(is_tag).take(MAX_LOCALES).map(str::to_owned).collect()
}
