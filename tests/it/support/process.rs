//! The built binary as real processes, which can be killed: one installation, its data and settings, and instances of it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use gatehouse::admin::NewUser;
use gatehouse::app::{Surroundings, assemble};
use gatehouse::audit::Origin;
use gatehouse::clock::Clock;
use gatehouse::config::{Sources, load};
use gatehouse::model::RealmId;
use gatehouse::random::Random;
use gatehouse::storage::{Database, DatabaseOptions, Transaction};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};

use super::application::{CALLBACK, PASSWORD};
use super::browser::{self, Browser, ISSUER};
use super::databases;

/// 32 bytes in hexadecimal.
pub const KEK: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// How long anything may take that a test waits for.
const PATIENCE: Duration = Duration::from_secs(45);

static TURN: Mutex<()> = Mutex::const_new(());

/// Tests that measure time with several processes take turns: two at once would time each other out.
pub async fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}

/// A port that nobody listens on. Below those that systems give to connections (Linux from 32768, IANA from 49152), for
/// one of these could be taken between this call and its use.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 6_000).unwrap();
    loop {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 6_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

/// One installation: where its data is, and with which settings every instance runs.
pub struct Site {
    directory: TempDir,
    settings: Vec<(String, String)>,
    database_url: String,
    /// Names it in messages.
    pub label: &'static str,
    /// How many instances it is meant to have.
    pub instances: usize,
}

/// The secrets of the clients that have one.
pub struct Secrets {
    /// Of `service`, which sends it.
    pub service: String,
    /// Of `signer`, which signs assertions with it.
    pub signer: String,
}

impl Site {
    /// On SQLite and memory, in a directory of its own.
    pub fn embedded(settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("gatehouse.db").display());
        Self::new((directory, url), settings, "SQLite", 1)
    }

    /// On a new PostgreSQL database and on Redis, for two instances; where the environment has these servers.
    pub async fn shared(settings: &[(&str, &str)]) -> Option<Self> {
        let redis = databases::server("GATEHOUSE_TEST_REDIS")?;
        let url = databases::empty_postgres("faults").await?;
        let prefix = format!("{}:", url.rsplit_once('/').unwrap().1);
        let mut all = vec![("redis.url", redis.as_str()), ("redis.prefix", prefix.as_str())];
        all.extend(settings);
        Some(Self::new((tempfile::tempdir().unwrap(), url), &all, "PostgreSQL and Redis", 2))
    }

    /// Every kind that the environment allows.
    pub async fn each(settings: &[(&str, &str)]) -> Vec<Self> {
        let mut sites = vec![Self::embedded(settings)];
        sites.extend(Self::shared(settings).await);
        sites
    }

    /// On the database at `url`.
    pub fn on(url: &str, settings: &[(&str, &str)]) -> Self {
        Self::new((tempfile::tempdir().unwrap(), url.to_owned()), settings, "PostgreSQL", 1)
    }

    fn new(
        (directory, database_url): (TempDir, String),
        settings: &[(&str, &str)],
        label: &'static str,
        instances: usize,
    ) -> Self {
        let common = [
            ("server.issuer", ISSUER),
            ("database.url", database_url.as_str()),
            ("keys.kek", KEK),
            ("password.memory_kib", "64"),
            ("password.passes", "1"),
            ("rate_limits.preset", "off"),
        ];
        let all = common.iter().chain(settings);
        let settings = all.map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
        Self { directory, settings, database_url, label, instances }
    }

    /// Gives a setting another value, for what is started from now on.
    pub fn set(&mut self, path: &str, value: &str) {
        self.settings.retain(|(known, _)| known != path);
        self.settings.push((path.to_owned(), value.to_owned()));
    }

    /// Makes Alice and the clients that the tests use, before anything is started.
    pub async fn seed(&self) -> Secrets {
        let settings = load(&Sources { flags: self.settings.clone(), ..Sources::default() }).unwrap().settings;
        let around = Surroundings {
            clock: Clock::System,
            random: Random::System,
            data_directory: PathBuf::from(self.directory.path()),
            program: env!("CARGO_BIN_EXE_gatehouse").into(),
            development: false,
            catches_mail: false,
        };
        let parts = assemble(&settings, &around).await.unwrap();
        let origin = Origin {
            realm: RealmId::default_realm(),
            now: Clock::System.now(),
            source: "test".to_owned(),
            request_id: String::new(),
            client: None,
            random: Random::System,
        };
        let alice = NewUser { username: "alice".to_owned(), ..NewUser::default() };
        browser::add_user(&parts, &origin, PASSWORD, alice).await;
        let app = |more: serde_json::Value| {
            let mut metadata = json!({
                "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "first_party": true,
                "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile email offline_access",
            });
            metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            metadata
        };
        browser::add_client(&parts, &origin, "app", app(json!({}))).await;
        let service = app(json!({
            "token_endpoint_auth_method": "client_secret_post", "first_party": false,
            "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        }));
        let service = browser::add_client(&parts, &origin, "service", service).await.unwrap();
        let signer = json!({
            "token_endpoint_auth_method": "client_secret_jwt", "grant_types": ["client_credentials"],
            "response_types": [], "scope": "email",
        });
        let signer = browser::add_client(&parts, &origin, "signer", signer).await.unwrap();
        parts.shared.database.close().await;
        Secrets { service, signer }
    }

    /// A command of the binary on this installation, with its settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command.args(arguments).arg("--data-directory").arg(self.directory.path());
        let file = self.settings_file();
        if file.exists() {
            command.arg("--config").arg(file);
        }
        for (path, value) in &self.settings {
            command.arg("--set").arg(format!("{path}={value}"));
        }
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Where files of a test may lie.
    pub fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// Writes the settings file; what was given when the site was made goes before it.
    pub fn configure(&self, text: &str) {
        std::fs::write(self.settings_file(), text).unwrap();
    }

    fn settings_file(&self) -> PathBuf {
        self.directory.path().join("gatehouse.toml")
    }

    /// Leaves a setting to the file.
    pub fn without(mut self, path: &str) -> Self {
        self.settings.retain(|(found, _)| found != path);
        self
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().await.unwrap()
    }

    /// Starts an instance, and does not wait until it can serve.
    pub fn launch(&self, public: u16) -> Instance {
        self.launch_as("all", public)
    }

    /// Starts an instance of one role.
    pub fn launch_as(&self, role: &str, public: u16) -> Instance {
        let log = self.directory.path().join(format!("{public}.log"));
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let internal = free_port();
        let listen =
            [format!("server.listen=127.0.0.1:{public}"), format!("server.internal_listen=127.0.0.1:{internal}")];
        let mut command = self.command(&["serve", "--role", role, "--set", &listen[0], "--set", &listen[1]]);
        let child = command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Instance { child, log, public: at(public), internal: at(internal) }
    }

    /// Starts an instance and waits until it can serve.
    pub async fn start(&self) -> Instance {
        let mut instance = self.launch(free_port());
        instance.wait_until_ready().await;
        instance
    }

    /// Starts as many as it is meant to have.
    pub async fn start_all(&self) -> Vec<Instance> {
        let mut all: Vec<Instance> = (0..self.instances).map(|_| self.launch(free_port())).collect();
        for instance in &mut all {
            instance.wait_until_ready().await;
        }
        all
    }

    /// The files of the data directory whose name begins with `name`.
    pub fn files(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap());
        entries
            .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
            .filter(|(found, path)| found.starts_with(name) && path.is_file())
            .map(|(found, path)| (found, std::fs::read(path).unwrap()))
            .collect()
    }

    /// A connection of the test's own, to look at rows.
    pub async fn database(&self) -> Database {
        let options = DatabaseOptions {
            url: self.database_url.clone(),
            max_connections: 2,
            acquire: Duration::from_secs(20),
            durable: false,
        };
        Database::connect(&options).await.unwrap()
    }
}

/// The first number that `sql` finds; `$1` is `bound`.
pub async fn number(database: &Database, sql: &'static str, bound: &str) -> i64 {
    match database {
        Database::Sqlite { readers, .. } => sqlx::query_scalar(sql).bind(bound).fetch_one(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(sql).bind(bound).fetch_one(pool).await.unwrap(),
    }
}

/// Every text that `sql` finds; `$1` is `bound`.
pub async fn texts(database: &Database, sql: &'static str, bound: &str) -> Vec<String> {
    match database {
        Database::Sqlite { readers, .. } => sqlx::query_scalar(sql).bind(bound).fetch_all(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(sql).bind(bound).fetch_all(pool).await.unwrap(),
    }
}

/// Runs a change of rows; `$1` is `bound`.
pub async fn change(database: &Database, sql: &'static str, bound: i64) {
    let mut tx = database.begin().await.unwrap();
    match &mut tx {
        Transaction::Sqlite(tx) => sqlx::query(sql).bind(bound).execute(&mut **tx).await.map(drop).unwrap(),
        Transaction::Postgres(tx) => sqlx::query(sql).bind(bound).execute(&mut **tx).await.map(drop).unwrap(),
    }
    tx.commit().await.unwrap();
}

/// A running process. Dropping it kills it.
pub struct Instance {
    child: Child,
    log: PathBuf,
    public: SocketAddr,
    internal: SocketAddr,
}

impl Instance {
    /// The base of its public addresses.
    pub fn base(&self) -> String {
        format!("http://{}", self.public)
    }

    /// The base of its internal addresses.
    pub fn internal(&self) -> String {
        format!("http://{}", self.internal)
    }

    /// The port of the public listener.
    pub fn port(&self) -> u16 {
        self.public.port()
    }

    /// Everything written to its standard output and error, by every process on this port.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Browser { http, base: self.base(), host: None, cookies: Arc::default(), origin: Some(ISSUER.to_owned()) }
    }

    /// SIGKILL: no chance to finish anything.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends a signal, such as `HUP`.
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await.unwrap();
        assert!(sent.success(), "{name} could not be sent");
    }

    /// Waits for its end: whether it ended well.
    pub async fn end(&mut self) -> bool {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap().success()
    }

    /// Waits until it says that it wants traffic.
    pub async fn wait_until_ready(&mut self) {
        let began = Instant::now();
        loop {
            if self.readiness().await == Some(200) {
                return;
            }
            let ended = self.child.try_wait().unwrap();
            let late = began.elapsed() > PATIENCE;
            assert!(ended.is_none() && !late, "the instance did not become ready ({ended:?}):\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it says that it wants no traffic.
    pub async fn wait_until_not_ready(&self) {
        eventually("the instance still says that it is ready", async || self.readiness().await == Some(503)).await;
    }

    /// On the internal listener, which every role has.
    async fn readiness(&self) -> Option<u16> {
        let response = reqwest::get(format!("{}/health/ready", self.internal())).await.ok()?;
        Some(response.status().as_u16())
    }
}

/// Waits until `holds`, and fails with `complaint` if that takes too long.
pub async fn eventually(complaint: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{complaint}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
