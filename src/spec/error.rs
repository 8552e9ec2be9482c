//! Protocol errors: the registered codes and a fixed sentence for the developer who reads the response.
//!
//! Where an error goes (page, redirect, JSON) and which status it has is decided elsewhere.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares the closed list of codes together with one constructor for each.
macro_rules! error_codes {
    ($( $(#[$meta:meta])* $variant:ident $constructor:ident ),+ $(,)?) => {
        /// The registered error codes that Gatehouse answers with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $( $(#[$meta])* $variant ),+ }

        impl ErrorCode {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The value of the `error` parameter.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => stringify!($constructor) ),+ }
            }
        }

        impl OAuthError {
            $(
                $(#[$meta])*
                pub const fn $constructor(description: &'static str) -> Self {
                    Self::new(ErrorCode::$variant, description)
                }
            )+
        }
    };
}

error_codes! {
    /// The request is malformed (RFC 6749 §4.1.2.1, §5.2).
    InvalidRequest invalid_request,
    /// Client authentication failed (RFC 6749 §5.2).
    InvalidClient invalid_client,
    /// Code, refresh token or assertion is invalid, spent, expired or someone else's (RFC 6749 §5.2).
    InvalidGrant invalid_grant,
    /// The client may not use this grant or response type (RFC 6749 §5.2).
    UnauthorizedClient unauthorized_client,
    /// The grant type is not offered (RFC 6749 §5.2).
    UnsupportedGrantType unsupported_grant_type,
    /// The response type is not offered (RFC 6749 §4.1.2.1).
    UnsupportedResponseType unsupported_response_type,
    /// The scope is malformed, unknown, or more than may be asked for (RFC 6749 §5.2).
    InvalidScope invalid_scope,
    /// The user or the provider said no (RFC 6749 §4.1.2.1).
    AccessDenied access_denied,
    /// Something failed on our side (RFC 6749 §4.1.2.1).
    ServerError server_error,
    /// Overloaded or in maintenance (RFC 6749 §4.1.2.1).
    TemporarilyUnavailable temporarily_unavailable,
    /// `prompt=none` and nobody is logged in (OpenID Connect Core §3.1.2.6).
    LoginRequired login_required,
    /// `prompt=none` and consent is missing (OpenID Connect Core §3.1.2.6).
    ConsentRequired consent_required,
    /// `prompt=none` and the user must do something else (OpenID Connect Core §3.1.2.6).
    InteractionRequired interaction_required,
    /// `prompt=none` and an account must be chosen (OpenID Connect Core §3.1.2.6).
    AccountSelectionRequired account_selection_required,
    /// The `request_uri` cannot be used (RFC 9101 §6.2, RFC 9126).
    InvalidRequestUri invalid_request_uri,
    /// The request object cannot be used (RFC 9101 §6.2).
    InvalidRequestObject invalid_request_object,
    /// Request objects are not offered (OpenID Connect Core §3.1.2.6).
    RequestNotSupported request_not_supported,
    /// Request objects by reference are not offered (OpenID Connect Core §3.1.2.6).
    RequestUriNotSupported request_uri_not_supported,
    /// The `registration` parameter is not offered (OpenID Connect Core §3.1.2.6).
    RegistrationNotSupported registration_not_supported,
    /// The authentication asked for cannot be had (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements unmet_authentication_requirements,
    /// The access token is missing, expired, revoked or malformed (RFC 6750 §3.1).
    InvalidToken invalid_token,
    /// The access token does not carry the scope this needs (RFC 6750 §3.1).
    InsufficientScope insufficient_scope,
    /// The resource is unknown or not open to the client (RFC 8707 §2).
    InvalidTarget invalid_target,
    /// Tokens of this kind cannot be revoked here (RFC 7009 §2.2.1).
    UnsupportedTokenType unsupported_token_type,
    /// A redirect URI of a registration is refused (RFC 7591 §3.2.2).
    InvalidRedirectUri invalid_redirect_uri,
    /// Another field of a registration is refused (RFC 7591 §3.2.2).
    InvalidClientMetadata invalid_client_metadata,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error of the protocol: a code and a fixed ASCII sentence, never built from input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthError {
    /// What went wrong, as software reads it.
    pub code: ErrorCode,
    /// What went wrong, as a developer reads it; empty when there is nothing to add.
    pub description: Cow<'static, str>,
}

impl OAuthError {
    const fn new(code: ErrorCode, description: &'static str) -> Self {
        // A text outside the alphabet of RFC 6749 §5.2 would fail every strict client: no text is better.
        let description = if is_legal_description(description) { description } else { "" };
        Self { code, description: Cow::Borrowed(description) }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.description)
    }
}

impl std::error::Error for OAuthError {}

/// Whether `text` stays within %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2).
const fn is_legal_description(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        if *first < 0x20 || *first > 0x7E || *first == b'"' || *first == b'\\' {
            return false;
        }
        bytes = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_registered() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str(), "serde and as_str agree");
        }
        assert_eq!(ErrorCode::UnmetAuthenticationRequirements.as_str(), "unmet_authentication_requirements");
    }

    #[test]
    fn an_illegal_description_is_left_out() {
        for (text, kept) in
            [("plain text.", true), ("say \"x\"", false), ("back\\slash", false), ("ümlaut", false), ("tab\t", false)]
        {
            assert_eq!(!OAuthError::invalid_request(text).description.is_empty(), kept, "{text}");
        }
    }

    #[test]
    fn survives_storage() {
        let error = OAuthError::login_required("the user is not logged in");
        let text = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<OAuthError>(&text).unwrap(), error);
    }
}
