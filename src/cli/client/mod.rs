//! `gatehouse client …`.

mod edit;

pub(super) use edit::secret_in;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use self::edit::Wanted;
use super::context::{ACTOR, Context};
use super::contrast;
use super::{Answer, Common, Failure};
use crate::admin::{self, By, TypedSecret};
use crate::config::{Lifetime, Setting};
use crate::model::{Client, ClientId, VerifiedPublisher};
use crate::provider::Policy;
use crate::provider::clients::CLIENTS;
use crate::provider::deviations::{self, Deviation};
use crate::secret::Secret;
use crate::storage::clients;

/// Looks after clients.
#[derive(Debug, Args)]
pub(super) struct ClientCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Registers a client; its secret, if its method needs one, is shown once.
    Create {
        /// The `client_id`; a random one if absent.
        #[arg(long)]
        id: Option<String>,
        /// The client can keep no secret.
        #[arg(long)]
        public: bool,
        /// Takes the secret from this file, or from standard input for `-`, instead of making one. It is stored as
        /// Argon2id, because a person may have chosen it.
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Changes a client; what is not named stays. Running instances follow at once, or within ten seconds without Redis.
    Change {
        /// Its `client_id`.
        id: String,
        /// Refuses the client everywhere, also with tokens it holds, or lets it in again.
        #[arg(long, value_name = "BOOL")]
        enabled: Option<bool>,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Grants a client these permissions at an API, and no others; they stand in its client credentials tokens.
    Permit {
        /// Its `client_id`.
        id: String,
        /// The API, which must be among the resources of the client.
        resource: String,
        /// The permissions; none takes all back.
        permissions: Vec<String>,
    },
    /// Shows a client.
    Show {
        /// Its `client_id`.
        id: String,
    },
    /// Lists clients by id.
    List {
        /// Begins after this id.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Asks the client's publisher_domain, or the host of its client_uri, whether the client is theirs. The owner confirms
    /// it in /.well-known/identity-association.json: {"associated_clients": [{"issuer": "…", "client_id": "…"}]}.
    VerifyPublisher {
        /// Its `client_id`.
        id: String,
    },
    /// Makes a new secret and shows it once; the old ones work on for a while.
    RotateSecret {
        /// Its `client_id`.
        id: String,
        /// For how long.
        #[arg(long, default_value = "24h")]
        overlap: String,
        /// Takes the secret from this file, or from standard input for `-`, instead of making one.
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
    },
    /// Removes a client and ends every token it holds.
    Delete {
        /// Its `client_id`.
        id: String,
    },
}

pub(super) async fn run(command: &ClientCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::Create { id, public, secret_file, wanted } => {
            edit::create(&context, id.as_deref(), (*public, secret_file.as_deref()), wanted).await
        }
        Act::Change { id, enabled, wanted } => edit::change(&context, id, *enabled, wanted).await,
        Act::Permit { id, resource, permissions } => edit::permit(&context, id, resource, permissions).await,
        Act::Show { id } => show(&context, id).await,
        Act::List { after, limit } => list(&context, after, *limit).await,
        Act::VerifyPublisher { id } => verify_publisher(&context, id).await,
        Act::RotateSecret { id, overlap, secret_file } => {
            let typed = edit::typed_secret(&context, secret_file.as_deref()).await?;
            rotate(&context, id, overlap, typed).await
        }
        Act::Delete { id } => delete(&context, id).await,
    }
}

async fn find(context: &Context, id: &str) -> Result<Client, Failure> {
    let found = clients::find(&context.parts.shared.database, &context.origin.realm, &ClientId::from(id)).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no client called {id}")))
}

async fn show(context: &Context, id: &str) -> Result<Answer, Failure> {
    let client = find(context, id).await?;
    let found = deviations(context, &client);
    let contrast = contrast::of_client(context, &client.metadata);
    let json = json!({
        "client_id": client.id,
        "enabled": client.enabled,
        "verified_publisher": client.publisher.as_ref().map(describe_publisher),
        "deviations": found,
        "metadata": client.metadata,
        "in_effect": policy(context, &client).in_effect(),
        "contrast": contrast.json,
    });
    let mut lines = vec![serde_json::to_string_pretty(&json).unwrap_or_default()];
    let line = |one: &Deviation| format!("deviates ({}, {}): {} {}", one.name, one.specification, one.message, one.fix);
    lines.extend(found.iter().map(line));
    lines.extend(contrast.notes);
    Ok(Answer::new(lines.join("\n"), json))
}

/// Where the client deviates from best practice, by the lifetimes that hold in this realm.
fn deviations(context: &Context, client: &Client) -> Vec<Deviation> {
    deviations::of(client, &policy(context, client))
}

fn policy(context: &Context, client: &Client) -> Policy {
    Policy::resolve(&context.parts.shared.tokens, &context.realm.realm.settings, client)
}

async fn list(context: &Context, after: &str, limit: i64) -> Result<Answer, Failure> {
    let database = &context.parts.shared.database;
    let found = clients::list(database, &context.origin.realm, after, limit.clamp(1, 1000)).await?;
    let name = |client: &Client| client.metadata.client_name.clone().unwrap_or_default();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|client| {
            let method = client.metadata.token_endpoint_auth_method.as_str().to_owned();
            let deviations = deviations(context, client).len().to_string();
            vec![client.id.to_string(), name(client), method, client.enabled.to_string(), deviations]
        })
        .collect();
    let json = found.iter().map(|client| {
        let deviations = deviations(context, client).len();
        let method = client.metadata.token_endpoint_auth_method;
        json!({
            "client_id": client.id,
            "client_name": name(client),
            "token_endpoint_auth_method": method,
            "enabled": client.enabled,
            "deviations": deviations,
        })
    });
    let json = json.collect();
    Ok(Answer::table(&["CLIENT_ID", "NAME", "METHOD", "ENABLED", "DEVIATIONS"], &rows, json))
}

fn describe_publisher(publisher: &VerifiedPublisher) -> Value {
    json!({ "domain": publisher.domain, "verified_at": publisher.verified_at.to_rfc3339() })
}

async fn verify_publisher(context: &Context, id: &str) -> Result<Answer, Failure> {
    let (shared, client) = (&context.parts.shared, ClientId::from(id));
    let issuer = context.realm.issuer.as_str();
    let verified =
        admin::verify_publisher(&shared.database, &shared.fetcher, &context.origin, (ACTOR, &client), issuer).await;
    // A refusal may have withdrawn what was confirmed before.
    context.changed(CLIENTS, &format!("{} {id}", context.origin.realm)).await;
    let publisher = verified?;
    let json = json!({ "client_id": id, "verified_publisher": describe_publisher(&publisher) });
    Ok(Answer::new(format!("{} confirms {id}", publisher.domain), json))
}

async fn rotate(context: &Context, id: &str, overlap: &str, typed: Option<TypedSecret>) -> Result<Answer, Failure> {
    let overlap: Duration = Lifetime::read(overlap).map_err(|wrong| Failure::Usage(format!("--overlap {wrong}")))?.0;
    let shared = &context.parts.shared;
    let act = (By::operator(ACTOR), &ClientId::from(id));
    let new = (overlap, typed);
    let made = admin::replace_secret(&shared.database, &shared.sub_keys, &context.origin, act, new).await?;
    context.changed(CLIENTS, &format!("{} {id}", context.origin.realm)).await;
    let shown = made.as_ref().map(Secret::expose);
    let text = shown.map_or_else(|| format!("{id} has the new secret"), |secret| format!("client_secret  {secret}"));
    Ok(Answer::new(text, json!({ "client_id": id, "client_secret": shown })))
}

async fn delete(context: &Context, id: &str) -> Result<Answer, Failure> {
    let ended =
        admin::delete_client(&context.parts.shared.database, &context.origin, ACTOR, &ClientId::from(id)).await?;
    context.announce(&ended).await;
    context.changed(CLIENTS, &format!("{} {id}", context.origin.realm)).await;
    Ok(Answer::new(
        format!("{id} is gone, {} grants with it", ended.len()),
        json!({ "client_id": id, "grants_ended": ended.len() }),
    ))
}
