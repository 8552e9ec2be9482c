//! Client authentication as it arrives (RFC 6749 §2.3, RFC 7521 §4.2): which method was used, not whether it convinces.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::parameters::form_decode;
use super::{OAuthError, Parameters, bearer};
use crate::secret::Secret;

words! {
    /// The ways a client may prove who it is (OpenID Connect Core §9).
    pub enum ClientAuthMethod {
        /// A public client: it proves nothing.
        None = "none",
        /// A secret in the `Authorization` header.
        ClientSecretBasic = "client_secret_basic",
        /// A secret in the form body.
        ClientSecretPost = "client_secret_post",
        /// A JWT under the secret.
        ClientSecretJwt = "client_secret_jwt",
        /// A JWT under a registered key.
        PrivateKeyJwt = "private_key_jwt",
    }
}

/// The only assertion type for clients (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client sent to prove itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A bare `client_id`.
    Public {
        /// Who the client says it is.
        client_id: String,
    },
    /// `client_secret_basic`.
    Basic {
        /// Who the client says it is.
        client_id: String,
        /// What it proves it with.
        client_secret: Secret<String>,
    },
    /// `client_secret_post`.
    Post {
        /// Who the client says it is.
        client_id: String,
        /// What it proves it with.
        client_secret: Secret<String>,
    },
    /// `client_secret_jwt` or `private_key_jwt`: the registration says which.
    Assertion {
        /// Who the client says it is; the assertion's `sub` says it too.
        client_id: Option<String>,
        /// The compact JWS.
        assertion: Secret<String>,
    },
}

impl Credentials {
    /// Reads the credentials of a request to the token endpoint and its kin.
    ///
    /// # Errors
    /// `invalid_request` when more than one method is used (RFC 6749 §2.3) or two client ids differ,
    /// `invalid_client` when none is used or it is malformed.
    pub fn parse(authorization: Option<&str>, parameters: &Parameters) -> Result<Self, OAuthError> {
        let client_id = parameters.get("client_id").map(str::to_owned);
        let secret = parameters.get("client_secret").map(|secret| Secret::new(secret.to_owned()));
        let assertion = parse_assertion(parameters)?;
        match (authorization, secret, assertion) {
            (Some(header), None, None) => parse_basic(header, client_id.as_deref()),
            (None, Some(client_secret), None) => {
                let client_id = client_id.ok_or_else(|| OAuthError::invalid_client("client_id is missing"))?;
                Ok(Self::Post { client_id, client_secret })
            }
            (None, None, Some(assertion)) => Ok(Self::Assertion { client_id, assertion }),
            (None, None, None) => client_id
                .map(|client_id| Self::Public { client_id })
                .ok_or_else(|| OAuthError::invalid_client("client authentication is missing")),
            // MUST NOT use more than one authentication method in each request (RFC 6749 §2.3)
            _ => Err(OAuthError::invalid_request("more than one client authentication method is used")),
        }
    }

    /// Who the client says it is, as far as the request says so outside an assertion.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::Public { client_id } | Self::Basic { client_id, .. } | Self::Post { client_id, .. } => {
                Some(client_id)
            }
            Self::Assertion { client_id, .. } => client_id.as_deref(),
        }
    }
}

fn parse_assertion(parameters: &Parameters) -> Result<Option<Secret<String>>, OAuthError> {
    match (parameters.get("client_assertion_type"), parameters.get("client_assertion")) {
        (None, None) => Ok(None),
        (Some(JWT_BEARER), Some(assertion)) => Ok(Some(Secret::new(assertion.to_owned()))),
        (Some(_), Some(_)) => Err(OAuthError::invalid_client("this client_assertion_type is not offered")),
        _ => Err(OAuthError::invalid_request("client_assertion and client_assertion_type belong together")),
    }
}

/// Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1).
fn parse_basic(authorization: &str, body_client_id: Option<&str>) -> Result<Credentials, OAuthError> {
    let malformed = || OAuthError::invalid_client("the Authorization header is malformed");
    let encoded = bearer::with_scheme(authorization, "basic").ok_or_else(malformed)?;
    let joined = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()).map(Secret::new);
    let joined = joined.ok_or_else(malformed)?;
    let (id, secret) = joined.expose().split_once(':').ok_or_else(malformed)?;
    let client_id = form_decode(id).filter(|id| !id.is_empty()).ok_or_else(malformed)?;
    let client_secret = Secret::new(form_decode(secret).ok_or_else(malformed)?);
    if body_client_id.is_some_and(|other| other != client_id) {
        return Err(OAuthError::invalid_request("client_id differs from the Authorization header"));
    }
    Ok(Credentials::Basic { client_id, client_secret })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::ErrorCode;

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    fn parse(header: Option<&str>, body: &str) -> Result<Credentials, ErrorCode> {
        Credentials::parse(header, &Parameters::parse(body).unwrap()).map_err(|error| error.code)
    }

    #[test]
    fn each_method() {
        let secret = || Secret::new("s p+c:%".to_owned());
        let id = || "my app".to_owned();
        let header = basic("my+app:s%20p%2Bc%3A%25");
        let expected = Credentials::Basic { client_id: id(), client_secret: secret() };
        assert_eq!(parse(Some(&header), ""), Ok(expected.clone()));
        assert_eq!(parse(Some(&header), "client_id=my+app"), Ok(expected));
        assert_eq!(
            parse(None, "client_id=my+app&client_secret=s+p%2Bc%3A%25"),
            Ok(Credentials::Post { client_id: id(), client_secret: secret() })
        );
        assert_eq!(parse(None, "client_id=my+app"), Ok(Credentials::Public { client_id: id() }));
        let assertion = "client_assertion=a.b.c&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let parsed = parse(None, assertion).unwrap();
        assert_eq!(parsed, Credentials::Assertion { client_id: None, assertion: Secret::new("a.b.c".to_owned()) });
        assert_eq!(parse(None, &format!("{assertion}&client_id=x")).unwrap().client_id(), Some("x"));
    }

    #[test]
    fn refuses() {
        let header = basic("app:secret");
        let assertion =
            "client_assertion=a&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        let cases = [
            (Some(header.clone()), "client_id=app&client_secret=secret".to_owned(), ErrorCode::InvalidRequest),
            (Some(header.clone()), assertion.to_owned(), ErrorCode::InvalidRequest),
            (None, format!("client_secret=x&client_id=app&{assertion}"), ErrorCode::InvalidRequest),
            (Some(header), "client_id=other".to_owned(), ErrorCode::InvalidRequest),
            (None, String::new(), ErrorCode::InvalidClient),
            (None, "client_secret=x".to_owned(), ErrorCode::InvalidClient),
            (None, "client_assertion=a".to_owned(), ErrorCode::InvalidRequest),
            (None, "client_assertion=a&client_assertion_type=saml".to_owned(), ErrorCode::InvalidClient),
            (Some("Bearer abc".to_owned()), "client_id=app".to_owned(), ErrorCode::InvalidClient),
            (Some("Basic".to_owned()), String::new(), ErrorCode::InvalidClient),
            (Some("Basic !!!".to_owned()), String::new(), ErrorCode::InvalidClient),
            (Some(basic("no-colon")), String::new(), ErrorCode::InvalidClient),
            (Some(basic(":secret")), String::new(), ErrorCode::InvalidClient),
            (Some(basic("app:100%")), String::new(), ErrorCode::InvalidClient),
        ];
        for (header, body, code) in cases {
            assert_eq!(parse(header.as_deref(), &body), Err(code), "{header:?} {body}");
        }
    }

    #[test]
    fn debug_hides_secrets() {
        let shown = format!("{:?}", parse(Some(&basic("app:hunter2")), "").unwrap());
        assert!(shown.contains("app") && !shown.contains("hunter2"));
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,60}") {
            let _ = Credentials::parse(Some(&text), &Parameters::default());
            let _ = Credentials::parse(Some(&basic(&text)), &Parameters::default());
            let _ = Credentials::parse(Some(&format!("Basic {text}")), &Parameters::default());
        }
    }
}
