//! `gatehouse upstream …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::client::secret_in;
use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin::{self, NewUpstream, SecretChange};
use crate::federation::Federation;
use crate::model::{Upstream, UpstreamSettings};
use crate::storage::upstreams;

/// Looks after OpenID Connect providers elsewhere that people may sign in with.
#[derive(Debug, Args)]
pub(super) struct UpstreamCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Adds a provider; people may sign in with it at once. The answer says which redirect URI it has to know.
    Create {
        /// Its name in paths, such as google.
        name: String,
        /// Its issuer, exactly as its metadata say it.
        #[arg(long)]
        issuer: String,
        /// What this realm is called there.
        #[arg(long)]
        client_id: String,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Lists providers.
    List,
    /// Shows a provider.
    Show {
        /// Its name.
        name: String,
    },
    /// Changes a provider; what is not named stays.
    Change {
        /// Its name.
        name: String,
        /// What this realm is called there.
        #[arg(long)]
        client_id: Option<String>,
        /// Signs nobody in with it any more, or does again. What is linked stays.
        #[arg(long, value_name = "BOOL", num_args = 1)]
        enabled: Option<bool>,
        /// The client is public from now on: PKCE alone protects it.
        #[arg(long, conflicts_with = "secret_file")]
        no_secret: bool,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Removes a provider with everything that is linked to it. To pause it, change it with --enabled false.
    Remove {
        /// Its name.
        name: String,
    },
    /// Asks a provider who it is, as a login does: address, issuer and keys.
    Check {
        /// Its name.
        name: String,
    },
}

/// What is said of a provider.
#[derive(Debug, Args)]
struct Wanted {
    /// The name that people see.
    #[arg(long)]
    display_name: Option<String>,
    /// Takes the client secret from this file, or from standard input for `-`.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The scopes asked for beside openid, separated by spaces.
    #[arg(long)]
    scopes: Option<String>,
    /// Whether its word counts that an e-mail address is proven. Whoever can put an address into it then enters every account
    /// of that address.
    #[arg(long, value_name = "BOOL", num_args = 1)]
    trusts_email: Option<bool>,
    /// Whether somebody who is not known yet gets an account, where registration is open to them.
    #[arg(long, value_name = "BOOL", num_args = 1)]
    creates_users: Option<bool>,
}

impl Wanted {
    fn over(&self, current: &UpstreamSettings) -> UpstreamSettings {
        UpstreamSettings {
            scopes: self.scopes.clone().unwrap_or_else(|| current.scopes.clone()),
            trusts_email: self.trusts_email.unwrap_or(current.trusts_email),
            creates_users: self.creates_users.unwrap_or(current.creates_users),
        }
    }
}

pub(super) async fn run(command: &UpstreamCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::Create { name, issuer, client_id, wanted } => create(&context, (name, issuer, client_id), wanted).await,
        Act::List => list(&context).await,
        Act::Show { name } => {
            let json = describe(&context, &find(&context, name).await?);
            Ok(Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json))
        }
        Act::Change { name, client_id, enabled, no_secret, wanted } => {
            let mut upstream = find(&context, name).await?;
            upstream.enabled = enabled.unwrap_or(upstream.enabled);
            if let Some(client_id) = client_id {
                upstream.client_id.clone_from(client_id);
            }
            change(&context, upstream, *no_secret, wanted).await
        }
        Act::Remove { name } => remove(&context, name).await,
        Act::Check { name } => check(&context, name).await,
    }
}

async fn create(
    context: &Context,
    (name, issuer, client_id): (&str, &str, &str),
    wanted: &Wanted,
) -> Result<Answer, Failure> {
    let new = NewUpstream {
        name: name.to_owned(),
        display_name: wanted.display_name.clone().unwrap_or_else(|| name.to_owned()),
        issuer: issuer.to_owned(),
        client_id: client_id.to_owned(),
        secret: wanted.secret_file.as_deref().map(secret_in).transpose()?,
        settings: wanted.over(&UpstreamSettings::default()),
    };
    let shared = &context.parts.shared;
    let made = admin::create_upstream(&shared.database, &shared.sub_keys, &context.origin, ACTOR, new).await?;
    let callback = callback(context, &made);
    Ok(Answer::new(format!("{name} is added; its redirect URI is {callback}"), describe(context, &made)))
}

async fn change(
    context: &Context,
    mut upstream: Upstream,
    no_secret: bool,
    wanted: &Wanted,
) -> Result<Answer, Failure> {
    upstream.settings = wanted.over(&upstream.settings);
    if let Some(name) = &wanted.display_name {
        upstream.display_name.clone_from(name);
    }
    let secret = match &wanted.secret_file {
        Some(file) => SecretChange::Replace(secret_in(file)?),
        None if no_secret => SecretChange::Remove,
        None => SecretChange::Keep,
    };
    let (shared, name) = (&context.parts.shared, upstream.name.clone());
    let new = (upstream, secret);
    admin::change_upstream(&shared.database, &shared.sub_keys, &context.origin, ACTOR, new).await?;
    let changed = find(context, &name).await?;
    Ok(Answer::new(format!("{name} is changed"), describe(context, &changed)))
}

async fn find(context: &Context, name: &str) -> Result<Upstream, Failure> {
    let found = upstreams::find_by_name(&context.parts.shared.database, &context.origin.realm, name).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no provider called {name}")))
}

fn callback(context: &Context, upstream: &Upstream) -> String {
    format!("{}/upstream/{}/callback", context.realm.issuer.as_str(), upstream.name)
}

fn describe(context: &Context, upstream: &Upstream) -> Value {
    json!({
        "name": upstream.name, "display_name": upstream.display_name, "issuer": upstream.issuer,
        "client_id": upstream.client_id, "has_secret": upstream.sealed.is_some(), "enabled": upstream.enabled,
        "redirect_uri": callback(context, upstream), "settings": upstream.settings,
    })
}

async fn list(context: &Context) -> Result<Answer, Failure> {
    let found = upstreams::list(&context.parts.shared.database, &context.origin.realm).await?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|upstream| {
            let settings = &upstream.settings;
            let flags = [upstream.enabled, settings.trusts_email, settings.creates_users].map(|flag| flag.to_string());
            [upstream.name.clone(), upstream.issuer.clone()].into_iter().chain(flags).collect()
        })
        .collect();
    let json = found.iter().map(|upstream| describe(context, upstream)).collect();
    Ok(Answer::table(&["NAME", "ISSUER", "ENABLED", "TRUSTS_EMAIL", "CREATES_USERS"], &rows, json))
}

async fn remove(context: &Context, name: &str) -> Result<Answer, Failure> {
    let upstream = find(context, name).await?;
    let database = &context.parts.shared.database;
    let linked = admin::remove_upstream(database, &context.origin, ACTOR, &upstream).await?;
    let json = json!({ "name": name, "identities_unlinked": linked });
    Ok(Answer::new(format!("{name} is gone, {linked} linked identities with it"), json))
}

async fn check(context: &Context, name: &str) -> Result<Answer, Failure> {
    let upstream = find(context, name).await?;
    let shared = &context.parts.shared;
    let federation = Federation::new(
        shared.database.clone(),
        shared.ephemeral.clone(),
        std::sync::Arc::clone(&shared.sub_keys),
        shared.fetcher.clone(),
    );
    let found = federation.check(&upstream.issuer).await;
    let checked =
        found.map_err(|reason| Failure::Unavailable(format!("{name} does not answer as it should: {reason}")))?;
    let told = format!("{name} is {}, with {} keys", checked.issuer, checked.keys);
    let warning = (checked.knows_pkce == Some(false)).then_some("; it does not say that it knows PKCE by S256");
    let json = serde_json::to_value(&checked).unwrap_or_default();
    Ok(Answer::new(format!("{told}{}", warning.unwrap_or_default()), json))
}
