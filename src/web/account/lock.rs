//! `/account/lock`: "This was not me", for whoever is signed in (product AC-17). No fresh login is asked for: it only ever
//! closes doors, and whoever it is meant against may have changed the password already.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use crate::model::LinkPurpose;
use crate::provider::grant;
use crate::theme::{AccountBody, LinkDonePage, LockBody, Page};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/lock`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, ask(&visitor).await)
}

/// `POST /account/lock`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    respond(&visitor, lock(&visitor, &form).await)
}

async fn ask(visitor: &Visitor) -> Handled {
    Ok(match Room::open(visitor, "lock").await? {
        Ok(room) => room.reply(visitor, body(visitor, &room)).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn lock(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "lock").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, body(visitor, &room));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if !form.presses("lock") {
        return Ok(Answer::Go(visitor.path("/account"), Vec::new()));
    }
    let authenticator = &visitor.state.authenticator;
    let Some(ended) = authenticator.lock_own_account(&visitor.origin(), (&room.visit.user.id, None)).await? else {
        return Ok(room.refuse(visitor, body(visitor, &room)).into());
    };
    for revocation in &ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let page = LinkDonePage { purpose: LinkPurpose::Lock.as_str(), next: visitor.path("/recovery"), until: None };
    Ok(Reply::ok(Page::LinkDone(page)).into())
}

fn body(visitor: &Visitor, room: &Room) -> AccountBody {
    AccountBody::Lock(LockBody {
        possible: visitor.state.authenticator.may_lock(&room.visit.user),
        back: visitor.path("/account"),
        password: visitor.path("/account/password"),
        sessions: visitor.path("/account/sessions"),
    })
}
