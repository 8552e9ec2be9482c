//! What a client registers (RFC 7591 §2, OpenID Connect Registration 1.0 §2) and Gatehouse's own settings per client.

mod encryption;
mod profile;
mod uris;
mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::publisher::Publisher;
use super::redirect_uri::Kind;
use super::{ClientAuthMethod, GrantType, ResponseType, Scope};

pub use encryption::ResponseEncryption;
pub use profile::{Exception, ProfileBounds, SecurityProfile};
pub use validate::Finding;

words! {
    /// What kind of application a client is (OpenID Connect Registration 1.0 §2).
    pub enum ApplicationType {
        /// Runs on a server or in a browser.
        Web = "web",
        /// Runs on the user's device.
        Native = "native",
    }
}

/// The form of an access token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFormat {
    /// A signed JWT that a resource server verifies by itself (RFC 9068).
    #[default]
    Jwt,
    /// A random string that only introspection explains (RFC 7662).
    Opaque,
}

/// The metadata of a client. Names are the registered ones; the fields from `first_party` on are Gatehouse's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// The name that people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// The client's home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// The client's logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// The client's rules for data of users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// The client's terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Where a login can be started from outside the client (OpenID Connect Core §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// People responsible for the client, mostly e-mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// Where authorization responses may go.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// Where the browser may go after a logout.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// The grants that the client may use.
    pub grant_types: Vec<GrantType>,
    /// The response types that the client may use.
    pub response_types: Vec<ResponseType>,
    /// The one way the client proves who it is.
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// The one algorithm of its assertions; absent allows every offered one that fits the method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// The client's public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// Where the client's public keys are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The algorithm of ID tokens; absent is RS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<String>,
    /// The algorithm of UserInfo responses; absent is plain JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<String>,
    /// How the key of encrypted ID tokens reaches the client; absent leaves them unencrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<String>,
    /// How the content of ID tokens is encrypted; absent is A128CBC-HS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<String>,
    /// How the key of encrypted UserInfo responses reaches the client; absent leaves them unencrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<String>,
    /// How the content of UserInfo responses is encrypted; absent is A128CBC-HS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<String>,
    /// The algorithm of introspection responses as JWT (RFC 9701 §6); absent is RS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_signed_response_alg: Option<String>,
    /// How the key of encrypted introspection responses reaches the client; absent leaves them unencrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_encrypted_response_alg: Option<String>,
    /// How the content of introspection responses is encrypted; absent is A128CBC-HS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_encrypted_response_enc: Option<String>,
    /// `max_age` of requests that name none, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u64>,
    /// `acr_values` of requests that name none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,
    /// Whether `auth_time` always stands in the ID token.
    pub require_auth_time: bool,
    /// What kind of application it is.
    pub application_type: ApplicationType,
    /// The scope that the client may ask for; absent allows the standard scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,

    /// How strictly it is bound; the realm may have a floor.
    pub security_profile: SecurityProfile,
    /// Belongs to the house: nobody is asked for consent.
    pub first_party: bool,
    /// The domain of who publishes the client; absent is the host of `client_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher_domain: Option<String>,
    /// Whether authorization requests need PKCE. Public clients need it always.
    pub require_pkce: bool,
    /// Whether refresh tokens rotate; absent decides by the client's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_rotation: Option<bool>,
    /// How long a spent refresh token may be retried, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_grace_seconds: Option<u32>,
    /// The form of its access tokens; a resource server or the realm may still want them opaque. Absent is JWT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_format: Option<TokenFormat>,
    /// Access-token lifetime in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime_seconds: Option<u32>,
    /// Refresh-token lifetime without use, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_lifetime_seconds: Option<u32>,
    /// Refresh-token lifetime in all, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_absolute_lifetime_seconds: Option<u32>,
    /// ID-token lifetime in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_lifetime_seconds: Option<u32>,
    /// The audiences that the client may ask for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// What the client may do in its own right, by audience: the names of permissions that the resource server declares.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub permissions: BTreeMap<String, Vec<String>>,
    /// The layout of the login page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_layout: Option<String>,
    /// The client's branding, typed by the theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branding: Option<Value>,
}

impl Default for ClientMetadata {
    /// The defaults of the specifications, and PKCE.
    fn default() -> Self {
        Self {
            client_name: None,
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            initiate_login_uri: None,
            contacts: Vec::new(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            grant_types: vec![GrantType::AuthorizationCode],
            response_types: vec![ResponseType::Code],
            token_endpoint_auth_method: ClientAuthMethod::ClientSecretBasic,
            token_endpoint_auth_signing_alg: None,
            jwks: None,
            jwks_uri: None,
            id_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            id_token_encrypted_response_alg: None,
            id_token_encrypted_response_enc: None,
            userinfo_encrypted_response_alg: None,
            userinfo_encrypted_response_enc: None,
            introspection_signed_response_alg: None,
            introspection_encrypted_response_alg: None,
            introspection_encrypted_response_enc: None,
            default_max_age: None,
            default_acr_values: Vec::new(),
            require_auth_time: false,
            application_type: ApplicationType::Web,
            scope: None,
            security_profile: SecurityProfile::Oidc,
            first_party: false,
            publisher_domain: None,
            require_pkce: true,
            refresh_rotation: None,
            refresh_grace_seconds: None,
            access_token_format: None,
            access_token_lifetime_seconds: None,
            refresh_token_lifetime_seconds: None,
            refresh_absolute_lifetime_seconds: None,
            id_token_lifetime_seconds: None,
            resources: Vec::new(),
            permissions: BTreeMap::new(),
            login_layout: None,
            branding: None,
        }
    }
}

impl ClientMetadata {
    /// Whether the client can keep no secret (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == ClientAuthMethod::None
    }

    /// Whether authorization requests need PKCE: always for public clients (RFC 9700 §2.1.1).
    pub fn needs_pkce(&self) -> bool {
        self.require_pkce || self.is_public()
    }

    /// Whether the client may use `grant`.
    pub fn allows_grant(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Whether `uri` may receive authorization responses.
    pub fn allows_redirect_uri(&self, uri: &str) -> bool {
        super::redirect_uri::is_registered(self.redirect_uris.iter().map(String::as_str), uri)
    }

    /// Whether `uri` may receive the browser after a logout.
    pub fn allows_post_logout_redirect_uri(&self, uri: &str) -> bool {
        super::redirect_uri::is_registered(self.post_logout_redirect_uris.iter().map(String::as_str), uri)
    }

    /// Who the client says publishes it.
    pub fn publisher(&self) -> Option<Publisher> {
        match &self.publisher_domain {
            Some(domain) => Some(Publisher::of_domain(domain)),
            None => self.client_uri.as_deref().and_then(Publisher::of_page),
        }
    }

    /// Whether another program could receive responses meant for this client (RFC 8252 §8.6).
    pub fn is_claimable(&self) -> bool {
        self.redirect_uris.iter().any(|uri| Kind::of(uri).is_claimable())
    }

    /// What is wrong, or unwise, about this metadata (CL-05); empty when nothing is.
    pub fn validate(&self) -> Vec<Finding> {
        validate::findings(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_specifications() {
        let metadata: ClientMetadata =
            serde_json::from_str(r#"{"redirect_uris":["https://a.example/cb"],"unknown":1}"#).unwrap();
        assert_eq!(metadata.grant_types, [GrantType::AuthorizationCode]);
        assert_eq!(metadata.token_endpoint_auth_method, ClientAuthMethod::ClientSecretBasic);
        assert!(metadata.needs_pkce() && !metadata.is_public());
    }

    #[test]
    fn survives_storage() {
        for grant_types in [vec![], vec![GrantType::ClientCredentials]] {
            let metadata = ClientMetadata { grant_types, response_types: vec![], ..ClientMetadata::default() };
            let text = serde_json::to_string(&metadata).unwrap();
            assert_eq!(serde_json::from_str::<ClientMetadata>(&text).unwrap(), metadata);
        }
    }

    #[test]
    fn unknown_words_are_refused() {
        for text in [
            r#"{"grant_types":["password"]}"#,
            r#"{"response_types":["token"]}"#,
            r#"{"token_endpoint_auth_method":"x"}"#,
        ] {
            assert!(serde_json::from_str::<ClientMetadata>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn public_clients_need_pkce() {
        let metadata = ClientMetadata {
            token_endpoint_auth_method: ClientAuthMethod::None,
            require_pkce: false,
            ..ClientMetadata::default()
        };
        assert!(metadata.needs_pkce());
    }

    #[test]
    fn claimable() {
        for (uri, claimable) in
            [("https://a.example/cb", false), ("http://127.0.0.1/cb", true), ("com.example.app:/cb", true)]
        {
            let metadata = ClientMetadata { redirect_uris: vec![uri.into()], ..ClientMetadata::default() };
            assert_eq!(metadata.is_claimable(), claimable, "{uri}");
        }
    }
}
