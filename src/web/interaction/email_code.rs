//! Signing in by a mail (product AU-10): asking for it on the login pages, and the page for its code. Nothing here depends on
//! whether the account exists.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::login::{due_page, signed};
use crate::authn::{self, Complaint, EmailAsked, LoginFlow, Outcome, RESEND_PAUSE};
use crate::clock::Timestamp;
use crate::model::EMAIL_CODE_LIFETIME;
use crate::theme::{EmailCode, EmailCodePage, FormError, Page};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path; also the button that leads to it.
pub const PAGE: &str = "email-code";

/// `/interaction/{id}/email-code`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct CodePath {
    id: Option<String>,
}

impl CodePath {
    fn place(&self) -> Place<'_> {
        self.id.as_deref().map_or(Place::House, Place::Interaction)
    }
}

/// `GET /interaction/{id}/email-code` and `/login/email-code`
pub async fn show_code(visitor: Visitor, path: web::Path<CodePath>) -> HttpResponse {
    respond(&visitor, show(&visitor, path.place()).await)
}

/// `POST` of the same
pub async fn send_code(mut visitor: Visitor, path: web::Path<CodePath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, path.place(), &form).await;
    respond(&visitor, handled)
}

/// Lets the login at `desk` wait for a mail to `name`; why not, if it was refused. The mail is sent after the answer: who asks
/// must not see in its time what was found (product SE-09).
pub async fn ask(
    visitor: &Visitor,
    desk: &Desk,
    (name, remember): (&str, bool),
) -> Result<Result<Answer, Complaint>, Failure> {
    let (authenticator, origin) = (visitor.state.authenticator.clone(), visitor.origin());
    let ask = match authenticator.ask_email_code(&origin, desk.login(visitor), (name, remember)).await? {
        EmailAsked::Waits(ask) => ask,
        EmailAsked::Refused(complaint) => return Ok(Err(complaint)),
        EmailAsked::NotOffered => return Ok(Ok(Answer::Go(desk.path(visitor, "login"), Vec::new()))),
    };
    actix_web::rt::spawn(async move {
        if let Err(error) = authenticator.send_email_code(&origin, &ask).await {
            tracing::error!(%error, request_id = origin.request_id, "a code to sign in with could not be sent");
        }
    });
    Ok(Ok(Answer::Go(desk.path(visitor, PAGE), Vec::new())))
}

/// A login that waits for a mail, and its page.
struct Waiting {
    desk: Desk,
    identifier: String,
    asked_at: Timestamp,
    remember: bool,
}

impl Waiting {
    /// The login at `place`; where to go when it does not wait for a mail.
    async fn open(visitor: &Visitor, place: Place<'_>) -> Result<Result<Self, String>, Failure> {
        let desk = Desk::open(visitor, place).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
        Ok(match step.flow {
            LoginFlow::EmailCode { identifier, asked_at, .. } => {
                Ok(Self { desk, identifier, asked_at, remember: step.manner.remember })
            }
            flow => Err(desk.path(visitor, &due_page(&flow))),
        })
    }

    fn page(&self, visitor: &Visitor, state: EmailCode, error: Option<FormError>) -> Reply {
        let left = RESEND_PAUSE.checked_sub(visitor.context.now.since(self.asked_at));
        let password = if self.desk.is_combined(visitor) { "login" } else { "password" };
        let page = EmailCodePage {
            action: self.desk.path(visitor, PAGE),
            application: self.desk.application(),
            identifier: self.identifier.clone(),
            state,
            error,
            minutes: EMAIL_CODE_LIFETIME.as_secs() / 60,
            wait: left.map(whole_seconds).filter(|seconds| *seconds > 0),
            password: Some(self.desk.path(visitor, password)),
            change: Some(self.desk.path(visitor, "login")),
            can_cancel: true,
        };
        self.desk.reply(visitor, PAGE, Page::EmailCode(page))
    }

    /// The same page with what is wrong: 422, or 429 with the time to wait (pages W-3).
    fn again(&self, visitor: &Visitor, complaint: Complaint) -> Reply {
        let (error, wait) = fault(complaint);
        let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
        Reply { status, retry_after: wait, ..self.page(visitor, EmailCode::Code, Some(error)) }
    }
}

/// The words for what is wrong, and how many seconds to wait.
pub fn fault(complaint: Complaint) -> (FormError, Option<u64>) {
    match complaint {
        Complaint::CodeMissing => (FormError::CodeMissing, None),
        Complaint::TooManySessions => (FormError::TooManySessions, None),
        Complaint::Throttled(span) => {
            let seconds = whole_seconds(span);
            (FormError::Throttled { seconds }, Some(seconds))
        }
        Complaint::Locked(span) => {
            let seconds = whole_seconds(span);
            (FormError::CodesLocked { minutes: seconds.div_ceil(60) }, Some(seconds))
        }
        Complaint::IdentifierMissing
        | Complaint::PasswordMissing
        | Complaint::Wrong
        | Complaint::WrongCode
        | Complaint::WrongKey
        | Complaint::UnknownKey
        | Complaint::UnverifiedKey
        | Complaint::KeyExpired
        | Complaint::RecoveryRequired => (FormError::WrongCode, None),
    }
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    Ok(match Waiting::open(visitor, place).await? {
        Ok(waiting) => waiting.page(visitor, EmailCode::Code, None).into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let waiting = match Waiting::open(visitor, place).await? {
        Ok(waiting) => waiting,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    if !waiting.desk.is_genuine(visitor, form, PAGE) {
        let stale = waiting.page(visitor, EmailCode::Code, Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..waiting.page(visitor, EmailCode::Code, None) }.into());
    }
    if form.presses("cancel") {
        return waiting.desk.cancel(visitor).await;
    }
    if form.presses("resend") {
        return resend(visitor, place, waiting).await;
    }
    let code = form.get("code").unwrap_or_default();
    let login = waiting.desk.login(visitor);
    match visitor.state.authenticator.submit_email_code(&visitor.origin(), login, code).await {
        Ok(Outcome::SignedIn(signed_in)) => Ok(signed(visitor, &waiting.desk, *signed_in).await),
        Ok(Outcome::Next(flow)) => Ok(Answer::Go(waiting.desk.path(visitor, &due_page(&flow)), Vec::new())),
        Ok(Outcome::Again(_, complaint)) => Ok(waiting.again(visitor, complaint).into()),
        Err(authn::Error::Busy(span)) => {
            let busy = waiting.page(visitor, EmailCode::Code, Some(FormError::Unavailable));
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(Reply { status, retry_after: Some(whole_seconds(span)), ..busy }.into())
        }
        Err(error) => Err(Failure::Authn(error)),
    }
}

async fn resend(visitor: &Visitor, place: Place<'_>, waiting: Waiting) -> Handled {
    let asked = ask(visitor, &waiting.desk, (&waiting.identifier, waiting.remember)).await?;
    if let Err(complaint) = asked {
        return Ok(waiting.again(visitor, complaint).into());
    }
    // As it is now: the time of the new ask is shown.
    Ok(match Waiting::open(visitor, place).await? {
        Ok(waiting) => waiting.page(visitor, EmailCode::Resent, None).into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}
