//! The pages on which somebody signs in.

use serde::Serialize;

use super::{Account, Application};
use crate::theme::account::{Enrollment, Moment};
use crate::theme::strength::Strength;
use crate::theme::upstream::Elsewhere;

/// Why a form comes back. The sentence never tells which credential was wrong or whether an account exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FormError {
    /// No identifier was typed.
    UsernameMissing,
    /// No password was typed.
    PasswordMissing,
    /// Identifier and password do not go together.
    WrongCredentials,
    /// No code was typed.
    CodeMissing,
    /// The code does not fit, or was used before.
    WrongCode,
    /// Too many wrong codes; second factors rest.
    CodesLocked {
        /// Until one may be tried again.
        minutes: u64,
    },
    /// The passkey or security key does not count here.
    KeyRefused,
    /// The passkey is not known here.
    KeyUnknown,
    /// The passkey did not verify the person.
    KeyUnverified,
    /// The request for a passkey is too old.
    KeyExpired,
    /// Too many failures; the account rests.
    Locked {
        /// Until it may be tried again.
        minutes: u64,
    },
    /// Too many attempts from here.
    Throttled {
        /// Until it may be tried again.
        seconds: u64,
    },
    /// The person is signed in at as many places as may be; said only to whoever knew the password.
    TooManySessions,
    /// The account was locked by its owner; said only to whoever knew the password.
    RecoveryRequired,
    /// No further code is looked at; another mail is needed.
    RecoveryOver,
    /// Code or link came too late, or too many codes were wrong.
    RegistrationOver,
    /// Somebody else took the address meanwhile.
    AddressTaken,
    /// The terms were not accepted.
    TermsNotAccepted,
    /// The form was sent without a valid token, usually because cookies are blocked or the page was old.
    Stale,
    /// Something failed on our side; the same attempt may work in a moment.
    Unavailable,
}

impl FormError {
    /// Every kind, for tests and previews.
    pub const ALL: [Self; 20] = [
        Self::UsernameMissing,
        Self::PasswordMissing,
        Self::WrongCredentials,
        Self::CodeMissing,
        Self::WrongCode,
        Self::CodesLocked { minutes: 2 },
        Self::KeyRefused,
        Self::KeyUnknown,
        Self::KeyUnverified,
        Self::KeyExpired,
        Self::Locked { minutes: 15 },
        Self::Throttled { seconds: 40 },
        Self::TooManySessions,
        Self::RecoveryRequired,
        Self::RecoveryOver,
        Self::RegistrationOver,
        Self::AddressTaken,
        Self::TermsNotAccepted,
        Self::Stale,
        Self::Unavailable,
    ];
}

/// The offer to stay signed in.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Remember {
    /// For how many days.
    pub days: u32,
    /// Whether the box was ticked when the form was sent; `false` on first sight.
    pub checked: bool,
}

/// What the page's script asks the browser's authenticators for. The answer is posted as `credential`, with `ceremony` and
/// `csrf`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KeyRequest {
    /// Where the answer is sent.
    pub action: String,
    /// Guards its form.
    pub csrf: String,
    /// Names the request.
    pub ceremony: String,
    /// The options (WebAuthn §5.4, §5.5) as JSON.
    pub options: String,
}

/// `/interaction/{id}/login`.
///
/// Posts `csrf`, `username`, in the combined layout `password`, `remember=on`, and the pressed button:
/// `action=sign-in`, `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoginPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads; `None` on the realm's own sign-in.
    pub application: Option<Application>,
    /// Asks for the password on the same page.
    pub combined: bool,
    /// What was typed, or a hint.
    pub username: String,
    /// Only e-mail addresses are identifiers here.
    pub email_only: bool,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// The offer to stay signed in.
    pub remember: Option<Remember>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
    /// Recovery.
    pub forgot_password: Option<String>,
    /// Registration.
    pub create_account: Option<String>,
    /// The way in without name and password; for everybody or for nobody.
    pub passkey: Option<KeyRequest>,
    /// What else may take the password's place, as values of `action`: `email-code`; for everybody or for nobody.
    pub ways: Vec<&'static str>,
    /// The accounts of this browser, if there are any to choose from.
    pub choose_account: Option<String>,
    /// The ways in elsewhere.
    pub elsewhere: Elsewhere,
}

/// `/interaction/{id}/password`, the second step of the identifier-first layout.
///
/// Posts `csrf`, `username`, `password`, `remember=on`, and the pressed button as [`LoginPage`] does.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasswordPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// The identifier given before; shown read-only.
    pub username: String,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// The offer to stay signed in.
    pub remember: Option<Remember>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
    /// Back to the identifier.
    pub change_username: Option<String>,
    /// Recovery.
    pub forgot_password: Option<String>,
    /// The way in without a password; for everybody or for nobody.
    pub passkey: Option<KeyRequest>,
    /// What else may take the password's place, as values of `action`: `email-code`; for everybody or for nobody.
    pub ways: Vec<&'static str>,
    /// The ways in elsewhere: before a sensitive change of the account, where they are the person's own.
    pub elsewhere: Elsewhere,
}

/// `/interaction/{id}/passkey`.
///
/// Posts `csrf`, `ceremony`, `credential`, `remember=on`, or the pressed button: `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasskeyPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// What is asked for; none where browsers make no passkeys for this address.
    pub request: Option<KeyRequest>,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// What the browser's passkey manager is told, as JSON.
    pub signal: Option<String>,
    /// Whether it was made a moment ago.
    pub is_new: bool,
    /// The other way in.
    pub other: String,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// `/interaction/{id}/enroll/passkey`: the offer of a passkey after a login by password.
///
/// Posts `csrf` and `ceremony` with `credential` (and `silent` where the browser made it without asking), or the pressed button: `action=skip` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfferPasskeyPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// Whom the passkey will be for.
    pub account: Account,
    /// What is asked for.
    pub request: Option<KeyRequest>,
    /// Why the form comes back.
    pub error: Option<FormError>,
}

/// `/interaction/{id}/second-factor/{method}`.
///
/// Posts `csrf`, `code`, and the pressed button: `action=verify`, `action=cancel` or `language={tag}`. For the method
/// `passkey`, `ceremony` and `credential` take the place of `code`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondFactorPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// `passkey`, `totp` or `backup-code`.
    pub method: String,
    /// The offer not to ask in this browser for a while, `trust-device=on`.
    pub trust: Option<Remember>,
    /// What is asked for, where the method is `passkey`.
    pub request: Option<KeyRequest>,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// The other ways the person has.
    pub others: Vec<OtherMethod>,
    /// Who is signed in and asked for nothing else.
    pub step_up: Option<SteppingUp>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// Somebody who is signed in and shows one proof more.
#[derive(Clone, Debug, Serialize)]
pub struct SteppingUp {
    /// Who.
    pub account: Account,
    /// Where somebody else signs in.
    pub other: String,
}

/// `/interaction/{id}/enroll/totp`.
///
/// Posts `csrf`, `name`, `code`, and the pressed button: `action=enroll`, `action=skip`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Serialize)]
pub struct EnrollPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// The factor about to be.
    pub enrollment: Enrollment,
    /// The page of the other way: a passkey or a security key.
    pub key: Option<String>,
    /// Until when it can be put off; `None` when it cannot.
    pub until: Option<Moment>,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// `/interaction/{id}/enroll/key`.
///
/// Posts `csrf`, `kind`, `ceremony` and `credential`, or the pressed button: `action=skip`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EnrollKeyPage {
    /// Where the forms are sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// What is asked for of a passkey; none where browsers make none for this address.
    pub passkey: Option<KeyRequest>,
    /// What is asked for of a security key.
    pub security_key: Option<KeyRequest>,
    /// The page of the authenticator application, where one will do.
    pub app: Option<String>,
    /// Until when it can be put off; `None` when it cannot.
    pub until: Option<Moment>,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// `/interaction/{id}/update-password`.
///
/// Posts `csrf`, `new-password`, `end-others=on`, and the pressed button: `action=save`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpdatePasswordPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// Why: `administrator`, `breached` or `expired`.
    pub reason: String,
    /// Whose password it is; for password managers.
    pub username: String,
    /// Characters it must have at least.
    pub min_length: usize,
    /// Characters it may have at most.
    pub max_length: usize,
    /// Whether all kinds of characters are asked for.
    pub composed: bool,
    /// Everything that speaks against what was typed, as keys of words.
    pub weaknesses: Vec<String>,
    /// Why else the form comes back.
    pub error: Option<FormError>,
    /// Whether other sessions shall end.
    pub end_others: bool,
    /// What the page judges it by while it is typed.
    pub strength: Strength,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// Another way to prove who one is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OtherMethod {
    /// As in [`SecondFactorPage::method`].
    pub method: String,
    /// Its page.
    pub page: String,
}

/// `/interaction/{id}/select-account`, and `/login/select-account`.
///
/// Posts `csrf` and the pressed button: `account={key}`, `remove={key}`, `action=use-another-account`, `action=cancel`
/// or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SelectAccountPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// The accounts of this browser, in order; their elements count from 1.
    pub accounts: Vec<AccountChoice>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}

/// One account to choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountChoice {
    /// What the button sends. Names nothing by itself: the server looks it up among the accounts of this browser.
    pub key: String,
    /// Whose it is, with a masked identifier.
    pub account: Account,
    /// Their picture, on the own origin.
    pub picture: Option<String>,
    /// Whether choosing it needs no sign-in.
    pub signed_in: bool,
}
