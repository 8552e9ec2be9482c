//! Signing in with a passkey (pages §14): the request that the login pages carry, the page of its own, and the answer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::desk::{Desk, Place};
use super::login::{due_page, signed};
use crate::authn::{CeremonyAnswer, CeremonyRequest, Complaint, KeyLogin, Outcome};
use crate::theme::{FormError, KeyRequest, Page, PasskeyPage};
use crate::web::account::Section;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

const NAME: &str = "passkey";

/// `/interaction/{id}/passkey`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct PasskeyPath {
    id: Option<String>,
    section: Option<Section>,
}

impl PasskeyPath {
    fn place(&self) -> Place<'_> {
        match (&self.id, self.section) {
            (Some(id), _) => Place::Interaction(id),
            (None, Some(section)) => Place::Confirm(section),
            (None, None) => Place::House,
        }
    }
}

/// `GET /interaction/{id}/passkey`, `/login/passkey` and `/account/confirm/{section}/passkey`
pub async fn show_passkey(visitor: Visitor, path: web::Path<PasskeyPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, path.place()).await)
}

/// `POST` of the same
pub async fn send_passkey(mut visitor: Visitor, path: web::Path<PasskeyPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, path.place(), &form).await;
    respond(&visitor, handled)
}

/// The request that a login page of `desk` carries. Without it the page works as well: a failure leaves it out.
pub async fn request(visitor: &Visitor, desk: &Desk) -> Option<KeyRequest> {
    let party = visitor.relying_party()?;
    let login = desk.login(visitor);
    match visitor.state.authenticator.begin_passkey(&visitor.origin(), login, &party).await {
        Ok(request) => Some(carried(visitor, desk, NAME, request)),
        Err(error) => {
            tracing::warn!(%error, request_id = visitor.context.request_id, "no passkey can be asked for");
            None
        }
    }
}

/// `request` as the page called `name` of `desk` carries it.
pub fn carried(visitor: &Visitor, desk: &Desk, name: &str, request: CeremonyRequest) -> KeyRequest {
    KeyRequest {
        action: desk.path(visitor, name),
        csrf: desk.token(visitor, name),
        ceremony: request.id,
        options: request.options,
    }
}

/// What the query says when the passkey was made a moment ago. It only chooses a sentence.
const NEW: &str = "passkey=new";

/// The page at `path` for somebody whose passkey was made a moment ago.
pub fn newly_made(path: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{NEW}")
}

/// What a browser sends back in `form`; none when it sends nothing of the kind.
pub fn answer(form: &PageForm) -> Option<CeremonyAnswer<'_>> {
    let credential = form.get("credential")?;
    let id = form.get("ceremony").unwrap_or_default();
    Some(CeremonyAnswer { id, credential, is_silent: form.is_ticked("silent") })
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    Ok(page(visitor, &desk, None).await.into())
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let desk = Desk::open(visitor, place).await?;
    if !desk.is_genuine(visitor, form, NAME) {
        let stale = page(visitor, &desk, Some(FormError::Stale)).await;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &desk, None).await }.into());
    }
    if form.presses("cancel") {
        return desk.cancel(visitor).await;
    }
    let (Some(party), Some(answer)) = (visitor.relying_party(), answer(form)) else {
        return Ok(page(visitor, &desk, None).await.into());
    };
    let how = KeyLogin { expected: desk.fixed_user(), remember: desk.remembers(form) };
    let at = (desk.login(visitor), how);
    match visitor.state.authenticator.submit_passkey(&visitor.origin(), at, &party, answer).await? {
        Outcome::SignedIn(signed_in) => Ok(signed(visitor, &desk, *signed_in).await),
        Outcome::Next(flow) => Ok(Answer::Go(desk.path(visitor, &due_page(&flow)), Vec::new())),
        Outcome::Again(_, complaint) => again(visitor, &desk, (complaint, answer)).await,
    }
}

/// The page with what is wrong: 422 (pages W-3).
async fn again(visitor: &Visitor, desk: &Desk, (complaint, answer): (Complaint, CeremonyAnswer<'_>)) -> Handled {
    let signal = if complaint == Complaint::UnknownKey { forget(visitor, answer).await? } else { None };
    let reply = page(visitor, desk, Some(key_error(complaint))).await;
    let page = match reply.page {
        Page::Passkey(page) => Page::Passkey(PasskeyPage { signal, ..page }),
        other => other,
    };
    Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, page, ..reply }.into())
}

/// Tells the passkey manager to forget what no realm here knows (pages K-5).
async fn forget(visitor: &Visitor, answer: CeremonyAnswer<'_>) -> Result<Option<String>, Failure> {
    let Some(party) = visitor.relying_party() else { return Ok(None) };
    let id = visitor.state.authenticator.forgettable(answer.credential).await?;
    Ok(id.map(|id| json!({"signalUnknownCredential": {"rpId": party.id(), "credentialId": id}}).to_string()))
}

/// The words for what is wrong with a key.
pub const fn key_error(complaint: Complaint) -> FormError {
    match complaint {
        Complaint::UnknownKey => FormError::KeyUnknown,
        Complaint::UnverifiedKey => FormError::KeyUnverified,
        Complaint::KeyExpired => FormError::KeyExpired,
        Complaint::TooManySessions => FormError::TooManySessions,
        Complaint::RecoveryRequired => FormError::RecoveryRequired,
        Complaint::WrongKey
        | Complaint::IdentifierMissing
        | Complaint::PasswordMissing
        | Complaint::Wrong
        | Complaint::CodeMissing
        | Complaint::WrongCode
        | Complaint::Throttled(_)
        | Complaint::Locked(_) => FormError::KeyRefused,
    }
}

async fn page(visitor: &Visitor, desk: &Desk, error: Option<FormError>) -> Reply {
    let page = PasskeyPage {
        action: desk.path(visitor, NAME),
        application: desk.application(),
        request: request(visitor, desk).await,
        error,
        signal: None,
        is_new: visitor.query.split('&').any(|pair| pair == NEW),
        other: desk.path(visitor, "login"),
        can_cancel: true,
    };
    desk.reply(visitor, NAME, Page::Passkey(page))
}
