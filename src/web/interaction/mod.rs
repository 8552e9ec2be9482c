//! The pages on which people sign in, choose an account, consent and sign out. Each shows what is due and carries what was
//! typed to `authn` or `provider`; none decides anything.

mod account;
mod authorize;
mod consent;
mod desk;
mod login;
mod logout;
mod scene;
mod start;

use actix_web::web::{ServiceConfig, get, post};

/// The routes below each realm.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/authorize", get().to(authorize::get))
        .route("/authorize", post().to(authorize::post))
        .route("/interaction/{id}/login", get().to(login::show_login))
        .route("/interaction/{id}/login", post().to(login::send_login))
        .route("/interaction/{id}/password", get().to(login::show_password))
        .route("/interaction/{id}/password", post().to(login::send_password))
        .route("/interaction/{id}/select-account", get().to(account::show_accounts))
        .route("/interaction/{id}/select-account", post().to(account::send_account))
        .route("/interaction/{id}/consent", get().to(consent::show_consent))
        .route("/interaction/{id}/consent", post().to(consent::send_consent))
        .route("/interaction/{id}/resume", get().to(start::resume))
        .route("/login", get().to(login::show_house_login))
        .route("/login", post().to(login::send_house_login))
        .route("/login/password", get().to(login::show_house_password))
        .route("/login/password", post().to(login::send_house_password))
        .route("/logout", get().to(logout::show_logout))
        .route("/logout", post().to(logout::send_logout))
        .route("/logout/done", get().to(logout::show_done))
        .route("/", get().to(start::show_start));
}
