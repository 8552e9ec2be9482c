//! The whole server on a port of its own, and a browser without a screen: it keeps cookies, sends `Origin` with forms,
//! follows redirects as far as the server, and reads forms from HTML (pages §17).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use gatehouse::admin::{self, NewClient, NewUser};
use gatehouse::app::{App, Parts, Surroundings};
use gatehouse::audit::{Actor, Origin};
use gatehouse::authn::{HashOptions, Hasher, Password};
use gatehouse::background::Cores;
use gatehouse::clock::{Clock, ManualClock, Timestamp};
use gatehouse::config::{Sources, load};
use gatehouse::model::{RealmId, UserId};
use gatehouse::random::Random;
use gatehouse::spec::ClientMetadata;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use serde_json::Value;
use tempfile::TempDir;

/// Where browsers believe the server to be.
pub const ISSUER: &str = "http://127.0.0.1:8080";

/// A running server with an empty database.
pub struct House {
    pub parts: Parts,
    pub clock: ManualClock,
    pub address: SocketAddr,
    directory: Arc<TempDir>,
    settings: Vec<(String, String)>,
    catches_mail: bool,
}

impl House {
    /// Starts it with `settings` beside those that tests need.
    pub async fn open(settings: &[(&str, &str)]) -> Self {
        Self::open_with(settings, true).await
    }

    /// The same where no mail is sent.
    pub async fn open_without_mail(settings: &[(&str, &str)]) -> Self {
        Self::open_with(settings, false).await
    }

    async fn open_with(settings: &[(&str, &str)], catches_mail: bool) -> Self {
        let common = [
            ("server.issuer", ISSUER),
            ("server.listen", "127.0.0.1:0"),
            ("password.memory_kib", "64"),
            ("password.passes", "1"),
        ];
        let settings = common.iter().chain(settings).map(|(path, value)| ((*path).to_owned(), (*value).to_owned()));
        let clock = ManualClock::new(Timestamp::from_secs(1_800_000_000));
        Self::start(settings.collect(), clock, (Arc::new(tempfile::tempdir().unwrap()), catches_mail)).await
    }

    /// Another instance on the same database, with the same keys and clock.
    pub async fn another(&self) -> Self {
        let place = (Arc::clone(&self.directory), self.catches_mail);
        Self::start(self.settings.clone(), self.clock.clone(), place).await
    }

    async fn start(
        settings: Vec<(String, String)>,
        clock: ManualClock,
        (directory, catches_mail): (Arc<TempDir>, bool),
    ) -> Self {
        let flags = settings.clone();
        let loaded = load(&Sources { flags: flags.into_iter().collect(), ..Sources::default() }).unwrap();
        let around = Surroundings {
            clock: Clock::Manual(clock.clone()),
            random: Random::System,
            data_directory: PathBuf::from(directory.path()),
            program: env!("CARGO_BIN_EXE_gatehouse").into(),
            development: false,
            catches_mail,
        };
        let app = App::build(&loaded.settings, &around).await.unwrap();
        let (address, parts) = (app.address(), app.parts().clone());
        tokio::spawn(app.run());
        Self { parts, clock, address, directory, settings, catches_mail }
    }

    pub fn origin(&self) -> Origin {
        self.origin_in(&RealmId::default_realm())
    }

    /// What acts of a test are recorded as, in `realm`.
    pub fn origin_in(&self, realm: &RealmId) -> Origin {
        Origin {
            realm: realm.clone(),
            now: self.clock.now(),
            source: "test".to_owned(),
            request_id: String::new(),
            client: None,
            random: Random::System,
        }
    }

    /// A user with a password.
    pub async fn add_user(&self, name: &str, password: &str) -> UserId {
        let new = NewUser { username: name.to_owned(), ..NewUser::default() };
        self.add_user_in(&RealmId::default_realm(), password, new).await
    }

    /// The user `new` of a realm, with a password and an address.
    pub async fn add_user_in(&self, realm: &RealmId, password: &str, new: NewUser) -> UserId {
        add_user(&self.parts, &self.origin_in(realm), password, new).await
    }

    /// A client as `metadata` (JSON) describes it.
    pub async fn add_client(&self, id: &str, metadata: Value) {
        self.add_client_in(&RealmId::default_realm(), id, metadata).await;
    }

    /// A client of a realm, and its secret if it has one.
    pub async fn add_client_in(&self, realm: &RealmId, id: &str, metadata: Value) -> Option<String> {
        add_client(&self.parts, &self.origin_in(realm), id, metadata).await
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Browser {
            http,
            base: format!("http://{}", self.address),
            host: None,
            cookies: Arc::default(),
            origin: Some(ISSUER.to_owned()),
        }
    }
}

/// A user with a password.
pub async fn add_user(parts: &Parts, origin: &Origin, password: &str, new: NewUser) -> UserId {
    let options = HashOptions { memory_kib: 64, passes: 1, threads: 1, ..HashOptions::default() };
    let hasher = Hasher::start(&options, Random::System, &Cores::default()).unwrap();
    let hash = hasher.hash(&Password::parse(password).unwrap()).await.unwrap();
    let new = NewUser {
        email: Some(format!("{}@example.com", new.username)),
        email_verified: true,
        password_hash: Some(hash),
        ..new
    };
    admin::create_user(&parts.shared.database, origin, Actor::System, new).await.unwrap().id
}

/// A client as `metadata` (JSON) describes it; its secret, if it has one.
pub async fn add_client(parts: &Parts, origin: &Origin, id: &str, metadata: serde_json::Value) -> Option<String> {
    let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
    let new = NewClient { id: Some(id.to_owned()), metadata, secret: None };
    let shared = &parts.shared;
    let made =
        admin::create_client(&shared.database, &shared.sub_keys, origin, admin::By::operator(Actor::System), new)
            .await
            .unwrap();
    made.secret.map(|secret| secret.expose().clone())
}

/// A browser. Clones share cookies, as tabs do.
#[derive(Clone)]
pub struct Browser {
    pub http: reqwest::Client,
    pub base: String,
    /// What is sent as `Host`, if not where the server really is.
    pub host: Option<String>,
    pub cookies: Arc<Mutex<BTreeMap<String, String>>>,
    /// What is sent as `Origin` with a form.
    pub origin: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// The path that was asked for.
    pub path: String,
}

impl Seen {
    /// Reads a response to the end.
    pub async fn read(response: reqwest::Response, path: &str) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap(), path: path.to_owned() }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// A text member of the JSON body.
    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("{member} is missing: {self:?}")).to_owned()
    }

    /// Status and `error` of a refusal in JSON.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.text("error"))
    }

    /// What an authorization response says, whichever way it travels: query, fragment or form.
    pub fn answer(&self) -> BTreeMap<String, String> {
        let parts = |text: &str| url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let Ok(url) = url::Url::parse(self.location()) else {
            let names = ["code", "error", "error_description", "state", "iss"];
            return names.iter().filter_map(|name| Some(((*name).to_owned(), self.field(name)?))).collect();
        };
        parts(url.fragment().or(url.query()).unwrap_or_default())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The value of the input called `name`.
    pub fn field(&self, name: &str) -> Option<String> {
        self.body.split('<').filter(|tag| tag.starts_with("input")).find_map(|tag| {
            (attribute(tag, "name").as_deref() == Some(name)).then(|| attribute(tag, "value").unwrap_or_default())
        })
    }

    /// One query parameter of the redirect.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(self.location()).ok()?;
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

/// The value of an attribute, quoted or not.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[at..];
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([' ', '>']).next()?,
    };
    Some(value.replace("&amp;", "&").replace("&#x2F;", "/").replace("&quot;", "\""))
}

impl Browser {
    fn remember(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for value in headers.get_all(SET_COOKIE) {
            let text = value.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder, path: &str) -> Seen {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) };
        let request = request.header("accept", "text/html,*/*;q=0.8");
        let request = self.host.iter().fold(request, |request, host| request.header("host", host));
        let response = request.send().await.unwrap();
        self.remember(response.headers());
        Seen::read(response, path).await
    }

    /// One GET, no redirect followed.
    pub async fn get(&self, path: &str) -> Seen {
        self.send(self.http.get(format!("{}{path}", self.base)), path).await
    }

    /// One GET; the bytes of the body.
    pub async fn download(&self, path: &str) -> Vec<u8> {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.get(format!("{}{path}", self.base)).header("cookie", cookies.join("; "));
        request.send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// One POST of a form, no redirect followed.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        if let Some(origin) = &self.origin {
            request = request.header("origin", origin);
        }
        self.send(request, path).await
    }

    /// Follows redirects on the own origin.
    pub async fn follow(&self, mut seen: Seen) -> Seen {
        for _ in 0..10 {
            if !seen.location().starts_with('/') {
                return seen;
            }
            let path = seen.location().to_owned();
            seen = self.get(&path).await;
        }
        seen
    }

    pub async fn open(&self, path: &str) -> Seen {
        let seen = self.get(path).await;
        self.follow(seen).await
    }

    /// Sends the form of `page` with these fields beside its token.
    pub async fn submit(&self, page: &Seen, fields: &[(&str, &str)]) -> Seen {
        let csrf = page.field("csrf").unwrap_or_default();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        let path = page.path.clone();
        let seen = self.post(&path, &fields).await;
        self.follow(seen).await
    }
}
