//! The administration console, `/admin` below each realm (pages §13): what administrators of the realm see and do. Each page
//! shows what `admin`, `authn` and `provider` say; none decides anything.

mod access_link;
mod client;
mod clients;
mod door;
mod list;
mod overview;
mod room;
mod user;
mod users;

use actix_web::web::ServiceConfig;

use crate::web::methods::{form, get};

/// The routes below each realm.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get("/admin", overview::show))
        .service(form("/admin/sign-out", door::show_signed_out, door::sign_out))
        .service(get("/admin/clients", clients::show))
        .service(get("/admin/clients/{id}", client::show))
        .service(get("/admin/users", users::show))
        .service(get("/admin/users/{id}", user::show))
        .service(form("/admin/users/{id}/access-link", access_link::show, access_link::send));
}
