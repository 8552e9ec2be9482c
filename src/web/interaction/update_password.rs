//! The page on which a login demands a new password (product SE-10).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::required::{Demand, RequiredPath};
use crate::authn::{self, Password, PasswordError, RequiredAction, Updated};
use crate::model::UpdateReason;
use crate::theme::{FormError, Page, UpdatePasswordPage};
use crate::web::account::{strength, weakness};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "update-password";

/// `GET /interaction/{id}/update-password`, `/login/update-password` and `/account/confirm/{section}/update-password`
pub async fn show_update(visitor: Visitor, path: web::Path<RequiredPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_update(mut visitor: Visitor, path: web::Path<RequiredPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login that demands a new password.
struct Counter {
    demand: Demand,
    reason: UpdateReason,
}

/// What the page shows again.
struct Shown {
    weaknesses: Vec<String>,
    error: Option<FormError>,
    end_others: bool,
}

impl Counter {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        let own = |action| match action {
            RequiredAction::UpdatePassword { reason } => Some(reason),
            _ => None,
        };
        let opened = Demand::open(visitor, path, own).await?;
        Ok(opened.map(|(demand, reason)| Self { demand, reason }))
    }

    async fn page(&self, visitor: &Visitor, shown: Shown) -> Result<Reply, Failure> {
        let policy = visitor.state.authenticator.policy_at(self.demand.desk.login(visitor));
        let user = visitor.state.authenticator.user(&visitor.origin(), &self.demand.user).await?;
        let page = UpdatePasswordPage {
            action: self.demand.desk.path(visitor, PAGE),
            application: self.demand.desk.application(),
            reason: self.reason.as_str().to_owned(),
            // Whoever is here has proved to be this person.
            username: user.map(|user| user.username).unwrap_or_default(),
            min_length: policy.min_length,
            max_length: policy.max_length,
            composed: !policy.classes.is_empty(),
            strength: strength(&policy),
            weaknesses: shown.weaknesses,
            error: shown.error,
            end_others: shown.end_others,
            can_cancel: true,
        };
        Ok(self.demand.desk.reply(visitor, PAGE, Page::UpdatePassword(page)))
    }

    async fn refuse(&self, visitor: &Visitor, weaknesses: Vec<String>, end_others: bool) -> Handled {
        let reply = self.page(visitor, Shown { weaknesses, error: None, end_others }).await?;
        Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
    }
}

async fn show(visitor: &Visitor, path: &RequiredPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => {
            counter.page(visitor, Shown { weaknesses: Vec::new(), error: None, end_others: true }).await?.into()
        }
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &RequiredPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, path).await? {
        Ok(counter) => counter,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    let end_others = form.is_ticked("end-others");
    let shown = |error| Shown { weaknesses: Vec::new(), error, end_others };
    if !counter.demand.desk.is_genuine(visitor, form, PAGE) {
        let stale = counter.page(visitor, shown(Some(FormError::Stale))).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, shown(None)).await? }.into());
    }
    if form.presses("cancel") {
        return counter.demand.desk.cancel(visitor).await;
    }
    match Password::parse(form.get("new-password").unwrap_or_default()) {
        Ok(password) => update(visitor, &counter, (&password, end_others)).await,
        Err(PasswordError::Empty) => counter.refuse(visitor, vec!["empty".to_owned()], end_others).await,
        Err(PasswordError::TooLong) => counter.refuse(visitor, vec!["too-long".to_owned()], end_others).await,
    }
}

async fn update(visitor: &Visitor, counter: &Counter, (password, end_others): (&Password, bool)) -> Handled {
    let (authenticator, login) = (&visitor.state.authenticator, counter.demand.desk.login(visitor));
    match authenticator.submit_new_password(&visitor.origin(), login, (password, end_others)).await {
        Ok(Updated::Weak(weaknesses)) => {
            let words = weaknesses.iter().map(weakness).collect();
            counter.refuse(visitor, words, end_others).await
        }
        Ok(Updated::Step(outcome)) => {
            let error = match counter.demand.follow(visitor, outcome).await {
                Ok(answer) => return Ok(answer),
                Err(error) => Some(error),
            };
            let reply = counter.page(visitor, Shown { weaknesses: Vec::new(), error, end_others }).await?;
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
        Err(authn::Error::Busy(span)) => {
            let shown = Shown { weaknesses: Vec::new(), error: Some(FormError::Unavailable), end_others };
            let busy = counter.page(visitor, shown).await?;
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(Reply { status, retry_after: Some(whole_seconds(span)), ..busy }.into())
        }
        Err(error) => Err(Failure::Authn(error)),
    }
}
