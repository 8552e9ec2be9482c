//! `gatehouse resource …`.

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure, patch};
use crate::admin::{self, NewResourceServer};
use crate::config::{Lifetime, Setting};
use crate::jobs::REALMS;
use crate::model::{ResourceServer, ResourceSettings};
use crate::spec::Scope;
use crate::storage::resource_servers;

/// Looks after resource servers.
#[derive(Debug, Args)]
pub(super) struct ResourceCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Registers an API.
    Create {
        /// Its identifier: an absolute URI.
        id: String,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Shows an API.
    Show {
        /// Its identifier.
        id: String,
    },
    /// Changes an API; what is not named stays. Running instances follow at once, or within ten seconds without Redis.
    Change {
        /// Its identifier.
        id: String,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Lists APIs.
    List,
}

/// What is said of an API.
#[derive(Debug, Args)]
struct Wanted {
    /// The name that people see.
    #[arg(long)]
    name: Option<String>,
    /// The scopes it understands, separated by spaces; all of them.
    #[arg(long)]
    scope: Option<String>,
    /// What the consent page says about a scope, such as orders="Read your orders", in another language
    /// orders#de="Bestellungen lesen"; an empty text removes it.
    #[arg(long = "describe", value_name = "SCOPE[#LANGUAGE]=TEXT")]
    describe: Vec<String>,
    /// Declares a permission that can be granted to clients.
    #[arg(long = "permission", value_name = "NAME=DESCRIPTION")]
    permissions: Vec<String>,
    /// Withdraws a permission, from every client that has it.
    #[arg(long = "remove-permission", value_name = "NAME")]
    removed_permissions: Vec<String>,
    /// The form of its access tokens: jwt or opaque.
    #[arg(long, value_parser = ["jwt", "opaque"])]
    token_format: Option<String>,
    /// How long its access tokens live, such as 10m; never longer than the client's.
    #[arg(long, value_name = "DURATION")]
    access_token_lifetime: Option<String>,
    /// The algorithm of its JWT access tokens.
    #[arg(long, value_name = "ALG")]
    signing_alg: Option<String>,
    /// A client that may introspect tokens for it; all of them.
    #[arg(long = "introspection-client", value_name = "CLIENT_ID")]
    introspection_clients: Vec<String>,
    /// The same as a JSON object, over the flags; null takes a setting back.
    #[arg(long, value_name = "JSON")]
    settings: Option<String>,
}

pub(super) async fn run(command: &ResourceCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::Create { id, wanted } => create(&context, id, wanted).await,
        Act::Show { id } => find(&context, id).await.map(|server| show(&server)),
        Act::Change { id, wanted } => change(&context, id, wanted).await,
        Act::List => list(&context).await,
    }
}

impl Wanted {
    /// What is asked for, over `current`.
    fn over(&self, current: &ResourceSettings) -> Result<ResourceSettings, Failure> {
        let mut fields = Map::new();
        let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        if let Some(scope) = &self.scope {
            set("scopes", json!(scope));
        }
        if let Some(format) = &self.token_format {
            set("token_format", json!(format));
        }
        if let Some(text) = &self.access_token_lifetime {
            let span = Lifetime::read(text)
                .map_err(|wrong| Failure::Usage(format!("--access-token-lifetime {text} {wrong}")))?;
            set("access_token_lifetime_seconds", json!(span.0.as_secs()));
        }
        if let Some(alg) = &self.signing_alg {
            set("signing_alg", json!(alg));
        }
        if !self.introspection_clients.is_empty() {
            set("introspection_clients", json!(self.introspection_clients));
        }
        if !self.permissions.is_empty() || !self.removed_permissions.is_empty() {
            set("permissions", self.permission_patch());
        }
        if !self.describe.is_empty() {
            let scopes = self.scope.as_deref().map(Scope::parse).transpose();
            let scopes = scopes.map_err(|error| Failure::Usage(error.to_string()))?;
            set("scope_descriptions", self.description_patch(scopes.as_ref().unwrap_or(&current.scopes))?);
        }
        let flags = patch::apply("flags", current, &fields)?;
        patch::apply("--settings", &flags, &patch::object("--settings", self.settings.as_deref())?)
    }

    fn permission_patch(&self) -> Value {
        let mut names = Map::new();
        for pair in &self.permissions {
            let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
            names.insert(name.to_owned(), json!(text));
        }
        names.extend(self.removed_permissions.iter().map(|name| (name.clone(), Value::Null)));
        Value::Object(names)
    }

    /// A scope may have a `#` of its own, so a scope that is known goes before a language.
    fn description_patch(&self, scopes: &Scope) -> Result<Value, Failure> {
        let mut all: Map<String, Value> = Map::new();
        for pair in &self.describe {
            let (name, text) = pair
                .split_once('=')
                .ok_or_else(|| Failure::Usage(format!("--describe {pair}: write SCOPE=TEXT or SCOPE#LANGUAGE=TEXT")))?;
            let (scope, tag) = match name.rsplit_once('#') {
                Some((scope, tag)) if !scopes.contains(name) => (scope, tag),
                _ => (name, ""),
            };
            let text = if text.is_empty() { Value::Null } else { json!(text) };
            let texts = all.entry(scope.to_owned()).or_insert_with(|| json!({}));
            if let Some(texts) = texts.as_object_mut() {
                texts.insert(tag.to_owned(), text);
            }
        }
        Ok(Value::Object(all))
    }
}

async fn create(context: &Context, id: &str, wanted: &Wanted) -> Result<Answer, Failure> {
    let new = NewResourceServer {
        id: id.to_owned(),
        name: wanted.name.clone().unwrap_or_else(|| id.to_owned()),
        settings: wanted.over(&ResourceSettings::default())?,
    };
    let database = &context.parts.shared.database;
    let made = admin::create_resource_server(database, &context.origin, ACTOR, new, &context.algorithms()).await?;
    Ok(Answer::new(format!("{} is registered", made.id), describe(&made)))
}

async fn change(context: &Context, id: &str, wanted: &Wanted) -> Result<Answer, Failure> {
    let mut server = find(context, id).await?;
    server.settings = wanted.over(&server.settings)?;
    if let Some(name) = &wanted.name {
        server.name.clone_from(name);
    }
    let database = &context.parts.shared.database;
    admin::change_resource_server(database, &context.origin, ACTOR, &server, &context.algorithms()).await?;
    context.changed(REALMS, "").await;
    Ok(Answer::new(format!("{id} is changed"), describe(&server)))
}

async fn find(context: &Context, id: &str) -> Result<ResourceServer, Failure> {
    let found = resource_servers::find(&context.parts.shared.database, &context.origin.realm, id).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no resource server called {id}")))
}

fn show(server: &ResourceServer) -> Answer {
    let json = describe(server);
    Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json)
}

fn describe(server: &ResourceServer) -> Value {
    json!({ "id": server.id, "name": server.name, "settings": server.settings })
}

async fn list(context: &Context) -> Result<Answer, Failure> {
    let found = resource_servers::list(&context.parts.shared.database, &context.origin.realm).await?;
    let permissions =
        |server: &ResourceServer| server.settings.permissions.keys().cloned().collect::<Vec<_>>().join(" ");
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|server| {
            let scopes = server.settings.scopes.to_string();
            vec![server.id.clone(), server.name.clone(), scopes, permissions(server)]
        })
        .collect();
    Ok(Answer::table(&["ID", "NAME", "SCOPES", "PERMISSIONS"], &rows, found.iter().map(describe).collect()))
}
