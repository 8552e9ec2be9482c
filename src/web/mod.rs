//! HTTP: extract, call, respond. No rule of the protocol lives here, and no SQL and no signature.

mod account;
pub mod account_api;
pub mod admin_api;
mod asked;
mod assets;
mod avatars;
mod caught;
mod console;
mod cookie;
mod csrf;
pub mod demo;
mod device;
mod documents;
pub mod error;
pub mod extract;
mod form;
mod held;
pub mod host;
mod html;
mod interaction;
mod methods;
pub mod middleware;
mod operations;
mod outage;
mod page;
pub mod peer;
mod place;
mod preview;
mod protocol;
pub mod proxied;
mod remembered;
pub mod tls;
mod upload;
mod visitor;

use std::sync::Arc;

use actix_web::guard;
use actix_web::web::{self, ServiceConfig};
use arc_swap::ArcSwapOption;
use ipnet::IpNet;

pub use documents::Documents;
pub use operations::Readiness;

use crate::authn::Authenticator;
use crate::clock::Timestamp;
use crate::config::ForwardedHeader;
use crate::federation::Federation;
use crate::imaging::ImagePool;
use crate::outbound::mail::Mailer;
use crate::provider::{RealmDirectory, Shared};
use crate::telemetry::MetricsHandle;
use crate::theme::Themes;

/// What every handler may use.
#[derive(Debug)]
pub struct State {
    /// The parts all realms share.
    pub shared: Arc<Shared>,
    /// The realms served here.
    pub realms: RealmDirectory,
    /// Finds out who users are.
    pub authenticator: Authenticator,
    /// Speaks to providers elsewhere.
    pub federation: Federation,
    /// Draws pictures.
    pub images: ImagePool,
    /// The looks and languages of pages.
    pub themes: Themes,
    /// Discovery documents.
    pub documents: Documents,
    /// Whether traffic is wanted.
    pub readiness: Readiness,
    /// The flood gates; none when limits are off.
    pub gates: Arc<ArcSwapOption<middleware::Gates>>,
    /// What `/metrics` shows.
    pub metrics: MetricsHandle,
    /// Sends mail, if there is a way for it to go; shows in development what it caught.
    pub mailer: Option<Mailer>,
    /// Settings of the HTTP floor.
    pub options: WebOptions,
    /// When the process began.
    pub started_at: Timestamp,
}

/// Settings of the HTTP floor.
#[derive(Clone, Debug)]
pub struct WebOptions {
    /// Proxies whose word counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they tell whom they stand for.
    pub forwarded_header: ForwardedHeader,
    /// The path of the base URL, without a trailing slash.
    pub base_path: String,
    /// Shows previews of themes, and errors of templates where they occur.
    pub development: bool,
    /// Whether realms that do not say ask for name and password on one page.
    pub combined_login: bool,
}

/// The routes of the public listener: every realm has the same ones, the default realm at the base URL, others below
/// `/realms/` or on a host of their own.
pub fn public(options: &WebOptions) -> impl Fn(&mut ServiceConfig) + Clone + 'static {
    let (base_path, development) = (options.base_path.clone(), options.development);
    move |config| {
        config.app_data(web::PathConfig::default().error_handler(outage::unknown_path));
        config.default_service(web::to(outage::unknown_address));
        // Comes first: below a realm's own host there are the realm's routes at the root, and nothing else.
        config.service(web::scope("").guard(guard::fn_guard(host::is_of_a_realm)).configure(health).configure(realm));
        // RFC 8414 §3.1 puts the well-known part before the path of the issuer.
        let metadata_of_realm = format!("/.well-known/oauth-authorization-server{base_path}/realms/{{realm}}");
        config.service(methods::get(&metadata_of_realm, protocol::documents::metadata));
        let previews = move |config: &mut ServiceConfig| {
            if development {
                config
                    .service(methods::get("/admin/themes/{theme}/preview", preview::preview))
                    .service(methods::get("/admin/themes/{theme}/preview/page", preview::preview_page))
                    .service(methods::get("/dev/mail", caught::list))
                    .service(methods::get("/dev/mail/{id}", caught::one))
                    .service(methods::get("/dev/mail/{id}/html", caught::document));
            }
        };
        config.service(
            web::scope(&base_path)
                .configure(previews)
                .configure(health)
                .service(web::scope("/realms/{realm}").configure(realm))
                .configure(realm),
        );
    }
}

/// The routes of the internal listener.
pub fn internal(config: &mut ServiceConfig) {
    config.service(methods::get("/metrics", operations::metrics)).configure(health);
}

fn health(config: &mut ServiceConfig) {
    config
        .service(methods::get("/health/live", operations::live))
        .service(methods::get("/live", operations::live))
        .service(methods::get("/health", operations::ready))
        .service(methods::get("/health/ready", operations::ready))
        .service(methods::get("/ready", operations::ready))
        .service(methods::get("/health/started", operations::started));
}

fn realm(config: &mut ServiceConfig) {
    config
        .service(methods::get("/.well-known/openid-configuration", protocol::documents::metadata))
        .service(methods::get("/.well-known/oauth-authorization-server", protocol::documents::metadata))
        .service(methods::get("/jwks.json", protocol::documents::jwks))
        .service(methods::post("/token", protocol::token::token))
        .service(methods::post("/introspect", protocol::token::introspect))
        .service(methods::post("/revoke", protocol::token::revoke))
        .service(methods::form("/userinfo", protocol::userinfo::userinfo, protocol::userinfo::userinfo))
        .service(methods::get("/assets/{theme}/{name}", assets::asset))
        .service(methods::get("/avatars/{id}", avatars::show))
        .configure(interaction::routes)
        .configure(account::routes)
        .configure(account_api::routes)
        .configure(admin_api::routes)
        .configure(console::routes);
}
