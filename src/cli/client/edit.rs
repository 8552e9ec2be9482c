//! Making and changing clients: flags first, then a JSON object over them.

use std::io::Read;
use std::path::Path;

use clap::Args;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::find;
use crate::admin::{self, By, ClientWithSecret, NewClient, TypedSecret};
use crate::cli::context::{ACTOR, Context};
use crate::cli::{Answer, Failure, contrast, patch};
use crate::provider::clients::CLIENTS;
use crate::secret::Secret;
use crate::spec::ClientMetadata;

/// What is said of a client by flags.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// The name that people see.
    #[arg(long)]
    name: Option<String>,
    /// Where authorization responses may go; all of them.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where the browser may go after a logout; all of them.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Belongs to the house: nobody is asked for consent.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    first_party: Option<bool>,
    /// Further metadata as a JSON object with the names of RFC 7591, over the flags; null takes a value back.
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
}

impl Wanted {
    /// What is asked for, over `current`.
    fn over(&self, current: &ClientMetadata) -> Result<ClientMetadata, Failure> {
        let mut fields = Map::new();
        let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        if let Some(name) = &self.name {
            set("client_name", json!(name));
        }
        if !self.redirect_uris.is_empty() {
            set("redirect_uris", json!(self.redirect_uris));
        }
        if !self.post_logout_redirect_uris.is_empty() {
            set("post_logout_redirect_uris", json!(self.post_logout_redirect_uris));
        }
        if let Some(first_party) = self.first_party {
            set("first_party", json!(first_party));
        }
        fields.extend(patch::object("--metadata", self.metadata.as_deref())?);
        patch::apply("--metadata", current, &fields)
    }
}

pub(super) async fn create(
    context: &Context,
    id: Option<&str>,
    (public, secret_file): (bool, Option<&Path>),
    wanted: &Wanted,
) -> Result<Answer, Failure> {
    let usual = NewClient::usual_metadata(public);
    let secret = typed_secret(context, secret_file).await?;
    let new = NewClient { id: id.map(str::to_owned), metadata: wanted.over(&usual)?, secret };
    let shared = &context.parts.shared;
    let made =
        admin::create_client(&shared.database, &shared.sub_keys, &context.origin, By::operator(ACTOR), new).await?;
    Ok(answer(context, &made, format!("client_id      {}", made.client.id)))
}

/// The secret in a file, or on standard input for `-`, without the line break at its end.
pub(super) async fn typed_secret(context: &Context, file: Option<&Path>) -> Result<Option<TypedSecret>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let value = secret_in(file)?;
    Ok(Some(TypedSecret::new(&context.parts.shared.hasher, value).await?))
}

/// The text in a file, or on standard input for `-`, without the line break at its end.
pub(in crate::cli) fn secret_in(file: &Path) -> Result<Secret<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text)).map(drop)
    };
    read.map_err(|error| Failure::Usage(format!("--secret-file {}: {error}", file.display())))?;
    Ok(Secret::new(text.trim_end_matches(['\n', '\r']).to_owned()))
}

pub(super) async fn change(
    context: &Context,
    id: &str,
    enabled: Option<bool>,
    wanted: &Wanted,
) -> Result<Answer, Failure> {
    let mut client = find(context, id).await?;
    client.metadata = wanted.over(&client.metadata)?;
    client.enabled = enabled.unwrap_or(client.enabled);
    save(context, client, format!("{id} is changed")).await
}

/// Grants exactly `names` at one audience.
pub(super) async fn permit(context: &Context, id: &str, resource: &str, names: &[String]) -> Result<Answer, Failure> {
    let mut client = find(context, id).await?;
    let permissions = &mut client.metadata.permissions;
    let text = if names.is_empty() {
        permissions.remove(resource);
        format!("{id} has no permissions at {resource}")
    } else {
        permissions.insert(resource.to_owned(), names.to_vec());
        format!("{id} has {} at {resource}", names.join(", "))
    };
    save(context, client, text).await
}

async fn save(context: &Context, client: crate::model::Client, text: String) -> Result<Answer, Failure> {
    let shared = &context.parts.shared;
    let made =
        admin::change_client(&shared.database, &shared.sub_keys, &context.origin, By::operator(ACTOR), client).await?;
    context.changed(CLIENTS, &format!("{} {}", context.origin.realm, made.client.id)).await;
    Ok(answer(context, &made, text))
}

/// What was done, with the secret that is shown this once, and what is unwise or not served as it was set.
fn answer(context: &Context, made: &ClientWithSecret, text: String) -> Answer {
    let secret = made.secret.as_ref().map(|secret| secret.expose().as_str());
    let mut lines = vec![text];
    lines.extend(secret.map(|secret| format!("client_secret  {secret}")));
    lines.extend(made.warnings.iter().map(|found| format!("note: {}: {}; {}", found.field, found.message, found.fix)));
    let contrast = contrast::of_client(context, &made.client.metadata);
    lines.extend(contrast.notes);
    let json = json!({
        "client_id": made.client.id,
        "client_secret": secret,
        "warnings": made.warnings,
        "contrast": contrast.json,
    });
    Answer::new(lines.join("\n"), json)
}
