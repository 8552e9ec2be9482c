//! The page on which a login asks for the terms that are in force (product AU-22, pages N-4).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::register::terms_links;
use super::required::{Demand, RequiredPath};
use crate::authn::RequiredAction;
use crate::theme::{FormError, Page, TermsPage};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "terms";

/// `GET /interaction/{id}/terms`, `/login/terms` and `/account/confirm/{section}/terms`
pub async fn show_terms(visitor: Visitor, path: web::Path<RequiredPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_terms(mut visitor: Visitor, path: web::Path<RequiredPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login that asks for the terms.
struct Counter {
    demand: Demand,
    has_changed: bool,
}

impl Counter {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        let own = |action| match action {
            RequiredAction::AcceptTerms { has_changed } => Some(has_changed),
            _ => None,
        };
        let opened = Demand::open(visitor, path, own).await?;
        Ok(opened.map(|(demand, has_changed)| Self { demand, has_changed }))
    }

    fn page(&self, visitor: &Visitor, error: Option<FormError>) -> Reply {
        let page = TermsPage {
            action: self.demand.desk.path(visitor, PAGE),
            application: self.demand.desk.application(),
            terms: visitor.context.state.realm.settings.registration.terms.as_ref().map(terms_links),
            has_changed: self.has_changed,
            error,
            can_cancel: true,
        };
        self.demand.desk.reply(visitor, PAGE, Page::Terms(page))
    }
}

async fn show(visitor: &Visitor, path: &RequiredPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => counter.page(visitor, None).into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &RequiredPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, path).await? {
        Ok(counter) => counter,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    if !counter.demand.desk.is_genuine(visitor, form, PAGE) {
        let stale = counter.page(visitor, Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, None) }.into());
    }
    if form.presses("cancel") {
        return counter.demand.desk.cancel(visitor).await;
    }
    if !form.is_ticked("accept-terms") {
        let reply = counter.page(visitor, Some(FormError::TermsNotAccepted));
        return Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into());
    }
    let (authenticator, login) = (&visitor.state.authenticator, counter.demand.desk.login(visitor));
    let version = form.get("version").unwrap_or_default();
    let outcome = authenticator.accept_terms(&visitor.origin(), login, version).await?;
    match counter.demand.follow(visitor, outcome).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let reply = counter.page(visitor, Some(error));
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
    }
}
