//! Making tokens: signed ID tokens, access tokens as JWT (RFC 9068) or opaque, and the hashes that bind them.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::error::Error;
use super::policy::Policy;
use crate::jose::Algorithm;
use crate::model::{ClientId, Grant, GrantId, OpaqueAccessToken, TokenFormat};
use crate::secret::{Secret, token_hash};
use crate::spec::{Scope, TokenResponse, TokenType};

/// Prefix of opaque access tokens, so that leaked ones are found by scanners.
const OPAQUE_PREFIX: &str = "gha_";

/// The format of an access token made here, as metrics call it.
pub fn format_of(token: &str) -> &'static str {
    if token.starts_with(OPAQUE_PREFIX) { "opaque" } else { "jwt" }
}

/// What an access token will say.
#[derive(Clone, Debug)]
pub struct AccessTokenRequest<'a> {
    /// The client it is issued to.
    pub client_id: &'a ClientId,
    /// The `sub`.
    pub subject: &'a str,
    /// The grant it comes from, if a user is behind it.
    pub grant: Option<&'a Grant>,
    /// What it allows.
    pub scope: &'a Scope,
    /// What may be done, in the words of the resource servers; `None` where they have none.
    pub permissions: Option<&'a [String]>,
    /// What it is for, and in which form.
    pub target: &'a AccessTokenTarget,
}

/// Where an access token will be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessTokenTarget {
    /// The `aud`: resource servers, or the issuer itself.
    pub audience: Vec<String>,
    /// JWT or opaque.
    pub format: TokenFormat,
    /// The algorithm of a JWT.
    pub alg: Algorithm,
    /// How long it lives.
    pub lifetime: std::time::Duration,
}

/// A token made but, where it is opaque, not yet stored.
#[derive(Debug)]
pub struct AccessToken {
    /// What the client gets.
    pub value: Secret<String>,
    /// Names it in audit and revocation.
    pub jti: String,
    /// The row to insert in the transaction of the grant.
    pub row: Option<OpaqueAccessToken>,
}

/// Makes an access token. Signs; call it with no transaction open.
pub fn access_token(context: &Context, request: &AccessTokenRequest<'_>) -> Result<AccessToken, Error> {
    let jti = jti(context, request.grant.map(|grant| &grant.id));
    let mut claims = Map::new();
    if let Some(grant) = request.grant {
        claims.insert("auth_time".to_owned(), json!(grant.auth_time.as_secs()));
        claims.insert("acr".to_owned(), json!(grant.acr));
        claims.insert("amr".to_owned(), json!(grant.amr));
    }
    if let Some(permissions) = request.permissions {
        claims.insert("permissions".to_owned(), json!(permissions));
    }
    match request.target.format {
        TokenFormat::Jwt => {
            claims.extend(jwt_claims(context, request, &jti));
            let value = context.state.keys.sign(request.target.alg, "at+jwt", &Value::Object(claims), context.now)?;
            Ok(AccessToken { value: Secret::new(value), jti, row: None })
        }
        TokenFormat::Opaque => {
            let value = context.shared.random.token(OPAQUE_PREFIX);
            let row = OpaqueAccessToken {
                realm: context.realm().clone(),
                token_hash: token_hash(value.expose()),
                jti: jti.clone(),
                grant_id: request.grant.map(|grant| grant.id.clone()),
                client_id: request.client_id.clone(),
                subject: request.subject.to_owned(),
                scope: request.scope.clone(),
                audience: request.target.audience.clone(),
                claims,
                issued_at: context.now,
                expires_at: context.now + request.target.lifetime,
                revoked_at: None,
            };
            Ok(AccessToken { value, jti, row: Some(row) })
        }
    }
}

/// RFC 9068 §2.2.
fn jwt_claims(context: &Context, request: &AccessTokenRequest<'_>, jti: &str) -> Map<String, Value> {
    let audience = match request.target.audience.as_slice() {
        [single] => json!(single),
        several => json!(several),
    };
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), json!(context.issuer().as_str()));
    claims.insert("sub".to_owned(), json!(request.subject));
    claims.insert("aud".to_owned(), audience);
    claims.insert("client_id".to_owned(), json!(request.client_id));
    claims.insert("iat".to_owned(), json!(context.now.as_secs()));
    claims.insert("exp".to_owned(), json!((context.now + request.target.lifetime).as_secs()));
    claims.insert("jti".to_owned(), json!(jti));
    if !request.scope.is_empty() {
        claims.insert("scope".to_owned(), json!(request.scope));
    }
    claims
}

/// A `jti` that begins with the grant's id, so that revoking the grant finds every JWT issued from it.
fn jti(context: &Context, grant: Option<&GrantId>) -> String {
    let own = context.shared.random.id();
    grant.map_or_else(|| own.clone(), |grant| format!("{grant}.{own}"))
}

/// The grant named by a `jti`.
pub fn grant_of_jti(jti: &str) -> Option<GrantId> {
    jti.split_once('.').map(|(grant, _)| GrantId::from(grant))
}

/// What an ID token will say beyond the grant.
#[derive(Clone, Debug)]
pub struct IdTokenRequest<'a> {
    /// The grant.
    pub grant: &'a Grant,
    /// The nonce of the authorization request; none on refresh.
    pub nonce: Option<&'a str>,
    /// The access token issued beside it, for `at_hash`.
    pub access_token: &'a str,
    /// Claims about the user asked for in the ID token (OpenID Connect Core 1.0 §5.5).
    pub user_claims: Map<String, Value>,
}

/// Makes an ID token (OpenID Connect Core 1.0 §2). Signs; call it with no transaction open.
pub fn id_token(context: &Context, policy: &Policy, request: IdTokenRequest<'_>) -> Result<Secret<String>, Error> {
    let grant = request.grant;
    let mut claims = request.user_claims;
    // After the user's claims, so that none of them can take the place of one of ours.
    claims.insert("iss".to_owned(), json!(context.issuer().as_str()));
    claims.insert("sub".to_owned(), json!(grant.user_id));
    claims.insert("aud".to_owned(), json!(grant.client_id));
    claims.insert("iat".to_owned(), json!(context.now.as_secs()));
    claims.insert("exp".to_owned(), json!((context.now + policy.id_token).as_secs()));
    claims.insert("auth_time".to_owned(), json!(grant.auth_time.as_secs()));
    claims.insert("acr".to_owned(), json!(grant.acr));
    claims.insert("amr".to_owned(), json!(grant.amr));
    claims.insert("sid".to_owned(), json!(grant.session_id));
    claims.insert("at_hash".to_owned(), json!(policy.id_token_alg.half_hash(request.access_token)));
    if let Some(nonce) = request.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    let token = context.state.keys.sign(policy.id_token_alg, "JWT", &Value::Object(claims), context.now)?;
    Ok(Secret::new(token))
}

/// The answer that hands out `access_token` (RFC 6749 §5.1), still without the other tokens.
pub fn response(access_token: Secret<String>, lifetime: std::time::Duration, scope: Scope) -> TokenResponse {
    TokenResponse {
        access_token,
        token_type: TokenType::Bearer,
        expires_in: lifetime.as_secs(),
        refresh_token: None,
        id_token: None,
        scope,
    }
}
