//! The page on which a login demands a second factor that the person has not enrolled yet (pages F-9).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::enroll_key;
use super::required::{Demand, RequiredPath};
use crate::authn::{self, RequiredAction};
use crate::clock::Timestamp;
use crate::theme::{EnrollPage, FormError, Page};
use crate::web::account::enrollment;
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "enroll/totp";

/// `GET /interaction/{id}/enroll/totp`, `/login/enroll/totp` and `/account/confirm/{section}/enroll/totp`
pub async fn show_enroll(visitor: Visitor, path: web::Path<RequiredPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_enroll(mut visitor: Visitor, path: web::Path<RequiredPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login that demands a factor.
pub(super) struct Counter {
    /// The desk, and of whom.
    pub demand: Demand,
    /// It can be put off until then.
    pub until: Timestamp,
    /// Whether an authenticator application will do.
    pub with_code: bool,
}

impl Counter {
    /// Opens it; a path when something else is due.
    pub async fn open(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        let own = |action| match action {
            RequiredAction::Enroll { until, with_code } => Some((until, with_code)),
            _ => None,
        };
        let opened = Demand::open(visitor, path, own).await?;
        Ok(opened.map(|(demand, (until, with_code))| Self { demand, until, with_code }))
    }

    /// The same for the page of the application; the path of the other page where no application will do.
    async fn open_for_code(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        Ok(match Self::open(visitor, path).await? {
            Ok(counter) if !counter.with_code => Err(counter.demand.desk.path(visitor, enroll_key::PAGE)),
            opened => opened,
        })
    }

    async fn page(&self, visitor: &Visitor, (name, error): (&str, Option<FormError>)) -> Result<Reply, Failure> {
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let secret = authenticator.offer_at_login(&origin, self.demand.desk.login(visitor), &self.demand.user).await?;
        let user = authenticator.user(&origin, &self.demand.user).await?;
        let identifier = user.map(|user| user.username).unwrap_or_default();
        let page = EnrollPage {
            action: self.demand.desk.path(visitor, PAGE),
            application: self.demand.desk.application(),
            enrollment: enrollment(visitor, &secret, (&identifier, name)),
            key: visitor.relying_party().map(|_| self.demand.desk.path(visitor, enroll_key::PAGE)),
            until: (self.until > origin.now).then(|| self.until.into()),
            error,
            can_cancel: true,
        };
        Ok(self.demand.desk.reply(visitor, PAGE, Page::Enroll(Box::new(page))))
    }
}

async fn show(visitor: &Visitor, path: &RequiredPath) -> Handled {
    Ok(match Counter::open_for_code(visitor, path).await? {
        Ok(counter) => counter.page(visitor, ("", None)).await?.into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &RequiredPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open_for_code(visitor, path).await? {
        Ok(counter) => counter,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    let name = form.get("name").unwrap_or_default();
    if !counter.demand.desk.is_genuine(visitor, form, PAGE) {
        let stale = counter.page(visitor, (name, Some(FormError::Stale))).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, (name, None)).await? }.into());
    }
    if form.presses("cancel") {
        return counter.demand.desk.cancel(visitor).await;
    }
    let (authenticator, origin, login) =
        (&visitor.state.authenticator, visitor.origin(), counter.demand.desk.login(visitor));
    let outcome = if form.presses("skip") {
        authenticator.put_off_enrollment(&origin, login).await
    } else {
        authenticator.enroll_at_login(&origin, login, (name, form.get("code").unwrap_or_default())).await
    };
    match outcome {
        Ok(outcome) => {
            let error = match counter.demand.follow(visitor, outcome).await {
                Ok(answer) => return Ok(answer),
                Err(error) => Some(error),
            };
            let reply = counter.page(visitor, (name, error)).await?;
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
