//! Development mode: demo people, a demo client and an API, made once; their passwords are random and kept in a file
//! beside the database that only its owner can read.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::assemble::{Parts, Surroundings};
use super::error::StartError;
use crate::admin::{self, By, NewClient, NewResourceServer, NewUser, RealmChange};
use crate::audit::{Actor, Origin};
use crate::authn::{HashOptions, Hasher, Password};
use crate::background::Cores;
use crate::config::Settings;
use crate::model::{RealmId, RealmSettings, RegistrationMode, RegistrationRules, ResourceSettings, TrustRules};
use crate::secret::Secret;
use crate::spec::{ClientMetadata, Scope};
use crate::storage::realms;

/// The `client_id` of the demo application.
pub const CLIENT: &str = "demo";
/// The port of the demo application is that of Gatehouse and this.
const PORT_STEP: u16 = 1;
const FILE: &str = "demo.json";
const API: &str = "https://api.example.com";

/// What development mode has made, as kept in `demo.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Demo {
    /// The issuer.
    pub issuer: String,
    /// Where the demo application is.
    pub demo_url: String,
    /// People who can sign in.
    pub users: Vec<DemoUser>,
    /// Clients for tests and trials.
    pub clients: Vec<DemoClient>,
}

/// A person who can sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoUser {
    /// The name to type.
    pub username: String,
    /// The password to type.
    pub password: String,
}

/// A client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoClient {
    /// Its `client_id`.
    pub client_id: String,
    /// Its secret, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Where its responses go.
    pub redirect_uris: Vec<String>,
}

/// The address of the demo application beside a listener on `port`.
pub fn url(settings: &Settings) -> String {
    format!("http://localhost:{}", port(settings))
}

/// The port of the demo application.
pub const fn port(settings: &Settings) -> u16 {
    settings.server.listen.port().wrapping_add(PORT_STEP)
}

/// Reads what was made before, or makes it.
pub async fn ensure(settings: &Settings, around: &Surroundings, parts: &Parts) -> Result<Demo, StartError> {
    let path = around.data_directory.join(FILE);
    if let Ok(text) = std::fs::read_to_string(&path)
        && let Ok(demo) = serde_json::from_str(&text)
    {
        return Ok(demo);
    }
    let unwritable = |error| StartError::Setting(format!("{}: {error}", path.display()));
    // Before anything is made, as passwords that cannot be written down are lost.
    std::fs::create_dir_all(&around.data_directory).map_err(unwritable)?;
    let demo = make(settings, around, parts).await?;
    write(&path, &demo).map_err(unwritable)?;
    Ok(demo)
}

async fn make(settings: &Settings, around: &Surroundings, parts: &Parts) -> Result<Demo, StartError> {
    let origin = Origin {
        realm: RealmId::default_realm(),
        now: around.clock.now(),
        source: "demo".to_owned(),
        request_id: String::new(),
        client: None,
        random: around.random.clone(),
    };
    let hasher = Hasher::start(&HashOptions::from(&settings.password), around.random.clone(), &Cores::default())?;
    let mut users = Vec::new();
    for (username, claims) in people() {
        users.push(user(parts, &origin, &hasher, (username, claims)).await?);
    }
    let api = ResourceSettings {
        scopes: Scope::parse("notes:read notes:write").unwrap_or_default(),
        introspection_clients: vec!["demo-api".to_owned()],
        ..ResourceSettings::default()
    };
    let actor = Actor::Administrator("demo");
    let api = NewResourceServer { id: API.to_owned(), name: "Notes".to_owned(), settings: api };
    admin::create_resource_server(&parts.shared.database, &origin, actor, api, &[]).await.map_err(refused)?;
    open_registration(parts, &origin).await?;
    let mut clients = Vec::new();
    for (id, metadata) in applications(settings) {
        clients.push(client(parts, &origin, (id, metadata)).await?);
    }
    let issuer = settings.server.issuer.trim_end_matches('/').to_owned();
    Ok(Demo { issuer, demo_url: url(settings), users, clients })
}

/// People may make accounts: mail is caught, so that nobody needs a mailbox to see it.
async fn open_registration(parts: &Parts, origin: &Origin) -> Result<(), StartError> {
    let database = &parts.shared.database;
    let realm = realms::find_by_name(database, origin.realm.as_str()).await?;
    let Some(realm) = realm else { return Ok(()) };
    let registration = RegistrationRules { mode: RegistrationMode::Open, ..RegistrationRules::default() };
    let trusted_devices = Some(TrustRules::default());
    let settings = RealmSettings { registration, email_code_login: true, trusted_devices, ..realm.settings };
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, origin, Actor::Administrator("demo"), change).await.map_err(refused)?;
    // This process has read the realm already.
    parts.realms.clear();
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of map_err")]
fn refused(error: admin::Error) -> StartError {
    StartError::Setting(format!(
        "the demo data cannot be made: {error}; an empty data directory and database start over"
    ))
}

/// Alice has every standard claim; Bob has few, as real people do.
fn people() -> Vec<(&'static str, Map<String, Value>)> {
    let alice = json!({
        "name": "Alice Example", "given_name": "Alice", "family_name": "Example", "middle_name": "Quinn",
        "nickname": "Al", "profile": "https://example.com/alice", "picture": "https://example.com/alice.png",
        "website": "https://alice.example.com", "gender": "female", "birthdate": "1990-04-01",
        "zoneinfo": "Europe/Paris", "locale": "en-GB", "phone_number": "+442079460000",
        "phone_number_verified": true,
        "address": { "formatted": "1 Example Street\nLondon\nN1 1AA", "street_address": "1 Example Street",
            "locality": "London", "postal_code": "N1 1AA", "country": "United Kingdom" },
    });
    let bob = json!({ "name": "Bob Example", "given_name": "Bob", "family_name": "Example" });
    [("alice", alice), ("bob", bob)]
        .into_iter()
        .map(|(name, claims)| (name, claims.as_object().cloned().unwrap_or_default()))
        .collect()
}

fn applications(settings: &Settings) -> Vec<(&'static str, ClientMetadata)> {
    let home = url(settings);
    let read = |value: Value| serde_json::from_value::<ClientMetadata>(value).unwrap_or_default();
    let scope = "openid profile email address phone offline_access";
    let grants = ["authorization_code", "refresh_token"];
    let tests = ["http://127.0.0.1/callback"];
    vec![
        (
            CLIENT,
            read(json!({
                "client_name": "Demo application", "client_uri": home, "token_endpoint_auth_method": "none",
                "redirect_uris": [format!("{home}/callback")], "post_logout_redirect_uris": [format!("{home}/")],
                "grant_types": grants, "scope": scope,
            })),
        ),
        (
            "demo-public",
            read(json!({
                "client_name": "Public test client", "token_endpoint_auth_method": "none", "redirect_uris": tests,
                "post_logout_redirect_uris": tests, "grant_types": grants, "scope": scope, "application_type": "native",
            })),
        ),
        (
            "demo-confidential",
            read(json!({
                "client_name": "Confidential test client", "redirect_uris": tests, "post_logout_redirect_uris": tests,
                "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "scope": scope,
                "application_type": "native",
            })),
        ),
        (
            "demo-api",
            read(json!({
                "client_name": "Notes", "grant_types": ["client_credentials"], "response_types": [],
                "scope": "notes:read notes:write", "resources": [API],
            })),
        ),
    ]
}

async fn user(
    parts: &Parts,
    origin: &Origin,
    hasher: &Hasher,
    (username, claims): (&str, Map<String, Value>),
) -> Result<DemoUser, StartError> {
    let clear = origin.random.password();
    let password = Password::parse(clear.expose())
        .map_err(|error| StartError::Setting(format!("a random password is not usable: {error:?}")))?;
    let new = NewUser {
        username: username.to_owned(),
        email: Some(format!("{username}@example.com")),
        email_verified: true,
        claims,
        password_hash: Some(hasher.hash(&password).await?),
        ..NewUser::default()
    };
    let actor = Actor::Administrator("demo");
    admin::create_user(&parts.shared.database, origin, actor, new).await.map_err(refused)?;
    Ok(DemoUser { username: username.to_owned(), password: clear.expose().clone() })
}

async fn client(
    parts: &Parts,
    origin: &Origin,
    (id, metadata): (&str, ClientMetadata),
) -> Result<DemoClient, StartError> {
    let shared = &parts.shared;
    let redirect_uris = metadata.redirect_uris.clone();
    let new = NewClient { id: Some(id.to_owned()), metadata, secret: None };
    let actor = Actor::Administrator("demo");
    let made = admin::create_client(&shared.database, &shared.sub_keys, origin, By::operator(actor), new)
        .await
        .map_err(refused)?;
    let client_secret = made.secret.as_ref().map(Secret::expose).cloned();
    Ok(DemoClient { client_id: id.to_owned(), client_secret, redirect_uris })
}

fn write(path: &Path, demo: &Demo) -> std::io::Result<()> {
    let text = serde_json::to_string_pretty(demo)?;
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
