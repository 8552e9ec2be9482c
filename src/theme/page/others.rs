//! Pages of signing out, errors, the way back to the client, and the start.

use serde::Serialize;

use super::{Account, AccountChoice, Application};

/// `/logout`.
///
/// Posts `csrf`, `end-all-sessions=on`, `end-all-accounts=on`, `forget-account=on`, and the pressed button: `action=sign-out`, `action=cancel` or `language={tag}`.
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
    /// How many are signed in in this browser; with several, offers to sign out all of them.
    pub accounts: usize,
    /// Whether this browser goes on showing the account, which it can be told not to.
    pub remembered: bool,
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
    /// Who is still signed in in this browser.
    pub remaining: Vec<AccountChoice>,
    /// Goes on as one of them.
    pub go_on: Option<String>,
    /// The accounts that this browser remembers, if there are any.
    pub accounts: Option<String>,
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
    /// A link of a mail was used, is too old, or gave way to a newer one.
    LinkSpent,
    /// The form came without a valid token or from another origin.
    Forbidden,
    /// The form was shown to another person, who was current in this browser then.
    OtherAccount,
    /// People do not make accounts of their own here.
    RegistrationClosed,
    /// People make accounts here when they are invited.
    InvitationNeeded,
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
    pub const ALL: [Self; 16] = [
        Self::InvalidRequest,
        Self::InvalidRedirectUri,
        Self::UnknownApplication,
        Self::InvalidLogout,
        Self::Expired,
        Self::AlreadyDone,
        Self::OtherBrowser,
        Self::LinkSpent,
        Self::Forbidden,
        Self::OtherAccount,
        Self::RegistrationClosed,
        Self::InvitationNeeded,
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

/// `/account/offline`: what an installed account area shows without a network.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfflinePage {
    /// The account area.
    pub home: String,
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
