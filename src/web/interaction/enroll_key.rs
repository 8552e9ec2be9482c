//! The page on which a login that demands a second factor adds a passkey or a security key (pages F-9, K-12). What it adds is
//! asked for right after (K-10).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::enroll::{self, Counter};
use super::passkey::{answer, carried};
use super::required::RequiredPath;
use crate::authn::{CeremonyAnswer, RelyingParty};
use crate::model::CredentialKind;
use crate::theme::{EnrollKeyPage, FormError, KeyRequest, Page};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "enroll/key";

/// `GET /interaction/{id}/enroll/key`, `/login/enroll/key` and `/account/confirm/{section}/enroll/key`
pub async fn show_enroll_key(visitor: Visitor, path: web::Path<RequiredPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path).await)
}

/// `POST` of the same
pub async fn send_enroll_key(mut visitor: Visitor, path: web::Path<RequiredPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path, &form).await;
    respond(&visitor, handled)
}

async fn show(visitor: &Visitor, path: &RequiredPath) -> Handled {
    Ok(match Counter::open(visitor, path).await? {
        Ok(counter) => page(visitor, &counter, None).await?.into(),
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
        let stale = page(visitor, &counter, Some(FormError::Stale)).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(path.place().interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &counter, None).await? }.into());
    }
    if form.presses("cancel") {
        return counter.demand.desk.cancel(visitor).await;
    }
    let (authenticator, origin, login) =
        (&visitor.state.authenticator, visitor.origin(), counter.demand.desk.login(visitor));
    let outcome = if form.presses("skip") {
        authenticator.put_off_enrollment(&origin, login).await?
    } else if let Some((party, made)) = made(visitor, form) {
        authenticator.enroll_key_at_login(&origin, login, &party, made).await?
    } else {
        // Sent without the script: the same page once more.
        return Ok(page(visitor, &counter, None).await?.into());
    };
    match counter.demand.follow(visitor, outcome).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let reply = page(visitor, &counter, Some(error)).await?;
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
    }
}

/// What the browser has made.
fn made<'a>(visitor: &Visitor, form: &'a PageForm) -> Option<(RelyingParty, (CredentialKind, CeremonyAnswer<'a>))> {
    let kind = form.get("kind").and_then(CredentialKind::parse)?;
    // Nothing is made here without asking.
    let answer = CeremonyAnswer { is_silent: false, ..answer(form)? };
    Some((visitor.relying_party()?, (kind, answer)))
}

async fn page(visitor: &Visitor, counter: &Counter, error: Option<FormError>) -> Result<Reply, Failure> {
    let desk = &counter.demand.desk;
    let page = EnrollKeyPage {
        action: desk.path(visitor, PAGE),
        application: desk.application(),
        passkey: request(visitor, counter, CredentialKind::Passkey).await?,
        security_key: request(visitor, counter, CredentialKind::SecurityKey).await?,
        app: counter.with_code.then(|| desk.path(visitor, enroll::PAGE)),
        until: (counter.until > visitor.context.now).then(|| counter.until.into()),
        error,
        can_cancel: true,
    };
    Ok(desk.reply(visitor, PAGE, Page::EnrollKey(Box::new(page))))
}

async fn request(visitor: &Visitor, counter: &Counter, kind: CredentialKind) -> Result<Option<KeyRequest>, Failure> {
    let Some(party) = visitor.relying_party() else { return Ok(None) };
    let (desk, authenticator) = (&counter.demand.desk, &visitor.state.authenticator);
    let begun = authenticator.begin_key_at_login(&visitor.origin(), desk.login(visitor), &party, kind).await?;
    Ok(begun.map(|request| carried(visitor, desk, PAGE, request)))
}
