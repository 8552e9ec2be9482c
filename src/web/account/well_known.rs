//! Where password and passkey managers find the pages they send people to (pages K-11).

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use serde_json::json;

use super::Section;
use crate::web::visitor::Visitor;

/// `GET /.well-known/passkey-endpoints` (A Well-Known URL for Relying Party Passkey Endpoints).
pub async fn passkey_endpoints(visitor: Visitor) -> HttpResponse {
    let page = visitor.context.issuer().endpoint(Section::Passkeys.path());
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-cache")).json(json!({"enroll": page, "manage": page}))
}

/// `GET /.well-known/change-password` (A Well-Known URL for Changing Passwords).
pub async fn change_password(visitor: Visitor) -> HttpResponse {
    let page = visitor.path(Section::Password.path());
    HttpResponse::SeeOther().insert_header((LOCATION, page)).insert_header((CACHE_CONTROL, "no-store")).finish()
}
