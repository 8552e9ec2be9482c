//! The page on which a login demands a second factor that the person has not enrolled yet (pages F-9).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::login::{due_page, signed};
use crate::authn::{self, Complaint, LoginFlow, Outcome, RequiredAction};
use crate::clock::Timestamp;
use crate::model::UserId;
use crate::theme::{EnrollPage, FormError, Page};
use crate::web::account::{Section, enrollment};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "enroll/totp";

/// `/interaction/{id}/enroll/totp`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct EnrollPath {
    id: Option<String>,
    section: Option<Section>,
}

impl EnrollPath {
    fn place(&self) -> Place<'_> {
        match (&self.id, self.section) {
            (Some(id), _) => Place::Interaction(id),
            (None, Some(section)) => Place::Confirm(section),
            (None, None) => Place::House,
        }
    }
}

/// `GET /interaction/{id}/enroll/totp`, `/login/enroll/totp` and `/account/confirm/{section}/enroll/totp`
pub async fn show_enroll(visitor: Visitor, path: web::Path<EnrollPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_enroll(mut visitor: Visitor, path: web::Path<EnrollPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login that demands a factor.
struct Counter {
    desk: Desk,
    user: UserId,
    until: Timestamp,
}

impl Counter {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, path: &EnrollPath) -> Result<Result<Self, String>, Failure> {
        let desk = Desk::open(visitor, path.place()).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
        match step.flow {
            LoginFlow::Required { user_id, action: RequiredAction::Enroll { until }, .. } => {
                Ok(Ok(Self { desk, user: user_id, until }))
            }
            flow => Ok(Err(desk.path(visitor, &due_page(&flow)))),
        }
    }

    async fn page(&self, visitor: &Visitor, (name, error): (&str, Option<FormError>)) -> Result<Reply, Failure> {
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let secret = authenticator.offer_at_login(&origin, self.desk.login(visitor), &self.user).await?;
        let user = authenticator.user(&origin, &self.user).await?;
        let identifier = user.map(|user| user.username).unwrap_or_default();
        let page = EnrollPage {
            action: self.desk.path(visitor, PAGE),
            application: self.desk.application(),
            enrollment: enrollment(visitor, &secret, (&identifier, name)),
            until: (self.until > origin.now).then(|| self.until.into()),
            error,
            can_cancel: true,
        };
        Ok(self.desk.reply(visitor, PAGE, Page::Enroll(Box::new(page))))
    }
}

async fn show(visitor: &Visitor, path: &EnrollPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => counter.page(visitor, ("", None)).await?.into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &EnrollPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, path).await? {
        Ok(counter) => counter,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    let name = form.get("name").unwrap_or_default();
    if !counter.desk.is_genuine(visitor, form, PAGE) {
        let stale = counter.page(visitor, (name, Some(FormError::Stale))).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, (name, None)).await? }.into());
    }
    if form.presses("cancel") {
        return counter.desk.cancel(visitor).await;
    }
    let (authenticator, origin, login) = (&visitor.state.authenticator, visitor.origin(), counter.desk.login(visitor));
    let outcome = if form.presses("skip") {
        authenticator.put_off_enrollment(&origin, login).await
    } else {
        authenticator.enroll_at_login(&origin, login, (name, form.get("code").unwrap_or_default())).await
    };
    match outcome {
        Ok(Outcome::SignedIn(signed_in)) => Ok(signed(visitor, &counter.desk, *signed_in).await),
        Ok(Outcome::Next(flow)) => Ok(Answer::Go(counter.desk.path(visitor, &due_page(&flow)), Vec::new())),
        Ok(Outcome::Again(_, complaint)) => {
            let error = match complaint {
                Complaint::TooManySessions => FormError::TooManySessions,
                Complaint::CodeMissing => FormError::CodeMissing,
                _ => FormError::WrongCode,
            };
            let reply = counter.page(visitor, (name, Some(error))).await?;
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
        Err(authn::Error::Busy(span)) => {
            let busy = counter.page(visitor, (name, Some(FormError::Unavailable))).await?;
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(Reply { status, retry_after: Some(whole_seconds(span)), ..busy }.into())
        }
        Err(error) => Err(Failure::Authn(error)),
    }
}
