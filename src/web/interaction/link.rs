//! Links of mails (pages R-3, B-5): the token leaves the address at once, and nothing happens before a button is pressed, so
//! that programs which fetch links change nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::recovery::guarded;
use super::reset::path_due;
use crate::authn::{Authenticator, Proven, RecoveryFlow};
use crate::model::{LinkPurpose, Recovery};
use crate::provider::grant;
use crate::theme::{ErrorKind, FormError, LinkDonePage, LinkPage, Page};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// Characters of a token at most.
const TOKEN_CHARS: usize = 128;

/// `GET /link/{purpose}/{token}`
pub async fn open(visitor: Visitor, path: web::Path<(String, String)>) -> HttpResponse {
    let (purpose, token) = path.into_inner();
    respond(&visitor, take(&visitor, &purpose, &token).await)
}

/// `GET /link/{purpose}`
pub async fn show(visitor: Visitor, purpose: web::Path<String>) -> HttpResponse {
    respond(&visitor, page(&visitor, &purpose).await)
}

/// `POST /link/{purpose}`
pub async fn send(mut visitor: Visitor, purpose: web::Path<String>, form: PageForm) -> HttpResponse {
    let handled = confirm(&mut visitor, &purpose, &form).await;
    respond(&visitor, handled)
}

fn parse(purpose: &str) -> Result<LinkPurpose, Failure> {
    LinkPurpose::parse(purpose).ok_or(Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND))
}

async fn take(visitor: &Visitor, purpose: &str, token: &str) -> Handled {
    let purpose = parse(purpose)?;
    if token.len() > TOKEN_CHARS {
        return Err(spent());
    }
    let kept = (purpose, token);
    visitor.state.authenticator.keep_link(&visitor.origin(), &visitor.browser, kept).await?;
    let path = visitor.path(&format!("/link/{}", purpose.as_str()));
    Ok(Answer::Go(path, visitor.binding_cookie().into_iter().collect()))
}

/// The same for links that were used, are too old, gave way to a newer one, or never were.
pub const fn spent() -> Failure {
    Failure::Refused(ErrorKind::LinkSpent, StatusCode::GONE)
}

async fn find(visitor: &Visitor, purpose: LinkPurpose) -> Result<(String, Recovery), Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let hash = authenticator.opened_link(&origin, &visitor.browser, purpose).await?.ok_or_else(spent)?;
    let link = authenticator.find_link(&origin, (purpose, &hash)).await?.ok_or_else(spent)?;
    Ok((hash, link))
}

fn name(purpose: LinkPurpose) -> String {
    format!("link/{}", purpose.as_str())
}

fn asking(visitor: &Visitor, purpose: LinkPurpose, error: Option<FormError>) -> Reply {
    let action = visitor.path(&format!("/link/{}", purpose.as_str()));
    guarded(visitor, &name(purpose), Page::Link(LinkPage { action, purpose: purpose.as_str(), error }))
}

async fn page(visitor: &Visitor, purpose: &str) -> Handled {
    let purpose = parse(purpose)?;
    let (_, link) = find(visitor, purpose).await?;
    if !Authenticator::is_at_home(&link, &visitor.browser) {
        return elsewhere(visitor, &link).await;
    }
    Ok(asking(visitor, purpose, None).into())
}

/// In a browser that did not ask, the link leads to the page for the code (pages R-2).
async fn elsewhere(visitor: &Visitor, link: &Recovery) -> Handled {
    let flow = RecoveryFlow { id: link.id.clone(), interaction: String::new(), elsewhere: true };
    visitor.state.authenticator.keep_recovery(&visitor.origin(), &visitor.browser, &flow).await?;
    let cookies = visitor.binding_cookie().into_iter().collect();
    Ok(Answer::Go(visitor.path("/recovery/code"), cookies))
}

async fn confirm(visitor: &mut Visitor, purpose: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let purpose = parse(purpose)?;
    if !form.is_genuine(&visitor.context, visitor.binding(), &name(purpose)) {
        let stale = asking(visitor, purpose, Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..asking(visitor, purpose, None) }.into());
    }
    let (hash, link) = find(visitor, purpose).await?;
    match purpose {
        LinkPurpose::Lock => lock(visitor, &hash).await,
        LinkPurpose::Keep => keep(visitor, &hash).await,
        LinkPurpose::Recovery | LinkPurpose::Access => enter(visitor, &link).await,
        // Their pages are others, `email_link` and `new_email_link`; no recovery has these purposes.
        LinkPurpose::SignIn | LinkPurpose::Email => Err(spent()),
    }
}

async fn lock(visitor: &Visitor, hash: &str) -> Handled {
    let ended = visitor.state.authenticator.lock_account(&visitor.origin(), hash).await?.ok_or_else(spent)?;
    for revocation in &ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let (purpose, next) = (LinkPurpose::Lock.as_str(), visitor.path("/recovery"));
    Ok(Reply::ok(Page::LinkDone(LinkDonePage { purpose, next, until: None })).into())
}

async fn keep(visitor: &Visitor, hash: &str) -> Handled {
    if !visitor.state.authenticator.keep_by_link(&visitor.origin(), hash).await? {
        return Err(spent());
    }
    let (purpose, next) = (LinkPurpose::Keep.as_str(), visitor.path("/login"));
    Ok(Reply::ok(Page::LinkDone(LinkDonePage { purpose, next, until: None })).into())
}

async fn enter(visitor: &Visitor, link: &Recovery) -> Handled {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if authenticator.prove_link(&origin, link, &visitor.browser).await? != Proven::Yes {
        return Err(spent());
    }
    // The browser that asked is in this recovery already, and goes back to where it came from.
    let own = authenticator.find_recovery(&origin, &visitor.browser).await?.filter(|flow| flow.id == link.id);
    let flow = own.unwrap_or_else(|| RecoveryFlow { id: link.id.clone(), ..RecoveryFlow::default() });
    authenticator.keep_recovery(&origin, &visitor.browser, &flow).await?;
    Ok(Answer::Go(path_due(visitor, &flow).await?, Vec::new()))
}
