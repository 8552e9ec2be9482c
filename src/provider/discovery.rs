//! What the realm says about itself (OpenID Connect Discovery 1.0 §3, RFC 8414 §2): each extension adds its own entries.

use super::account_access::AccountScope;
use super::admin_access;
use super::claims::HOLDING_SCOPES;
use super::issuer::Issuer;
use crate::jose::{Algorithm, ContentEncryption, KeyManagement};
use crate::spec::{
    ClientAuthMethod, Display, GrantType, Prompt, ProviderMetadata, ResponseMode, ResponseType, standard_claims,
};

/// What contributors may look at.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The issuer.
    pub issuer: &'a Issuer,
    /// The algorithms the realm's keys can sign with.
    pub algorithms: &'a [Algorithm],
    /// The languages of the pages.
    pub locales: &'a [String],
    /// Whether people may make accounts of their own.
    pub registration: bool,
}

type Contributor = fn(&Offer<'_>, &mut ProviderMetadata);

/// Every extension that has something to say, in the order of the document.
const CONTRIBUTORS: &[Contributor] = &[
    core,
    token_endpoint,
    openid,
    pkce,
    issuer_identification,
    introspection_and_revocation,
    encryption,
    logout,
    account,
    registration,
];

/// The discovery document of a realm.
pub fn metadata(offer: &Offer<'_>) -> ProviderMetadata {
    let mut metadata = ProviderMetadata::default();
    for contribute in CONTRIBUTORS {
        contribute(offer, &mut metadata);
    }
    metadata
}

const ASSERTION_ALGORITHMS: &[&str] = &["HS256", "RS256", "PS256", "ES256", "EdDSA"];

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn algorithms(offer: &Offer<'_>) -> Vec<String> {
    offer.algorithms.iter().map(|alg| alg.as_str().to_owned()).collect()
}

/// RFC 8414.
fn core(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    offer.issuer.as_str().clone_into(&mut metadata.issuer);
    metadata.authorization_endpoint = offer.issuer.endpoint("/authorize");
    metadata.token_endpoint = offer.issuer.endpoint("/token");
    metadata.jwks_uri = offer.issuer.endpoint("/jwks.json");
    metadata.response_types_supported = ResponseType::ALL.to_vec();
    metadata.response_modes_supported = ResponseMode::ALL.to_vec();
    metadata.grant_types_supported = GrantType::ALL.to_vec();
    metadata.scopes_supported = words(&["openid", "profile", "email", "address", "phone", "offline_access"]);
    metadata.scopes_supported.extend(AccountScope::ALL.map(|scope| scope.as_str().to_owned()));
    metadata.scopes_supported.push(admin_access::SCOPE.to_owned());
    metadata.scopes_supported.extend(words(&HOLDING_SCOPES));
    metadata.ui_locales_supported = offer.locales.to_vec();
}

/// RFC 6749 §2.3, RFC 7523.
fn token_endpoint(_: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.token_endpoint_auth_methods_supported = ClientAuthMethod::ALL.to_vec();
    metadata.token_endpoint_auth_signing_alg_values_supported = words(ASSERTION_ALGORITHMS);
}

/// OpenID Connect Discovery 1.0 §3.
fn openid(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.userinfo_endpoint = Some(offer.issuer.endpoint("/userinfo"));
    metadata.subject_types_supported = words(&["public"]);
    metadata.id_token_signing_alg_values_supported = algorithms(offer);
    metadata.userinfo_signing_alg_values_supported = algorithms(offer);
    metadata.acr_values_supported = words(crate::model::acr::ACR_VALUES);
    metadata.prompt_values_supported = vec![Prompt::None, Prompt::Login, Prompt::Consent, Prompt::SelectAccount];
    metadata.display_values_supported = Display::ALL.to_vec();
    metadata.claim_types_supported = words(&["normal"]);
    metadata.claims_supported =
        ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "sid", "at_hash"]
            .into_iter()
            .chain(standard_claims::names())
            .chain(HOLDING_SCOPES)
            .map(str::to_owned)
            .collect();
    metadata.claims_parameter_supported = Some(true);
    metadata.request_parameter_supported = Some(false);
    metadata.request_uri_parameter_supported = Some(false);
}

/// RFC 7636.
fn pkce(_: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.code_challenge_methods_supported = words(&["S256"]);
}

/// RFC 9207.
fn issuer_identification(_: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.authorization_response_iss_parameter_supported = Some(true);
}

/// RFC 7662 and RFC 7009.
fn introspection_and_revocation(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.introspection_endpoint = Some(offer.issuer.endpoint("/introspect"));
    metadata.introspection_endpoint_auth_methods_supported =
        ClientAuthMethod::ALL.iter().copied().filter(|method| *method != ClientAuthMethod::None).collect();
    metadata.introspection_endpoint_auth_signing_alg_values_supported = words(ASSERTION_ALGORITHMS);
    metadata.revocation_endpoint = Some(offer.issuer.endpoint("/revoke"));
    metadata.revocation_endpoint_auth_methods_supported = ClientAuthMethod::ALL.to_vec();
    metadata.revocation_endpoint_auth_signing_alg_values_supported = words(ASSERTION_ALGORITHMS);
}

/// RFC 7516, RFC 9701 §7.
fn encryption(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    let (algs, encs) =
        (KeyManagement::ALL.map(KeyManagement::as_str), ContentEncryption::ALL.map(ContentEncryption::as_str));
    metadata.id_token_encryption_alg_values_supported = words(&algs);
    metadata.id_token_encryption_enc_values_supported = words(&encs);
    metadata.userinfo_encryption_alg_values_supported = words(&algs);
    metadata.userinfo_encryption_enc_values_supported = words(&encs);
    metadata.introspection_signing_alg_values_supported = algorithms(offer);
    metadata.introspection_encryption_alg_values_supported = words(&algs);
    metadata.introspection_encryption_enc_values_supported = words(&encs);
}

/// The parts of the account area that applications may link to (pages A-1).
pub const ACCOUNT_ACTIONS: [(&str, &str); 9] = [
    ("profile", "/account/profile"),
    ("email", "/account/email"),
    ("password", "/account/password"),
    ("authenticator", "/account/authenticator"),
    ("backup_codes", "/account/backup-codes"),
    ("sessions", "/account/sessions"),
    ("devices", "/account/devices"),
    ("applications", "/account/applications"),
    ("delete", "/account/privacy"),
];

/// Links into the account area, by `action`.
fn account(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.account_management_uri = Some(offer.issuer.endpoint("/account"));
    metadata.account_management_actions_supported = words(&ACCOUNT_ACTIONS.map(|(action, _)| action));
}

/// Initiating User Registration via OpenID Connect 1.0 §4.2.
fn registration(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.prompt_values_supported.extend(offer.registration.then_some(Prompt::Create));
}

/// RP-Initiated Logout 1.0.
fn logout(offer: &Offer<'_>, metadata: &mut ProviderMetadata) {
    metadata.end_session_endpoint = Some(offer.issuer.endpoint("/logout"));
}
