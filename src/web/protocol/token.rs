//! `POST /token`, `/introspect` and `/revoke`: extract, call, respond.

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, PRAGMA};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::provider::{client_auth, introspection, revocation, token};
use crate::spec::{OAuthError, TokenRequest};
use crate::web::error::JsonError;
use crate::web::extract::{Form, RealmContext, credentials};

/// The token endpoint (RFC 6749 §3.2).
pub async fn token(request: HttpRequest, context: RealmContext, form: Form) -> Result<HttpResponse, JsonError> {
    let client = client_auth::authenticate(&context.0, &credentials(&request, &form.0)?).await?;
    let response = token::exchange(&context.0, &client, TokenRequest::parse(&form.0)?).await?;
    Ok(no_store(&response))
}

/// The introspection endpoint (RFC 7662 §2).
pub async fn introspect(request: HttpRequest, context: RealmContext, form: Form) -> Result<HttpResponse, JsonError> {
    let client = client_auth::authenticate(&context.0, &credentials(&request, &form.0)?).await?;
    let presented = form.0.get("token").ok_or_else(|| OAuthError::invalid_request("token is missing"))?;
    let answer = introspection::answer(&context.0, &client, presented).await?;
    if wants_signed(&request) {
        let jwt = introspection::sign(&context.0, &client, &answer).await?;
        return Ok(HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .content_type("application/token-introspection+jwt")
            .body(jwt));
    }
    Ok(no_store(&answer))
}

/// The revocation endpoint (RFC 7009 §2).
pub async fn revoke(request: HttpRequest, context: RealmContext, form: Form) -> Result<HttpResponse, JsonError> {
    let client = client_auth::authenticate(&context.0, &credentials(&request, &form.0)?).await?;
    let presented = form.0.get("token").ok_or_else(|| OAuthError::invalid_request("token is missing"))?;
    revocation::revoke(&context.0, &client, presented).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// RFC 9701 §4.
fn wants_signed(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept
        .split(',')
        .any(|range| range.split(';').next().unwrap_or_default().trim() == "application/token-introspection+jwt")
}

fn no_store<T: Serialize>(value: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache")).json(value)
}
