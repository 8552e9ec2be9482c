//! The parts become a server: listeners, background loops, signals, a shutdown that loses nothing.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::{App as ActixApp, HttpServer, web as actix};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::assemble::{Parts, Role, Surroundings, assemble_as};
use super::demo;
use super::error::StartError;
use super::listen;
use super::reload::{Reload, Tunable};
use crate::authn::{self, Authenticator};
use crate::clock::Clock;
use crate::config::{Profile, RateLimitPreset, RateLimits, RateZone, ServerSettings, Settings, TrustedProxy};
use crate::ephemeral::{SourceLimiter, Zone};
use crate::federation::Federation;
use crate::imaging::ImagePool;
use crate::jobs;
use crate::mail::Courier;
use crate::outbound::mail::Mailer;
use crate::places::Places;
use crate::provider::Issuer;
use crate::telemetry::MetricsHandle;
use crate::theme::Themes;
use crate::web::middleware::Gates;
use crate::web::tls::{Certificate, CertificateFiles};
use crate::web::{self, Documents, Readiness, State, WebOptions};

/// Between "no more traffic, please" and the end of listening.
const DRAIN: Duration = Duration::from_millis(500);

/// What is read again while the server runs.
#[derive(Clone)]
struct Refreshed {
    certificate: Option<Arc<Certificate>>,
    themes: Themes,
    /// The database of places, and where its file is.
    places: Option<(Places, PathBuf)>,
    tunable: Tunable,
}

/// A server that listens but does not answer yet.
pub struct App {
    server: Server,
    internal: Option<Server>,
    fresh: Refreshed,
    reload: Option<Reload>,
    readiness: Readiness,
    loops: JoinSet<()>,
    parts: Parts,
    address: SocketAddr,
}

impl App {
    /// Opens everything that `settings` name and binds the listeners.
    pub async fn build(settings: &Settings, around: &Surroundings) -> Result<Self, StartError> {
        Self::build_as(Role::All, settings, around).await
    }

    /// The same for a process that does a part of it.
    pub async fn build_as(role: Role, settings: &Settings, around: &Surroundings) -> Result<Self, StartError> {
        let parts = assemble_as(role, settings, around).await?;
        // Made before the first request, so that a realm without keys shows at the start.
        let realm = parts.realms.find(&parts.shared, "default", parts.shared.clock.now()).await;
        realm.map_err(|error| StartError::Setting(error.to_string()))?;
        let metrics = MetricsHandle::install();
        let readiness = Readiness::default();
        let options = WebOptions {
            trusted_proxies: TrustedProxy::networks(&settings.server.trusted_proxies),
            forwarded_header: settings.server.forwarded_header,
            combined_login: settings.server.profile == Profile::Conformance,
            development: around.development,
            base_path: Issuer::new(&settings.server.issuer, "default").path().to_owned(),
        };
        let themes = Themes::load(settings.theme.directory.clone(), &settings.theme.name)
            .map_err(|error| StartError::Setting(error.to_string()))?;
        let (profile, clock) = (settings.server.profile, around.clock.clone());
        let tunable = Tunable {
            authenticator: authenticator(settings, &parts),
            gates: Arc::new(gates(settings.rate_limits.preset, profile, &clock).map(Arc::new).into()),
            profile,
            clock,
        };
        let state = actix::Data::new(State {
            shared: Arc::clone(&parts.shared),
            realms: parts.realms.clone(),
            authenticator: tunable.authenticator.clone(),
            federation: federation(&parts),
            images: ImagePool::start(parts.shared.cores.clone(), around.program.clone())
                .map_err(|error| StartError::Setting(error.to_string()))?,
            gates: Arc::clone(&tunable.gates),
            documents: Documents::new(themes.locales().iter().map(ToString::to_string).collect()),
            themes: themes.clone(),
            readiness: readiness.clone(),
            metrics: metrics.clone(),
            mailer: parts.mailer.clone(),
            options,
            started_at: around.clock.now(),
        });
        let certificate = certificate(settings)?;
        let listeners = listeners(role, &settings.server, state, certificate.as_ref())?;
        let mut loops = jobs::follow(&parts.shared, &parts.realms, metrics);
        if role != Role::Web {
            jobs::work(&mut loops, &parts.shared, &parts.realms);
            jobs::act(&mut loops, &parts.shared, &tunable.authenticator, &themes);
            if let Some(mailer) = &parts.mailer {
                jobs::deliver(&mut loops, (&parts.shared, &parts.realms), courier(&parts, mailer, &themes));
            }
        }
        if around.development {
            loops.spawn(read_changed(themes.clone()));
        }
        let places = settings.places.database.clone().map(|file| (parts.shared.places.clone(), file));
        let fresh = Refreshed { certificate, themes, places, tunable };
        let Listeners { server, internal, address } = listeners;
        Ok(Self { server, internal, fresh, reload: None, readiness, loops, parts, address })
    }

    /// Starts the demo application beside the server.
    ///
    /// # Errors
    /// When its port is taken.
    pub fn add_demo(&mut self, settings: &Settings, around: &Surroundings) -> Result<(), StartError> {
        let home = demo::url(settings);
        let issuer = settings.server.issuer.trim_end_matches('/');
        let demo = web::demo::Demo::new(issuer, &home, demo::CLIENT, around.random.clone())
            .map_err(|error| StartError::Setting(error.to_string()))?;
        let data = actix::Data::new(demo);
        let listen = SocketAddr::new(settings.server.listen.ip(), demo::port(settings));
        let server = HttpServer::new(move || ActixApp::new().app_data(data.clone()).configure(web::demo::routes))
            .workers(1)
            .disable_signals()
            .shutdown_timeout(1)
            .bind(listen)
            .map_err(|error| StartError::Listen(listen, error))?
            .run();
        self.loops.spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the demo application failed");
            }
        });
        Ok(())
    }

    /// Lets SIGHUP read the settings again.
    pub fn reload_by(&mut self, reload: Reload) {
        self.reload = Some(reload);
    }

    /// Where the public listener is; that of a worker is the internal one.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The parts the server runs on.
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Serves until a signal says to stop (SIGTERM, SIGINT), then lets accepted requests finish. SIGHUP reads
    /// certificate, themes and settings again.
    pub async fn run(mut self) -> Result<(), StartError> {
        let handles: Vec<ServerHandle> =
            std::iter::once(self.server.handle()).chain(self.internal.as_ref().map(Server::handle)).collect();
        if let Some(internal) = self.internal.take() {
            self.loops.spawn(async move {
                if let Err(error) = internal.await {
                    tracing::error!(%error, "the internal listener failed");
                }
            });
        }
        let mut signals = JoinSet::new();
        signals.spawn(watch(self.readiness.clone(), (self.fresh, self.reload), handles));
        let outcome = self.server.await;
        self.loops.shutdown().await;
        let shared = &self.parts.shared;
        if let Err(error) = shared.uses.write(&shared.database, shared.clock.now()).await {
            tracing::warn!(%error, "the last uses of applications could not be written");
        }
        shared.database.close().await;
        outcome.map_err(|error| StartError::Listen(self.address, error))
    }
}

/// The flood gates, unless limits are off or the conformance suite is the only visitor.
pub(super) fn gates(preset: RateLimitPreset, profile: Profile, clock: &Clock) -> Option<Gates> {
    let limits = RateLimits::preset(preset);
    let is_open = !limits.enabled || profile == Profile::Conformance;
    let gate =
        |zone: RateZone| SourceLimiter::new(Zone::new(zone.name, zone.limit, zone.period, zone.burst), clock.clone());
    (!is_open).then(|| Gates { pages: gate(limits.pages), protocol: gate(limits.protocol) })
}

struct Listeners {
    server: Server,
    internal: Option<Server>,
    address: SocketAddr,
}

/// A worker has the internal listener in place of the public one.
fn listeners(
    role: Role,
    settings: &ServerSettings,
    state: actix::Data<State>,
    certificate: Option<&Arc<Certificate>>,
) -> Result<Listeners, StartError> {
    match (role, settings.internal_listen) {
        (Role::Worker, None) => {
            Err(StartError::Setting("server.internal_listen: a worker has no other listener; name one".to_owned()))
        }
        (Role::Worker, Some(address)) => {
            Ok(Listeners { server: listen::internal(address, state)?, internal: None, address })
        }
        (Role::All | Role::Web, internal) => {
            let (server, address) = listen::public(settings, &state, certificate)?;
            let internal = internal.map(|address| listen::internal(address, state)).transpose()?;
            Ok(Listeners { server, internal, address })
        }
    }
}

async fn watch(readiness: Readiness, (fresh, mut reload): (Refreshed, Option<Reload>), handles: Vec<ServerHandle>) {
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
    else {
        tracing::error!("signals cannot be received");
        return;
    };
    let mut look = tokio::time::interval(Duration::from_mins(1));
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => {
                fresh.read_certificate();
                fresh.read_themes();
                fresh.read_places();
                if let Some(reload) = &mut reload {
                    reload.apply(&fresh.tunable);
                }
            }
            _ = look.tick() => fresh.read_certificate(),
        }
    }
    tracing::info!("shutting down");
    readiness.drain();
    tokio::time::sleep(DRAIN).await;
    for handle in handles {
        handle.stop(true).await;
    }
}

fn courier(parts: &Parts, mailer: &Mailer, themes: &Themes) -> Courier {
    let shared = &parts.shared;
    Courier {
        database: shared.database.clone(),
        sub_keys: Arc::clone(&shared.sub_keys),
        mailer: mailer.clone(),
        themes: themes.clone(),
        clock: shared.clock.clone(),
        random: shared.random.clone(),
        places: shared.places.clone(),
    }
}

fn authenticator(settings: &Settings, parts: &Parts) -> Authenticator {
    let shared = &parts.shared;
    let (database, ephemeral) = (shared.database.clone(), shared.ephemeral.clone());
    let parts = (shared.hasher.clone(), Arc::clone(&shared.sub_keys), shared.outbox.clone());
    Authenticator::new(database, ephemeral, parts, authn::Settings::from(settings)).with_places(shared.places.clone())
}

fn federation(parts: &Parts) -> Federation {
    let shared = &parts.shared;
    let (database, ephemeral) = (shared.database.clone(), shared.ephemeral.clone());
    Federation::new(database, ephemeral, Arc::clone(&shared.sub_keys), shared.fetcher.clone())
}

/// Shows changed templates, words and colors at once (pages T-8).
async fn read_changed(themes: Themes) {
    let mut look = tokio::time::interval(Duration::from_millis(500));
    loop {
        look.tick().await;
        match themes.reload_changed() {
            Ok(true) => tracing::info!("the themes were read again"),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "pages show this until it is put right"),
        }
    }
}

impl Refreshed {
    fn read_certificate(&self) {
        if let Some(certificate) = &self.certificate {
            certificate.reload();
        }
    }

    fn read_themes(&self) {
        match self.themes.reload() {
            Ok(()) => tracing::info!("the themes were read again"),
            Err(error) => tracing::error!(%error, "the themes in use stay"),
        }
    }

    fn read_places(&self) {
        let Some((places, file)) = &self.places else { return };
        match places.reload(Some(file)) {
            Ok(()) => tracing::info!("the database of places was read again"),
            Err(error) => tracing::error!(%error, "the database of places in use stays"),
        }
    }
}

fn certificate(settings: &Settings) -> Result<Option<Arc<Certificate>>, StartError> {
    let (Some(certificate), Some(key)) = (&settings.server.tls_certificate, &settings.server.tls_key) else {
        return Ok(None);
    };
    let files = CertificateFiles { certificate: certificate.clone(), key: key.clone() };
    Certificate::load(files).map(Some).map_err(StartError::Setting)
}
