//! Which client is calling, and does it prove it by its one registered method (RFC 6749 §2.3, RFC 7521, RFC 7523).

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::clients::KnownClient;
use super::context::Context;
use super::error::Error;
use super::keys_of_client;
use super::zones;
use crate::audit::{Actor, Event, EventName, Target};
use crate::clock::Timestamp;
use crate::ephemeral::Slot;
use crate::jose::ProtectedHeader;
use crate::model::{Client, ClientId, ClientSecret};
use crate::secret::{Secret, constant_time_eq, token_hash};
use crate::spec::{ClientAuthMethod, Credentials, OAuthError};

/// Seconds by which a client's clock may differ from ours; the conformance suite tries 10 s and 60 s.
const SKEW: Duration = Duration::from_secs(30);
/// The longest life of an assertion we accept, so that its `jti` need not be remembered longer.
const ASSERTION_LIFETIME: Duration = Duration::from_hours(1);

/// Assertion identifiers already seen; taken once (RFC 7523 §3 item 7).
static ASSERTION_JTI: Slot<()> = Slot::new("assertion_jti", ASSERTION_LIFETIME);

/// A client that has proven who it is, by its registered method. Made only here.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient(Arc<KnownClient>);

impl AuthenticatedClient {
    /// The client.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The client with its keys.
    pub fn known(&self) -> &KnownClient {
        &self.0
    }

    /// Its id.
    pub fn id(&self) -> &ClientId {
        &self.0.client.id
    }

    /// Whether it has nothing to prove itself with (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        matches!(self.0.client.metadata.token_endpoint_auth_method, ClientAuthMethod::None)
    }
}

/// Authenticates the caller of a protocol endpoint.
///
/// # Errors
/// `invalid_client` for every failure, in the same words; throttled after too many by one source.
pub async fn authenticate(context: &Context, credentials: &Credentials) -> Result<AuthenticatedClient, Error> {
    let claimed = claimed_id(credentials).ok_or_else(refusal)?;
    let id = ClientId::from(claimed.as_str());
    let throttle_key = format!("{claimed}|{}", context.source);
    zones::check(context, &zones::CLIENT_AUTH, &throttle_key)?;
    let shared = &context.shared;
    let known = shared.clients.find(&shared.database, &shared.sub_keys, (context.realm(), &id), context.now).await?;
    let proven = match &known {
        Some(known) if known.client.enabled => prove(context, known, credentials).await?,
        _ => false,
    };
    match known {
        Some(known) if proven => {
            let client = AuthenticatedClient(known);
            // Anybody can call themself a public client, and nobody unknown shall be able to slow logins down.
            if !client.is_public() {
                shared.cores.make_way();
            }
            Ok(client)
        }
        known => {
            zones::record(context, &zones::CLIENT_AUTH, &throttle_key).await?;
            if let Some(known) = known {
                let event = Event::failure(
                    EventName::ClientAuthenticationFailed,
                    Actor::Client(&known.client.id),
                    Target::Client(&known.client.id),
                );
                shared.appender.append(&context.origin(), &event).await?;
            }
            Err(refusal())
        }
    }
}

/// One answer for unknown, disabled and unproven clients.
fn refusal() -> Error {
    Error::Protocol(OAuthError::invalid_client("client authentication failed"))
}

fn claimed_id(credentials: &Credentials) -> Option<String> {
    match credentials {
        Credentials::Public { client_id }
        | Credentials::Basic { client_id, .. }
        | Credentials::Post { client_id, .. } => Some(client_id.clone()),
        Credentials::Assertion { client_id, assertion } => {
            // Only to find the client; nothing is believed before the signature has been checked.
            client_id.clone().or_else(|| crate::jose::unverified_subject(assertion.expose()))
        }
    }
}

async fn prove(context: &Context, known: &KnownClient, credentials: &Credentials) -> Result<bool, Error> {
    let registered = known.client.metadata.token_endpoint_auth_method;
    match (credentials, registered) {
        (Credentials::Public { .. }, ClientAuthMethod::None) => Ok(true),
        (Credentials::Basic { client_secret, .. }, ClientAuthMethod::ClientSecretBasic)
        | (Credentials::Post { client_secret, .. }, ClientAuthMethod::ClientSecretPost) => {
            secret_matches(context, known, client_secret).await
        }
        (
            Credentials::Assertion { assertion, .. },
            ClientAuthMethod::ClientSecretJwt | ClientAuthMethod::PrivateKeyJwt,
        ) => assertion_holds(context, known, assertion.expose()).await,
        _ => Ok(false),
    }
}

/// Compares with every valid secret that was made here, always all of them, so that time does not tell which one
/// matched; then with those that were typed.
async fn secret_matches(context: &Context, known: &KnownClient, presented: &Secret<String>) -> Result<bool, Error> {
    let digest = token_hash(presented.expose());
    let valid = known.secrets.iter().filter(|secret| secret.is_valid(context.now));
    let (typed, made): (Vec<&ClientSecret>, Vec<&ClientSecret>) = valid.partition(|secret| secret.is_typed());
    let is_same = |secret: &ClientSecret| constant_time_eq(secret.secret_hash.as_bytes(), digest.as_bytes());
    if made.into_iter().fold(false, |matched, secret| is_same(secret) | matched) {
        return Ok(true);
    }
    for secret in typed {
        if context.shared.typed_secrets.verify(secret, presented).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn assertion_holds(context: &Context, known: &KnownClient, assertion: &str) -> Result<bool, Error> {
    let Some(claims) = verified_claims(context, known, assertion).await? else {
        return Ok(false);
    };
    let Some((jti, expires_at)) = check_claims(context, known, &claims) else {
        return Ok(false);
    };
    let id = token_hash(&format!("{}|{jti}", known.client.id));
    let lifetime = expires_at.since(context.now) + SKEW;
    Ok(context.shared.ephemeral.claim_for(&ASSERTION_JTI, context.realm().as_str(), &id, lifetime).await?)
}

async fn verified_claims(
    context: &Context,
    known: &KnownClient,
    assertion: &str,
) -> Result<Option<Map<String, Value>>, Error> {
    let Ok(header) = ProtectedHeader::parse(assertion) else {
        return Ok(None);
    };
    let metadata = &known.client.metadata;
    if metadata.token_endpoint_auth_signing_alg.as_ref().is_some_and(|alg| *alg != header.alg) {
        return Ok(None);
    }
    if matches!(metadata.token_endpoint_auth_method, ClientAuthMethod::ClientSecretJwt) {
        return Ok(known
            .hmac
            .iter()
            .filter(|(id, _)| known.secrets.iter().any(|secret| secret.id == *id && secret.is_valid(context.now)))
            .find_map(|(_, verifier)| verifier.verify(assertion).ok()));
    }
    keys_of_client::verify(context, known, &header, assertion).await
}

/// RFC 7523 §3: `iss` and `sub` are the client, `aud` is us, `exp` is near and not past, `jti` is there.
fn check_claims(context: &Context, known: &KnownClient, claims: &Map<String, Value>) -> Option<(String, Timestamp)> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(Value::as_f64).map(seconds);
    let id = known.client.id.as_str();
    let now = context.now;
    let expires_at = time("exp")?;
    let in_time = now < expires_at + SKEW && expires_at <= now + ASSERTION_LIFETIME + SKEW;
    let begun = ["nbf", "iat"].iter().all(|name| time(name).is_none_or(|start| start <= now + SKEW));
    let jti = text("jti").filter(|jti| !jti.is_empty() && jti.len() <= 256)?;
    let ours = text("iss") == Some(id) && text("sub") == Some(id) && names_us(context, claims.get("aud")?);
    (ours && in_time && begun).then(|| (jti.to_owned(), expires_at))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a NumericDate beyond the range saturates, and is refused by the bounds"
)]
fn seconds(value: f64) -> Timestamp {
    Timestamp::from_secs(value as i64)
}

/// Whether `aud` names the issuer or the token endpoint, alone or in a list.
fn names_us(context: &Context, audience: &Value) -> bool {
    let issuer = context.issuer();
    let ours = |text: &str| text == issuer.as_str() || text == issuer.endpoint("/token");
    match audience {
        Value::String(text) => ours(text),
        Value::Array(list) => list.iter().filter_map(Value::as_str).any(ours),
        _ => false,
    }
}
