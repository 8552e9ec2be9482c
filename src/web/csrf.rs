//! Is this POST from our own page, in the browser it was shown to? (security reference §7, pages H-9)

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN};

use crate::clock::Timestamp;
use crate::jose::hmac_sha256;
use crate::keys::Purpose;
use crate::provider::Context;
use crate::secret::{base64url, constant_time_eq};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Tokens change with the hour; the one before is good too.
const HOUR: Duration = Duration::from_hours(1);

/// The token for the form `form` in the browser whose cookie holds `browser`.
pub fn token(context: &Context, browser: &str, form: &str) -> String {
    made_at(context, browser, form, context.now)
}

/// Whether `presented` is that token, of this hour or the one before.
pub fn is_valid(context: &Context, browser: &str, form: &str, presented: &str) -> bool {
    [context.now, context.now - HOUR].into_iter().any(|then| {
        let expected = made_at(context, browser, form, then);
        constant_time_eq(expected.as_bytes(), presented.as_bytes())
    })
}

/// What tells the forms of one person from those of another in the same browser, and names nobody.
pub fn mark(context: &Context, browser: &str, person: &str) -> String {
    let key = context.shared.sub_keys.key(Purpose::Csrf, context.realm());
    let digest = base64url(&hmac_sha256(key.expose(), &[b"person", browser.as_bytes(), person.as_bytes()]));
    digest.chars().take(16).collect()
}

fn made_at(context: &Context, browser: &str, form: &str, then: Timestamp) -> String {
    let key = context.shared.sub_keys.key(Purpose::Csrf, context.realm());
    let hour = then.as_secs().div_euclid(3600).to_be_bytes();
    base64url(&hmac_sha256(key.expose(), &[browser.as_bytes(), form.as_bytes(), &hour]))
}

/// Whether the browser says that the request comes from our own origin. One that says nothing is refused, and so is
/// `Origin: null`.
pub fn is_same_origin(context: &Context, request: &HttpRequest) -> bool {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    match header(ORIGIN) {
        Some(origin) => origin == context.issuer().origin(),
        None => header(FETCH_SITE) == Some("same-origin"),
    }
}

/// Whether the browser says that another site began the request (Fetch Metadata). One that says nothing does not.
pub fn is_cross_site(request: &HttpRequest) -> bool {
    request.headers().get(FETCH_SITE).is_some_and(|value| value == "cross-site")
}
