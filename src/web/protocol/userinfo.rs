//! `GET` and `POST /userinfo`.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};

use crate::provider::userinfo::{self, UserInfo};
use crate::spec::{OAuthError, bearer_token};
use crate::web::error::BearerError;
use crate::web::extract::{Form, RealmContext, authorization, query};

/// The UserInfo endpoint (OpenID Connect Core 1.0 §5.3).
pub async fn userinfo(request: HttpRequest, context: RealmContext, form: Form) -> Result<HttpResponse, BearerError> {
    let token = token(&request, &form).map_err(|error| BearerError { error: error.into(), presented: true })?;
    let Some(token) = token else {
        let error = OAuthError::invalid_token("an access token is needed");
        return Err(BearerError { error: error.into(), presented: false });
    };
    let answer =
        userinfo::answer(&context.0, token.expose()).await.map_err(|error| BearerError { error, presented: true })?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store"));
    Ok(match answer {
        UserInfo::Json(claims) => response.json(claims),
        UserInfo::Jwt(jwt) => response.content_type("application/jwt").body(jwt),
    })
}

/// In the header or the form body, never in the query (RFC 6750 §2, OAuth 2.1).
fn token(request: &HttpRequest, form: &Form) -> Result<Option<crate::secret::Secret<String>>, OAuthError> {
    bearer_token(authorization(request)?, Some(&form.0), Some(&query(request)?))
}
