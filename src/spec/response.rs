//! Response types and response modes: closed lists (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Types, Form Post 1.0).

use super::OAuthError;

words! {
    /// What the authorization endpoint is asked to return. Only the code flow is offered.
    pub enum ResponseType {
        /// An authorization code.
        Code = "code",
    }
}

impl ResponseType {
    /// The response type of a request: words in any order (RFC 6749 §3.1.1).
    ///
    /// # Errors
    /// `invalid_request` when it is absent, `unsupported_response_type` when it is not offered.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        let text = text.ok_or_else(|| OAuthError::invalid_request("response_type is missing"))?;
        let asked = sorted_words(text);
        Self::ALL
            .iter()
            .copied()
            .find(|known| sorted_words(known.as_str()) == asked)
            .ok_or_else(|| OAuthError::unsupported_response_type("this response_type is not offered"))
    }

    /// The mode of a request that names none (OAuth 2.0 Multiple Response Types §2.1).
    pub const fn default_mode(self) -> ResponseMode {
        match self {
            Self::Code => ResponseMode::Query,
        }
    }
}

fn sorted_words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

words! {
    /// How the response travels to the redirect URI.
    pub enum ResponseMode {
        /// In the query of the redirect URI.
        Query = "query",
        /// In the fragment of the redirect URI.
        Fragment = "fragment",
        /// In a form that the browser posts to the redirect URI (Form Post 1.0).
        FormPost = "form_post",
    }
}

impl ResponseMode {
    /// The mode that a request names, or that its response type implies.
    ///
    /// # Errors
    /// `invalid_request` when the mode is not offered.
    pub fn parse(text: Option<&str>, response_type: ResponseType) -> Result<Self, OAuthError> {
        match text {
            None => Ok(response_type.default_mode()),
            Some(text) => text.parse().map_err(|_| OAuthError::invalid_request("this response_mode is not offered")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::ErrorCode;

    #[test]
    fn response_types() {
        assert_eq!(ResponseType::parse(Some("code")), Ok(ResponseType::Code));
        assert_eq!(ResponseType::parse(Some(" code ")), Ok(ResponseType::Code));
        let cases = [
            (None, ErrorCode::InvalidRequest),
            (Some("token"), ErrorCode::UnsupportedResponseType),
            (Some("code id_token"), ErrorCode::UnsupportedResponseType),
            (Some("code code"), ErrorCode::UnsupportedResponseType),
            (Some("CODE"), ErrorCode::UnsupportedResponseType),
            (Some(" "), ErrorCode::UnsupportedResponseType),
        ];
        for (text, code) in cases {
            assert_eq!(ResponseType::parse(text).unwrap_err().code, code, "{text:?}");
        }
    }

    #[test]
    fn response_modes() {
        let parse = |text| ResponseMode::parse(text, ResponseType::Code);
        assert_eq!(parse(None), Ok(ResponseMode::Query));
        assert_eq!(parse(Some("form_post")), Ok(ResponseMode::FormPost));
        assert_eq!(parse(Some("fragment")), Ok(ResponseMode::Fragment));
        assert_eq!(parse(Some("web_message")).unwrap_err().code, ErrorCode::InvalidRequest);
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,60}") {
            let _ = ResponseType::parse(Some(&text));
            let _ = ResponseMode::parse(Some(&text), ResponseType::Code);
        }
    }
}
