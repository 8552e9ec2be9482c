//! What happens around every request: its name, its caller, its line in the log, its place in the metrics.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use super::State;
use super::error::{self, BearerError, JsonError, whole_seconds};
use super::extract::RealmError;
use super::peer;
use crate::ephemeral::SourceLimiter;
use crate::provider;
use crate::telemetry::RequestId;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Who asks, and under which name.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    /// Names the request in logs, audit and error pages.
    pub request_id: String,
    /// The caller, after trusted proxies.
    pub source: IpAddr,
}

impl Default for RequestInfo {
    fn default() -> Self {
        Self { request_id: String::new(), source: IpAddr::V4(Ipv4Addr::UNSPECIFIED) }
    }
}

impl RequestInfo {
    /// What throttles and audit count by.
    pub fn source_text(&self) -> String {
        peer::throttle_key(self.source)
    }
}

/// Names the request, finds its caller, and afterwards writes its log line and metrics. Queries never reach the log.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let info = request_info(&request);
    request.extensions_mut().insert(info.clone());
    let method = request.method().as_str().to_owned();
    let mut response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = response.status().as_u16();
    let elapsed = began.elapsed();
    metrics::counter!("http_requests_total", "method" => known_method(&method), "route" => route.clone(), "status_code" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => known_method(&method), "route" => route.clone())
        .record(elapsed.as_secs_f64());
    if let Some(error) = response.response().error().and_then(refusal) {
        metrics::counter!("gatehouse_oauth_errors_total", "endpoint" => endpoint(&route), "error" => error::code(error).as_str())
            .increment(1);
        metrics::counter!("api_errors_total", "type" => kind(error)).increment(1);
    }
    tracing::info!(
        target: "request",
        request_id = %info.request_id,
        method,
        route,
        status,
        duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        source = %info.source,
        "request"
    );
    if let Ok(value) = HeaderValue::from_str(&info.request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}

/// What an endpoint for software refused with.
fn refusal(error: &Error) -> Option<&provider::Error> {
    if let Some(RealmError::Failed(error)) = error.as_error::<RealmError>() {
        return Some(error);
    }
    let bearer = error.as_error::<BearerError>().map(|error| &error.error);
    error.as_error::<JsonError>().map(|error| &error.0).or(bearer)
}

/// The endpoint of a route; a label must not grow with the routes of realms.
fn endpoint(route: &str) -> &'static str {
    let last = route.rsplit('/').next().unwrap_or_default();
    let known = ["token", "introspect", "revoke", "userinfo", "jwks.json", "openid-configuration"];
    known.into_iter().find(|known| *known == last).unwrap_or("other")
}

const fn kind(error: &provider::Error) -> &'static str {
    match error {
        provider::Error::Protocol(_) => "protocol",
        provider::Error::Throttled(_) => "throttled",
        provider::Error::Unavailable(_) => "unavailable",
        provider::Error::Internal(_) => "internal",
    }
}

/// The flood gate: each source may ask so often, pages and protocol counted apart. Health is never refused.
pub async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let gates = request.app_data::<web::Data<State>>().and_then(|state| state.gates.load_full());
    let Some(gate) = gates.and_then(|gates| gates.of(request.path()).cloned()) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let source = request.extensions().get::<RequestInfo>().map(RequestInfo::source_text).unwrap_or_default();
    let (zone, window) = (gate.zone().name, gate.zone().window_seconds());
    let policy = format!("\"{zone}\";q={};w={window}", gate.zone().burst);
    match gate.check(&source) {
        Ok(remaining) => {
            let mut response = next.call(request).await?;
            set(&mut response, RATE_LIMIT, &format!("\"{zone}\";r={remaining};t={window}"));
            set(&mut response, RATE_LIMIT_POLICY, &policy);
            Ok(response.map_into_left_body())
        }
        Err(wait) => {
            metrics::counter!("gatehouse_rate_limited_total", "zone" => zone).increment(1);
            let seconds = whole_seconds(wait).to_string();
            let refusal = HttpResponse::TooManyRequests()
                .insert_header((RETRY_AFTER, seconds.as_str()))
                .insert_header((RATE_LIMIT, format!("\"{zone}\";r=0;t={seconds}")))
                .insert_header((RATE_LIMIT_POLICY, policy))
                .content_type("text/plain; charset=utf-8")
                .body(format!("Too many requests. Try again in {seconds} s.\n"));
            Ok(request.into_response(refusal).map_into_right_body())
        }
    }
}

fn set<B>(response: &mut ServiceResponse<B>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The gates of one process.
#[derive(Clone, Debug)]
pub struct Gates {
    /// Pages.
    pub pages: SourceLimiter,
    /// Endpoints that software calls.
    pub protocol: SourceLimiter,
}

impl Gates {
    /// The gate that a path goes through.
    fn of(&self, path: &str) -> Option<&SourceLimiter> {
        let last = path.rsplit('/').next().unwrap_or_default();
        match last {
            "live" | "ready" | "health" | "started" => None,
            "token"
            | "introspect"
            | "revoke"
            | "userinfo"
            | "jwks.json"
            | "openid-configuration"
            | "oauth-authorization-server" => Some(&self.protocol),
            _ if path.contains("/assets/") || path.contains("/avatars/") || path.contains("/api/account/") => {
                Some(&self.protocol)
            }
            _ => Some(&self.pages),
        }
    }
}

/// A label must not grow with what callers invent.
fn known_method(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn request_info(request: &ServiceRequest) -> RequestInfo {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    let Some(state) = request.app_data::<web::Data<State>>() else { return RequestInfo::default() };
    let (trusted, told_by) = (&state.options.trusted_proxies, state.options.forwarded_header);
    let lines = request.headers().get_all(told_by.name()).map(|line| String::from_utf8_lossy(line.as_bytes()));
    let source = peer::source(peer, &peer::forwarded_chain(told_by, lines), trusted);
    let request_id = RequestId::accept(header("x-request-id"), &state.shared.random).to_string();
    RequestInfo { request_id, source }
}
