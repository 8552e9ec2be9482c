//! The pages of recovery (pages §6), and the one behind every link of a mail.

use serde::Serialize;

use super::{Application, FormError, KeyRequest};
use crate::theme::account::Moment;
use crate::theme::strength::Strength;

/// `/recovery`.
///
/// Posts `csrf`, `identifier`, `interaction`, and the pressed button: `action=send` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoveryPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads in the end.
    pub application: Option<Application>,
    /// What was typed.
    pub identifier: String,
    /// The login to go back to, kept in the form.
    pub interaction: String,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Back to the login.
    pub back: String,
}

/// `/recovery/code`. The same whether anything was sent or not.
///
/// Posts `csrf`, `code`, and the pressed button: `action=verify` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoveryCodePage {
    /// Where the form is sent.
    pub action: String,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Opened from the mail in another browser than asked.
    pub elsewhere: bool,
    /// For how many minutes it works.
    pub minutes: u64,
    /// To ask once more.
    pub again: String,
}

/// `/recovery/new-password`.
///
/// Posts `csrf`, `end-other-sessions=on`, and `new-password` with `action=save`, or `ceremony` and `credential`, or the pressed
/// button `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoveryPasswordPage {
    /// Where the form is sent.
    pub action: String,
    /// What is asked for of a new passkey, for accounts without a password.
    pub request: Option<KeyRequest>,
    /// Whether a password will do.
    pub takes_password: bool,
    /// Whose password it is, for password managers.
    pub username: String,
    /// Characters at least.
    pub min_length: usize,
    /// What speaks against the one typed: names of sentences.
    pub weaknesses: Vec<String>,
    /// Whether the other sessions shall end; they must where the choice is not offered.
    pub end_others: bool,
    /// Whether that is a choice.
    pub may_keep: bool,
    /// What the page judges it by while it is typed.
    pub strength: Strength,
    /// Why the form comes back otherwise.
    pub error: Option<FormError>,
}

/// `/link/{purpose}`: a link of a mail was opened, and waits for its button (pages R-3).
///
/// Posts `csrf` and the pressed button: `action=confirm` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkPage {
    /// Where the form is sent.
    pub action: String,
    /// What the link is for: `recovery`, `access`, `lock` or `keep`.
    pub purpose: &'static str,
    /// Why the form comes back.
    pub error: Option<FormError>,
}

/// Says that something is done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkDonePage {
    /// What the link was for; `delete` when it was a form of the account area.
    pub purpose: &'static str,
    /// What to do next.
    pub next: String,
    /// Until when it can be undone.
    pub until: Option<Moment>,
}
