//! The account area as an application that can be installed (product TH-12): manifest, worker, and the page without a network.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use serde_json::json;

use crate::theme::{AppLook, OfflinePage, Page};
use crate::web::page::{Reply, branding, respond};
use crate::web::visitor::Visitor;

/// What the worker does, after the constants that [`worker`] puts before it.
const WORKER: &str = include_str!("worker.js");

fn look(visitor: &Visitor) -> Option<AppLook> {
    let realm = &visitor.context.state.realm;
    let base = visitor.context.issuer().path();
    let looks = (realm.settings.theme.as_deref(), &visitor.locale("", &[]));
    visitor.state.themes.app(looks, base, (&branding(visitor, None), &realm.display_name))
}

/// `GET /account/manifest.webmanifest` (W3C Web Application Manifest).
pub async fn manifest(visitor: Visitor) -> HttpResponse {
    let Some(look) = look(&visitor) else { return HttpResponse::NotFound().finish() };
    let home = visitor.path("/account");
    let locale = visitor.locale("", &[]);
    let manifest = json!({
        "id": home, "start_url": home, "scope": home, "name": look.name, "short_name": look.short_name,
        "lang": locale.as_str(), "dir": locale.direction(),
        "display": "standalone", "background_color": look.background, "theme_color": look.background,
        "icons": [{"src": look.icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    });
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("application/manifest+json")
        .body(manifest.to_string())
}

/// `GET /account/worker.js`. Its scope is the account area, which the script alone would not be allowed.
pub async fn worker(visitor: Visitor) -> HttpResponse {
    let Some(look) = look(&visitor) else { return HttpResponse::NotFound().finish() };
    // Another style sheet is another worker, which keeps the page anew.
    let version = look.stylesheet.rsplit('/').next().unwrap_or_default();
    let constants =
        format!("const VERSION = {};\nconst ASSETS = {};\n", json!(version), json!([look.stylesheet, look.icon]));
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header(("service-worker-allowed", visitor.path("/account")))
        .insert_header(("content-security-policy", "default-src 'none'; connect-src 'self'"))
        .insert_header(("x-content-type-options", "nosniff"))
        .content_type("text/javascript; charset=utf-8")
        .body(constants + WORKER)
}

/// `GET /account/offline`
pub async fn offline(visitor: Visitor) -> HttpResponse {
    let page = OfflinePage { home: visitor.path("/account") };
    respond(&visitor, Ok(Reply::ok(Page::Offline(page)).into()))
}
