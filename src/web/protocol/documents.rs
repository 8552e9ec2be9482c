//! Discovery and JWKS: bytes prepared beforehand, with a strong ETag.

use std::time::Duration;

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::web::State;
use crate::web::error::JsonError;
use crate::web::extract::RealmContext;

/// How long others may keep the discovery document.
const MAX_AGE: Duration = Duration::from_mins(5);

/// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server` (RFC 8414 §3).
pub async fn metadata(
    request: HttpRequest,
    state: web::Data<State>,
    context: RealmContext,
) -> Result<HttpResponse, JsonError> {
    let document = state.documents.metadata(&context.0)?;
    Ok(cached(&request, document.bytes, &document.etag, MAX_AGE))
}

/// The public keys (RFC 7517 §5).
pub async fn jwks(request: HttpRequest, context: RealmContext) -> Result<HttpResponse, JsonError> {
    let document = context.0.state.keys.jwks();
    Ok(cached(&request, web::Bytes::from(document.body.clone()), &document.etag, document.max_age))
}

fn cached(request: &HttpRequest, bytes: web::Bytes, etag: &str, max_age: Duration) -> HttpResponse {
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response =
        if known.split(',').any(|tag| tag.trim() == etag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, format!("public, max-age={}, must-revalidate", max_age.as_secs())))
        // Public by nature: single-page applications read both (Fetch standard, CORS protocol).
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .content_type("application/json");
    response.body(bytes)
}
