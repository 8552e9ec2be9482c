//! The discovery document: field names of RFC 8414, OpenID Connect Discovery 1.0 and their extensions, nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClientAuthMethod, Display, GrantType, Prompt, ResponseMode, ResponseType};

/// Declares metadata fields that are left out while they are empty.
macro_rules! provider_metadata {
    (
        required { $( $(#[$required_meta:meta])* $required:ident ),+ $(,)? }
        optional { $( $(#[$optional_meta:meta])* $optional:ident: $optional_type:ty ),+ $(,)? }
        lists { $( $(#[$list_meta:meta])* $list:ident: $item:ty ),+ $(,)? }
    ) => {
        /// What a provider says about itself. A list that is empty and a value that is absent are left out.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct ProviderMetadata {
            $( $(#[$required_meta])* pub $required: String, )+
            $( $(#[$optional_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $optional: Option<$optional_type>, )+
            $( $(#[$list_meta])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$item>, )+
            /// Endpoints on the listener that asks for client certificates (RFC 8705 §5).
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub mtls_endpoint_aliases: BTreeMap<String, String>,
        }
    };
}

provider_metadata! {
    required {
        /// The issuer: the URL of this document without its well-known suffix.
        issuer,
        /// Authorization endpoint.
        authorization_endpoint,
        /// Token endpoint.
        token_endpoint,
        /// Where the public keys are.
        jwks_uri,
    }
    optional {
        /// UserInfo endpoint.
        userinfo_endpoint: String,
        /// Dynamic registration (RFC 7591).
        registration_endpoint: String,
        /// Revocation (RFC 7009).
        revocation_endpoint: String,
        /// Introspection (RFC 7662).
        introspection_endpoint: String,
        /// RP-Initiated Logout 1.0.
        end_session_endpoint: String,
        /// Device authorization (RFC 8628).
        device_authorization_endpoint: String,
        /// Pushed authorization requests (RFC 9126).
        pushed_authorization_request_endpoint: String,
        /// Session Management 1.0.
        check_session_iframe: String,
        /// Where people see to their account.
        account_management_uri: String,
        /// Where developers read about this service.
        service_documentation: String,
        /// The provider's rules for data of users.
        op_policy_uri: String,
        /// The provider's terms of service.
        op_tos_uri: String,
        /// Whether `claims` is understood.
        claims_parameter_supported: bool,
        /// Whether `request` is understood.
        request_parameter_supported: bool,
        /// Whether `request_uri` is understood; absent means true.
        request_uri_parameter_supported: bool,
        /// Whether every `request_uri` has to be registered.
        require_request_uri_registration: bool,
        /// Whether requests have to be pushed (RFC 9126).
        require_pushed_authorization_requests: bool,
        /// Whether `iss` stands in every authorization response (RFC 9207).
        authorization_response_iss_parameter_supported: bool,
        /// Whether tokens can be bound to certificates (RFC 8705).
        tls_client_certificate_bound_access_tokens: bool,
        /// Front-Channel Logout 1.0.
        frontchannel_logout_supported: bool,
        /// Whether front-channel logout carries `iss` and `sid`.
        frontchannel_logout_session_supported: bool,
        /// Back-Channel Logout 1.0.
        backchannel_logout_supported: bool,
        /// Whether logout tokens carry `sid`.
        backchannel_logout_session_supported: bool,
    }
    lists {
        /// What `account_management_uri` takes as `action`.
        account_management_actions_supported: String,
        /// Scopes that are worth telling.
        scopes_supported: String,
        /// Response types.
        response_types_supported: ResponseType,
        /// Response modes.
        response_modes_supported: ResponseMode,
        /// Grant types.
        grant_types_supported: GrantType,
        /// Authentication context classes.
        acr_values_supported: String,
        /// Subject types: `public`, `pairwise`.
        subject_types_supported: String,
        /// Algorithms of ID tokens.
        id_token_signing_alg_values_supported: String,
        /// Algorithms of UserInfo responses.
        userinfo_signing_alg_values_supported: String,
        /// Key management of encrypted ID tokens.
        id_token_encryption_alg_values_supported: String,
        /// Content encryption of ID tokens.
        id_token_encryption_enc_values_supported: String,
        /// Key management of encrypted UserInfo responses.
        userinfo_encryption_alg_values_supported: String,
        /// Content encryption of UserInfo responses.
        userinfo_encryption_enc_values_supported: String,
        /// Algorithms of introspection responses (RFC 9701 §7).
        introspection_signing_alg_values_supported: String,
        /// Key management of encrypted introspection responses.
        introspection_encryption_alg_values_supported: String,
        /// Content encryption of introspection responses.
        introspection_encryption_enc_values_supported: String,
        /// Algorithms of request objects.
        request_object_signing_alg_values_supported: String,
        /// Client authentication at the token endpoint.
        token_endpoint_auth_methods_supported: ClientAuthMethod,
        /// Algorithms of client assertions at the token endpoint.
        token_endpoint_auth_signing_alg_values_supported: String,
        /// Client authentication at the revocation endpoint.
        revocation_endpoint_auth_methods_supported: ClientAuthMethod,
        /// Algorithms of client assertions at the revocation endpoint.
        revocation_endpoint_auth_signing_alg_values_supported: String,
        /// Client authentication at the introspection endpoint.
        introspection_endpoint_auth_methods_supported: ClientAuthMethod,
        /// Algorithms of client assertions at the introspection endpoint.
        introspection_endpoint_auth_signing_alg_values_supported: String,
        /// Algorithms of DPoP proofs (RFC 9449).
        dpop_signing_alg_values_supported: String,
        /// PKCE methods (RFC 7636).
        code_challenge_methods_supported: String,
        /// Values of `prompt` (Initiating User Registration 1.0).
        prompt_values_supported: Prompt,
        /// Values of `display`.
        display_values_supported: Display,
        /// Claim types: `normal`.
        claim_types_supported: String,
        /// Claims that may be had.
        claims_supported: String,
        /// Languages of claims.
        claims_locales_supported: String,
        /// Languages of pages.
        ui_locales_supported: String,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        let metadata = ProviderMetadata {
            issuer: "https://id.example".into(),
            authorization_endpoint: "https://id.example/authorize".into(),
            token_endpoint: "https://id.example/token".into(),
            jwks_uri: "https://id.example/jwks".into(),
            request_uri_parameter_supported: Some(false),
            response_types_supported: vec![ResponseType::Code],
            ..ProviderMetadata::default()
        };
        let expected = json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/jwks",
            "request_uri_parameter_supported": false,
            "response_types_supported": ["code"],
        });
        assert_eq!(serde_json::to_value(metadata).unwrap(), expected);
    }
}
