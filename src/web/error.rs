//! The faces of a refusal: OAuth JSON and Bearer challenges here, themed pages in `page`. One table maps codes to HTTP.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde_json::json;
use std::fmt;
use std::time::Duration;

use crate::account::export;
use crate::provider;
use crate::spec::{ErrorCode, OAuthError};

/// Seconds after which a caller may try again when we cannot say better.
const RETRY_SECONDS: u64 = 2;

/// An error of an endpoint that answers JSON (RFC 6749 §5.2).
#[derive(Debug)]
pub struct JsonError(pub provider::Error);

impl<E: Into<provider::Error>> From<E> for JsonError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for JsonError {
    fn status_code(&self) -> StatusCode {
        status(&self.0)
    }

    fn error_response(&self) -> HttpResponse {
        json_response(&self.0)
    }
}

/// The OAuth JSON of an error.
pub fn json_response(error: &provider::Error) -> HttpResponse {
    let told = protocol_error(error);
    let mut response = builder(error);
    if told.code == ErrorCode::InvalidClient {
        // MUST include the header if the client used it; a challenge does no harm otherwise (RFC 6749 §5.2).
        response.insert_header((WWW_AUTHENTICATE, r#"Basic realm="gatehouse", charset="UTF-8""#));
    }
    response.json(body(&told))
}

/// An error of an endpoint that is called with an access token (RFC 6750 §3).
#[derive(Debug)]
pub struct BearerError {
    /// What went wrong.
    pub error: provider::Error,
    /// Whether a token was sent at all: without one the challenge carries no error (RFC 6750 §3.1).
    pub presented: bool,
}

impl fmt::Display for BearerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for BearerError {
    fn status_code(&self) -> StatusCode {
        status(&self.error)
    }

    fn error_response(&self) -> HttpResponse {
        let error = protocol_error(&self.error);
        let mut response = builder(&self.error);
        let challenge = if self.presented {
            format!(r#"Bearer realm="gatehouse", error="{}", error_description="{}""#, error.code, error.description)
        } else {
            r#"Bearer realm="gatehouse""#.to_owned()
        };
        if matches!(self.error, provider::Error::Protocol(_)) {
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        if self.presented { response.json(body(&error)) } else { response.finish() }
    }
}

/// The status of an error: the one place that says so.
pub fn status(error: &provider::Error) -> StatusCode {
    match error {
        provider::Error::Protocol(error) => match error.code {
            ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
            ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
            ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        },
        provider::Error::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
        provider::Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        provider::Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The code of an error.
pub const fn code(error: &provider::Error) -> ErrorCode {
    match error {
        provider::Error::Protocol(error) => error.code,
        provider::Error::Throttled(_) | provider::Error::Unavailable(_) => ErrorCode::TemporarilyUnavailable,
        provider::Error::Internal(_) => ErrorCode::ServerError,
    }
}

/// What the caller is told; the inner text of our own faults goes to the log alone.
pub fn protocol_error(error: &provider::Error) -> OAuthError {
    match error {
        provider::Error::Protocol(error) => error.clone(),
        provider::Error::Throttled(_) => OAuthError::temporarily_unavailable("too many attempts, try again later"),
        provider::Error::Unavailable(reason) => {
            tracing::warn!(reason, "a request was refused because a part is away or busy");
            OAuthError::temporarily_unavailable("the service is unavailable, try again later")
        }
        provider::Error::Internal(reason) => {
            tracing::error!(reason, "a request failed");
            OAuthError::server_error("the request failed, the request id names it in the log")
        }
    }
}

/// When to try again, where that makes sense.
pub fn retry_after(error: &provider::Error) -> Option<u64> {
    match error {
        provider::Error::Throttled(span) => Some(whole_seconds(*span)),
        provider::Error::Unavailable(_) => Some(RETRY_SECONDS),
        provider::Error::Protocol(_) | provider::Error::Internal(_) => None,
    }
}

/// Seconds rounded up, at least one: a caller that waits them is never early.
pub fn whole_seconds(span: Duration) -> u64 {
    span.as_millis().div_ceil(1000).max(1).try_into().unwrap_or(u64::MAX)
}

fn builder(error: &provider::Error) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status(error));
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    if let Some(seconds) = retry_after(error) {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    response
}

fn body(error: &OAuthError) -> serde_json::Value {
    if error.description.is_empty() {
        json!({ "error": error.code })
    } else {
        json!({ "error": error.code, "error_description": error.description })
    }
}

/// Why an archive could not be made or read, as a failure of ours.
pub fn failed_export(error: export::Error) -> provider::Error {
    match error {
        export::Error::Storage(error) => error.into(),
        other => provider::Error::Internal(other.to_string()),
    }
}
