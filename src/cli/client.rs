//! `gatehouse client …`.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin::{self, NewClient};
use crate::config::{Lifetime, Setting};
use crate::jobs::CLIENTS;
use crate::model::{Client, ClientId};
use crate::spec::ClientMetadata;
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
        /// The name that people see.
        #[arg(long)]
        name: Option<String>,
        /// Where authorization responses may go.
        #[arg(long = "redirect-uri", value_name = "URI")]
        redirect_uris: Vec<String>,
        /// Where the browser may go after a logout.
        #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
        post_logout_redirect_uris: Vec<String>,
        /// The client can keep no secret.
        #[arg(long)]
        public: bool,
        /// Belongs to the house: nobody is asked for consent.
        #[arg(long)]
        first_party: bool,
        /// Further metadata as a JSON object with the names of RFC 7591, over the flags.
        #[arg(long, value_name = "JSON")]
        metadata: Option<String>,
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
    /// Makes a new secret and shows it once; the old ones work on for a while.
    RotateSecret {
        /// Its `client_id`.
        id: String,
        /// For how long.
        #[arg(long, default_value = "24h")]
        overlap: String,
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
        Act::Create { .. } => create(&context, &command.act).await,
        Act::Show { id } => show(&context, id).await,
        Act::List { after, limit } => list(&context, after, *limit).await,
        Act::RotateSecret { id, overlap } => rotate(&context, id, overlap).await,
        Act::Delete { id } => delete(&context, id).await,
    }
}

/// Flags first, then the JSON object over them.
fn metadata(act: &Act) -> Result<ClientMetadata, Failure> {
    let Act::Create { name, redirect_uris, post_logout_redirect_uris, public, first_party, metadata, .. } = act else {
        return Ok(ClientMetadata::default());
    };
    let mut value = json!({
        "redirect_uris": redirect_uris,
        "post_logout_redirect_uris": post_logout_redirect_uris,
        "first_party": first_party,
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": if *public { "none" } else { "client_secret_basic" },
    });
    let over = metadata.as_deref().unwrap_or("{}");
    let over: Value = serde_json::from_str(over).map_err(|error| Failure::Usage(format!("--metadata: {error}")))?;
    let (Some(fields), Value::Object(over)) = (value.as_object_mut(), over) else {
        return Err(Failure::Usage("--metadata must be a JSON object".to_owned()));
    };
    if let Some(name) = name {
        fields.insert("client_name".to_owned(), json!(name));
    }
    fields.extend(over);
    serde_json::from_value(value).map_err(|error| Failure::Usage(format!("--metadata: {error}")))
}

async fn create(context: &Context, act: &Act) -> Result<Answer, Failure> {
    let id = if let Act::Create { id, .. } = act { id.clone() } else { None };
    let new = NewClient { id, metadata: metadata(act)? };
    let shared = &context.parts.shared;
    let made = admin::create_client(&shared.database, &shared.sub_keys, &context.origin, ACTOR, new).await?;
    let secret = made.secret.as_ref().map(|secret| secret.expose().as_str());
    let mut lines = vec![format!("client_id      {}", made.client.id)];
    lines.extend(secret.map(|secret| format!("client_secret  {secret}")));
    lines.extend(made.warnings.iter().map(|found| format!("note: {}: {}; {}", found.field, found.message, found.fix)));
    Ok(Answer::new(lines.join("\n"), json!({ "client_id": made.client.id, "client_secret": secret })))
}

async fn find(context: &Context, id: &str) -> Result<Client, Failure> {
    let found = clients::find(&context.parts.shared.database, &context.origin.realm, &ClientId::from(id)).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no client called {id}")))
}

async fn show(context: &Context, id: &str) -> Result<Answer, Failure> {
    let client = find(context, id).await?;
    let json = json!({ "client_id": client.id, "enabled": client.enabled, "metadata": client.metadata });
    Ok(Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json))
}

async fn list(context: &Context, after: &str, limit: i64) -> Result<Answer, Failure> {
    let database = &context.parts.shared.database;
    let found = clients::list(database, &context.origin.realm, after, limit.clamp(1, 1000)).await?;
    let name = |client: &Client| client.metadata.client_name.clone().unwrap_or_default();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|client| {
            let method = client.metadata.token_endpoint_auth_method.as_str().to_owned();
            vec![client.id.to_string(), name(client), method, client.enabled.to_string()]
        })
        .collect();
    let json = found.iter().map(|client| json!({ "client_id": client.id, "client_name": name(client) })).collect();
    Ok(Answer::table(&["CLIENT_ID", "NAME", "METHOD", "ENABLED"], &rows, json))
}

async fn rotate(context: &Context, id: &str, overlap: &str) -> Result<Answer, Failure> {
    let overlap: Duration = Lifetime::read(overlap).map_err(|wrong| Failure::Usage(format!("--overlap {wrong}")))?.0;
    let shared = &context.parts.shared;
    let act = (ACTOR, &ClientId::from(id));
    let secret = admin::rotate_secret(&shared.database, &shared.sub_keys, &context.origin, act, overlap).await?;
    context.changed(CLIENTS, &format!("{} {id}", context.origin.realm)).await;
    let text = format!("client_secret  {}", secret.expose());
    Ok(Answer::new(text, json!({ "client_id": id, "client_secret": secret.expose() })))
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
