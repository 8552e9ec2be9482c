//! `gatehouse keys list|rotate|revoke|import|rewrap`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin;
use crate::jobs::KEYS;
use crate::jose::{Algorithm, PrivateKey};
use crate::keys::{Activation, By, KeyError, RewrapProgress, check_private};
use crate::secret::Secret;

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
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Why, for the audit trail.
        #[arg(long)]
        reason: String,
    },
    /// Takes a private key made elsewhere as the next one of its algorithm.
    Import {
        /// A file that its owner alone can read: PEM or a JWK.
        file: PathBuf,
        /// RS256, ES256, PS256 or EdDSA.
        #[arg(long)]
        alg: String,
        /// Signs at once, before everybody can know it.
        #[arg(long)]
        activate_now: bool,
    },
    /// Seals everything anew under `keys.kek`, of all realms, while instances run that have both keys.
    Rewrap {
        /// Gives up values that no key opens; without it they keep the previous key needed.
        #[arg(long)]
        leave_unreadable: bool,
    },
}

pub(super) async fn run(command: &KeysCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::List => Ok(list(&context)),
        Act::Rotate { alg } => rotate(&context, alg).await,
        Act::Revoke { kid, reason } => revoke(&context, kid, reason).await,
        Act::Import { file, alg, activate_now } => import(&context, file, alg, *activate_now).await,
        Act::Rewrap { leave_unreadable } => rewrap(&context, *leave_unreadable, common.json).await,
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
    let alg = algorithm(alg)?;
    let made = context.realm.keys.rotate(alg, Activation::Ahead, by(context)).await.map_err(failure)?;
    tell(context).await;
    let text = format!("{} signs from {}", made.kid, made.activates_at.to_rfc3339());
    Ok(Answer::new(text, json!({ "kid": made.kid, "activates_at": made.activates_at.to_rfc3339() })))
}

fn algorithm(name: &str) -> Result<Algorithm, Failure> {
    name.parse().map_err(|_| Failure::Usage("--alg: RS256, ES256, PS256 or EdDSA".to_owned()))
}

async fn import(context: &Context, file: &Path, alg: &str, activate_now: bool) -> Result<Answer, Failure> {
    let key = read_key(file, algorithm(alg)?)?;
    let kid = key.public().kid.clone();
    let activation = if activate_now { Activation::AtOnce } else { Activation::Ahead };
    let made = context.realm.keys.import(key, activation, by(context)).await.map_err(failure)?;
    if !made.made || made.kid != kid {
        return Err(Failure::Refused("another key was made at the same moment; try again".to_owned()));
    }
    tell(context).await;
    let text = format!("{kid} signs from {}", made.activates_at.to_rfc3339());
    Ok(Answer::new(text, json!({ "kid": kid, "activates_at": made.activates_at.to_rfc3339() })))
}

fn read_key(file: &Path, alg: Algorithm) -> Result<PrivateKey, Failure> {
    let unreadable = |why: &dyn std::fmt::Display| Failure::Usage(format!("{}: {why}", file.display()));
    check_private(file).map_err(|why| unreadable(&why))?;
    let text = Secret::new(std::fs::read_to_string(file).map_err(|error| unreadable(&error))?);
    PrivateKey::import(alg, text.expose()).map_err(|error| Failure::Refused(format!("{}: {error}", file.display())))
}

async fn rewrap(context: &Context, leave_unreadable: bool, quiet: bool) -> Result<Answer, Failure> {
    let shared = &context.parts.shared;
    let tell = |progress: &RewrapProgress| {
        if !quiet {
            // A closed console is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{} values seen, {} sealed anew", progress.seen, progress.rewrapped);
        }
    };
    let acts = (&context.origin, ACTOR);
    let done = admin::rewrap(&shared.database, &shared.sub_keys, acts, leave_unreadable, tell).await?;
    let kek = shared.sub_keys.kek_id();
    if !done.finished {
        let why = if done.unreadable.is_empty() {
            "instances still seal under the previous key: restart them with the new one and run this again".to_owned()
        } else {
            format!(
                "these open under none of the keys given: {}. Give their key with keys.previous_kek, or give them up \
                 with --leave-unreadable; until then the previous key is still needed",
                done.unreadable.join(", ")
            )
        };
        return Err(Failure::Refused(format!("{} values are sealed anew under {kek}, but {why}", done.rewrapped)));
    }
    let text = format!(
        "everything is sealed under {kek}: {} values, {} of them anew. Previous keys are needed no more",
        done.seen, done.rewrapped
    );
    let json = json!({
        "kek_id": kek, "values": done.seen, "rewrapped": done.rewrapped, "unreadable": done.unreadable,
    });
    Ok(Answer::new(text, json))
}

async fn revoke(context: &Context, kid: &str, reason: &str) -> Result<Answer, Failure> {
    let done = context.realm.keys.revoke(kid, reason, by(context)).await.map_err(failure)?;
    let when = if tell(context).await { "were told to stop using it" } else { "stop using it within 30 seconds" };
    let text = format!("{} is revoked; running instances {when}", done.kid);
    Ok(Answer::new(text, json!({ "kid": done.kid })))
}

fn by(context: &Context) -> By<'_> {
    By { origin: &context.origin, actor: ACTOR }
}

/// Tells running instances that keys changed; whether they were told.
async fn tell(context: &Context) -> bool {
    context.changed(KEYS, context.origin.realm.as_str()).await
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of map_err")]
fn failure(error: KeyError) -> Failure {
    Failure::Refused(error.to_string())
}
