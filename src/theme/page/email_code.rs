//! The page on which somebody signs in by a mail (product AU-10, AU-11).

use serde::Serialize;

use super::{Application, FormError};

/// `/interaction/{id}/email-code`, and where the link of the mail leads.
///
/// Posts `csrf`, `code`, and the pressed button: `action=verify`, `action=resend`, `action=confirm`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EmailCodePage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads; `None` on the realm's own sign-in, and where a link was opened elsewhere.
    pub application: Option<Application>,
    /// What was typed; whether it means anybody is not told. Empty where a link leads.
    pub identifier: String,
    /// What is asked or told.
    pub state: EmailCode,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// For how many minutes code and link work.
    pub minutes: u64,
    /// In how many seconds a new code can be asked for, if not at once.
    pub wait: Option<u64>,
    /// Where the password can be typed instead.
    pub password: Option<String>,
    /// Back to the identifier.
    pub change: Option<String>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// What the page is about.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EmailCode {
    /// Asks for the code of the mail.
    #[default]
    Code,
    /// A new mail is on its way; asks for its code.
    Resent,
    /// The link was opened where the login began: asks to go on.
    Confirm,
    /// The link was opened elsewhere: offers a code to be typed where the login began.
    Elsewhere,
    /// That code.
    Shown {
        /// In groups of three.
        code: String,
    },
}
