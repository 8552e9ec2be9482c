//! Which realm a host is. A host is never believed by itself: what it may be is looked up, and all addresses that are
//! handed out come from settings and rows.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard::GuardContext;
use actix_web::http::header::HOST;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use super::State;
use super::peer;
use crate::provider::{self, Found, RealmState};

/// What became of the look-up, kept with the request.
#[derive(Clone, Debug)]
enum Kept {
    /// The host is a realm's; none when that is not served.
    Realm(Option<Arc<RealmState>>),
    /// It could not be found out.
    Failed(String),
}

/// The realm that a request's host is.
#[derive(Debug)]
pub struct HostRealm;

impl HostRealm {
    /// The realm whose host `request` came to; `Some(None)` when that is not served, `None` when the host is no realm's.
    ///
    /// # Errors
    /// When the database was away. Another realm must not answer then.
    pub fn of(request: &HttpRequest) -> Result<Option<Option<Arc<RealmState>>>, provider::Error> {
        match request.extensions().get::<Kept>() {
            None => Ok(None),
            Some(Kept::Realm(state)) => Ok(Some(state.clone())),
            Some(Kept::Failed(reason)) => Err(provider::Error::Unavailable(reason.clone())),
        }
    }
}

/// Looks the host of every request up, before it is routed.
pub async fn find(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(kept) = look_up(&request).await {
        request.extensions_mut().insert(kept);
    }
    next.call(request).await
}

async fn look_up(request: &ServiceRequest) -> Option<Kept> {
    let state = request.app_data::<web::Data<State>>()?;
    let host = asked_for(request, state)?;
    match state.realms.find_by_host(&state.shared, &host, state.shared.clock.now()).await {
        Ok(Found::Nobody) => None,
        Ok(found) => Some(Kept::Realm(found.state())),
        Err(error) => Some(Kept::Failed(error.to_string())),
    }
}

/// The host that the caller asked for. A target in absolute form goes before `Host` (RFC 9112 §3.2.2), and several `Host`
/// lines are none.
fn asked_for(request: &ServiceRequest, state: &State) -> Option<String> {
    let mut lines = request.headers().get_all(HOST).map(|value| value.to_str().unwrap_or_default());
    let line = lines.next().filter(|_| lines.next().is_none());
    let own = request.uri().host().or(line);
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    let forwarded = peer::joined(request.headers(), "forwarded");
    peer::host(peer, forwarded.as_deref(), &state.options.trusted_proxies, own)
}

/// Whether the host of a request is a realm's own.
pub fn is_of_a_realm(request: &GuardContext<'_>) -> bool {
    matches!(request.req_data().get::<Kept>(), Some(Kept::Realm(_)))
}
