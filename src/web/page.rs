//! How a themed page leaves the house: status, headers, cookies, and the page that explains a refusal. The headers of
//! pages §18 are set here and nowhere else.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, LOCATION, RETRY_AFTER};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::Value;

use super::error::{failed_export, retry_after, status, whole_seconds};
use super::visitor::Visitor;
use crate::account::export;
use crate::authn;
use crate::model::Client;
use crate::provider;
use crate::provider::authorize::AuthorizeError;
use crate::secret::base64url;
use crate::spec::{ErrorCode, OAuthError};
use crate::theme::{AccountBody, Branding, Chrome, ErrorKind, ErrorPage, Page, PageRequest};

/// The type of every page.
pub const HTML: &str = "text/html; charset=utf-8";

/// A page on its way out.
pub struct Reply {
    /// What it shows.
    pub page: Page,
    /// The status.
    pub status: StatusCode,
    /// The client it is about, for its branding.
    pub client: Option<Box<Client>>,
    /// The interaction it belongs to; empty for none.
    pub place: String,
    /// The languages that the request asks for.
    pub ui_locales: Vec<String>,
    /// Guards its form; empty on a page without one.
    pub csrf: String,
    /// Cookies to set.
    pub cookies: Vec<Cookie<'static>>,
    /// When to come back, in seconds.
    pub retry_after: Option<u64>,
}

impl Reply {
    /// `page`, as found.
    pub const fn ok(page: Page) -> Self {
        Self {
            page,
            status: StatusCode::OK,
            client: None,
            place: String::new(),
            ui_locales: Vec::new(),
            csrf: String::new(),
            cookies: Vec::new(),
            retry_after: None,
        }
    }
}

/// What a page handler comes to.
pub enum Answer {
    /// A page.
    Page(Box<Reply>),
    /// Go there with GET (303), with these cookies. Never 307 or 308: a password must not travel on (pages P-5).
    Go(String, Vec<Cookie<'static>>),
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Page(Box::new(reply))
    }
}

/// Why there is no answer: the person gets a page that says so.
#[derive(Debug)]
pub enum Failure {
    /// A refusal with a page of its own.
    Refused(ErrorKind, StatusCode),
    /// A protocol error that no client can be told.
    Protocol(OAuthError),
    /// The provider failed.
    Provider(provider::Error),
    /// The login failed.
    Authn(authn::Error),
}

impl From<provider::Error> for Failure {
    fn from(error: provider::Error) -> Self {
        match error {
            provider::Error::Protocol(error) => Self::Protocol(error),
            other => Self::Provider(other),
        }
    }
}

impl From<authn::Error> for Failure {
    fn from(error: authn::Error) -> Self {
        Self::Authn(error)
    }
}

impl From<crate::storage::StorageError> for Failure {
    fn from(error: crate::storage::StorageError) -> Self {
        Self::Provider(error.into())
    }
}

impl From<export::Error> for Failure {
    fn from(error: export::Error) -> Self {
        Self::Provider(failed_export(error))
    }
}

impl From<AuthorizeError> for Failure {
    fn from(error: AuthorizeError) -> Self {
        Self::Protocol(error.error().clone())
    }
}

/// What became of a page request.
pub type Handled = Result<Answer, Failure>;

/// Turns the outcome of a handler into a response.
pub fn respond(visitor: &Visitor, handled: Handled) -> HttpResponse {
    let reply = match handled {
        Ok(Answer::Go(location, cookies)) => return go(&location, cookies),
        Ok(Answer::Page(reply)) => *reply,
        Err(failure) => explain(visitor, &failure),
    };
    render(visitor, reply)
}

fn go(location: &str, cookies: Vec<Cookie<'static>>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, location)).insert_header((CACHE_CONTROL, "no-store"));
    // A redirect to a client must not tell it the path of our page.
    response.insert_header((header("referrer-policy"), "no-referrer"));
    for cookie in cookies {
        response.cookie(cookie);
    }
    response.finish()
}

fn render(visitor: &Visitor, reply: Reply) -> HttpResponse {
    let context = &visitor.context;
    let nonce = base64url(&context.shared.random.bytes::<16>());
    let settings = &context.state.realm.settings;
    let rendered = visitor.state.themes.render(&PageRequest {
        theme: settings.theme.as_deref(),
        locale: &visitor.locale(&reply.place, &reply.ui_locales),
        branding: &branding(visitor, reply.client.as_deref()),
        chrome: Chrome {
            nonce: &nonce,
            csrf: &reply.csrf,
            base: context.issuer().path(),
            realm: &context.state.realm.display_name,
            current: current(visitor, &reply.page),
        },
        personal: &visitor.personal(),
        page: &reply.page,
    });
    let mut response = HttpResponse::build(reply.status);
    guard(&mut response, &reply.page, &nonce, context.issuer().is_https());
    if let Some(seconds) = reply.retry_after {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    // Only where a form needs it: a request that some other site made us answer must not replace what binds this browser.
    let binding = visitor.binding_cookie().filter(|_| !reply.csrf.is_empty());
    for cookie in binding.into_iter().chain(visitor.language_cookie(&reply.place)).chain(reply.cookies) {
        response.cookie(cookie);
    }
    match rendered {
        Ok(rendered) => response.content_type(HTML).body(rendered.html),
        Err(error) => {
            tracing::error!(%error, request_id = context.request_id, "a page could not be rendered");
            response.status(StatusCode::INTERNAL_SERVER_ERROR).content_type("text/plain; charset=utf-8");
            let details = if visitor.state.options.development { format!("\n{error}\n") } else { String::new() };
            response.body(format!("Something went wrong. Request {}\n{details}", context.request_id))
        }
    }
}

/// Where the links that choose a language lead back to. An account page needs no query of its own, so none that a stranger
/// wrote comes back in it.
fn current<'a>(visitor: &'a Visitor, page: &Page) -> &'a str {
    let target = visitor.target.as_str();
    match page {
        // What was looked for stays; what was just done is said once.
        Page::Account(page) if matches!(page.body, AccountBody::Activity(_)) => target,
        Page::Account(_) => target.split_once('?').map_or(target, |(path, _)| path),
        _ => target,
    }
}

/// What realm and client have set above the theme, the client's first. What cannot be read was refused when it was saved;
/// an older one does not stop a login.
pub fn branding(visitor: &Visitor, client: Option<&Client>) -> Branding {
    let read = |value: Value| {
        Branding::from_json(value).unwrap_or_else(|problem| {
            tracing::warn!(problem, "branding is left out");
            Branding::default()
        })
    };
    let realm = read(Value::Object(visitor.context.state.realm.settings.branding.clone()));
    match client.and_then(|client| client.metadata.branding.clone()) {
        Some(own) => read(own).over(realm),
        None => realm,
    }
}

/// The headers of every page (pages §18).
pub fn guard(response: &mut HttpResponseBuilder, page: &Page, nonce: &str, is_https: bool) {
    let mut csp = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    if matches!(page, Page::Account(_)) {
        csp.push_str("; worker-src 'self'");
    }
    if !leads_elsewhere(page) {
        csp.push_str("; form-action 'self'");
    }
    let referrer = if matches!(page, Page::FormPost(_)) { "strict-origin" } else { "same-origin" };
    for (name, value) in [
        ("content-security-policy", csp.as_str()),
        ("referrer-policy", referrer),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", PERMISSIONS),
        ("cache-control", "no-store"),
    ] {
        response.insert_header((header(name), value));
    }
    // Pages of a login may be opened by the application's own window, which then watches for the end of it (pages P-10).
    if matches!(page, Page::Account(_)) || page.is_of_console() {
        response.insert_header((header("cross-origin-opener-policy"), "same-origin"));
    }
    if is_https {
        response.insert_header((header("strict-transport-security"), "max-age=31536000"));
    }
}

/// Nothing but passkeys.
const PERMISSIONS: &str = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), \
     microphone=(), geolocation=(), payment=(), usb=()";

const fn header(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

/// Whether the form of the page may end at a client or a provider elsewhere: Chromium and Safari apply `form-action` to the whole chain of
/// redirects, so these pages go without (pages P-2).
const fn leads_elsewhere(page: &Page) -> bool {
    match page {
        Page::Login(_)
        | Page::Password(_)
        | Page::Passkey(_)
        | Page::OfferPasskey(_)
        | Page::SecondFactor(_)
        | Page::Recovery(_)
        | Page::RecoveryCode(_)
        | Page::RecoveryPassword(_)
        | Page::Terms(_)
        | Page::UpdatePassword(_)
        | Page::Enroll(_)
        | Page::EnrollKey(_)
        | Page::Register(_)
        | Page::FirstKey(_)
        | Page::VerifyEmail(_)
        | Page::Invitation(_)
        | Page::ProfileStep(_)
        | Page::EmailCode(_)
        | Page::SelectAccount(_)
        | Page::Consent(_)
        | Page::Logout(_)
        | Page::FormPost(_) => true,
        Page::Account(page) => matches!(page.body, AccountBody::Links(_)),
        Page::Link(_)
        | Page::NewEmail(_)
        | Page::LinkDone(_)
        | Page::LogoutNotify(_)
        | Page::Offline(_)
        | Page::LoggedOut(_)
        | Page::Error(_)
        | Page::Start(_)
        | Page::Console(_)
        | Page::ConsoleDoor(_)
        | Page::Docs(_) => false,
    }
}

/// The page that explains a failure; what is our own fault goes to the log with the request id.
fn explain(visitor: &Visitor, failure: &Failure) -> Reply {
    let (kind, status, code, retry_after) = describe(failure);
    let request_id = &visitor.context.request_id;
    if status.is_server_error() {
        tracing::error!(request_id, ?failure, "a page failed");
    }
    let page = Page::Error(ErrorPage {
        kind,
        code,
        request_id: request_id.clone(),
        application: None,
        return_to: Some(visitor.path(if kind == ErrorKind::OtherAccount { "/login/select-account" } else { "/" })),
        retry_after,
        details: None,
    });
    Reply { status, retry_after, ..Reply::ok(page) }
}

fn describe(failure: &Failure) -> (ErrorKind, StatusCode, String, Option<u64>) {
    match failure {
        Failure::Refused(kind, status) => (*kind, *status, refusal_code(*kind).to_owned(), None),
        Failure::Protocol(error) => (protocol_kind(error), protocol_status(error), protocol_code(error), None),
        Failure::Provider(error) => {
            let kind = if matches!(error, provider::Error::Internal(_)) {
                ErrorKind::Internal
            } else {
                ErrorKind::Unavailable
            };
            let kind = if matches!(error, provider::Error::Throttled(_)) { ErrorKind::Throttled } else { kind };
            (kind, status(error), refusal_code(kind).to_owned(), retry_after(error))
        }
        Failure::Authn(authn::Error::Busy(span)) => unavailable(Some(whole_seconds(*span))),
        Failure::Authn(authn::Error::Unavailable(_)) => unavailable(Some(2)),
        // Pages on which that can happen say so themselves.
        Failure::Authn(authn::Error::Internal(_) | authn::Error::LastAdministrator) => {
            (ErrorKind::Internal, StatusCode::INTERNAL_SERVER_ERROR, "server_error".to_owned(), None)
        }
    }
}

fn unavailable(seconds: Option<u64>) -> (ErrorKind, StatusCode, String, Option<u64>) {
    let code = refusal_code(ErrorKind::Unavailable).to_owned();
    (ErrorKind::Unavailable, StatusCode::SERVICE_UNAVAILABLE, code, seconds)
}

/// The code that software reads on the page (pages H-8).
const fn refusal_code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::InvalidLogout => "invalid_request",
        ErrorKind::InvalidRedirectUri => "invalid_redirect_uri",
        ErrorKind::UnknownApplication => "invalid_client",
        ErrorKind::Expired => "interaction_expired",
        ErrorKind::AlreadyDone => "interaction_finished",
        ErrorKind::OtherBrowser => "other_browser",
        ErrorKind::LinkSpent => "link_spent",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::OtherAccount => "other_account",
        ErrorKind::RegistrationClosed => "registration_closed",
        ErrorKind::InvitationNeeded => "invitation_needed",
        ErrorKind::NotFound => "not_found",
        ErrorKind::Throttled => "too_many_requests",
        ErrorKind::Unavailable => "temporarily_unavailable",
        ErrorKind::Internal => "server_error",
    }
}

fn protocol_kind(error: &OAuthError) -> ErrorKind {
    if is_about_redirect_uri(error) {
        return ErrorKind::InvalidRedirectUri;
    }
    match error.code {
        ErrorCode::InvalidClient | ErrorCode::UnauthorizedClient => ErrorKind::UnknownApplication,
        ErrorCode::ServerError => ErrorKind::Internal,
        ErrorCode::TemporarilyUnavailable => ErrorKind::Unavailable,
        _ => ErrorKind::InvalidRequest,
    }
}

/// A person cannot be asked for client credentials: 401 would be the wrong word for a page.
fn protocol_status(error: &OAuthError) -> StatusCode {
    match status(&provider::Error::Protocol(error.clone())) {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => StatusCode::BAD_REQUEST,
        other => other,
    }
}

fn protocol_code(error: &OAuthError) -> String {
    let code = if is_about_redirect_uri(error) { "invalid_redirect_uri" } else { error.code.as_str() };
    code.to_owned()
}

/// The one distinction that people who set up a client need most, and that has no code of its own on this page.
fn is_about_redirect_uri(error: &OAuthError) -> bool {
    error.code == ErrorCode::InvalidRequest && error.description.contains("redirect_uri")
}
