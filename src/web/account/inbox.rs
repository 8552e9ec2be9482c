//! `/account/inbox`: what the person was told.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use super::sessions::named;
use crate::account::inbox;
use crate::model::{InboxEntry, Notice};
use crate::theme::{AccountBody, ErrorKind, InboxBody, InboxNotice, Notice as Done};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::place::{cursor, place};
use crate::web::visitor::Visitor;

/// Notices shown.
const SHOWN: usize = 20;
const PATH: &str = "/account/inbox";

/// `GET /account/inbox`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

/// `POST /account/inbox`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    respond(&visitor, mark(&visitor, &form).await)
}

async fn list(visitor: &Visitor) -> Handled {
    Ok(match Room::open(visitor, "inbox").await? {
        Ok(room) => room.reply(visitor, body(visitor, &room).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn mark(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "inbox").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let (context, whose) = (&visitor.context, (visitor.context.realm(), &room.visit.user.id));
    if let Some(id) = form.get("read") {
        inbox::mark(context.database(), whose, id, Some(context.now)).await?.ok_or_else(absent)?;
        return Ok(Answer::Go(visitor.path(PATH), Vec::new()));
    }
    if form.presses("read-all") {
        let newest = form.get("newest").unwrap_or_default();
        if !inbox::mark_all(context.database(), whose, newest, context.now).await? {
            return Err(absent());
        }
        return Ok(room.done(visitor, Done::InboxRead));
    }
    Ok(Answer::Go(visitor.path(PATH), Vec::new()))
}

/// There is nothing of that name here, whosever it may be.
const fn absent() -> Failure {
    Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND)
}

async fn body(visitor: &Visitor, room: &Room) -> Result<AccountBody, Failure> {
    let (context, whose) = (&visitor.context, (visitor.context.realm(), &room.visit.user.id));
    let behind = visitor.parameter("cursor").as_deref().and_then(place);
    let newer = behind.as_ref().map(|_| visitor.path(PATH));
    let (entries, next) = inbox::list(context.database(), whose, behind, SHOWN).await?;
    Ok(AccountBody::Inbox(Box::new(InboxBody {
        entries: entries.into_iter().map(|entry| shown(visitor, entry)).collect(),
        unread: room.unread,
        older: next.map(|next| format!("{}?cursor={}", visitor.path(PATH), cursor(&next))),
        newer,
        settings: visitor.path("/account/notifications"),
        lock: visitor.path("/account/lock"),
    })))
}

/// A notice as people read it.
pub fn shown(visitor: &Visitor, entry: InboxEntry) -> InboxNotice {
    InboxNotice {
        kind: entry.notice.as_str(),
        about: about(&entry),
        id: entry.id,
        near: visitor.near(&entry.source),
        source: entry.source,
        at: entry.created_at.into(),
        is_unread: entry.read_at.is_none(),
        may_be_a_strangers: entry.notice.may_be_a_strangers(),
    }
}

/// What a notice is about, as people say it: a browser by its name where it is known.
fn about(entry: &InboxEntry) -> String {
    match (entry.notice, named(&entry.about)) {
        (Notice::NewDevice | Notice::UnusualSignIn, (browser, system)) if !browser.is_empty() => {
            [browser, system].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
        _ => entry.about.clone(),
    }
}
