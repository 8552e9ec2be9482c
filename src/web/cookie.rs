//! The cookies of the hosted pages, made in one place (pages P-7).
//!
//! `__Host-` ties a cookie to this very host over TLS. On plain http, which is for loopback development, the prefix and
//! `Secure` would make browsers drop it, so the names differ there.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};

use crate::clock::Timestamp;
use crate::provider::Context;
use crate::secret::Secret;

/// What a cookie holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jar {
    /// The secret of the current browser session.
    Session,
    /// The secrets of the sessions of others who are signed in, as long as the browser is open.
    Others,
    /// The same, of those who are kept signed in.
    KeptOthers,
    /// The accounts that this browser remembers.
    Accounts,
    /// The secret that binds interactions and forms to this browser, signed in or not.
    Browser,
    /// The language chosen.
    Language,
    /// The browser as one its user has signed in with before.
    Device,
    /// The browser as one in which users are not asked for the second factor.
    Trust,
    /// The secret of the session of the administration console; sent for nothing that another site began.
    Console,
    /// The application that sent somebody to the account area.
    Back,
}

impl Jar {
    const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Others => "sessions",
            Self::KeptOthers => "kept-sessions",
            Self::Accounts => "accounts",
            Self::Browser => "browser",
            Self::Language => "language",
            Self::Device => "device",
            Self::Trust => "trust",
            Self::Console => "console",
            Self::Back => "back",
        }
    }

    /// What another site may bring about with it (pages P-7).
    const fn same_site(self) -> SameSite {
        match self {
            Self::Console => SameSite::Strict,
            Self::Session
            | Self::Others
            | Self::KeptOthers
            | Self::Accounts
            | Self::Browser
            | Self::Language
            | Self::Device
            | Self::Back
            | Self::Trust => SameSite::Lax,
        }
    }

    /// The cookie's name. Realms below one host must not overwrite each other's.
    fn name(self, context: &Context) -> String {
        let prefix = if context.issuer().is_https() { "__Host-" } else { "" };
        let realm = &context.state.realm;
        let suffix = if realm.id.is_default() { String::new() } else { format!("-{}", realm.name) };
        format!("{prefix}gatehouse-{}{suffix}", self.word())
    }

    /// The value that `request` carries.
    pub fn read(self, context: &Context, request: &HttpRequest) -> Option<Secret<String>> {
        let cookie = request.cookie(&self.name(context))?;
        (!cookie.value().is_empty()).then(|| Secret::new(cookie.value().to_owned()))
    }

    /// A cookie that holds `value` until `end`, or as long as the browser is open.
    pub fn keep(self, context: &Context, value: &str, end: Option<Timestamp>) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.name(context), value.to_owned())
            .path("/")
            .http_only(true)
            .secure(context.issuer().is_https())
            .same_site(self.same_site())
            .finish();
        if let Some(end) = end {
            let seconds = i64::try_from(end.since(context.now).as_secs()).unwrap_or(i64::MAX);
            cookie.set_max_age(time::Duration::seconds(seconds));
        }
        cookie
    }

    /// A cookie that takes the kept one away.
    pub fn forget(self, context: &Context) -> Cookie<'static> {
        self.keep(context, "", Some(context.now))
    }
}
