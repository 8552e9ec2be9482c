//! The pages on which somebody makes an account (pages §7).

use serde::Serialize;

use super::{Account, Application, AskedInput, FormError, KeyRequest};
use crate::theme::strength::Strength;

/// `/interaction/{id}/register`.
///
/// Posts `csrf`, `email`, `new-password`, the fields asked for, `accept-terms=on`, and the pressed button: `action=register`, `action=cancel`
/// or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegisterPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads; `None` on the realm's own page.
    pub application: Option<Application>,
    /// What was typed, or a hint.
    pub email: String,
    /// What is asked beyond the address.
    pub asked: Vec<AskedInput>,
    /// Set where a passkey comes next instead of a password (pages N-3).
    pub passkey_first: Option<PasskeyFirst>,
    /// Characters a password must have at least.
    pub min_length: usize,
    /// What the page judges it by while it is typed.
    pub strength: Strength,
    /// What is wrong with what was typed, as keys of words.
    pub faults: Vec<String>,
    /// Why the form comes back, if not for what was typed.
    pub error: Option<FormError>,
    /// What has to be accepted.
    pub terms: Option<TermsLinks>,
    /// Whether the box was ticked when the form was sent; `false` on first sight.
    pub accepted: bool,
    /// Back to the sign-in.
    pub sign_in: String,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// `/interaction/{id}/register/passkey`.
///
/// Posts `csrf`, `ceremony` and `credential`; or the pressed button: `action=password` with `new-password`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FirstKeyPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// Whose account it will be.
    pub account: Account,
    /// What is asked for; none where browsers make no passkeys for this address.
    pub request: Option<KeyRequest>,
    /// A password instead, where one will do.
    pub password: Option<NewPasswordChoice>,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Back to the registration, where the address may be typed anew; none where it is fixed.
    pub change: Option<String>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// A new password that may be chosen instead of a passkey.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewPasswordChoice {
    /// Characters it must have at least.
    pub min_length: usize,
    /// What the page judges it by while it is typed.
    pub strength: Strength,
    /// What is wrong with the one typed, as keys of words.
    pub faults: Vec<String>,
}

/// A passkey comes first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PasskeyFirst {
    /// Whether a password will do, for whoever cannot make one.
    pub takes_password: bool,
}

/// The terms in force, on the operator's own site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TermsLinks {
    /// Names the version.
    pub version: String,
    /// The terms.
    pub terms: String,
    /// The privacy policy.
    pub privacy: Option<String>,
}

/// `/interaction/{id}/terms`
///
/// Posts `csrf`, `version`, `accept-terms=on`, and the pressed button: `action=accept`, `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TermsPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// What is asked about.
    pub terms: Option<TermsLinks>,
    /// Whether an earlier version was accepted.
    pub has_changed: bool,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// `/interaction/{id}/verify-email`, and where the link of the mail leads.
///
/// Posts `csrf`, `code`, and the pressed button: `action=verify`, `action=resend`, `action=confirm` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifyEmailPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// The address.
    pub email: String,
    /// What is asked or told.
    pub state: VerifyEmail,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Back to the registration, where the address may be typed anew.
    pub change: Option<String>,
}

/// What the page is about.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum VerifyEmail {
    /// Asks for the code of the mail.
    #[default]
    Code,
    /// A new mail is on its way; asks for its code.
    Resent,
    /// The link was opened where the registration began: asks to confirm.
    Confirm,
    /// The link was opened elsewhere: offers a code to be typed where the registration began.
    Elsewhere,
    /// That code.
    Shown {
        /// In groups of three.
        code: String,
    },
    /// The account waits for an administrator.
    Waits,
}
