//! Whether metadata makes sense as a whole. A fatal finding stops a save, any other is shown beside the field.

use serde::Serialize;

use super::uris::{check_list, check_web_uri};
use super::{ApplicationType, ClientMetadata, encryption};
use crate::spec::publisher::is_domain;
use crate::spec::redirect_uri::Kind;
use crate::spec::{ClientAuthMethod, GrantType, ResponseType};

/// One thing that is wrong or unwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The field, with an index where it is a list: `redirect_uris[0]`.
    pub field: String,
    /// What is wrong, as a sentence.
    pub message: &'static str,
    /// What to do about it, as a sentence.
    pub fix: &'static str,
    /// Whether the metadata cannot be saved like this.
    pub fatal: bool,
}

impl Finding {
    pub(super) fn new(field: impl Into<String>, fatal: bool, message: &'static str, fix: &'static str) -> Self {
        Self { field: field.into(), message, fix, fatal }
    }
}

const SIGNATURES: [&str; 5] = ["RS256", "ES256", "PS256", "EdDSA", "Ed25519"];
const MAX_TEXT: usize = 200;
const MAX_LIST: usize = 100;

/// Every group of rules, in the order in which findings are shown.
const GROUPS: &[fn(&ClientMetadata, &mut Vec<Finding>)] =
    &[texts, redirects, pages, grants, authentication, algorithms, encryption::findings, lifetimes];

pub(super) fn findings(metadata: &ClientMetadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for group in GROUPS {
        group(metadata, &mut findings);
    }
    findings
}

fn texts(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    if let Some(name) = &metadata.client_name {
        if name.trim().is_empty() || name.len() > MAX_TEXT || name.chars().any(char::is_control) {
            let fix = "Give it a name of 1 to 200 bytes, without line breaks.";
            findings.push(Finding::new("client_name", true, "The name cannot be shown.", fix));
        } else if name.chars().any(is_direction_control) {
            let fix = "Remove invisible characters from the name.";
            findings.push(Finding::new(
                "client_name",
                true,
                "The name has characters that change how it is read.",
                fix,
            ));
        }
    }
    let lists = [
        ("contacts", metadata.contacts.len()),
        ("redirect_uris", metadata.redirect_uris.len()),
        ("post_logout_redirect_uris", metadata.post_logout_redirect_uris.len()),
        ("resources", metadata.resources.len()),
        ("default_acr_values", metadata.default_acr_values.len()),
    ];
    for (field, _) in lists.into_iter().filter(|(_, length)| *length > MAX_LIST) {
        findings.push(Finding::new(field, true, "The list is too long.", "Keep it to 100 entries."));
    }
}

/// Characters that turn the reading direction or show nothing: a name must read as it is written.
const fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn redirects(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    check_list("redirect_uris", &metadata.redirect_uris, findings);
    check_list("post_logout_redirect_uris", &metadata.post_logout_redirect_uris, findings);
    if metadata.allows_grant(GrantType::AuthorizationCode) && metadata.redirect_uris.is_empty() {
        let fix = "Add the address that the application receives responses at.";
        findings.push(Finding::new("redirect_uris", true, "The code flow needs a redirect URI.", fix));
    }
    let private = metadata.redirect_uris.iter().any(|uri| Kind::of(uri) == Kind::PrivateUse);
    if private && metadata.application_type == ApplicationType::Web {
        let message = "A scheme of the application's own belongs to a native application.";
        findings.push(Finding::new("application_type", false, message, "Set application_type to native."));
    }
    if metadata.is_claimable() && metadata.first_party && !metadata.is_public() {
        let message = "A secret shipped to people's devices is no secret.";
        let fix = "Set token_endpoint_auth_method to none; PKCE protects the flow.";
        findings.push(Finding::new("token_endpoint_auth_method", false, message, fix));
    }
}

fn pages(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    check_web_uri("client_uri", metadata.client_uri.as_ref(), findings);
    check_web_uri("logo_uri", metadata.logo_uri.as_ref(), findings);
    check_web_uri("policy_uri", metadata.policy_uri.as_ref(), findings);
    check_web_uri("tos_uri", metadata.tos_uri.as_ref(), findings);
    check_web_uri("jwks_uri", metadata.jwks_uri.as_ref(), findings);
    check_web_uri("initiate_login_uri", metadata.initiate_login_uri.as_ref(), findings);
    if metadata.publisher_domain.as_deref().is_some_and(|domain| !is_domain(domain)) {
        let fix = "Write a name of the DNS alone, in ASCII and lower case, such as example.com.";
        findings.push(Finding::new("publisher_domain", true, "This is not a domain.", fix));
    }
    for (index, uri) in metadata.resources.iter().enumerate() {
        // MUST be an absolute URI, MUST NOT include a fragment component (RFC 8707 §2)
        if url::Url::parse(uri).is_err() || uri.contains('#') {
            let fix = "Write the API's address in full, without a fragment.";
            findings.push(Finding::new(format!("resources[{index}]"), true, "An audience is an absolute URI.", fix));
        }
    }
    permissions(metadata, findings);
}

fn permissions(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    for (resource, names) in &metadata.permissions {
        let field = format!("permissions[{resource}]");
        if !metadata.resources.contains(resource) {
            let fix = "Add the audience to resources, or remove its permissions.";
            findings.push(Finding::new(field, true, "The client may not ask for this audience.", fix));
        } else if names.len() > MAX_LIST {
            findings.push(Finding::new(field, true, "The list is too long.", "Keep it to 100 entries."));
        }
    }
    if !metadata.permissions.is_empty() && !metadata.allows_grant(GrantType::ClientCredentials) {
        let message = "Permissions act in the client credentials grant alone, which the client may not use.";
        findings.push(Finding::new("permissions", false, message, "Add client_credentials to grant_types."));
    }
}

fn grants(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    let code = metadata.allows_grant(GrantType::AuthorizationCode);
    if metadata.grant_types.is_empty() {
        let fix = "Choose at least one grant type.";
        findings.push(Finding::new("grant_types", true, "The client can do nothing.", fix));
    }
    if code != metadata.response_types.contains(&ResponseType::Code) {
        let message = "The response type code and the grant type authorization_code belong together.";
        findings.push(Finding::new("response_types", true, message, "Choose both or neither."));
    }
    if metadata.allows_grant(GrantType::RefreshToken) && !code {
        let fix = "Add authorization_code, or remove refresh_token.";
        findings.push(Finding::new("grant_types", true, "There is nothing to refresh.", fix));
    }
    if metadata.allows_grant(GrantType::ClientCredentials) && metadata.is_public() {
        let message = "A client that proves nothing cannot ask for itself.";
        let fix = "Choose a client authentication method, or remove client_credentials.";
        findings.push(Finding::new("grant_types", true, message, fix));
    }
    if code && !metadata.require_pkce {
        let (fatal, message) = if metadata.is_public() {
            (true, "A public client always needs PKCE.")
        } else {
            (false, "Without PKCE an injected code is not noticed (RFC 9700).")
        };
        findings.push(Finding::new("require_pkce", fatal, message, "Set require_pkce to true."));
    }
}

fn authentication(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        // MUST NOT both be present (RFC 7591 §2)
        let message = "Keys are given both by value and by address.";
        findings.push(Finding::new("jwks", true, message, "Keep one of jwks and jwks_uri."));
    }
    if metadata.jwks.as_ref().is_some_and(|jwks| jwks.get("keys").is_none_or(|keys| !keys.is_array())) {
        let fix = "Write an object with a list named keys.";
        findings.push(Finding::new("jwks", true, "This is not a key set (RFC 7517 §5).", fix));
    }
    if metadata.jwks.as_ref().is_some_and(has_private_member) {
        let fix = "Remove it, make a new key pair, and register only the public half.";
        findings.push(Finding::new("jwks", true, "A private or symmetric key is in the set.", fix));
    }
    let has_keys = metadata.jwks.is_some() || metadata.jwks_uri.is_some();
    if metadata.token_endpoint_auth_method == ClientAuthMethod::PrivateKeyJwt && !has_keys {
        let message = "private_key_jwt needs the client's public keys.";
        findings.push(Finding::new("jwks", true, message, "Add jwks or jwks_uri."));
    }
}

fn has_private_member(jwks: &serde_json::Value) -> bool {
    let keys = jwks.get("keys").and_then(serde_json::Value::as_array);
    keys.is_some_and(|keys| keys.iter().any(|key| ["d", "p", "q", "k"].iter().any(|member| key.get(member).is_some())))
}

fn algorithms(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    let signed = [
        ("id_token_signed_response_alg", &metadata.id_token_signed_response_alg),
        ("userinfo_signed_response_alg", &metadata.userinfo_signed_response_alg),
        ("introspection_signed_response_alg", &metadata.introspection_signed_response_alg),
    ];
    for (field, algorithm) in signed {
        if algorithm.as_deref().is_some_and(|algorithm| !SIGNATURES.contains(&algorithm)) {
            let fix = "Choose RS256, PS256, ES256 or EdDSA.";
            findings.push(Finding::new(field, true, "This algorithm is not offered.", fix));
        }
    }
    let Some(algorithm) = metadata.token_endpoint_auth_signing_alg.as_deref() else { return };
    let fits = match metadata.token_endpoint_auth_method {
        ClientAuthMethod::ClientSecretJwt => algorithm == "HS256",
        ClientAuthMethod::PrivateKeyJwt => SIGNATURES.contains(&algorithm),
        ClientAuthMethod::None | ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => true,
    };
    if !fits {
        let fix = "Use HS256 with client_secret_jwt; RS256, PS256, ES256 or EdDSA with private_key_jwt.";
        let message = "This algorithm does not fit the authentication method.";
        findings.push(Finding::new("token_endpoint_auth_signing_alg", true, message, fix));
    }
}

fn lifetimes(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    let fields = [
        ("access_token_lifetime_seconds", metadata.access_token_lifetime_seconds),
        ("refresh_token_lifetime_seconds", metadata.refresh_token_lifetime_seconds),
        ("refresh_absolute_lifetime_seconds", metadata.refresh_absolute_lifetime_seconds),
        ("id_token_lifetime_seconds", metadata.id_token_lifetime_seconds),
    ];
    for (field, _) in fields.into_iter().filter(|(_, seconds)| *seconds == Some(0)) {
        findings.push(Finding::new(
            field,
            true,
            "It would have expired when it is issued.",
            "Give it at least a second.",
        ));
    }
    if let (Some(idle), Some(absolute)) =
        (metadata.refresh_token_lifetime_seconds, metadata.refresh_absolute_lifetime_seconds)
        && idle > absolute
    {
        let message = "Refresh tokens would end before their lifetime without use has passed.";
        findings.push(Finding::new(
            "refresh_token_lifetime_seconds",
            false,
            message,
            "Lower it, or raise the lifetime in all.",
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::spec::ClientMetadata;

    fn check(patch: &serde_json::Value) -> Vec<(String, bool)> {
        let mut all = json!({"redirect_uris": ["https://app.example/cb"], "client_name": "App"});
        for (name, value) in patch.as_object().unwrap() {
            all[name] = value.clone();
        }
        let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
        metadata.validate().into_iter().map(|finding| (finding.field, finding.fatal)).collect()
    }

    #[test]
    fn nothing_to_say() {
        for patch in [
            json!({}),
            json!({"token_endpoint_auth_method": "none", "application_type": "native", "redirect_uris": ["com.example.app:/cb"]}),
            json!({"grant_types": ["client_credentials"], "response_types": [], "redirect_uris": []}),
            json!({"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": []}, "token_endpoint_auth_signing_alg": "ES256"}),
            json!({"grant_types": ["authorization_code", "refresh_token"], "logo_uri": "https://app.example/logo.png"}),
        ] {
            assert_eq!(check(&patch), [], "{patch}");
        }
    }

    #[test]
    fn one_finding_each() {
        for (patch, field, fatal) in [
            (json!({"redirect_uris": []}), "redirect_uris", true),
            (json!({"redirect_uris": ["https://app.example/#"]}), "redirect_uris[0]", true),
            (json!({"post_logout_redirect_uris": ["javascript:alert(1)"]}), "post_logout_redirect_uris[0]", true),
            (json!({"redirect_uris": ["com.example.app:/cb"]}), "application_type", false),
            (json!({"client_name": "  "}), "client_name", true),
            (json!({"client_name": "a\u{202e}b"}), "client_name", true),
            (json!({"logo_uri": "javascript:alert(1)"}), "logo_uri", true),
            (json!({"policy_uri": "http://app.example/"}), "policy_uri", true),
            (json!({"initiate_login_uri": "http://app.example/"}), "initiate_login_uri", true),
            (json!({"jwks_uri": "ftp://app.example/"}), "jwks_uri", true),
            (json!({"resources": ["api"]}), "resources[0]", true),
            (json!({"publisher_domain": "https://a.example"}), "publisher_domain", true),
            (
                json!({"permissions": {"https://api.example": ["read"]},
                       "grant_types": ["authorization_code", "client_credentials"]}),
                "permissions[https://api.example]",
                true,
            ),
            (
                json!({"permissions": {"https://api.example": ["read"]}, "resources": ["https://api.example"]}),
                "permissions",
                false,
            ),
            (json!({"response_types": []}), "response_types", true),
            (json!({"grant_types": ["refresh_token"], "response_types": []}), "grant_types", true),
            (json!({"grant_types": [], "response_types": []}), "grant_types", true),
            (json!({"token_endpoint_auth_method": "none", "require_pkce": false}), "require_pkce", true),
            (json!({"require_pkce": false}), "require_pkce", false),
            (json!({"token_endpoint_auth_method": "private_key_jwt"}), "jwks", true),
            (json!({"jwks": {"keys": []}, "jwks_uri": "https://a.example"}), "jwks", true),
            (json!({"jwks": []}), "jwks", true),
            (json!({"jwks": {"keys": [{"kty": "oct", "k": "x"}]}}), "jwks", true),
            (json!({"id_token_signed_response_alg": "none"}), "id_token_signed_response_alg", true),
            (json!({"id_token_signed_response_alg": "HS256"}), "id_token_signed_response_alg", true),
            (json!({"access_token_lifetime_seconds": 0}), "access_token_lifetime_seconds", true),
            (
                json!({"refresh_token_lifetime_seconds": 9, "refresh_absolute_lifetime_seconds": 8}),
                "refresh_token_lifetime_seconds",
                false,
            ),
            (
                json!({"token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "RS256"}),
                "token_endpoint_auth_signing_alg",
                true,
            ),
            (
                json!({"token_endpoint_auth_method": "none",
                       "grant_types": ["authorization_code", "client_credentials"]}),
                "grant_types",
                true,
            ),
        ] {
            assert_eq!(check(&patch), [(field.to_owned(), fatal)], "{patch}");
        }
    }
}
