//! The files of themes: their names change with their content, so browsers may keep them for ever.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

use super::State;

/// `/assets/{theme}/{hashed name}`.
pub async fn asset(state: web::Data<State>, path: web::Path<(String, String)>) -> HttpResponse {
    let (theme, name) = path.into_inner();
    let Some(asset) = state.themes.asset(&format!("{theme}/{name}")) else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        // An SVG opened by itself could run what it holds.
        .insert_header(("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"))
        .content_type(asset.content_type)
        .body(asset.bytes)
}
