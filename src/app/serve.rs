//! The parts become a server: listeners, background loops, signals, a shutdown that loses nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{App as ActixApp, HttpServer, web as actix};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::assemble::{Parts, Surroundings, assemble};
use super::demo;
use super::error::StartError;
use crate::authn::{self, Authenticator};
use crate::config::{Profile, RateLimits, RateZone, Settings};
use crate::ephemeral::{SourceLimiter, Zone};
use crate::jobs;
use crate::provider::Issuer;
use crate::telemetry::MetricsHandle;
use crate::theme::Themes;
use crate::web::middleware::Gates;
use crate::web::tls::{Certificate, CertificateFiles};
use crate::web::{self, Documents, Readiness, State, WebOptions};

/// Requests whose head takes longer are dropped.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Between "no more traffic, please" and the end of listening.
const DRAIN: Duration = Duration::from_millis(500);

/// What is read again while the server runs.
#[derive(Clone)]
struct Refreshed {
    certificate: Option<Arc<Certificate>>,
    themes: Themes,
}

/// A server that listens but does not answer yet.
pub struct App {
    server: Server,
    internal: Option<Server>,
    fresh: Refreshed,
    readiness: Readiness,
    loops: JoinSet<()>,
    parts: Parts,
    address: SocketAddr,
}

impl App {
    /// Opens everything that `settings` name and binds the listeners.
    pub async fn build(settings: &Settings, around: &Surroundings) -> Result<Self, StartError> {
        let parts = assemble(settings, around).await?;
        // Made before the first request, so that a realm without keys shows at the start.
        let realm = parts.realms.find(&parts.shared, "default", parts.shared.clock.now()).await;
        realm.map_err(|error| StartError::Setting(error.to_string()))?;
        let metrics = MetricsHandle::install();
        let readiness = Readiness::default();
        let options = WebOptions {
            trusted_proxies: settings.server.trusted_proxies.clone(),
            gates: gates(settings, around),
            combined_login: settings.server.profile == Profile::Conformance,
            development: around.development,
            base_path: Issuer::new(&settings.server.issuer, "default").path().to_owned(),
        };
        let themes = Themes::load(settings.theme.directory.clone(), &settings.theme.name)
            .map_err(|error| StartError::Setting(error.to_string()))?;
        let state = actix::Data::new(State {
            shared: Arc::clone(&parts.shared),
            realms: parts.realms.clone(),
            authenticator: authenticator(settings, &parts),
            documents: Documents::new(themes.locales().iter().map(ToString::to_string).collect()),
            themes: themes.clone(),
            readiness: readiness.clone(),
            metrics: metrics.clone(),
            options,
            started_at: around.clock.now(),
        });
        let certificate = certificate(settings)?;
        let (server, address) = public(settings, state.clone(), certificate.as_ref())?;
        let internal = settings.server.internal_listen.map(|address| internal(address, state)).transpose()?;
        let mut loops = jobs::start(&parts.shared, &parts.realms, metrics);
        if around.development {
            loops.spawn(read_changed(themes.clone()));
        }
        let fresh = Refreshed { certificate, themes };
        Ok(Self { server, internal, fresh, readiness, loops, parts, address })
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

    /// Where the public listener is.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The parts the server runs on.
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Serves until a signal says to stop (SIGTERM, SIGINT), then lets accepted requests finish. SIGHUP reads
    /// certificate and themes again.
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
        signals.spawn(watch(self.readiness.clone(), self.fresh.clone(), handles));
        let outcome = self.server.await;
        self.loops.shutdown().await;
        self.parts.shared.database.close().await;
        outcome.map_err(|error| StartError::Listen(self.address, error))
    }
}

/// The flood gates, unless limits are off or the conformance suite is the only visitor.
fn gates(settings: &Settings, around: &Surroundings) -> Option<Gates> {
    let limits = RateLimits::preset(settings.rate_limits.preset);
    let is_open = !limits.enabled || settings.server.profile == Profile::Conformance;
    let gate = |zone: RateZone| {
        SourceLimiter::new(Zone::new(zone.name, zone.limit, zone.period, zone.burst), around.clock.clone())
    };
    (!is_open).then(|| Gates { pages: gate(limits.pages), protocol: gate(limits.protocol) })
}

async fn watch(readiness: Readiness, fresh: Refreshed, handles: Vec<ServerHandle>) {
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

fn authenticator(settings: &Settings, parts: &Parts) -> Authenticator {
    let shared = &parts.shared;
    let (database, ephemeral) = (shared.database.clone(), shared.ephemeral.clone());
    Authenticator::new(database, ephemeral, shared.hasher.clone(), authn::Settings::from(settings))
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
}

fn certificate(settings: &Settings) -> Result<Option<Arc<Certificate>>, StartError> {
    let (Some(certificate), Some(key)) = (&settings.server.tls_certificate, &settings.server.tls_key) else {
        return Ok(None);
    };
    let files = CertificateFiles { certificate: certificate.clone(), key: key.clone() };
    Certificate::load(files).map(Some).map_err(StartError::Setting)
}

fn public(
    settings: &Settings,
    state: actix::Data<State>,
    certificate: Option<&Arc<Certificate>>,
) -> Result<(Server, SocketAddr), StartError> {
    let listen = settings.server.listen;
    let routes = web::public(&state.options);
    let workers = match usize::try_from(settings.server.workers) {
        Ok(workers) if workers > 0 => workers,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let shutdown = settings.server.shutdown_timeout.0.as_secs();
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(state.clone())
            .wrap(Condition::new(true, Compress::default()))
            .wrap(from_fn(web::host::find))
            .wrap(from_fn(web::middleware::limit))
            .wrap(from_fn(web::middleware::observe))
            .configure(routes.clone())
    })
    .workers(workers)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(HEAD_DEADLINE)
    .shutdown_timeout(shutdown)
    .disable_signals();
    let bound = match certificate {
        None => server.bind(listen),
        Some(certificate) => server.bind_rustls_0_23(listen, certificate.server_config().map_err(StartError::Setting)?),
    };
    let bound = bound.map_err(|error| StartError::Listen(listen, error))?;
    let address = bound.addrs().first().copied().unwrap_or(listen);
    Ok((bound.run(), address))
}

fn internal(listen: SocketAddr, state: actix::Data<State>) -> Result<Server, StartError> {
    HttpServer::new(move || ActixApp::new().app_data(state.clone()).configure(web::internal))
        .workers(1)
        .disable_signals()
        .bind(listen)
        .map(HttpServer::run)
        .map_err(|error| StartError::Listen(listen, error))
}
