//! The relying party itself (OpenID Connect Core §3.1): the request, the code, the ID token, UserInfo.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse,
};

use super::metadata::{Known, LIMIT, Metadata, told};
use super::{Asked, Reason, SKEW};
use crate::clock::Timestamp;
use crate::model::{Assertion, SUBJECT_CHARS, Upstream, is_email_address};
use crate::outbound::{FetchError, Fetcher};
use crate::secret::Secret;

/// What an ID token may be signed with: nothing that the client secret could make, and never nothing.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 10] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EcdsaP521Sha512,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a request to a provider carries.
pub(super) struct Asking<'a> {
    pub state: &'a Secret<String>,
    pub nonce: &'a Secret<String>,
    pub verifier: &'a Secret<String>,
    pub asked: Asked,
}

/// A code that is redeemed.
pub(super) struct Visit<'a> {
    pub upstream: &'a Upstream,
    pub secret: Option<Secret<String>>,
    pub callback: &'a str,
    pub now: Timestamp,
    pub fetcher: &'a Fetcher,
}

/// What the answer must fit.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub nonce: &'a str,
    pub verifier: &'a str,
}

/// Builds the client of the library; its type names every endpoint, so it stays within one function each time.
macro_rules! client {
    ($metadata:expr, $upstream:expr, $secret:expr, $callback:expr) => {
        RedirectUrl::new($callback.to_owned()).map(|callback| {
            CoreClient::from_provider_metadata(
                Metadata::clone($metadata),
                ClientId::new($upstream.client_id.clone()),
                $secret.map(|secret: &Secret<String>| ClientSecret::new(secret.expose().clone())),
            )
            .set_redirect_uri(callback)
            .set_auth_type(auth_type($metadata))
        })
    };
}

/// Where to send the browser.
pub(super) fn authorization_url(
    metadata: &Metadata,
    upstream: &Upstream,
    callback: &str,
    asking: &Asking<'_>,
) -> Result<String, String> {
    let client = client!(metadata, upstream, None, callback).map_err(|error| error.to_string())?;
    let verifier = PkceCodeVerifier::new(asking.verifier.expose().clone());
    let (state, nonce) = (asking.state.expose().clone(), asking.nonce.expose().clone());
    let scopes = upstream.settings.scopes.split_whitespace().filter(|scope| *scope != "openid");
    let request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    let request = match asking.asked {
        Asked::Any => request,
        Asked::Choice => request.add_prompt(CoreAuthPrompt::SelectAccount),
        Asked::Anew => request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO),
    };
    Ok(request.url().0.to_string())
}

/// In the header unless the provider wants the body alone (OpenID Connect Core §9).
fn auth_type(metadata: &Metadata) -> AuthType {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let has = |method: CoreClientAuthMethod| methods.is_some_and(|methods| methods.contains(&method));
    let wants_body = has(CoreClientAuthMethod::ClientSecretPost) && !has(CoreClientAuthMethod::ClientSecretBasic);
    if wants_body { AuthType::RequestBody } else { AuthType::BasicAuth }
}

/// Redeems `code`, and reads who the person is.
pub(super) async fn redeem(
    known: &Known,
    metadata: Arc<Metadata>,
    visit: &Visit<'_>,
    (code, expected): (&str, Expected<'_>),
) -> Result<Assertion, Reason> {
    let (id_token, access_token) = exchange(&metadata, visit, (code, expected)).await?;
    let (claims, metadata) = match verified(&metadata, visit, &id_token, expected) {
        Ok(claims) => (claims, metadata),
        Err(error) if is_unknown_key(&error) => {
            let renewed = known.renewed(&visit.upstream.issuer, visit.now).await.ok_or(Reason::Invalid)?;
            let claims = verified(&renewed, visit, &id_token, expected).map_err(|error| refused(visit, &error))?;
            (claims, renewed)
        }
        Err(error) => return Err(refused(visit, &error)),
    };
    // Core §3.1.3.7: whoever the token was issued to, it is us.
    let is_ours = claims.authorized_party().is_none_or(|party| party.as_str() == visit.upstream.client_id);
    let subject = claims.subject().to_string();
    if !is_ours || subject.is_empty() || subject.chars().count() > SUBJECT_CHARS || subject.contains('\0') {
        tracing::warn!(upstream = visit.upstream.name, "an ID token is for another party, or about nobody");
        return Err(Reason::Invalid);
    }
    // Many providers tell more at UserInfo alone (Core §5.4).
    let more = if claims.email().is_some() { None } else { userinfo(&metadata, visit, &claims, access_token).await };
    Ok(assertion(visit, &claims, more.as_ref()))
}

async fn exchange(
    metadata: &Metadata,
    visit: &Visit<'_>,
    (code, expected): (&str, Expected<'_>),
) -> Result<(CoreIdToken, AccessToken), Reason> {
    let secret = visit.secret.as_ref();
    let client = client!(metadata, visit.upstream, secret, visit.callback).map_err(|_| Reason::Invalid)?;
    let http = |request| visit.fetcher.send(request, LIMIT);
    let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| Reason::Invalid)?;
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(expected.verifier.to_owned()));
    let response = request.request_async(&http).await.map_err(|error| {
        let reason = match &error {
            RequestTokenError::Request(FetchError::LeftAlone | FetchError::Failed) => Reason::Away,
            _ => Reason::Invalid,
        };
        // What the provider wrote may be personal: a parse error quotes it.
        let kind = match &error {
            RequestTokenError::ServerResponse(_) => "refused",
            RequestTokenError::Request(_) => "not reached",
            RequestTokenError::Parse(..) => "not readable",
            RequestTokenError::Other(_) => "other",
        };
        tracing::warn!(upstream = visit.upstream.name, kind, "a code could not be redeemed");
        reason
    })?;
    let Some(id_token) = response.id_token().cloned() else { return Err(Reason::Invalid) };
    Ok((id_token, response.access_token().clone()))
}

/// The claims of an ID token that holds (Core §3.1.3.7).
fn verified(
    metadata: &Metadata,
    visit: &Visit<'_>,
    id_token: &CoreIdToken,
    expected: Expected<'_>,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let secret = visit.secret.as_ref();
    let client = client!(metadata, visit.upstream, secret, visit.callback)
        .map_err(|error| ClaimsVerificationError::Other(error.to_string()))?;
    let instant = |at: Timestamp| DateTime::<Utc>::from_timestamp(at.as_secs(), 0).unwrap_or_default();
    let (earliest, latest) = (instant(visit.now) - SKEW, instant(visit.now) + SKEW);
    let is_past = move |at: DateTime<Utc>| if at <= latest { Ok(()) } else { Err("issued in the future".to_owned()) };
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || earliest)
        .set_issue_time_verifier_fn(is_past);
    id_token.claims(&verifier, &Nonce::new(expected.nonce.to_owned())).cloned()
}

fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{AmbiguousKeyId, CryptoError, NoMatchingKey};
    matches!(error, ClaimsVerificationError::SignatureVerification(NoMatchingKey | AmbiguousKeyId(_) | CryptoError(_)))
}

fn refused(visit: &Visit<'_>, error: &ClaimsVerificationError) -> Reason {
    tracing::warn!(upstream = visit.upstream.name, reason = told(error), "an ID token does not hold");
    Reason::Invalid
}

/// What UserInfo says of the same subject; nothing where it fails: who the person is, is known.
async fn userinfo(
    metadata: &Metadata,
    visit: &Visit<'_>,
    claims: &CoreIdTokenClaims,
    access_token: AccessToken,
) -> Option<CoreUserInfoClaims> {
    metadata.userinfo_endpoint()?;
    let client = client!(metadata, visit.upstream, visit.secret.as_ref(), visit.callback).ok()?;
    let http = |request| visit.fetcher.send(request, LIMIT);
    // MUST be the subject of the ID token (Core §5.3.2); the crate compares.
    let request = client.user_info(access_token, Some(claims.subject().clone())).ok()?;
    request
        .request_async(&http)
        .await
        .inspect_err(|error| {
            tracing::info!(upstream = visit.upstream.name, kind = error.to_string(), "UserInfo gives nothing");
        })
        .ok()
}

fn assertion(visit: &Visit<'_>, claims: &CoreIdTokenClaims, more: Option<&CoreUserInfoClaims>) -> Assertion {
    let upstream = visit.upstream;
    // The two belong together: an address of one source is never verified by another.
    let (email, email_verified) = match (claims.email(), more) {
        (Some(email), _) => (Some(email.to_string()), claims.email_verified()),
        (None, Some(more)) => (more.email().map(|email| email.to_string()), more.email_verified()),
        (None, None) => (None, None),
    };
    let email = email.filter(|email| is_email_address(email));
    let name = |claims: &dyn Named| claims.own_name();
    Assertion {
        upstream: (upstream.id.clone(), upstream.name.clone(), upstream.display_name.clone()),
        issuer: upstream.issuer.clone(),
        subject: claims.subject().to_string(),
        email_verified: email.is_some() && email_verified == Some(true),
        email,
        name: name(claims).or_else(|| more.and_then(|more| name(more))),
        username: claims
            .preferred_username()
            .or_else(|| more.and_then(CoreUserInfoClaims::preferred_username))
            .map(|username| username.to_string()),
        auth_time: claims.auth_time().map(|at| Timestamp::from_secs(at.timestamp())),
        is_anew: false,
    }
}

/// Claims with a name in no particular language, or in the first one.
trait Named {
    fn own_name(&self) -> Option<String>;
}

macro_rules! named {
    ($claims:ty) => {
        impl Named for $claims {
            fn own_name(&self) -> Option<String> {
                let names = self.name()?;
                names.get(None).or_else(|| names.iter().next().map(|(_, name)| name)).map(|name| name.to_string())
            }
        }
    };
}

named!(CoreIdTokenClaims);
named!(CoreUserInfoClaims);
