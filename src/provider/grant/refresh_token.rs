//! The refresh token grant with rotation: a family with one live token, a derived successor, a short grace window, and
//! reuse that ends the grant (RFC 6749 §6, RFC 9700 §4.14).
//!
//! The successor's secret is derived from the presented one, so that a client whose answer was lost gets the same
//! successor again although only digests are stored.

use std::time::Duration;

use super::user_tokens::{self, UserTokens};
use super::{announce, end, with_active_user};
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::jose::hmac_sha256;
use crate::model::{Client, EndReason, Grant, Notice, Redemption, RefreshState, RefreshToken, User};
use crate::provider::client_auth::AuthenticatedClient;
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::provider::policy::Policy;
use crate::secret::{Secret, base64url, token_hash};
use crate::spec::{OAuthError, Scope, TokenResponse};
use crate::storage::{StorageError, Transaction, access_tokens, grants, refresh_tokens, users};

/// `r1.` and the grant's id, a dot, and 256 bits: 3 + 22 + 1 + 43 characters.
const LENGTH: usize = 69;
/// How often a transaction is tried again when another one is in the way.
const TRIES: u32 = 4;

/// The tokens of a family that one refresh concerns.
struct Family<'a> {
    presented: &'a str,
    token: RefreshToken,
    grant: Grant,
    user: User,
    policy: Policy,
}

/// What the transaction decided.
enum Outcome {
    Kept,
    Rotated(Secret<String>),
    Retried(Secret<String>),
    Wait,
    Ended(Option<crate::model::Revocation>),
    Refused,
}

/// Makes the first refresh token of a grant, in the transaction that issues its first tokens.
pub async fn first(
    context: &Context,
    tx: &mut Transaction,
    client: &Client,
    grant: &Grant,
) -> Result<Secret<String>, Error> {
    let policy = context.policy(client);
    if !grants::advance(tx, grant, 0, context.now + policy.refresh_idle, context.now).await? {
        return Err(refusal());
    }
    let value = assemble(grant, &base64url(&context.shared.random.bytes::<32>()));
    insert(context, tx, (grant, &policy), value.expose(), 1).await?;
    Ok(value)
}

/// Redeems a refresh token.
///
/// # Errors
/// `invalid_grant` for a token that is unknown, expired, revoked, spent, or another client's; `invalid_scope` for more
/// than was granted.
pub async fn redeem(
    context: &Context,
    client: &AuthenticatedClient,
    presented: &str,
    scope: Option<Scope>,
) -> Result<TokenResponse, Error> {
    let family = find(context, client, presented).await?;
    let scope = scope.unwrap_or_else(|| family.grant.scope.clone());
    if !scope.is_subset(&family.grant.scope) {
        return Err(OAuthError::invalid_scope("the scope exceeds what was granted").into());
    }
    let expected = family.token.redeem(&family.grant, &family.policy.rotation, context.now);
    // Signed before the transaction, and thrown away by whoever loses: no lock is held over RSA.
    let tokens = match expected {
        Redemption::Keep | Redemption::Rotate | Redemption::Retry => {
            Some(user_tokens::make(context, client, (&family.grant, &family.user), &scope, None).await?)
        }
        Redemption::TooManyRetries | Redemption::Reuse | Redemption::Dead => None,
    };
    let outcome = decide(context, client, &family, tokens.as_ref()).await?;
    answer(context, &family, outcome, tokens).await
}

/// The same words for every reason.
fn refusal() -> Error {
    Error::Protocol(OAuthError::invalid_grant(
        "the refresh token is invalid, expired, revoked, or was issued to another client",
    ))
}

async fn find<'a>(context: &Context, client: &AuthenticatedClient, presented: &'a str) -> Result<Family<'a>, Error> {
    if !is_well_formed(presented) {
        return Err(refusal());
    }
    let token =
        refresh_tokens::find(context.database(), context.realm(), &token_hash(presented)).await?.ok_or_else(refusal)?;
    let (grant, user) = with_active_user(context, &token.grant_id)
        .await?
        .filter(|(grant, _)| grant.client_id == *client.id())
        .ok_or_else(refusal)?;
    Ok(Family { presented, token, grant, user, policy: context.policy(client.client()) })
}

/// Exact length and alphabet, so that a truncated token cannot match.
fn is_well_formed(token: &str) -> bool {
    token.len() == LENGTH
        && token.starts_with("r1.")
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// Runs the deciding transaction, again if another one was in the way; that never refuses and never revokes.
async fn decide(
    context: &Context,
    client: &AuthenticatedClient,
    family: &Family<'_>,
    tokens: Option<&UserTokens>,
) -> Result<Outcome, Error> {
    let mut tries = 1;
    loop {
        match attempt(context, client, family, tokens).await {
            Err(Error::Unavailable(_)) if tries < TRIES => {
                let jitter = 10 + context.shared.random.below(20);
                tokio::time::sleep(Duration::from_millis(u64::from(jitter * tries))).await;
                tries += 1;
            }
            done => return done,
        }
    }
}

async fn attempt(
    context: &Context,
    client: &AuthenticatedClient,
    family: &Family<'_>,
    tokens: Option<&UserTokens>,
) -> Result<Outcome, Error> {
    let mut tx = context.database().begin().await?;
    let outcome = transact(context, client, family, &mut tx).await?;
    if let (Outcome::Kept | Outcome::Rotated(_) | Outcome::Retried(_), Some(tokens)) = (&outcome, tokens)
        && let Some(row) = &tokens.row
    {
        access_tokens::insert(&mut tx, row).await?;
    }
    let jti = tokens.map(|tokens| tokens.jti.as_str());
    if let Some(event) = event(client, family, &outcome, jti) {
        audit::record(&mut tx, &context.origin(), &event).await?;
    }
    tx.commit().await?;
    Ok(outcome)
}

/// Lock order is always grant, then token.
async fn transact(
    context: &Context,
    client: &AuthenticatedClient,
    family: &Family<'_>,
    tx: &mut Transaction,
) -> Result<Outcome, Error> {
    let Family { token, grant, policy, .. } = family;
    let idle_end = (context.now + policy.refresh_idle).min(grant.expires_at);
    match token.redeem(grant, &policy.rotation, context.now) {
        Redemption::Keep if grants::prolong(tx, grant, idle_end, context.now).await? => return Ok(Outcome::Kept),
        Redemption::Rotate if grants::advance(tx, grant, token.generation, idle_end, context.now).await? => {
            return rotate(context, family, tx).await;
        }
        _ => {}
    }
    // Lost the race, or no race at all: look again at what is true now, with the family locked.
    let Some(grant) = grants::lock(tx, context.realm(), &token.grant_id).await? else { return Ok(Outcome::Refused) };
    let Some(token) = refresh_tokens::find_in(tx, context.realm(), &token.token_hash).await? else {
        return Ok(Outcome::Refused);
    };
    match token.redeem(&grant, &policy.rotation, context.now) {
        Redemption::Retry => retry(context, family, &token, tx).await,
        Redemption::TooManyRetries => Ok(Outcome::Wait),
        Redemption::Reuse => {
            tracing::warn!(grant = %grant.id, client = %client.id(), "a spent refresh token came again");
            let ended = end(context, tx, &grant.id, EndReason::RefreshReuse).await?;
            if ended.is_some() {
                tell(context, tx, (&grant, client)).await?;
            }
            Ok(Outcome::Ended(ended))
        }
        Redemption::Keep | Redemption::Rotate | Redemption::Dead => Ok(Outcome::Refused),
    }
}

/// The person hears that somebody else may hold what their application holds (product ST-03).
async fn tell(
    context: &Context,
    tx: &mut Transaction,
    (grant, client): (&Grant, &AuthenticatedClient),
) -> Result<(), Error> {
    let Some(user) = users::find_in(tx, context.realm(), &grant.user_id).await? else { return Ok(()) };
    let name = client.client().metadata.client_name.as_deref().unwrap_or(client.id().as_str());
    Ok(context.shared.outbox.tell(tx, &context.origin(), &user, (Notice::ReuseDetected, name)).await?)
}

async fn rotate(context: &Context, family: &Family<'_>, tx: &mut Transaction) -> Result<Outcome, Error> {
    if !refresh_tokens::consume(tx, context.realm(), &family.token.token_hash, context.now).await? {
        return Err(Error::Internal(format!("grant {} moved on without its token", family.grant.id)));
    }
    let version = context.shared.sub_keys.rotation_version();
    let generation = family.token.generation + 1;
    let value = successor(context, family, generation, version)?;
    insert(context, tx, (&family.grant, &family.policy), value.expose(), generation).await?;
    Ok(Outcome::Rotated(value))
}

async fn retry(
    context: &Context,
    family: &Family<'_>,
    token: &RefreshToken,
    tx: &mut Transaction,
) -> Result<Outcome, Error> {
    let generation = token.generation + 1;
    let Some(live) = refresh_tokens::find_generation(tx, context.realm(), &token.grant_id, generation).await? else {
        return Ok(Outcome::Refused);
    };
    refresh_tokens::add_replay(tx, context.realm(), &token.token_hash).await?;
    // With the version recorded at the rotation, not the newest one.
    Ok(Outcome::Retried(successor(context, family, generation, live.key_version)?))
}

/// `HMAC-SHA256(K_rot, "rt1" | grant | generation | presented)`: repeatable for who holds the presented token and us.
fn successor(context: &Context, family: &Family<'_>, generation: i64, version: u32) -> Result<Secret<String>, Error> {
    let key = context
        .shared
        .sub_keys
        .rotation(version)
        .ok_or_else(|| Error::Internal(format!("rotation key version {version} is unknown")))?;
    let parts: [&[u8]; 4] =
        [b"rt1", family.grant.id.as_str().as_bytes(), &generation.to_be_bytes(), family.presented.as_bytes()];
    Ok(assemble(&family.grant, &base64url(&hmac_sha256(key.expose(), &parts))))
}

fn assemble(grant: &Grant, secret: &str) -> Secret<String> {
    Secret::new(format!("r1.{}.{secret}", grant.id))
}

async fn insert(
    context: &Context,
    tx: &mut Transaction,
    (grant, policy): (&Grant, &Policy),
    value: &str,
    generation: i64,
) -> Result<(), StorageError> {
    let token = RefreshToken {
        realm: context.realm().clone(),
        token_hash: token_hash(value),
        grant_id: grant.id.clone(),
        generation,
        state: RefreshState::Active,
        issued_at: context.now,
        expires_at: (context.now + policy.refresh_idle).min(grant.expires_at),
        replays: 0,
        key_version: context.shared.sub_keys.rotation_version(),
    };
    refresh_tokens::insert(tx, &token).await
}

fn event<'a>(
    client: &'a AuthenticatedClient,
    family: &'a Family<'_>,
    outcome: &Outcome,
    jti: Option<&str>,
) -> Option<Event<'a>> {
    let (user, grant) = (Actor::User(&family.grant.user_id), Target::Grant(&family.grant.id));
    let issued = |how: &str| {
        let event = Event::success(EventName::TokenIssued, user, grant).through(client.id());
        event.detail("grant_type", "refresh_token").detail("rotation", how).detail("jti", jti)
    };
    match outcome {
        Outcome::Kept => Some(issued("kept")),
        Outcome::Rotated(_) => Some(issued("rotated")),
        Outcome::Retried(_) => Some(issued("retried")),
        Outcome::Ended(Some(_)) => Some(
            Event::failure(EventName::TokenReuseDetected, Actor::Client(client.id()), grant)
                .through(client.id())
                .detail("kind", "refresh_token")
                .detail("generation", family.token.generation),
        ),
        Outcome::Ended(None) | Outcome::Wait | Outcome::Refused => None,
    }
}

async fn answer(
    context: &Context,
    family: &Family<'_>,
    outcome: Outcome,
    tokens: Option<UserTokens>,
) -> Result<TokenResponse, Error> {
    let (name, refresh_token) = match outcome {
        Outcome::Kept => ("kept", Ok(Secret::new(family.presented.to_owned()))),
        Outcome::Rotated(value) => ("rotated", Ok(value)),
        Outcome::Retried(value) => ("retried", Ok(value)),
        Outcome::Wait => ("refused", Err(Error::Throttled(family.policy.rotation.grace))),
        Outcome::Refused | Outcome::Ended(None) => ("refused", Err(refusal())),
        Outcome::Ended(Some(revocation)) => {
            announce(context, &revocation).await;
            ("reuse", Err(refusal()))
        }
    };
    metrics::counter!("gatehouse_refresh_outcomes_total", "outcome" => name).increment(1);
    let refresh_token = refresh_token?;
    context.shared.uses.note(context.realm(), &family.grant.id, context.now);
    let mut response = tokens.ok_or_else(refusal)?.response;
    response.refresh_token = Some(refresh_token);
    Ok(response)
}
