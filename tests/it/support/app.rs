//! The running server as the protocol sees it: one realm of a [`House`] with alice and some clients, and verbs of the
//! domain. A verb does what an honest client would do; tests bend the parts they are about.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatehouse::admin::{self, NewRealm, NewResourceServer, NewUser, RealmChange, RealmHost};
use gatehouse::audit::Actor;
use gatehouse::jose::{Algorithm, ClientKeySet, ProtectedHeader};
use gatehouse::model::{RealmId, ResourceSettings, UserId};
use serde_json::{Map, Value, json};

use super::browser::{Browser, House, ISSUER, Seen};
use super::databases;
pub use super::request::{CALLBACK, CHALLENGE, Request, VERIFIER, basic, members, part};

/// Where browsers may go after a logout.
pub const GOODBYE: &str = "https://app.example.com/bye";
/// The password of everybody.
pub const PASSWORD: &str = "wombats dig at night";
/// A resource server whose access tokens are JWTs; the client `api` introspects for it.
pub const API: &str = "https://api.example.com/";
/// A resource server whose access tokens are opaque; the client `vault` introspects for it.
pub const VAULT: &str = "https://vault.example.com/";
/// Every scope the clients may ask for.
pub const SCOPE: &str = "openid profile email address phone offline_access";

/// A realm with a user and clients: `spa` (public, of the house), `guest` (public, not of the house), `web` (secret in
/// the header, of the house), `shop` and `till` (as `web`, for `API` and `VAULT`), `api` and `vault` (resource servers).
#[derive(Clone)]
pub struct TestApp {
    pub house: Arc<House>,
    pub realm: RealmId,
    pub alice: UserId,
    name: String,
    host: Option<String>,
    credentials: Arc<Mutex<BTreeMap<String, Credential>>>,
    http: reqwest::Client,
}

/// How a client proves itself.
#[derive(Clone)]
struct Credential {
    method: String,
    secret: Option<String>,
}

/// What a client holds after a login.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub id: String,
}

impl TestApp {
    /// On SQLite and memory.
    pub async fn embedded() -> Self {
        Self::open(&[]).await
    }

    /// On PostgreSQL and Redis, where the environment names them.
    pub async fn clustered() -> Option<Self> {
        let (database, (redis, prefix)) = (databases::postgres("protocol").await?, databases::redis()?);
        database.database.close().await;
        let settings = [
            ("database.url", database.url.as_str()),
            ("database.max_connections", "6"),
            ("redis.url", redis.as_str()),
            ("redis.prefix", prefix.as_str()),
        ];
        Some(Self::open(&settings).await)
    }

    async fn open(settings: &[(&str, &str)]) -> Self {
        let common = [
            ("rate_limits.preset", "off"),
            ("server.workers", "1"),
            ("database.durable", "false"),
            // Servers of clients are on this machine.
            ("outbound.allow_loopback", "true"),
        ];
        let settings: Vec<(&str, &str)> = common.iter().chain(settings).copied().collect();
        let house = Arc::new(House::open(&settings).await);
        Self::furnish(house, RealmId::default_realm(), ("default", None)).await
    }

    /// Another realm of the same server, with its own people and clients of the same names.
    pub async fn neighbor(&self, name: &str) -> Self {
        self.add_realm(name, None).await
    }

    /// The same on a host of its own.
    pub async fn neighbor_on(&self, name: &str, host: &str) -> Self {
        self.add_realm(name, Some(host)).await
    }

    /// The same realm at another instance.
    pub async fn at_another_instance(&self) -> Self {
        Self { house: Arc::new(self.house.another().await), ..self.clone() }
    }

    async fn add_realm(&self, name: &str, host: Option<&str>) -> Self {
        let database = &self.house.parts.shared.database;
        let own = host.map(|host| RealmHost::parse(host, ISSUER).unwrap());
        let new = NewRealm { name: name.to_owned(), display_name: name.to_owned(), host: own };
        let realm = admin::create_realm(database, &self.house.origin(), Actor::System, new).await.unwrap();
        self.house.parts.realms.clear();
        Self::furnish(Arc::clone(&self.house), realm.id, (name, host)).await
    }

    async fn furnish(house: Arc<House>, realm: RealmId, (name, host): (&str, Option<&str>)) -> Self {
        let alice = NewUser { username: "alice".to_owned(), claims: claims_of_alice(), ..NewUser::default() };
        let alice = house.add_user_in(&realm, PASSWORD, alice).await;
        let http = house.browser().http;
        let (name, host) = (name.to_owned(), host.map(|host| format!("{host}:8080")));
        let app = Self { house, realm, alice, name, host, credentials: Arc::default(), http };
        app.add_resource_server(API, json!({"scopes": "orders", "introspection_clients": ["api"]})).await;
        app.add_resource_server(
            VAULT,
            json!({"scopes": "orders", "introspection_clients": ["vault"], "token_format": "opaque"}),
        )
        .await;
        let public = json!({"token_endpoint_auth_method": "none", "first_party": true});
        app.add_client("spa", public).await;
        app.add_client("guest", json!({"token_endpoint_auth_method": "none"})).await;
        app.add_client("web", json!({"first_party": true})).await;
        for (id, resource) in [("shop", API), ("till", VAULT)] {
            let grants = ["authorization_code", "refresh_token", "client_credentials"];
            let scope = format!("{SCOPE} orders");
            let metadata = json!({"first_party": true, "resources": [resource], "scope": scope, "grant_types": grants});
            app.add_client(id, metadata).await;
        }
        for id in ["api", "vault"] {
            app.add_client(id, json!({"grant_types": ["client_credentials"], "response_types": []})).await;
        }
        app
    }

    /// A user called `name`.
    pub async fn add_user(&self, name: &str) -> UserId {
        let new = NewUser { username: name.to_owned(), ..NewUser::default() };
        self.house.add_user_in(&self.realm, PASSWORD, new).await
    }

    /// Suspends alice, as `gatehouse user suspend` does.
    pub async fn suspend_alice(&self) {
        let (shared, origin) = (&self.house.parts.shared, self.house.origin_in(&self.realm));
        let suspended = gatehouse::model::UserStatus::Suspended;
        let ended = admin::set_status(&shared.database, &origin, Actor::System, &self.alice, suspended).await.unwrap();
        for revocation in &ended {
            shared.revocations.insert(revocation);
        }
    }

    /// Changes the realm, as `gatehouse realm change` does.
    pub async fn change(&self, change: RealmChange) {
        let (parts, origin) = (&self.house.parts, self.house.origin_in(&self.realm));
        let changed = admin::change_realm(&parts.shared.database, &origin, Actor::System, change).await;
        for revocation in &changed.unwrap().1 {
            parts.shared.revocations.insert(revocation);
        }
        parts.realms.clear();
    }

    /// A client like the others, but for `metadata`.
    pub async fn add_client(&self, id: &str, metadata: Value) {
        let mut whole = json!({
            "client_name": id,
            "redirect_uris": [CALLBACK],
            "post_logout_redirect_uris": [GOODBYE],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "client_secret_basic",
            "scope": SCOPE,
        });
        whole.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
        if whole["response_types"] == json!([]) {
            whole.as_object_mut().unwrap().remove("redirect_uris");
            whole.as_object_mut().unwrap().remove("post_logout_redirect_uris");
        }
        let method = whole["token_endpoint_auth_method"].as_str().unwrap().to_owned();
        let secret = self.house.add_client_in(&self.realm, id, whole).await;
        self.credentials.lock().unwrap().insert(id.to_owned(), Credential { method, secret });
    }

    pub async fn add_resource_server(&self, id: &str, settings: Value) {
        let settings: ResourceSettings = serde_json::from_value(settings).unwrap();
        let (database, origin) = (&self.house.parts.shared.database, self.house.origin_in(&self.realm));
        let new = NewResourceServer { id: id.to_owned(), name: id.to_owned(), settings };
        admin::create_resource_server(database, &origin, Actor::System, new, &Algorithm::ALL).await.unwrap();
    }

    /// The realm's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The secret of a client.
    pub fn secret(&self, client: &str) -> String {
        self.credentials.lock().unwrap()[client].secret.clone().unwrap()
    }

    pub fn issuer(&self) -> String {
        let path = self.path("");
        self.host.as_ref().map_or_else(|| format!("{ISSUER}{path}"), |host| format!("http://{host}"))
    }

    /// A path of this realm.
    pub fn path(&self, path: &str) -> String {
        if self.realm.is_default() || self.host.is_some() {
            path.to_owned()
        } else {
            format!("/realms/{}{path}", self.name)
        }
    }

    /// The same realm after it has moved to `host`, or back.
    pub fn moved_to(&self, host: Option<&str>) -> Self {
        Self { host: host.map(|host| format!("{host}:8080")), ..self.clone() }
    }

    pub fn advance(&self, span: Duration) {
        self.house.clock.advance(span);
    }

    /// Moves the clock by `span`, but for `left`.
    pub fn advance_but(&self, span: Duration, left: Duration) {
        self.advance(span.saturating_sub(left));
    }

    pub fn now(&self) -> i64 {
        self.house.clock.now().as_secs()
    }

    pub fn browser(&self) -> Browser {
        self.at(&self.house.browser())
    }

    /// The same browser at this realm. It sends all its cookies everywhere, which is more than browsers do.
    pub fn at(&self, browser: &Browser) -> Browser {
        let origin = self.host.as_ref().map_or_else(|| ISSUER.to_owned(), |host| format!("http://{host}"));
        let base = format!("http://{}", self.house.address);
        Browser { base, host: self.host.clone(), origin: Some(origin), ..browser.clone() }
    }

    /// Brings an authorization request to the server, as far as the first page or the client.
    pub async fn ask(&self, browser: &Browser, request: impl Into<Request>) -> Seen {
        self.at(browser).open(&self.path(&format!("/authorize?{}", request.into().query()))).await
    }

    /// The same, and signs in as alice and allows everything where that is asked.
    pub async fn sign_in(&self, browser: &Browser, request: impl Into<Request>) -> Seen {
        self.sign_in_as(browser, "alice", request).await
    }

    pub async fn sign_in_as(&self, browser: &Browser, user: &str, request: impl Into<Request>) -> Seen {
        let (request, browser) = (request.into(), &self.at(browser));
        let mut seen = self.ask(browser, request.clone()).await;
        if seen.path.ends_with("/login") {
            seen = browser.submit(&seen, &[("username", user), ("action", "sign-in")]).await;
            let fields = [("username", user), ("password", PASSWORD), ("action", "sign-in")];
            seen = browser.submit(&seen, &fields).await;
        }
        if seen.path.ends_with("/consent") {
            let scopes = request.scopes();
            let scopes = scopes.iter().map(|scope| ("scope", scope.as_str()));
            let fields: Vec<(&str, &str)> = scopes.chain([("action", "allow")]).collect();
            seen = browser.submit(&seen, &fields).await;
        }
        seen
    }

    /// A code for a fresh login of alice.
    pub async fn sign_in_and_consent(&self, request: impl Into<Request>) -> String {
        let seen = self.sign_in(&self.browser(), request).await;
        seen.answer().remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"))
    }

    /// Redeems a code as `client` should.
    pub async fn exchange(&self, client: &str, code: &str) -> Seen {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post(client, "/token", &fields).await
    }

    /// The tokens of a fresh login of alice.
    pub async fn tokens(&self, client: &str) -> Tokens {
        self.tokens_for(client, Request::from(client).with("scope", "openid email")).await
    }

    pub async fn tokens_for(&self, client: &str, request: Request) -> Tokens {
        let code = self.sign_in_and_consent(request).await;
        Tokens::of(&self.exchange(client, &code).await)
    }

    pub async fn refresh(&self, client: &str, token: &str) -> Seen {
        self.post(client, "/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub async fn introspect(&self, client: &str, token: &str) -> Seen {
        self.post(client, "/introspect", &[("token", token)]).await
    }

    /// Whether introspection by `client` says that the token is live.
    pub async fn is_active(&self, client: &str, token: &str) -> bool {
        let seen = self.introspect(client, token).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        seen.json()["active"].as_bool().unwrap()
    }

    pub async fn revoke(&self, client: &str, token: &str) -> Seen {
        self.post(client, "/revoke", &[("token", token)]).await
    }

    /// Signs the browser out, as a client with an ID token does.
    pub async fn log_out(&self, browser: &Browser, id_token: &str) -> Seen {
        self.at(browser).get(&self.path(&format!("/logout?id_token_hint={id_token}"))).await
    }

    pub async fn userinfo(&self, token: &str) -> Seen {
        self.get("/userinfo", &[("authorization", &format!("Bearer {token}"))]).await
    }

    /// A form from `client`, which proves itself in the registered way.
    pub async fn post(&self, client: &str, path: &str, fields: &[(&str, &str)]) -> Seen {
        let Credential { method, secret } = self.credentials.lock().unwrap()[client].clone();
        let secret = secret.unwrap_or_default();
        let mut fields = fields.to_vec();
        match method.as_str() {
            "client_secret_basic" => {
                let header = basic(client, &secret);
                return self.send(path, &fields, &[("authorization", &header)]).await;
            }
            "client_secret_post" => fields.extend([("client_id", client), ("client_secret", &secret)]),
            _ => fields.push(("client_id", client)),
        }
        self.send(path, &fields, &[]).await
    }

    /// A form with these headers and nothing else.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Seen {
        self.call(self.http.post(self.url(path)).form(fields), path, headers).await
    }

    /// One GET with these headers.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Seen {
        self.call(self.http.get(self.url(path)), path, headers).await
    }

    /// One request of any method, without a body.
    pub async fn method(&self, method: &str, path: &str) -> Seen {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        self.call(self.http.request(method, self.url(path)), path, &[]).await
    }

    /// Where a path of this realm really is.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{}", self.house.address, self.path(path))
    }

    pub async fn call(&self, request: reqwest::RequestBuilder, path: &str, headers: &[(&str, &str)]) -> Seen {
        let own = self.host.iter().map(|host| ("host", host.as_str()));
        let request =
            own.chain(headers.iter().copied()).fold(request, |request, (name, value)| request.header(name, value));
        Seen::read(request.send().await.unwrap(), path).await
    }

    /// The claims of a JWT that a key of the published set signed.
    pub async fn verified(&self, jwt: &str) -> Option<Map<String, Value>> {
        let keys = ClientKeySet::parse(&self.get("/jwks.json", &[]).await.body);
        keys.verify(&ProtectedHeader::parse(jwt).ok()?, jwt)
    }
}

impl Tokens {
    /// What a token response hands out.
    pub fn of(seen: &Seen) -> Self {
        assert_eq!(seen.status, 200, "{seen:?}");
        Self { access: seen.text("access_token"), refresh: seen.text("refresh_token"), id: seen.text("id_token") }
    }
}

fn claims_of_alice() -> Map<String, Value> {
    let claims = json!({
        "name": "Alice Q. Liddell", "given_name": "Alice", "family_name": "Liddell", "middle_name": "Q.",
        "nickname": "Al", "profile": "https://example.com/alice", "picture": "https://example.com/alice.png",
        "website": "https://alice.example.com", "gender": "female", "birthdate": "1990-05-04",
        "zoneinfo": "Europe/Paris", "locale": "en-GB", "phone_number": "+33123456789",
        "phone_number_verified": true, "address": {"formatted": "1 Rue X, Paris", "country": "FR"},
    });
    claims.as_object().unwrap().clone()
}
