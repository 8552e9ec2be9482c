//! The listeners: public, with or without TLS and the PROXY protocol, and internal.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_http::HttpService;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server, ServiceFactory, ServiceRequest, ServiceResponse, fn_service};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{App as ActixApp, Error, HttpServer, web as actix};
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::error::StartError;
use crate::config::{ServerSettings, TrustedProxy};
use crate::web::proxied::{self, Refusal};
use crate::web::tls::Certificate;
use crate::web::{self, State};

/// Requests whose head takes longer are dropped.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long TLS may take to be agreed on.
const HANDSHAKE: Duration = Duration::from_secs(3);
/// Connections that wait to be accepted.
const BACKLOG: u32 = 2048;

/// The public listener, and where it is.
pub(super) fn public(
    settings: &ServerSettings,
    state: &actix::Data<State>,
    certificate: Option<&Arc<Certificate>>,
) -> Result<(Server, SocketAddr), StartError> {
    if settings.proxy_protocol {
        return behind_proxies(settings, state, certificate);
    }
    let (listen, app) = (settings.listen, state.clone());
    let server = HttpServer::new(move || application(&app))
        .workers(workers(settings))
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_DEADLINE)
        .shutdown_timeout(settings.shutdown_timeout.0.as_secs())
        .disable_signals();
    let bound = match certificate {
        None => server.bind(listen),
        Some(certificate) => server.bind_rustls_0_23(listen, certificate.server_config().map_err(StartError::Setting)?),
    };
    let bound = bound.map_err(|error| StartError::Listen(listen, error))?;
    let address = bound.addrs().first().copied().unwrap_or(listen);
    Ok((bound.run(), address))
}

/// The internal listener.
pub(super) fn internal(listen: SocketAddr, state: actix::Data<State>) -> Result<Server, StartError> {
    HttpServer::new(move || ActixApp::new().app_data(state.clone()).configure(web::internal))
        .workers(1)
        .disable_signals()
        .bind(listen)
        .map(HttpServer::run)
        .map_err(|error| StartError::Listen(listen, error))
}

/// Workers of the public listener.
fn workers(settings: &ServerSettings) -> usize {
    match usize::try_from(settings.workers) {
        Ok(workers) if workers > 0 => workers,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    }
}

fn application(
    state: &actix::Data<State>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    ActixApp::new()
        .app_data(state.clone())
        .wrap(Condition::new(true, Compress::default()))
        .wrap(from_fn(web::host::find))
        .wrap(from_fn(web::middleware::limit))
        .wrap(from_fn(web::middleware::observe))
        .configure(web::public(&state.options))
}

/// `HttpServer` has no place for bytes before TLS and HTTP, so this puts its parts together with one more in front.
fn behind_proxies(
    settings: &ServerSettings,
    state: &actix::Data<State>,
    certificate: Option<&Arc<Certificate>>,
) -> Result<(Server, SocketAddr), StartError> {
    let builder = Server::build()
        .workers(workers(settings))
        .shutdown_timeout(settings.shutdown_timeout.0.as_secs())
        .disable_signals();
    let signal = builder.graceful_shutdown_signal();
    let ended = move || {
        let signal = signal.clone();
        async move { signal.notified().await }
    };
    let trusted: Arc<[IpNet]> = TrustedProxy::networks(&settings.trusted_proxies).into();
    let app = state.clone();
    let (listener, address) = bind(settings.listen).map_err(|error| StartError::Listen(settings.listen, error))?;
    let bound = match certificate {
        None => builder.listen("proxied", listener, move || {
            let trusted = Arc::clone(&trusted);
            fn_service(move |stream| plain(stream, Arc::clone(&trusted))).and_then(http(&app, address, ended.clone()))
        }),
        Some(certificate) => {
            let acceptor = acceptor(certificate)?;
            builder.listen("proxied", listener, move || {
                let (trusted, acceptor) = (Arc::clone(&trusted), acceptor.clone());
                fn_service(move |stream| secured(stream, Arc::clone(&trusted), acceptor.clone())).and_then(http(
                    &app,
                    address,
                    ended.clone(),
                ))
            })
        }
    };
    let bound = bound.map_err(|error| StartError::Listen(settings.listen, error))?;
    Ok((bound.run(), address))
}

/// HTTP on streams of any kind, each with the address of its client. `ended` is done when the server shuts down.
fn http<T, E, F>(
    state: &actix::Data<State>,
    address: SocketAddr,
    ended: E,
) -> impl ServiceFactory<(T, Option<SocketAddr>), Config = (), Response = (), Error = (), InitError = ()> + use<T, E, F>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    E: Fn() -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    let app = application(state).into_factory().map_err(|error: Error| error.error_response());
    HttpService::build()
        .graceful_shutdown_signal(ended)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_DEADLINE)
        .local_addr(address)
        .h1(map_config(app, |()| AppConfig::default()))
        .map_err(|error| tracing::debug!(%error, "a connection ended"))
}

type Client<T> = (T, Option<SocketAddr>);

async fn plain(mut stream: TcpStream, trusted: Arc<[IpNet]>) -> Result<Client<TcpStream>, ()> {
    let client = admit(&mut stream, &trusted).await?;
    Ok((stream, Some(client)))
}

async fn secured(
    mut stream: TcpStream,
    trusted: Arc<[IpNet]>,
    acceptor: TlsAcceptor,
) -> Result<Client<tokio_rustls::server::TlsStream<TcpStream>>, ()> {
    let client = admit(&mut stream, &trusted).await?;
    let agreed = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
    match agreed.unwrap_or_else(|late| Err(late.into())) {
        Ok(stream) => Ok((stream, Some(client))),
        Err(error) => {
            let _ = Refusal::Tls(error).noted(client);
            Err(())
        }
    }
}

/// Takes off the header; the connection is closed on an error.
async fn admit(stream: &mut TcpStream, trusted: &[IpNet]) -> Result<SocketAddr, ()> {
    let peer = stream.peer_addr().map_err(drop)?;
    proxied::client(stream, peer, trusted).await.map_err(|refusal| drop(refusal.noted(peer)))
}

fn acceptor(certificate: &Arc<Certificate>) -> Result<TlsAcceptor, StartError> {
    let mut config = certificate.server_config().map_err(StartError::Setting)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn bind(listen: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(listen)?;
    let listener = socket.listen(BACKLOG)?.into_std()?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
