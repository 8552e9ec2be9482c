//! From a request to typed values: the realm's context, form parameters with a deadline, client credentials.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::StreamExt;

use super::State;
use super::error::JsonError;
use super::host::HostRealm;
use super::middleware::RequestInfo;
use crate::clock::Timestamp;
use crate::provider::{self, Context, RealmState};
use crate::spec::{Credentials, OAuthError, Parameters};

/// A form body at most, in bytes.
const BODY_LIMIT: usize = 64 * 1024;
/// How long a body may take to arrive: actix has no timer of its own on bodies.
const BODY_DEADLINE: Duration = Duration::from_secs(10);

type Extraction<T, E> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// The context of the realm that the path names; an unknown realm is 404, in JSON where software calls.
#[derive(Debug)]
pub struct RealmContext(pub Context);

/// The path names no realm that is served here.
#[derive(Debug)]
pub enum RealmError {
    /// There is none of that name.
    Unknown,
    /// It could not be found out.
    Failed(provider::Error),
}

impl std::fmt::Display for RealmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no such realm"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl actix_web::ResponseError for RealmError {
    fn status_code(&self) -> actix_web::http::StatusCode {
        match self {
            Self::Unknown => actix_web::http::StatusCode::NOT_FOUND,
            Self::Failed(error) => super::error::status(error),
        }
    }

    /// The text of a failure is for the log: it may name hosts.
    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Unknown => HttpResponse::NotFound()
                .json(serde_json::json!({ "error": "not_found", "error_description": "there is no such realm" })),
            Self::Failed(error) => super::error::json_response(error),
        }
    }
}

/// The context of the realm whose host `request` came to, else of the one its path names.
pub async fn context(request: &HttpRequest) -> Result<Context, RealmError> {
    let state = request.app_data::<web::Data<State>>().ok_or(RealmError::Unknown)?;
    let shared = Arc::clone(&state.shared);
    let now = shared.clock.now();
    let realm = match HostRealm::of(request).map_err(RealmError::Failed)? {
        Some(found) => found,
        None => by_path(state, request, now).await.map_err(RealmError::Failed)?,
    };
    let realm = realm.ok_or(RealmError::Unknown)?;
    let info = request.extensions().get::<RequestInfo>().cloned().unwrap_or_default();
    Ok(Context { shared, state: realm, now, source: info.source_text(), request_id: info.request_id, client: None })
}

/// The realm that the path names. An issuer has one identifier: neither `/realms/default` nor the path of a realm that has
/// a host of its own may be a second one.
async fn by_path(
    state: &State,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<Option<Arc<RealmState>>, provider::Error> {
    let named = request.match_info().get("realm");
    if named == Some("default") {
        return Ok(None);
    }
    let found = state.realms.find(&state.shared, named.unwrap_or("default"), now).await?;
    Ok(found.filter(|found| found.realm.host.is_none()))
}

impl FromRequest for RealmContext {
    type Error = RealmError;
    type Future = Extraction<Self, RealmError>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { context(&request).await.map(RealmContext) })
    }
}

/// The parameters of a form body (`application/x-www-form-urlencoded`).
#[derive(Debug)]
pub struct Form(pub Parameters);

impl FromRequest for Form {
    type Error = JsonError;
    type Future = Extraction<Self, JsonError>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(read_form(&request, payload).await?)) })
    }
}

async fn read_form(request: &HttpRequest, payload: Payload) -> Result<Parameters, OAuthError> {
    Parameters::parse(&form_text(request, payload).await?)
}

/// The body of a form, bounded in size and time, still encoded.
pub async fn form_text(request: &HttpRequest, payload: Payload) -> Result<String, OAuthError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = tokio::time::timeout(BODY_DEADLINE, read_body(payload))
        .await
        .map_err(|_| OAuthError::invalid_request("the body took too long to arrive"))??;
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if body.is_empty() {
        return Ok(String::new());
    }
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OAuthError::invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    String::from_utf8(body).map_err(|_| OAuthError::invalid_request("the body is not UTF-8"))
}

async fn read_body(mut payload: Payload) -> Result<Vec<u8>, OAuthError> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| OAuthError::invalid_request("the body broke off"))?;
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(OAuthError::invalid_request("the body is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The parameters of the query.
pub fn query(request: &HttpRequest) -> Result<Parameters, OAuthError> {
    Parameters::parse(request.query_string())
}

/// The one `Authorization` header; several are refused.
pub fn authorization(request: &HttpRequest) -> Result<Option<&str>, OAuthError> {
    let mut values = request.headers().get_all(AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(OAuthError::invalid_request("there is more than one Authorization header"));
    }
    value.to_str().map(Some).map_err(|_| OAuthError::invalid_request("the Authorization header is malformed"))
}

/// The credentials of a client at the token endpoint and its kin.
pub fn credentials(request: &HttpRequest, form: &Parameters) -> Result<Credentials, OAuthError> {
    Credentials::parse(authorization(request)?, form)
}
