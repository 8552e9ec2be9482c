//! Reading access tokens that were issued here: JWT or opaque, live or not.

use serde_json::{Map, Value};

use super::context::Context;
use super::error::Error;
use super::issue::grant_of_jti;
use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, RevocationKind, TokenFormat};
use crate::secret::token_hash;
use crate::spec::Scope;
use crate::storage::access_tokens;

/// The claims that are told of a token beside the registered ones.
const CARRIED: [&str; 4] = ["auth_time", "acr", "amr", "permissions"];

/// A live access token.
#[derive(Clone, Debug)]
pub struct LiveToken {
    /// JWT or opaque.
    pub format: TokenFormat,
    /// Names it.
    pub jti: String,
    /// To whom it was issued.
    pub client_id: ClientId,
    /// For whom it acts.
    pub subject: String,
    /// The grant it came from; none for client credentials.
    pub grant_id: Option<GrantId>,
    /// What it allows.
    pub scope: Scope,
    /// What it is for.
    pub audience: Vec<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// `auth_time`, `acr`, `permissions` and the like.
    pub claims: Map<String, Value>,
}

/// The live token behind `presented`, whatever its form; `None` for everything else.
pub async fn find(context: &Context, presented: &str) -> Result<Option<LiveToken>, Error> {
    if presented.len() > 8192 {
        return Ok(None);
    }
    let token = if presented.contains('.') { jwt(context, presented) } else { opaque(context, presented).await? };
    let Some(token) = token else { return Ok(None) };
    // What a client holds counts no more once the client is disabled or gone.
    let shared = &context.shared;
    let key = (context.realm(), &token.client_id);
    let client = shared.clients.find(&shared.database, &shared.sub_keys, key, context.now).await?;
    Ok(client.filter(|known| known.client.enabled).map(|_| token))
}

/// Reads memory only: the key ring and the revocations.
fn jwt(context: &Context, presented: &str) -> Option<LiveToken> {
    // The `typ` keeps ID tokens and the like from passing as access tokens (RFC 9068 §4).
    let claims = context.state.keys.verify("at+jwt", presented, context.now)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).and_then(Value::as_i64).map(Timestamp::from_secs);
    if text("iss") != Some(context.issuer().as_str()) {
        return None;
    }
    let expires_at = time("exp").filter(|end| context.now < *end)?;
    let jti = text("jti")?.to_owned();
    let grant_id = grant_of_jti(&jti);
    let revoked = |kind, id: &str| context.shared.revocations.contains(context.realm(), kind, id);
    if revoked(RevocationKind::Jti, &jti)
        || grant_id.as_ref().is_some_and(|id| revoked(RevocationKind::Grant, id.as_str()))
    {
        return None;
    }
    let audience = match claims.get("aud") {
        Some(Value::String(single)) => vec![single.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return None,
    };
    Some(LiveToken {
        format: TokenFormat::Jwt,
        client_id: ClientId::from(text("client_id")?),
        subject: text("sub")?.to_owned(),
        scope: Scope::parse(text("scope").unwrap_or_default()).ok()?,
        issued_at: time("iat")?,
        jti,
        grant_id,
        audience,
        expires_at,
        claims: claims.into_iter().filter(|(name, _)| CARRIED.contains(&name.as_str())).collect(),
    })
}

async fn opaque(context: &Context, presented: &str) -> Result<Option<LiveToken>, Error> {
    // The prefix and 43 characters: a truncated token cannot match.
    if presented.len() != 47 || !presented.starts_with("gha_") {
        return Ok(None);
    }
    let row = access_tokens::find(context.database(), context.realm(), &token_hash(presented)).await?;
    Ok(row.filter(|row| row.revoked_at.is_none() && context.now < row.expires_at).map(|row| LiveToken {
        format: TokenFormat::Opaque,
        jti: row.jti,
        client_id: row.client_id,
        subject: row.subject,
        grant_id: row.grant_id,
        scope: row.scope,
        audience: row.audience,
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        claims: row.claims,
    }))
}
