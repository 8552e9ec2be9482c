//! The account area (pages §12): what people see and change of their own account. Each page shows what `authn` and
//! `provider` say and carries what was typed back to them; none decides anything.

mod activity;
mod applications;
mod factors;
mod overview;
mod password;
mod qr;
mod room;
mod sessions;

pub use factors::enrollment;
pub use password::word as weakness;

use std::time::Duration;

use actix_web::web::ServiceConfig;
use serde::Deserialize;

use crate::authn::Visit;
use crate::clock::Timestamp;
use crate::web::methods::{form, get};

/// How long ago the person may have been authenticated when something sensitive is changed (pages A-4).
const FRESH: Duration = Duration::from_mins(5);

/// A page that changes something sensitive: it asks for a fresh login first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// A new password.
    Password,
    /// Authenticator applications.
    Authenticator,
    /// Backup codes.
    BackupCodes,
}

impl Section {
    /// As in paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Authenticator => "authenticator",
            Self::BackupCodes => "backup-codes",
        }
    }

    /// The path of the page, in its realm.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Password => "/account/password",
            Self::Authenticator => "/account/authenticator",
            Self::BackupCodes => "/account/backup-codes",
        }
    }
}

/// Whether `visit` was authenticated a moment ago.
pub fn is_fresh(visit: &Visit, now: Timestamp) -> bool {
    now.since(visit.session.auth_time) < FRESH
}

/// The routes below each realm.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(get("/account", overview::show))
        .service(form("/account/password", password::show, password::send))
        .service(form("/account/authenticator", factors::show_authenticator, factors::send_authenticator))
        .service(form("/account/backup-codes", factors::show_codes, factors::send_codes))
        .service(form("/account/sessions", sessions::show, sessions::send))
        .service(form("/account/applications", applications::show, applications::send))
        .service(get("/account/activity", activity::show));
}
