//! The token endpoint's request and response (RFC 6749 §4.1.3, §4.4.2, §5.1, §6).

use std::fmt;

use serde::{Serialize, Serializer};

use super::{OAuthError, Parameters, Scope};
use crate::secret::Secret;

words! {
    /// The grants that are offered. The password grant is not one of them.
    pub enum GrantType {
        /// An authorization code is redeemed.
        AuthorizationCode = "authorization_code",
        /// A refresh token is redeemed.
        RefreshToken = "refresh_token",
        /// The client asks for itself.
        ClientCredentials = "client_credentials",
    }
}

/// What a token request redeems. `Debug` shows no code, token or verifier.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenRequest {
    /// `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).
    AuthorizationCode {
        /// The code.
        code: String,
        /// The `redirect_uri` of the authorization request, repeated.
        redirect_uri: Option<String>,
        /// The PKCE verifier.
        code_verifier: Option<String>,
    },
    /// `refresh_token` (RFC 6749 §6).
    RefreshToken {
        /// The refresh token.
        refresh_token: String,
        /// A narrower scope for this access token.
        scope: Option<Scope>,
    },
    /// `client_credentials` (RFC 6749 §4.4.2).
    ClientCredentials {
        /// The scope asked for.
        scope: Option<Scope>,
        /// The audiences asked for (RFC 8707 §2.2).
        resource: Vec<String>,
    },
}

impl TokenRequest {
    /// Parses a token request by its grant type.
    ///
    /// # Errors
    /// `invalid_request` when a required parameter is missing, `unsupported_grant_type` for a grant that is not offered,
    /// `invalid_scope` for a malformed scope.
    pub fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        let grant_type =
            parameters.get("grant_type").ok_or_else(|| OAuthError::invalid_request("grant_type is missing"))?;
        let grant_type =
            grant_type.parse().map_err(|_| OAuthError::unsupported_grant_type("this grant_type is not offered"))?;
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        let scope = || parameters.get("scope").map(Scope::parse).transpose();
        match grant_type {
            GrantType::AuthorizationCode => Ok(Self::AuthorizationCode {
                code: text("code").ok_or_else(|| OAuthError::invalid_request("code is missing"))?,
                redirect_uri: text("redirect_uri"),
                code_verifier: text("code_verifier"),
            }),
            GrantType::RefreshToken => Ok(Self::RefreshToken {
                refresh_token: text("refresh_token")
                    .ok_or_else(|| OAuthError::invalid_request("refresh_token is missing"))?,
                scope: scope()?,
            }),
            GrantType::ClientCredentials => Ok(Self::ClientCredentials {
                scope: scope()?,
                resource: parameters.all("resource").map(str::to_owned).collect(),
            }),
        }
    }

    /// The grant type of the request.
    pub const fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode { .. } => GrantType::AuthorizationCode,
            Self::RefreshToken { .. } => GrantType::RefreshToken,
            Self::ClientCredentials { .. } => GrantType::ClientCredentials,
        }
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenRequest").field(&self.grant_type().as_str()).finish_non_exhaustive()
    }
}

/// A successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3); the token type is always `Bearer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenResponse {
    /// The access token.
    #[serde(serialize_with = "exposed")]
    pub access_token: Secret<String>,
    /// How the access token is used.
    pub token_type: TokenType,
    /// Seconds until the access token expires.
    pub expires_in: u64,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "exposed_option")]
    pub refresh_token: Option<Secret<String>>,
    /// The ID token, a compact JWS.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "exposed_option")]
    pub id_token: Option<Secret<String>>,
    /// The scope granted.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
}

words! {
    /// How an access token is used (RFC 6749 §7.1).
    pub enum TokenType {
        /// Whoever holds it may use it (RFC 6750).
        Bearer = "Bearer",
    }
}

fn exposed<S: Serializer>(secret: &Secret<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn exposed_option<S: Serializer>(secret: &Option<Secret<String>>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => exposed(secret, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::spec::ErrorCode;

    fn parse(body: &str) -> Result<TokenRequest, ErrorCode> {
        TokenRequest::parse(&Parameters::parse(body).unwrap()).map_err(|error| error.code)
    }

    #[test]
    fn each_grant() {
        assert_eq!(
            parse("grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fa%2Fcb&code_verifier=v"),
            Ok(TokenRequest::AuthorizationCode {
                code: "c".into(),
                redirect_uri: Some("https://a/cb".into()),
                code_verifier: Some("v".into())
            })
        );
        assert_eq!(
            parse("grant_type=refresh_token&refresh_token=r&scope=openid"),
            Ok(TokenRequest::RefreshToken { refresh_token: "r".into(), scope: Some(Scope::parse("openid").unwrap()) })
        );
        assert_eq!(
            parse("grant_type=client_credentials&resource=https%3A%2F%2Fx&resource=https%3A%2F%2Fy&scope="),
            Ok(TokenRequest::ClientCredentials { scope: None, resource: vec!["https://x".into(), "https://y".into()] })
        );
    }

    #[test]
    fn refuses() {
        for (body, code) in [
            ("", ErrorCode::InvalidRequest),
            ("grant_type=", ErrorCode::InvalidRequest),
            ("grant_type=password&username=u&password=p", ErrorCode::UnsupportedGrantType),
            ("grant_type=implicit", ErrorCode::UnsupportedGrantType),
            ("grant_type=authorization_code", ErrorCode::InvalidRequest),
            ("grant_type=refresh_token", ErrorCode::InvalidRequest),
            ("grant_type=refresh_token&refresh_token=r&scope=%22", ErrorCode::InvalidScope),
            ("grant_type=client_credentials&scope=%5C", ErrorCode::InvalidScope),
        ] {
            assert_eq!(parse(body), Err(code), "{body}");
        }
    }

    #[test]
    fn debug_hides_what_is_redeemed() {
        assert!(!format!("{:?}", parse("grant_type=refresh_token&refresh_token=hunter2").unwrap()).contains("hunter2"));
    }

    #[test]
    fn response() {
        let response = TokenResponse {
            access_token: Secret::new("a".into()),
            token_type: TokenType::Bearer,
            expires_in: 300,
            refresh_token: None,
            id_token: Some(Secret::new("i".into())),
            scope: Scope::parse("openid email").unwrap(),
        };
        let expected = json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": "i", "scope": "openid email"});
        assert_eq!(serde_json::to_value(&response).unwrap(), expected);
        assert!(!format!("{response:?}").contains("\"a\""));
    }

    proptest! {
        #[test]
        fn never_panics(raw in ".{0,120}") {
            if let Ok(parameters) = Parameters::parse(&raw) {
                let _ = TokenRequest::parse(&parameters);
            }
        }
    }
}
