//! The page that asks for the code of a second factor (pages §5).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::login::{due_page, offered, signed};
use super::passkey::{answer, carried, key_error};
use super::step_up;
use crate::authn::{self, Complaint, Login, LoginFlow, LoginRules, Method, Outcome};
use crate::model::UserId;
use crate::theme::{ErrorKind, FormError, OtherMethod, Page, Remember, SecondFactorPage};
use crate::web::account::Section;
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `/interaction/{id}/second-factor/{method}`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct FactorPath {
    id: Option<String>,
    section: Option<Section>,
    method: String,
}

impl FactorPath {
    fn place(&self) -> Place<'_> {
        match (&self.id, self.section) {
            (Some(id), _) => Place::Interaction(id),
            (None, Some(section)) => Place::Confirm(section),
            (None, None) => Place::House,
        }
    }
}

/// `GET /interaction/{id}/second-factor/{method}`, `/login/second-factor/{method}` and
/// `/account/confirm/{section}/second-factor/{method}`
pub async fn show_factor(visitor: Visitor, path: web::Path<FactorPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_factor(mut visitor: Visitor, path: web::Path<FactorPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

/// The desk of a login whose second factor is due, and its page.
struct Counter {
    desk: Desk,
    user_id: UserId,
    /// Whether the box of the form was ticked.
    wants_trust: bool,
    method: Method,
    methods: Vec<Method>,
    /// Somebody is signed in, and nothing else is asked for.
    is_step_up: bool,
}

impl Counter {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, path: &FactorPath) -> Result<Result<Self, String>, Failure> {
        let desk = Desk::open(visitor, path.place()).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let method = Method::parse(&path.method);
        let method = method.ok_or(Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND))?;
        let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
        match step.flow {
            LoginFlow::SecondFactor { user_id, methods, step_up, .. } if methods.contains(&method) => {
                Ok(Ok(Self { desk, user_id, wants_trust: false, method, methods, is_step_up: step_up.is_some() }))
            }
            flow => Ok(Err(desk.path(visitor, &due_page(&flow)))),
        }
    }

    fn name(&self) -> String {
        page_name(self.method)
    }

    async fn page(&self, visitor: &Visitor, error: Option<FormError>) -> Result<Reply, Failure> {
        let (login, now) = (self.desk.login(visitor), visitor.context.now);
        let days = visitor.state.authenticator.trust_days(login, &self.user_id, now).await?;
        let request = match visitor.relying_party().filter(|_| self.method == Method::Passkey) {
            Some(party) => {
                let login = self.desk.login(visitor);
                visitor.state.authenticator.begin_second_key(&visitor.origin(), login, &party).await?
            }
            None => None,
        };
        let others = self.methods.iter().filter(|method| **method != self.method);
        let page = SecondFactorPage {
            action: self.desk.path(visitor, &self.name()),
            application: self.desk.application(),
            method: self.method.as_str().to_owned(),
            request: request.map(|request| carried(visitor, &self.desk, &self.name(), request)),
            error,
            trust: days
                .filter(|_| !self.is_step_up)
                .map(|days| Remember { days: u32::from(days), checked: self.wants_trust }),
            others: others
                .map(|method| OtherMethod {
                    method: method.as_str().to_owned(),
                    page: self.desk.path(visitor, &page_name(*method)),
                })
                .collect(),
            step_up: step_up::shown(visitor, &self.desk).filter(|_| self.is_step_up),
            can_cancel: true,
        };
        Ok(self.desk.reply(visitor, &self.name(), Page::SecondFactor(page)))
    }

    /// The same page with what is wrong: 422, or 429 with the time to wait (pages W-3).
    async fn again(&self, visitor: &Visitor, complaint: Complaint) -> Handled {
        let (error, wait) = match complaint {
            Complaint::Locked(span) | Complaint::Throttled(span) => {
                let seconds = whole_seconds(span);
                (FormError::CodesLocked { minutes: seconds.div_ceil(60) }, Some(seconds))
            }
            Complaint::CodeMissing => (FormError::CodeMissing, None),
            Complaint::TooManySessions => (FormError::TooManySessions, None),
            Complaint::WrongKey | Complaint::UnknownKey | Complaint::UnverifiedKey | Complaint::KeyExpired => {
                (key_error(complaint), None)
            }
            Complaint::RecoveryRequired => (FormError::RecoveryRequired, None),
            Complaint::WrongCode | Complaint::Wrong | Complaint::IdentifierMissing | Complaint::PasswordMissing => {
                let is_key = self.method == Method::Passkey;
                (if is_key { FormError::KeyRefused } else { FormError::WrongCode }, None)
            }
        };
        let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(Reply { status, retry_after: wait, ..self.page(visitor, Some(error)).await? }.into())
    }
}

/// The page of a method, below the login's path.
pub fn page_name(method: Method) -> String {
    format!("second-factor/{}", method.as_str())
}

async fn show(visitor: &Visitor, path: &FactorPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => counter.page(visitor, None).await?.into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, path: &FactorPath, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, path).await? {
        Ok(counter) => Counter { wants_trust: form.is_ticked("trust-device"), ..counter },
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    if !counter.desk.is_genuine(visitor, form, &counter.name()) {
        let stale = counter.page(visitor, Some(FormError::Stale)).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, None).await? }.into());
    }
    if form.presses("cancel") {
        return counter.desk.cancel(visitor).await;
    }
    match submit(visitor, &counter, form).await {
        // No time for an offer: the person is on the way to something.
        Ok(Outcome::SignedIn(signed_in)) if counter.is_step_up => Ok(signed(visitor, &counter.desk, *signed_in).await),
        Ok(Outcome::SignedIn(signed_in)) => offered(visitor, &counter.desk, form, *signed_in).await,
        Ok(Outcome::Next(flow)) => Ok(Answer::Go(counter.desk.path(visitor, &due_page(&flow)), Vec::new())),
        Ok(Outcome::Again(_, complaint)) => counter.again(visitor, complaint).await,
        Err(authn::Error::Busy(span)) => {
            let busy = counter.page(visitor, Some(FormError::Unavailable)).await?;
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(Reply { status, retry_after: Some(whole_seconds(span)), ..busy }.into())
        }
        Err(error) => Err(Failure::Authn(error)),
    }
}

async fn submit(visitor: &Visitor, counter: &Counter, form: &PageForm) -> Result<Outcome, authn::Error> {
    let (authenticator, origin, login) = (&visitor.state.authenticator, visitor.origin(), counter.desk.login(visitor));
    let login = Login { rules: LoginRules { wants_trust: counter.wants_trust, ..login.rules }, ..login };
    if counter.method != Method::Passkey {
        let code = form.get("code").unwrap_or_default();
        return authenticator.submit_code(&origin, login, counter.method, code).await;
    }
    match (visitor.relying_party(), answer(form)) {
        (Some(party), Some(answer)) => authenticator.submit_second_key(&origin, login, &party, answer).await,
        // Sent without the script: the same page once more.
        _ => Ok(Outcome::Next(authenticator.step(&origin, login).await?.flow)),
    }
}
