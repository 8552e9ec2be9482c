//! Settings become parts: database, keys, short-lived state, realms.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::error::StartError;
use super::mail;
use crate::audit::{self, Actor, Appender, Event, EventName, Origin, Target};
use crate::background::Cores;
use crate::clock::{Clock, Timestamp};
use crate::config::{Profile, Settings};
use crate::ephemeral::{EphemeralStore, MemoryLimits, RedisOptions};
use crate::hashing::{HashOptions, Hasher};
use crate::jose::Algorithm;
use crate::keys::{KekSource, KeyRings, RotationPolicy, SigningThreads, previous_keks, unlock};
use crate::mail::Outbox;
use crate::model::{ACCESS_TOKEN_LIFETIME_MAX, Realm, RealmId, RealmSettings};
use crate::outbound::mail::Mailer;
use crate::outbound::{FetchOptions, Fetcher};
use crate::places::Places;
use crate::provider::clients::ClientDirectory;
use crate::provider::resources::ResourceDirectory;
use crate::provider::zones::Exhausted;
use crate::provider::{RealmDirectory, Revocations, Shared, TokenSettings, TypedSecrets, Uses};
use crate::random::Random;
use crate::storage::{Database, DatabaseOptions, StorageError, realms, schema};

/// How long a start waits for a database that is not there yet.
const PATIENCE: Duration = Duration::from_secs(30);

/// What settings do not say: time, chance, and where files go.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Tells the time.
    pub clock: Clock,
    /// Makes unguessable values.
    pub random: Random,
    /// Holds the database file and the keys directory where settings name no other place.
    pub data_directory: PathBuf,
    /// This program, which is started once more for each picture.
    pub program: PathBuf,
    /// Whether this is a developer's machine: previews, templates read again when they change.
    pub development: bool,
    /// Whether mail is caught in this process where settings name no server for it.
    pub catches_mail: bool,
}

/// The parts that all commands and the server share.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What all realms share.
    pub shared: Arc<Shared>,
    /// The realms.
    pub realms: RealmDirectory,
    /// Sends mail, if there is a way for it to go.
    pub mailer: Option<Mailer>,
}

/// Opens the database, waiting a while for one that is just starting, and applies pending migrations.
pub async fn open_database(settings: &Settings, around: &Surroundings) -> Result<Database, StartError> {
    let database = settings.database.url.as_ref().map_or_else(
        || format!("sqlite://{}", around.data_directory.join("gatehouse.db").display()),
        |url| url.expose().clone(),
    );
    if database.starts_with("sqlite:") {
        std::fs::create_dir_all(&around.data_directory).map_err(|error| {
            StartError::Setting(format!("{} cannot be made: {error}", around.data_directory.display()))
        })?;
    }
    let options = DatabaseOptions {
        url: database,
        max_connections: settings.database.max_connections,
        acquire: settings.database.acquire.0,
        durable: settings.database.durable,
    };
    let began = around.clock.now();
    loop {
        match Database::connect(&options).await {
            Ok(database) => return Ok(database),
            Err(error @ StorageError::Unavailable(_)) if around.clock.now().since(began) < PATIENCE => {
                tracing::warn!(%error, "waiting for the database");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a process does of all there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    #[default]
    All,
    /// Serves people and applications; leaves rotation and removal to workers.
    Web,
    /// Background jobs, with the internal listener alone.
    Worker,
}

/// Opens everything and makes sure that the default realm is there.
pub async fn assemble(settings: &Settings, around: &Surroundings) -> Result<Parts, StartError> {
    assemble_as(Role::All, settings, around).await
}

/// Opens what a process of this role needs.
pub(super) async fn assemble_as(role: Role, settings: &Settings, around: &Surroundings) -> Result<Parts, StartError> {
    let database = open_database(settings, around).await?;
    schema::migrate(&database).await?;
    let previous = previous_keks(&settings.keys.previous_kek, settings.keys.previous_kek_file.as_deref())?;
    let sub_keys = Arc::new(unlock(&database, &kek_source(settings, around), &previous, &around.random).await?);
    let clock = around.clock.clone();
    let ephemeral = match &settings.redis.url {
        None => EphemeralStore::memory(MemoryLimits::default(), clock.clone()),
        Some(url) => {
            let options = RedisOptions { url: url.clone(), prefix: settings.redis.prefix.clone() };
            EphemeralStore::redis(&options, clock.clone())?
        }
    };
    let policy = rotation(role, settings)?;
    let rings = Arc::new(KeyRings::new(database.clone(), Arc::clone(&sub_keys), policy, around.random.clone()));
    ensure_default_realm(&database, around).await?;
    let cores = Cores::default();
    let hasher = Hasher::start(&HashOptions::from(&settings.password), around.random.clone(), &cores)?;
    let revocations = Revocations::default();
    revocations.refresh(&database, clock.now()).await?;
    let mailer = mail::mailer(settings, around)?;
    let outbox = if mailer.is_some() { Outbox::new(Arc::clone(&sub_keys)) } else { Outbox::off() };
    let signing = SigningThreads::start(cores.clone()).map_err(|error| no_thread("sign", &error))?;
    let appender = Appender::start(database.clone()).map_err(|error| no_thread("write the audit trail", &error))?;
    let shared = Shared {
        outbox,
        clock: clock.clone(),
        random: around.random.clone(),
        appender,
        signing,
        database,
        ephemeral,
        sub_keys,
        typed_secrets: TypedSecrets::new(hasher.clone(), &around.random),
        hasher,
        cores,
        clients: ClientDirectory::default(),
        resources: ResourceDirectory::default(),
        exhausted: Exhausted::default(),
        revocations,
        uses: Uses::default(),
        places: Places::open(settings.places.database.as_deref())
            .map_err(|error| StartError::Setting(format!("places.database: {error}")))?,
        fetcher: Fetcher::new(fetch_options(settings)?, clock),
        tokens: tokens(settings),
    };
    let base_url = settings.server.issuer.trim_end_matches('/').to_owned();
    Ok(Parts { shared: Arc::new(shared), realms: RealmDirectory::new(base_url, rings), mailer })
}

fn no_thread(purpose: &str, error: &std::io::Error) -> StartError {
    StartError::Setting(format!("no thread can {purpose}: {error}"))
}

fn kek_source(settings: &Settings, around: &Surroundings) -> KekSource {
    let keys = &settings.keys;
    match (&keys.kek, &keys.kek_file) {
        (Some(text), _) => KekSource::Given(text.clone()),
        (None, Some(path)) => KekSource::File(path.clone()),
        (None, None) => {
            KekSource::Directory(keys.directory.clone().unwrap_or_else(|| around.data_directory.join("keys")))
        }
    }
}

fn rotation(role: Role, settings: &Settings) -> Result<RotationPolicy, StartError> {
    let algorithms =
        settings.keys.algorithms.iter().map(|name| name.parse::<Algorithm>()).collect::<Result<_, _>>().map_err(
            |_| StartError::Setting("keys.algorithms: RS256, ES256, PS256 and EdDSA are offered".to_owned()),
        )?;
    let policy = RotationPolicy {
        algorithms,
        rotation: settings.keys.rotation.0,
        publish_ahead: settings.keys.publish_ahead.0,
        makes_successors: role != Role::Web,
        ..RotationPolicy::default()
    };
    let problems = policy.problems(ACCESS_TOKEN_LIFETIME_MAX);
    if problems.is_empty() { Ok(policy) } else { Err(StartError::Setting(problems.join("; "))) }
}

fn fetch_options(settings: &Settings) -> Result<FetchOptions, StartError> {
    let extra_ca = match &settings.outbound.extra_ca {
        None => None,
        Some(path) => Some(std::fs::read(path).map_err(|error| {
            StartError::Setting(format!("outbound.extra_ca: {} cannot be read: {error}", path.display()))
        })?),
    };
    let allow_loopback = settings.outbound.allow_loopback || settings.server.profile == Profile::Conformance;
    Ok(FetchOptions { allow_loopback, extra_ca })
}

const fn tokens(settings: &Settings) -> TokenSettings {
    let tokens = &settings.tokens;
    TokenSettings {
        access_token: tokens.access_token.0,
        id_token: tokens.id_token.0,
        code: tokens.code.0,
        refresh_idle: tokens.refresh_idle.0,
        refresh_absolute_web: tokens.refresh_absolute_web.0,
        refresh_absolute_native: tokens.refresh_absolute_native.0,
        refresh_grace: tokens.refresh_grace.0,
        refresh_max_replays: tokens.refresh_max_replays,
    }
}

async fn ensure_default_realm(database: &Database, around: &Surroundings) -> Result<(), StartError> {
    if realms::find_by_name(database, "default").await?.is_some() {
        return Ok(());
    }
    let now = around.clock.now();
    let realm = default_realm(now);
    let origin = Origin {
        realm: realm.id.clone(),
        now,
        source: "start".to_owned(),
        request_id: String::new(),
        client: None,
        random: around.random.clone(),
    };
    let mut tx = database.begin().await?;
    if realms::insert(&mut tx, &realm).await? {
        let event = Event::success(EventName::RealmCreated, Actor::System, Target::Realm(&realm.id));
        audit::record(&mut tx, &origin, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn default_realm(now: Timestamp) -> Realm {
    Realm {
        id: RealmId::default_realm(),
        name: "default".to_owned(),
        host: None,
        display_name: "Gatehouse".to_owned(),
        enabled: true,
        settings: RealmSettings::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
