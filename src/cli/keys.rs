//! `gatehouse keys list|rotate|revoke`.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::audit::{self, Event, EventName, Target};
use crate::jobs::KEYS;
use crate::jose::Algorithm;
use crate::keys::{Activation, KeyError};

/// Looks after signing keys.
#[derive(Debug, Args)]
pub(super) struct KeysCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Lists keys with their phases.
    List,
    /// Publishes the next key of an algorithm; it signs once everybody can know it.
    Rotate {
        /// RS256, ES256, PS256 or EdDSA.
        #[arg(long, default_value = "RS256")]
        alg: String,
    },
    /// Withdraws a key at once: every token it signed stops counting.
    Revoke {
        /// The key.
        kid: String,
        /// Why, for the audit trail.
        #[arg(long)]
        reason: String,
    },
}

pub(super) async fn run(command: &KeysCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::List => Ok(list(&context)),
        Act::Rotate { alg } => rotate(&context, alg).await,
        Act::Revoke { kid, reason } => revoke(&context, kid, reason).await,
    }
}

fn list(context: &Context) -> Answer {
    let keys = context.realm.keys.keys(context.origin.now);
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|(phase, key)| {
            let times =
                [key.activates_at, key.retires_at, key.expires_at].map(super::super::clock::Timestamp::to_rfc3339);
            let [signs, retires, expires] = times;
            vec![key.kid.clone(), key.alg.to_string(), phase.as_str().to_owned(), signs, retires, expires]
        })
        .collect();
    let json = keys
        .iter()
        .map(|(phase, key)| json!({ "kid": key.kid, "alg": key.alg, "phase": phase.as_str(), "activates_at": key.activates_at.to_rfc3339() }))
        .collect();
    Answer::table(&["KID", "ALG", "PHASE", "SIGNS FROM", "RETIRES", "EXPIRES"], &rows, json)
}

async fn rotate(context: &Context, alg: &str) -> Result<Answer, Failure> {
    let alg: Algorithm = alg.parse().map_err(|_| Failure::Usage("--alg: RS256, ES256, PS256 or EdDSA".to_owned()))?;
    let made = context.realm.keys.rotate(alg, Activation::Ahead, context.origin.now).await.map_err(failure)?;
    // Otherwise somebody else made it, and wrote that down.
    if made.made {
        audit(context, EventName::KeyPublished, &made.kid, alg.as_str()).await?;
    }
    let text = format!("{} signs from {}", made.kid, made.activates_at.to_rfc3339());
    Ok(Answer::new(text, json!({ "kid": made.kid, "activates_at": made.activates_at.to_rfc3339() })))
}

async fn revoke(context: &Context, kid: &str, reason: &str) -> Result<Answer, Failure> {
    let done = context.realm.keys.revoke(kid, reason, context.origin.now).await.map_err(failure)?;
    let told = audit(context, EventName::KeyRevoked, kid, reason).await?;
    let when = if told { "were told to stop using it" } else { "stop using it within 30 seconds" };
    let text = format!("{} is revoked; running instances {when}", done.kid);
    Ok(Answer::new(text, json!({ "kid": done.kid })))
}

/// Writes down what was done and tells running instances; whether they were told.
async fn audit(context: &Context, name: EventName, kid: &str, detail: &str) -> Result<bool, Failure> {
    let mut tx = context.parts.shared.database.begin().await?;
    let event = Event::success(name, ACTOR, Target::Key(kid)).detail("detail", detail);
    audit::record(&mut tx, &context.origin, &event).await?;
    tx.commit().await?;
    Ok(context.changed(KEYS, context.origin.realm.as_str()).await)
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of map_err")]
fn failure(error: KeyError) -> Failure {
    Failure::Refused(error.to_string())
}
