//! The authorization request as it arrived (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
//!
//! Raw on purpose: each parameter still is the text that was sent, for where an error about it goes is not known before
//! client and redirect URI are checked. `provider::authorize` turns it into a `CheckedRequest`.

use serde::{Deserialize, Serialize};

use super::Parameters;

/// Declares the request and its reading from parameters together, so that neither can miss a field.
macro_rules! authorization_request {
    ($( $(#[$meta:meta])* $field:ident ),+ $(,)?) => {
        /// The parameters of an authorization request; unknown ones are ignored (RFC 6749 §3.1).
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct AuthorizationRequest {
            $( $(#[$meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<String>, )+
            /// The audiences asked for (RFC 8707 §2.1).
            #[serde(skip_serializing_if = "Vec::is_empty")]
            pub resource: Vec<String>,
        }

        impl From<&Parameters> for AuthorizationRequest {
            fn from(parameters: &Parameters) -> Self {
                Self {
                    $( $field: parameters.get(stringify!($field)).map(str::to_owned), )+
                    resource: parameters.all("resource").map(str::to_owned).collect(),
                }
            }
        }
    };
}

authorization_request! {
    /// Who asks.
    client_id,
    /// Where the response goes.
    redirect_uri,
    /// What is asked for.
    response_type,
    /// How the response travels.
    response_mode,
    /// The scope asked for.
    scope,
    /// Opaque to us, returned unchanged.
    state,
    /// Opaque to us, placed in the ID token.
    nonce,
    /// PKCE challenge (RFC 7636 §4.3).
    code_challenge,
    /// PKCE method (RFC 7636 §4.3).
    code_challenge_method,
    /// What the user has to be asked.
    prompt,
    /// Seconds that may have passed since the user was authenticated.
    max_age,
    /// How pages should be shown.
    display,
    /// Languages for pages, in order of preference.
    ui_locales,
    /// Languages for claims, in order of preference.
    claims_locales,
    /// An ID token that says who should be logged in.
    id_token_hint,
    /// What the user may have typed at the client.
    login_hint,
    /// Authentication context classes, in order of preference.
    acr_values,
    /// Claims asked for by name (OpenID Connect Core §5.5).
    claims,
    /// A request object by value (RFC 9101 §5).
    request,
    /// A request object by reference (RFC 9101 §5, RFC 9126 §4).
    request_uri,
    /// Client metadata of a self-issued provider (OpenID Connect Core §7.2.1).
    registration,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_it_knows() {
        let raw =
            "client_id=app&redirect_uri=https%3A%2F%2Fapp%2Fcb&scope=openid+email&state=&extra=1&resource=a&resource=b";
        let request = AuthorizationRequest::from(&Parameters::parse(raw).unwrap());
        let expected = AuthorizationRequest {
            client_id: Some("app".into()),
            redirect_uri: Some("https://app/cb".into()),
            scope: Some("openid email".into()),
            resource: vec!["a".into(), "b".into()],
            ..AuthorizationRequest::default()
        };
        assert_eq!(request, expected);
    }

    #[test]
    fn survives_storage() {
        let request = AuthorizationRequest { nonce: Some("n".into()), ..AuthorizationRequest::default() };
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(text, r#"{"nonce":"n"}"#);
        assert_eq!(serde_json::from_str::<AuthorizationRequest>(&text).unwrap(), request);
    }

    proptest! {
        #[test]
        fn never_panics(raw in ".{0,120}") {
            if let Ok(parameters) = Parameters::parse(&raw) {
                let _ = AuthorizationRequest::from(&parameters);
            }
        }
    }
}
