//! The offer of a passkey after a login by password (pages L-10): one page, once in 30 days, and only in browsers that said
//! they can make one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::passkey::{answer, carried};
use super::scene::account;
use crate::authn::{NewCredential, Visit};
use crate::model::{BrowserSession, CredentialKind};
use crate::theme::{FormError, OfferPasskeyPage, Page};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const NAME: &str = "enroll/passkey";

/// `/interaction/{id}/enroll/passkey`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct OfferPath {
    id: Option<String>,
}

impl OfferPath {
    fn place(&self) -> Place<'_> {
        self.id.as_deref().map_or(Place::House, Place::Interaction)
    }
}

/// `GET /interaction/{id}/enroll/passkey` and `/login/enroll/passkey`
pub async fn show_offer(visitor: Visitor, path: web::Path<OfferPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, path.place()).await)
}

/// `POST` of the same
pub async fn send_offer(mut visitor: Visitor, path: web::Path<OfferPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, path.place(), &form).await;
    respond(&visitor, handled)
}

/// Whether whoever has just signed in at `desk` is offered a passkey, `form` being the last one they sent.
pub async fn is_due(
    visitor: &Visitor,
    desk: &Desk,
    (form, session): (&PageForm, &BrowserSession),
) -> Result<bool, Failure> {
    let can = form.get("can-enroll").is_some() && desk.fixed_user().is_none() && visitor.relying_party().is_some();
    Ok(can && visitor.state.authenticator.may_offer_passkey(&visitor.origin(), session).await?)
}

/// Who is offered one here; nobody when it is not due, or the login was too long ago.
async fn candidate(visitor: &Visitor) -> Result<Option<Visit>, Failure> {
    let Some(visit) = visitor.visit().await? else { return Ok(None) };
    let is_due = visit.is_fresh(visitor.context.now)
        && visitor.state.authenticator.may_offer_passkey(&visitor.origin(), &visit.session).await?;
    Ok(is_due.then_some(visit))
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    Ok(match candidate(visitor).await? {
        Some(visit) => page(visitor, &desk, &visit, None).await?.into(),
        None => Answer::Go(desk.after(visitor), Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let desk = Desk::open(visitor, place).await?;
    let Some(visit) = candidate(visitor).await? else { return Ok(Answer::Go(desk.after(visitor), Vec::new())) };
    if !desk.is_genuine(visitor, form, NAME) {
        let stale = page(visitor, &desk, &visit, Some(FormError::Stale)).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &desk, &visit, None).await? }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if form.presses("skip") {
        authenticator.put_off_passkey(&origin, &visit).await?;
        return Ok(Answer::Go(desk.after(visitor), Vec::new()));
    }
    let (Some(party), Some(answer)) = (visitor.relying_party(), answer(form)) else {
        return Ok(page(visitor, &desk, &visit, None).await?.into());
    };
    let new = (&visit, CredentialKind::Passkey);
    let error = match authenticator.finish_credential(&origin, &party, new, answer).await? {
        NewCredential::Added(_) | NewCredential::TooMany => return Ok(Answer::Go(desk.after(visitor), Vec::new())),
        NewCredential::Refused => FormError::KeyRefused,
        NewCredential::Expired => FormError::KeyExpired,
    };
    let reply = page(visitor, &desk, &visit, Some(error)).await?;
    Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
}

async fn page(visitor: &Visitor, desk: &Desk, visit: &Visit, error: Option<FormError>) -> Result<Reply, Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let request = match visitor.relying_party() {
        Some(party) => authenticator.begin_credential(&origin, &party, (visit, CredentialKind::Passkey)).await?,
        None => None,
    };
    let page = OfferPasskeyPage {
        action: desk.path(visitor, NAME),
        application: desk.application(),
        account: account(&visit.user),
        request: request.map(|request| carried(visitor, desk, NAME, request)),
        error,
    };
    Ok(desk.reply(visitor, NAME, Page::OfferPasskey(page)))
}
