//! The authorization response (RFC 6749 §4.1.2): success or error, always with `iss` (RFC 9207) and the client's `state`.

use super::target::RedirectTarget;
use crate::secret::Secret;
use crate::spec::{OAuthError, ResponseMode};

/// A response on its way to the client. `Debug` would show the code, so there is none.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// How it travels.
    pub mode: ResponseMode,
    /// Where it goes.
    pub redirect_uri: String,
    /// What it says, in order.
    pub params: Vec<(&'static str, String)>,
}

impl AuthorizationResponse {
    /// A response that carries a code.
    pub fn success(target: &RedirectTarget, issuer: &str, code: &Secret<String>) -> Self {
        Self::new(target, issuer, vec![("code", code.expose().clone())])
    }

    /// A response that says what went wrong (RFC 6749 §4.1.2.1).
    pub fn error(target: &RedirectTarget, issuer: &str, error: &OAuthError) -> Self {
        let mut params = vec![("error", error.code.as_str().to_owned())];
        if !error.description.is_empty() {
            params.push(("error_description", error.description.clone().into_owned()));
        }
        Self::new(target, issuer, params)
    }

    fn new(target: &RedirectTarget, issuer: &str, mut params: Vec<(&'static str, String)>) -> Self {
        // REQUIRED if the "state" parameter was present in the authorization request (RFC 6749 §4.1.2)
        params.extend(target.state().map(|state| ("state", state.to_owned())));
        params.push(("iss", issuer.to_owned()));
        Self { mode: target.mode(), redirect_uri: target.uri().to_owned(), params }
    }

    /// The URL to send the browser to, `None` when a form has to be posted instead.
    pub fn location(&self) -> Option<String> {
        let encoded: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.params).finish();
        let uri = &self.redirect_uri;
        match self.mode {
            ResponseMode::FormPost => None,
            ResponseMode::Fragment => Some(format!("{uri}#{encoded}")),
            // The query of the redirect URI MUST be retained (RFC 6749 §3.1.2)
            ResponseMode::Query => {
                let separator = match uri.split_once('?') {
                    None => "?",
                    Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
                    Some(_) => "&",
                };
                Some(format!("{uri}{separator}{encoded}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::ClientMetadata;

    const ISSUER: &str = "https://id.example";

    fn target(uri: &str, mode: ResponseMode, state: Option<&str>) -> RedirectTarget {
        let client = ClientMetadata { redirect_uris: vec![uri.to_owned()], ..ClientMetadata::default() };
        RedirectTarget::registered(&client, uri).unwrap().with(mode, state.map(str::to_owned))
    }

    #[test]
    fn locations() {
        let code = Secret::new("c-1".to_owned());
        let success = "code=c-1&state=s&iss=https%3A%2F%2Fid.example";
        for (uri, mode, expected) in [
            ("https://a.example/cb", ResponseMode::Query, format!("https://a.example/cb?{success}")),
            ("https://a.example/cb?x=1", ResponseMode::Query, format!("https://a.example/cb?x=1&{success}")),
            ("https://a.example/cb?", ResponseMode::Query, format!("https://a.example/cb?{success}")),
            ("https://a.example/cb?x=1&", ResponseMode::Query, format!("https://a.example/cb?x=1&{success}")),
            ("https://a.example/cb?x=1", ResponseMode::Fragment, format!("https://a.example/cb?x=1#{success}")),
            ("com.example.app:/cb", ResponseMode::Query, format!("com.example.app:/cb?{success}")),
        ] {
            let response = AuthorizationResponse::success(&target(uri, mode, Some("s")), ISSUER, &code);
            assert_eq!(response.location().as_deref(), Some(expected.as_str()), "{uri}");
        }
    }

    #[test]
    fn a_form_has_no_location() {
        let target = target("https://a.example/cb", ResponseMode::FormPost, None);
        let response = AuthorizationResponse::success(&target, ISSUER, &Secret::new("c".to_owned()));
        assert_eq!(response.location(), None);
        assert_eq!(response.params, [("code", "c".to_owned()), ("iss", ISSUER.to_owned())]);
    }

    #[test]
    fn errors_carry_state_and_issuer() {
        let target = target("https://a.example/cb", ResponseMode::Query, Some("a b&c=\u{fc}#"));
        let response = AuthorizationResponse::error(&target, ISSUER, &OAuthError::access_denied("the user said no"));
        assert_eq!(
            response.location().unwrap(),
            "https://a.example/cb?error=access_denied&error_description=the+user+said+no\
             &state=a+b%26c%3D%C3%BC%23&iss=https%3A%2F%2Fid.example"
        );
        let silent = AuthorizationResponse::error(&target, ISSUER, &OAuthError::server_error(""));
        assert!(silent.params.iter().all(|(name, _)| *name != "error_description"));
    }
}
