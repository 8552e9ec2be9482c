//! The page on which a login asks people about themselves (product AU-22, pages N-1).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::required::{Demand, RequiredPath};
use crate::authn::{RequiredAction, Told};
use crate::model::{AskedField, Fault, Sheet};
use crate::theme::{FormError, Page, ProfileStepPage};
use crate::web::asked::{inputs, typed};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "profile";

/// `GET /interaction/{id}/profile`, `/login/profile` and `/account/confirm/{section}/profile`
pub async fn show_profile(visitor: Visitor, path: web::Path<RequiredPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_profile(mut visitor: Visitor, path: web::Path<RequiredPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login that asks.
struct Counter {
    demand: Demand,
    is_required: bool,
    asked: Vec<AskedField>,
}

/// What the page shows again.
#[derive(Default)]
struct Shown {
    typed: Sheet,
    faults: Vec<Fault>,
    error: Option<FormError>,
}

impl Counter {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        let own = |action| match action {
            RequiredAction::Profile { is_required } => Some(is_required),
            _ => None,
        };
        let (demand, is_required) = match Demand::open(visitor, path, own).await? {
            Ok(opened) => opened,
            Err(path) => return Ok(Err(path)),
        };
        let login = demand.desk.login(visitor);
        let asked = visitor.state.authenticator.questions(&visitor.origin(), login, &demand.user).await?;
        Ok(Ok(Self { demand, is_required, asked }))
    }

    fn page(&self, visitor: &Visitor, shown: &Shown) -> Reply {
        let page = ProfileStepPage {
            action: self.demand.desk.path(visitor, PAGE),
            application: self.demand.desk.application(),
            asked: inputs(visitor, &self.asked, (&shown.typed, &shown.faults)),
            can_skip: !self.is_required,
            error: shown.error,
            can_cancel: true,
        };
        self.demand.desk.reply(visitor, PAGE, Page::ProfileStep(page))
    }

    fn refused(&self, visitor: &Visitor, shown: &Shown) -> Answer {
        Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..self.page(visitor, shown) }.into()
    }
}

async fn show(visitor: &Visitor, path: &RequiredPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => counter.page(visitor, &Shown::default()).into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &RequiredPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, path).await? {
        Ok(counter) => counter,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    let shown = Shown { typed: typed(form, &counter.asked), ..Shown::default() };
    if !counter.demand.desk.is_genuine(visitor, form, PAGE) {
        let stale = counter.page(visitor, &Shown { error: Some(FormError::Stale), ..shown });
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, &shown) }.into());
    }
    if form.presses("cancel") {
        return counter.demand.desk.cancel(visitor).await;
    }
    let (authenticator, login) = (&visitor.state.authenticator, counter.demand.desk.login(visitor));
    let origin = visitor.origin();
    let told = if form.presses("skip") {
        Told::On(authenticator.put_off_profile(&origin, login).await?)
    } else {
        authenticator.tell_profile(&origin, login, &shown.typed).await?
    };
    let outcome = match told {
        Told::Faulty(faults) => return Ok(counter.refused(visitor, &Shown { faults, ..shown })),
        Told::On(outcome) => outcome,
    };
    match counter.demand.follow(visitor, outcome).await {
        Ok(answer) => Ok(answer),
        Err(error) => Ok(counter.refused(visitor, &Shown { error: Some(error), ..shown })),
    }
}
