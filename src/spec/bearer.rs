//! Where a bearer token stands in a request to a protected resource (RFC 6750 §2).

use super::{OAuthError, Parameters};
use crate::secret::Secret;

const MAX_TOKEN: usize = 8 * 1024;

/// The bearer token of a request: from the `Authorization` header or the form body, `None` when there is none.
///
/// # Errors
/// `invalid_request` for a token in the query string (OAuth 2.1 forbids it: URLs are logged), for two tokens at once,
/// and `invalid_token` for one outside the alphabet of RFC 6750 §2.1.
pub fn bearer_token(
    authorization: Option<&str>,
    body: Option<&Parameters>,
    query: Option<&Parameters>,
) -> Result<Option<Secret<String>>, OAuthError> {
    if query.is_some_and(|query| query.get("access_token").is_some()) {
        return Err(OAuthError::invalid_request("an access token in the query string is not accepted"));
    }
    let header = authorization.and_then(|value| with_scheme(value, "bearer"));
    let form = body.and_then(|body| body.get("access_token"));
    let token = match (header, form) {
        // MUST NOT use more than one method to transmit the token (RFC 6750 §2)
        (Some(_), Some(_)) => return Err(OAuthError::invalid_request("more than one access token was sent")),
        (Some(token), None) | (None, Some(token)) => token,
        (None, None) => return Ok(None),
    };
    if is_b64token(token) {
        Ok(Some(Secret::new(token.to_owned())))
    } else {
        Err(OAuthError::invalid_token("the access token is malformed"))
    }
}

/// The credentials of an `Authorization` value whose scheme is `scheme`, in any letter case (RFC 9110 §11.1).
pub(super) fn with_scheme<'a>(authorization: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, credentials) = authorization.trim().split_once(' ').unwrap_or((authorization.trim(), ""));
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim_start_matches(' '))
}

/// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" (RFC 6750 §2.1)
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    (1..=MAX_TOKEN).contains(&text.len())
        && !body.is_empty()
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::ErrorCode;

    fn parse(header: Option<&str>, body: &str, query: &str) -> Result<Option<String>, ErrorCode> {
        let (body, query) = (Parameters::parse(body).unwrap(), Parameters::parse(query).unwrap());
        bearer_token(header, Some(&body), Some(&query))
            .map(|token| token.map(|token| token.expose().clone()))
            .map_err(|error| error.code)
    }

    #[test]
    fn finds() {
        for (header, body, token) in [
            (Some("Bearer abc.DEF-_~+/=="), "", Some("abc.DEF-_~+/==")),
            (Some("bEARER abc"), "", Some("abc")),
            (Some("Bearer   abc "), "", Some("abc")),
            (None, "access_token=abc", Some("abc")),
            (None, "", None),
            (Some("Basic abc"), "", None),
            (Some("DPoP abc"), "", None),
        ] {
            assert_eq!(parse(header, body, "").unwrap().as_deref(), token, "{header:?} {body}");
        }
    }

    #[test]
    fn refuses() {
        let long = format!("Bearer {}", "a".repeat(8 * 1024 + 1));
        for (header, body, query, code) in [
            (None, "", "access_token=abc", ErrorCode::InvalidRequest),
            (Some("Bearer abc"), "", "access_token=abc", ErrorCode::InvalidRequest),
            (Some("Bearer abc"), "access_token=abc", "", ErrorCode::InvalidRequest),
            (Some("Bearer"), "", "", ErrorCode::InvalidToken),
            (Some("Bearer ==="), "", "", ErrorCode::InvalidToken),
            (Some("Bearer a b"), "", "", ErrorCode::InvalidToken),
            (Some("Bearer a=b"), "", "", ErrorCode::InvalidToken),
            (Some("Bearer ä"), "", "", ErrorCode::InvalidToken),
            (Some(long.as_str()), "", "", ErrorCode::InvalidToken),
        ] {
            assert_eq!(parse(header, body, query), Err(code), "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(header in ".{0,60}") {
            let _ = bearer_token(Some(&header), None, None);
            let _ = bearer_token(Some(&format!("Bearer {header}")), None, None);
        }
    }
}
