//! The account area (pages §12): what people see and change of their own account. Each page shows what `authn` and
//! `provider` say and carries what was typed back to them; none decides anything.

mod activity;
mod app;
mod applications;
mod attributes;
mod avatar;
mod back;
mod devices;
mod email;
mod factors;
mod inbox;
pub mod links;
mod lock;
mod notifications;
mod overview;
mod passkeys;
mod password;
mod privacy;
mod profile;
mod qr;
mod room;
mod sessions;
mod well_known;

pub use email::landing as email_landing;
pub use factors::enrollment;
pub use password::{strength, word as weakness};
pub use profile::{choices, kind_of_input, token_of_autofill};
pub use room::SECTIONS;
pub use sessions::named as browser_and_system;

use actix_web::web::ServiceConfig;
use serde::Deserialize;

use crate::web::methods::{form, get, get_once};

/// A page that changes something sensitive: it asks for a fresh login first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Another address.
    Email,
    /// A new password.
    Password,
    /// Passkeys and security keys.
    Passkeys,
    /// Authenticator applications.
    Authenticator,
    /// Backup codes.
    BackupCodes,
    /// Who the person is elsewhere.
    Links,
    /// Taking one's data along, and leaving.
    Privacy,
    /// The administration console, which is no page of the account but asks in the same way.
    Console,
}

impl Section {
    /// As in paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            Self::Passkeys => "passkeys",
            Self::Authenticator => "authenticator",
            Self::BackupCodes => "backup-codes",
            Self::Links => "links",
            Self::Privacy => "privacy",
            Self::Console => "console",
        }
    }

    /// The path of the page, in its realm.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Email => "/account/email",
            Self::Password => "/account/password",
            Self::Passkeys => "/account/passkeys",
            Self::Authenticator => "/account/authenticator",
            Self::BackupCodes => "/account/backup-codes",
            Self::Links => "/account/links",
            Self::Privacy => "/account/privacy",
            Self::Console => "/admin",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Email,
            Self::Password,
            Self::Passkeys,
            Self::Authenticator,
            Self::BackupCodes,
            Self::Links,
            Self::Privacy,
        ];
        all.into_iter().find(|section| section.as_str() == name)
    }
}

/// The routes below each realm.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get("/account", overview::show))
        .service(form("/account/profile", profile::show, profile::send))
        .service(form("/account/avatar", avatar::show, avatar::send))
        .service(form("/account/email", email::show, email::send))
        .service(form("/account/password", password::show, password::send))
        .service(form("/account/passkeys", passkeys::show, passkeys::send))
        .service(form("/account/authenticator", factors::show_authenticator, factors::send_authenticator))
        .service(form("/account/backup-codes", factors::show_codes, factors::send_codes))
        .service(form("/account/links", links::show, links::send))
        .service(form("/account/sessions", sessions::show, sessions::send))
        .service(form("/account/devices", devices::show, devices::send))
        .service(form("/account/applications", applications::show, applications::send))
        .service(get("/account/activity", activity::show))
        .service(get("/account/manifest.webmanifest", app::manifest))
        .service(get("/account/worker.js", app::worker))
        .service(get("/account/offline", app::offline))
        .service(form("/account/inbox", inbox::show, inbox::send))
        .service(form("/account/notifications", notifications::show, notifications::send))
        .service(form("/account/lock", lock::show, lock::send))
        .service(form("/account/privacy", privacy::show, privacy::send))
        .service(get_once("/account/privacy/archive", privacy::download))
        .service(get("/.well-known/passkey-endpoints", well_known::passkey_endpoints))
        .service(get("/.well-known/change-password", well_known::change_password));
}
