//! Data for a run, made through the library: an API, clients, a user, codes and refresh tokens.

use std::sync::Arc;

use gatehouse::admin::{self, By, NewClient, NewResourceServer, NewUser};
use gatehouse::app::{Parts, Surroundings, assemble};
use gatehouse::audit::{Actor, Origin};
use gatehouse::authn::{HashOptions, Hasher, Password};
use gatehouse::background::Cores;
use gatehouse::clock::Clock;
use gatehouse::config::Settings;
use gatehouse::model::{BrowserSession, Client, ResourceSettings, SessionId, TokenFormat, User};
use gatehouse::provider::code::{self, CodeRequest};
use gatehouse::provider::grant::refresh_token;
use gatehouse::provider::{Context, RealmState};
use gatehouse::random::Random;
use gatehouse::secret::Secret;
use gatehouse::spec::{ClaimsRequest, ClientMetadata, CodeChallenge, Scope};
use gatehouse::storage::{browser_sessions, grants, users};
use serde_json::json;

pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// People who sign in, `user0` and so on: one alone would be held up by the rule that an account is tried once at a time.
pub const USERS: usize = 64;
/// People who sign in with an authenticator application, `app0` and so on. A code is good once, so each signs in once or twice
/// in a run.
pub const APPS: usize = 600;
/// People with an address, who forget their passwords in a storm.
pub const FORGETFUL: usize = 600;
pub const PASSWORD: &str = "correct-horse-battery-staple";
pub const REDIRECT: &str = "https://app.example.com/callback";

/// What the load scripts send.
pub struct Prepared {
    /// `Authorization` header values: a service, and a web application.
    pub service: String,
    pub application: String,
    /// An opaque-token service.
    pub opaque_service: String,
    pub codes: Vec<String>,
    pub refresh_tokens: Vec<String>,
}

/// Fills the installation that `settings` name.
pub async fn prepare(settings: &Settings, around: &Surroundings, codes: usize, families: usize) -> Prepared {
    let parts = assemble(settings, around).await.unwrap();
    let now = Clock::System.now();
    let realm = parts.realms.find(&parts.shared, "default", now).await.unwrap().unwrap();
    let context = Context {
        shared: Arc::clone(&parts.shared),
        state: Arc::clone(&realm),
        now,
        source: "bench".to_owned(),
        request_id: "bench".to_owned(),
        client: None,
    };
    apis(&parts, &context.origin()).await;
    let (_, service) = client(&parts, &context, "service", "https://jwt.example.com").await;
    let (_, opaque_service) = client(&parts, &context, "opaque", "https://opaque.example.com").await;
    let (application, authorization) = application(&parts, &context).await;
    let user = user(&parts, &context, settings).await;
    let session = session(&context, &realm, &user).await;
    let mut made =
        Prepared { service, application: authorization, opaque_service, codes: Vec::new(), refresh_tokens: Vec::new() };
    for _ in 0..families {
        issue(&context, &application, &session).await;
    }
    made.refresh_tokens = refresh_tokens(&context, &application, &user).await;
    for _ in 0..codes {
        made.codes.push(issue(&context, &application, &session).await.expose().clone());
    }
    parts.shared.database.close().await;
    made
}

async fn apis(parts: &Parts, origin: &Origin) {
    for (id, token_format) in
        [("https://jwt.example.com", TokenFormat::Jwt), ("https://opaque.example.com", TokenFormat::Opaque)]
    {
        let settings = ResourceSettings {
            scopes: Scope::parse("notes:read").unwrap(),
            token_format,
            ..ResourceSettings::default()
        };
        let actor = Actor::Administrator("bench");
        let new = NewResourceServer { id: id.to_owned(), name: id.to_owned(), settings };
        admin::create_resource_server(&parts.shared.database, origin, actor, new, &[]).await.unwrap();
    }
}

async fn client(parts: &Parts, context: &Context, id: &str, resource: &str) -> (Client, String) {
    let metadata = json!({
        "grant_types": ["client_credentials"], "response_types": [], "scope": "notes:read", "resources": [resource],
    });
    register(parts, context, id, serde_json::from_value(metadata).unwrap()).await
}

async fn application(parts: &Parts, context: &Context) -> (Client, String) {
    let metadata = json!({
        "redirect_uris": [REDIRECT], "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email offline_access",
    });
    register(parts, context, "application", serde_json::from_value(metadata).unwrap()).await
}

async fn register(parts: &Parts, context: &Context, id: &str, metadata: ClientMetadata) -> (Client, String) {
    use base64::Engine;
    let new = NewClient { id: Some(id.to_owned()), metadata, secret: None };
    let (database, keys) = (&parts.shared.database, &parts.shared.sub_keys);
    let made =
        admin::create_client(database, keys, &context.origin(), By::operator(Actor::Administrator("bench")), new)
            .await
            .unwrap();
    let secret = made.secret.unwrap();
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{}", secret.expose()));
    (made.client, format!("Basic {pair}"))
}

async fn user(parts: &Parts, context: &Context, settings: &Settings) -> User {
    let hasher = Hasher::start(&HashOptions::from(&settings.password), Random::System, &Cores::default()).unwrap();
    let hash = hasher.hash(&Password::parse(PASSWORD).unwrap()).await.unwrap();
    let mut last = None;
    let apps = (0..APPS).map(|number| format!("app{number}"));
    let forgetful = (0..FORGETFUL).map(|number| format!("forgetful{number}"));
    for username in forgetful.chain(apps).chain((0..USERS).map(|number| format!("user{number}"))) {
        // An address alone makes mail: logins of people without one are measured without it.
        let email = username.starts_with("forgetful").then(|| format!("{username}@example.com"));
        let email_verified = email.is_some();
        let password_hash = Some(hash.clone());
        let new = NewUser { username, email, email_verified, password_hash, ..NewUser::default() };
        let actor = Actor::Administrator("bench");
        last = Some(admin::create_user(&parts.shared.database, &context.origin(), actor, new).await.unwrap());
    }
    users::find(&parts.shared.database, context.realm(), &last.unwrap().id).await.unwrap().unwrap()
}

async fn session(context: &Context, realm: &RealmState, user: &User) -> BrowserSession {
    let session = new_session(context, realm, user);
    let mut tx = context.database().begin().await.unwrap();
    browser_sessions::insert(&mut tx, &session, session.id.as_str()).await.unwrap();
    tx.commit().await.unwrap();
    session
}

fn new_session(context: &Context, realm: &RealmState, user: &User) -> BrowserSession {
    let later = context.now + std::time::Duration::from_hours(1);
    BrowserSession {
        realm: realm.realm.id.clone(),
        id: SessionId::from(Random::System.id()),
        user_id: user.id.clone(),
        auth_time: context.now,
        acr: "urn:gatehouse:password".to_owned(),
        amr: vec!["pwd".to_owned()],
        remembered: false,
        created_at: context.now,
        last_seen_at: context.now,
        idle_expires_at: later,
        expires_at: later,
        ended_at: None,
        user_agent: String::new(),
        source: String::new(),
    }
}

async fn issue(context: &Context, client: &Client, session: &BrowserSession) -> Secret<String> {
    let request = CodeRequest {
        client,
        session,
        scope: &Scope::parse("openid profile email offline_access").unwrap(),
        claims: &ClaimsRequest::default(),
        acr: &session.acr,
        resource: &[],
        redirect_uri: REDIRECT,
        redirect_uri_sent: true,
        code_challenge: Some(&CodeChallenge::of(VERIFIER)),
        nonce: Some("n"),
        consent: None,
    };
    // Codes live for a minute; those of a benchmark must wait for their turn.
    let context = Context { now: context.now + std::time::Duration::from_hours(1), ..context.clone() };
    code::issue(&context, &request).await.unwrap().unwrap()
}

/// The first refresh token of every grant there is.
async fn refresh_tokens(context: &Context, client: &Client, user: &User) -> Vec<String> {
    let mut tokens = Vec::new();
    for grant in grants::list_of_user(context.database(), context.realm(), &user.id, 1000).await.unwrap() {
        let mut tx = context.database().begin().await.unwrap();
        let token = refresh_token::first(context, &mut tx, client, &grant).await.unwrap();
        tx.commit().await.unwrap();
        tokens.push(token.expose().clone());
    }
    tokens
}
