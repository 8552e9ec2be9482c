//! `GET /avatars/{id}`: pictures of people, for whoever knows their address.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpResponse, web};

use super::State;
use super::error::JsonError;
use super::extract::RealmContext;
use crate::storage::avatars;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The picture, in a sandbox and with its own type alone (pages P-9). Another picture has another address, so it may be
/// kept; not for ever, for the person may take it away.
pub async fn show(
    _: web::Data<State>,
    context: RealmContext,
    id: web::Path<AvatarPath>,
) -> Result<HttpResponse, JsonError> {
    // No text column can hold NUL, so what is no id is not looked for.
    let found =
        if is_id(&id.id) { avatars::find(context.0.database(), context.0.realm(), &id.id).await? } else { None };
    let Some(avatar) = found else {
        return Ok(HttpResponse::NotFound().insert_header((CACHE_CONTROL, "no-store")).finish());
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, avatar.content_type.as_str()))
        .insert_header((CACHE_CONTROL, "public, max-age=86400, immutable"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Applications show it on pages of their own: that is what the claim is for.
        .insert_header((RESOURCE_POLICY, "cross-origin"))
        .body(avatar.bytes))
}

/// Whether `text` could be one of our ids at all (base64url).
fn is_id(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The id in the path.
#[derive(Debug, serde::Deserialize)]
pub struct AvatarPath {
    id: String,
}
