//! The UserInfo endpoint (OpenID Connect Core 1.0 §5.3).

use serde_json::{Map, Value, json};

use super::access;
use super::claims::{self, Carrier};
use super::context::Context;
use super::encryption::Recipient;
use super::error::Error;
use super::grant::with_active_user;
use crate::jose::Algorithm;
use crate::model::ClientId;
use crate::spec::OAuthError;
use crate::storage::holdings;

/// The answer: JSON, or a JWT if the client registered algorithms for it.
#[derive(Debug)]
pub enum UserInfo {
    /// `application/json`
    Json(Map<String, Value>),
    /// `application/jwt`: signed, encrypted, or signed and then encrypted.
    Jwt(String),
}

/// The claims about the user that `access_token` allows to read.
///
/// # Errors
/// `invalid_token` for a token that is not live or is for other resource servers alone (RFC 9068 §4), `insufficient_scope`
/// for one without `openid`.
pub async fn answer(context: &Context, access_token: &str) -> Result<UserInfo, Error> {
    let refusal = || OAuthError::invalid_token("the access token is invalid, expired or revoked");
    let token = access::find(context, access_token).await?.ok_or_else(refusal)?;
    context.shared.cores.make_way();
    if !token.scope.contains("openid") {
        return Err(OAuthError::insufficient_scope("the access token lacks the scope openid").into());
    }
    if !token.audience.iter().any(|audience| audience == context.issuer().as_str()) {
        return Err(OAuthError::invalid_token("the access token is for other resource servers").into());
    }
    let grant_id = token.grant_id.as_ref().ok_or_else(refusal)?;
    let (grant, user) = with_active_user(context, grant_id)
        .await?
        .filter(|(grant, _)| grant.is_live(context.now))
        .ok_or_else(refusal)?;
    context.shared.uses.note(context.realm(), &grant.id, context.now);
    let mut claims = claims::for_userinfo(&grant, (&user, context.issuer()), &token.scope);
    let schema = &context.state.realm.settings.attributes;
    claims.extend(claims::of_attributes(schema, &user, &token.scope, Carrier::UserInfo));
    if claims::HOLDING_SCOPES.iter().any(|scope| token.scope.contains(scope)) {
        let held = holdings::of_user(context.database(), context.realm(), &user.id).await?;
        claims.extend(claims::of_holdings(&held, &token.scope));
    }
    protect_if_registered(context, &token.client_id, claims).await
}

/// Signed and encrypted as the client registered it (§5.3.2).
async fn protect_if_registered(
    context: &Context,
    id: &ClientId,
    mut claims: Map<String, Value>,
) -> Result<UserInfo, Error> {
    let shared = &context.shared;
    let known = shared
        .clients
        .find(&shared.database, &shared.sub_keys, (context.realm(), id), context.now)
        .await?
        .filter(|known| known.client.enabled)
        .ok_or_else(|| OAuthError::invalid_token("the access token is invalid, expired or revoked"))?;
    let metadata = &known.client.metadata;
    let alg: Option<Algorithm> = metadata.userinfo_signed_response_alg.as_deref().and_then(|name| name.parse().ok());
    let recipient = Recipient::find(context, &known, metadata.userinfo_encryption()).await?;
    if alg.is_none() && recipient.is_none() {
        return Ok(UserInfo::Json(claims));
    }
    if alg.is_some() {
        claims.insert("iss".to_owned(), json!(context.issuer().as_str()));
        claims.insert("aud".to_owned(), json!(id));
    }
    let protect = move |context: &Context| {
        let claims = Value::Object(claims);
        let signed = match alg {
            Some(alg) => Some(context.state.keys.sign(alg, "JWT", &claims, context.now)?),
            None => None,
        };
        Ok(UserInfo::Jwt(match (recipient, signed) {
            (None, signed) => signed.unwrap_or_default(),
            (Some(recipient), Some(signed)) => recipient.wrap(&signed)?,
            (Some(recipient), None) => recipient.encrypt_json(&claims.to_string())?,
        }))
    };
    context.signing(protect).await
}
