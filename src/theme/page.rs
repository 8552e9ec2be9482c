//! The pages: one typed value per template. What stands here is everything a template may show; a page decides nothing.
//!
//! Links are paths on the own origin unless said otherwise. A link that is `None` is not offered, and its element is
//! absent from the page.

use serde::Serialize;

use super::account::AccountPage;
use crate::clock::Timestamp;

/// One page, ready to be shown.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Page {
    /// Asks who somebody is; in the combined layout also for the password.
    Login(LoginPage),
    /// Asks for the password of an identifier already given.
    Password(PasswordPage),
    /// Asks for the code of a second factor.
    SecondFactor(SecondFactorPage),
    /// Asks which of the signed-in accounts to go on with.
    SelectAccount(SelectAccountPage),
    /// Asks what an application may do.
    Consent(ConsentPage),
    /// Asks whether to sign out.
    Logout(LogoutPage),
    /// Tells applications of a sign-out in frames, and moves on.
    LogoutNotify(LogoutNotifyPage),
    /// Says that the sign-out is done.
    LoggedOut(LoggedOutPage),
    /// Hands an authorization response to the client (OAuth 2.0 Form Post Response Mode).
    FormPost(FormPostPage),
    /// Explains a refusal.
    Error(ErrorPage),
    /// The realm's own start page.
    Start(StartPage),
    /// A page of the account area.
    Account(Box<AccountPage>),
}

impl Page {
    /// The template that shows the page.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Login(_) => "login.html",
            Self::Password(_) => "password.html",
            Self::SecondFactor(_) => "second_factor.html",
            Self::SelectAccount(_) => "select_account.html",
            Self::Consent(_) => "consent.html",
            Self::Logout(_) => "logout.html",
            Self::LogoutNotify(_) => "logout_notify.html",
            Self::LoggedOut(_) => "logged_out.html",
            Self::FormPost(_) => "form_post.html",
            Self::Error(_) => "error.html",
            Self::Start(_) => "start.html",
            Self::Account(page) => page.body.template(),
        }
    }

    /// The application that the page is about.
    pub const fn application(&self) -> Option<&Application> {
        match self {
            Self::Login(page) => page.application.as_ref(),
            Self::Password(page) => page.application.as_ref(),
            Self::SecondFactor(page) => page.application.as_ref(),
            Self::SelectAccount(page) => page.application.as_ref(),
            Self::Consent(page) => Some(&page.application),
            Self::Logout(page) => page.application.as_ref(),
            Self::LoggedOut(page) => page.application.as_ref(),
            Self::FormPost(page) => page.application.as_ref(),
            Self::Error(page) => page.application.as_ref(),
            Self::LogoutNotify(_) | Self::Start(_) | Self::Account(_) => None,
        }
    }

    /// The id of the form that also carries the choice of language, so that what was typed survives it.
    pub(super) const fn form(&self) -> Option<&'static str> {
        match self {
            Self::Login(_) | Self::Password(_) => Some("login-form"),
            Self::SecondFactor(_) => Some("second-factor-form"),
            Self::SelectAccount(_) => Some("select-account-form"),
            Self::Consent(_) => Some("consent-form"),
            Self::Logout(_) => Some("logout-form"),
            Self::LogoutNotify(_) | Self::LoggedOut(_) | Self::FormPost(_) | Self::Error(_) | Self::Start(_) => None,
            Self::Account(page) => page.body.form(),
        }
    }

    /// Whether the page can be shown again in another language. The two that move on by themselves cannot.
    pub(super) const fn has_switcher(&self) -> bool {
        !matches!(self, Self::FormPost(_) | Self::LogoutNotify(_))
    }
}

/// An application as people see it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Application {
    /// Its name. Never empty: use the host of its redirect URI when none was registered.
    pub name: String,
    /// Its logo on the own origin; without one the page draws a monogram.
    pub logo: Option<String>,
    /// The domain whose owner has confirmed that the application is theirs.
    pub domain: Option<String>,
    /// Its home page.
    pub home: Option<String>,
    /// Its privacy policy.
    pub privacy: Option<String>,
    /// Its terms of service.
    pub terms: Option<String>,
}

/// An account as people see it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// The person's name, or the identifier when there is none.
    pub name: String,
    /// The identifier they sign in with, masked where the page may be seen by others.
    pub identifier: String,
}

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
    /// The form was sent without a valid token, usually because cookies are blocked or the page was old.
    Stale,
    /// Something failed on our side; the same attempt may work in a moment.
    Unavailable,
}

impl FormError {
    /// Every kind, for tests and previews.
    pub const ALL: [Self; 11] = [
        Self::UsernameMissing,
        Self::PasswordMissing,
        Self::WrongCredentials,
        Self::CodeMissing,
        Self::WrongCode,
        Self::CodesLocked { minutes: 2 },
        Self::Locked { minutes: 15 },
        Self::Throttled { seconds: 40 },
        Self::TooManySessions,
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
}

/// `/interaction/{id}/second-factor/{method}`.
///
/// Posts `csrf`, `code`, and the pressed button: `action=verify`, `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondFactorPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// `totp` or `backup-code`.
    pub method: String,
    /// Why the form comes back.
    pub error: Option<FormError>,
    /// The other ways the person has.
    pub others: Vec<OtherMethod>,
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

/// `/interaction/{id}/select-account`.
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
    /// What the button sends. Names nothing by itself: the server looks it up in this browser's sessions.
    pub key: String,
    /// Whose it is.
    pub account: Account,
    /// Whether choosing it needs no sign-in.
    pub signed_in: bool,
}

/// `/interaction/{id}/consent`.
///
/// Posts `csrf`, `scope={name}` for each ticked optional scope, and the pressed button: `action=allow`, `action=deny`,
/// `action=use-another-account` or `language={tag}`. Required scopes are not posted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsentPage {
    /// Where the form is sent.
    pub action: String,
    /// Who asks.
    pub application: Application,
    /// Set for an application whose publisher nobody has verified.
    pub unverified: Option<Unverified>,
    /// Who answers.
    pub account: Account,
    /// What is asked for, in the order of the request; the page groups it.
    pub scopes: Vec<ScopeChoice>,
    /// The values that will be sent, for the fold-out.
    pub values: Vec<SharedValue>,
    /// Access goes on while the person is away.
    pub offline: bool,
    /// How long access lasts, in days; `None`: until the person signs out.
    pub lasts_days: Option<u32>,
    /// Where access can be taken back.
    pub revoke: Option<String>,
}

/// What is known of an application whose publisher nobody has verified.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Unverified {
    /// The domain it comes from.
    pub domain: Option<String>,
    /// When it was seen first.
    pub first_seen: Option<Timestamp>,
    /// The host of the redirect URI, in full.
    pub redirect_host: String,
    /// Another program on the device could receive the answer: a loopback address or a private-use scheme.
    pub local_redirect: bool,
}

/// Under which heading a scope stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeGroup {
    /// Who you are.
    Identity,
    /// Your data.
    Data,
    /// What it may do.
    #[default]
    Access,
}

/// One scope, as a plain sentence.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScopeChoice {
    /// The scope token; names the element `scope-{name}`.
    pub name: String,
    /// The heading.
    pub group: ScopeGroup,
    /// Listed without a box.
    pub required: bool,
    /// Whether the box is ticked.
    pub checked: bool,
    /// Marked in words.
    pub sensitive: bool,
    /// The sentence; `None` takes the theme's message `scope-{name}`, or a general one.
    pub description: Option<String>,
}

impl ScopeChoice {
    /// A scope of OpenID Connect Core §5.4 or §11 in its place and ticked; any other under "what it may do".
    pub fn named(name: &str) -> Self {
        let group = match name {
            "openid" | "profile" | "email" => ScopeGroup::Identity,
            "phone" | "address" => ScopeGroup::Data,
            _ => ScopeGroup::Access,
        };
        Self { name: name.to_owned(), group, required: name == "openid", checked: true, ..Self::default() }
    }
}

/// A value that the application will receive.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SharedValue {
    /// The claim, such as `email`; its label is the theme's message `claim-{name}`.
    pub claim: String,
    /// The value as text.
    pub value: String,
}

/// `/logout`.
///
/// Posts `csrf`, `end-all-sessions=on`, and the pressed button: `action=sign-out`, `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogoutPage {
    /// Where the form is sent.
    pub action: String,
    /// Hidden fields that keep the request, such as `post_logout_redirect_uri` and `state`.
    pub fields: Vec<Field>,
    /// Who asks.
    pub application: Option<Application>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Offers to end the other sessions too.
    pub other_sessions: bool,
}

/// A hidden field of a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// `/logout/notify` (OpenID Connect Front-Channel Logout 1.0 §2).
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogoutNotifyPage {
    /// The front-channel logout URIs, complete with `iss` and `sid`; other origins.
    pub frames: Vec<String>,
    /// Where to go on.
    pub next: String,
}

/// `/logout/done`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoggedOutPage {
    /// Where to go back to.
    pub application: Option<Application>,
    /// Signs in again.
    pub sign_in: Option<String>,
    /// The applications that were told.
    pub told: Vec<String>,
    /// The applications that did not answer.
    pub silent: Vec<String>,
}

/// The page that carries an authorization response to the client by POST.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormPostPage {
    /// The redirect URI.
    pub action: String,
    /// The parameters of the response.
    pub fields: Vec<Field>,
    /// Where it leads.
    pub application: Option<Application>,
}

/// What went wrong, as the person has to understand it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The application sent a request that cannot be used. The general case.
    #[default]
    InvalidRequest,
    /// The redirect URI is not registered, malformed or missing.
    InvalidRedirectUri,
    /// The application is unknown or disabled.
    UnknownApplication,
    /// The sign-out request cannot be followed: a wrong hint or an unregistered URI.
    InvalidLogout,
    /// The interaction has expired.
    Expired,
    /// The interaction is finished: the person is signed in already.
    AlreadyDone,
    /// The interaction belongs to another browser.
    OtherBrowser,
    /// The form came without a valid token or from another origin.
    Forbidden,
    /// There is nothing here.
    NotFound,
    /// Too many attempts.
    Throttled,
    /// Sign-in is unavailable for now.
    Unavailable,
    /// Something failed on our side.
    Internal,
}

impl ErrorKind {
    /// Every kind, for tests and previews.
    pub const ALL: [Self; 12] = [
        Self::InvalidRequest,
        Self::InvalidRedirectUri,
        Self::UnknownApplication,
        Self::InvalidLogout,
        Self::Expired,
        Self::AlreadyDone,
        Self::OtherBrowser,
        Self::Forbidden,
        Self::NotFound,
        Self::Throttled,
        Self::Unavailable,
        Self::Internal,
    ];
}

/// `/error`, and every refusal that cannot be redirected.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ErrorPage {
    /// Chooses the sentences.
    pub kind: ErrorKind,
    /// The error code as software reads it, such as `invalid_redirect_uri`.
    pub code: String,
    /// Finds the request in the log.
    pub request_id: String,
    /// The application concerned.
    pub application: Option<Application>,
    /// A safe way on, `error-return`: the application's home page, or the realm's start page.
    pub return_to: Option<String>,
    /// When to try again, in seconds.
    pub retry_after: Option<u64>,
    /// The developer's sentence; only while the debugger is on for the client.
    pub details: Option<String>,
}

/// The realm's own start page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StartPage {
    /// Who is signed in.
    pub account: Option<Account>,
    /// Signs in; for nobody.
    pub sign_in: Option<String>,
    /// Signs out; for somebody.
    pub sign_out: Option<String>,
    /// The account area.
    pub manage: Option<String>,
}
