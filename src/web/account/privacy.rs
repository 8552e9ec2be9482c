//! `/account/privacy`: leaving for good, with a while to come back (pages A-9).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::Section;
use super::room::Room;
use crate::audit::Actor;
use crate::provider::grant;
use crate::theme::{AccountBody, LinkDonePage, Notice, Page, PrivacyBody};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// Characters of an interaction's name at most.
const INTERACTION_CHARS: usize = 64;

/// `GET /account/privacy`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/privacy`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = decide(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// The page: with a fresh login, unless there is nothing to do here but to keep the account.
async fn open(visitor: &Visitor) -> Result<Result<Room, Answer>, Failure> {
    Ok(Room::open(visitor, Section::Privacy.as_str()).await?.and_then(|room| {
        let is_leaving = room.visit.user.delete_at.is_some();
        if is_leaving { Ok(room) } else { room.demand_fresh(visitor, Section::Privacy) }
    }))
}

async fn page(visitor: &Visitor) -> Handled {
    let asked = visitor.query.split('&').find_map(|pair| pair.strip_prefix("interaction=")).unwrap_or_default();
    Ok(match open(visitor).await? {
        Ok(room) => room.reply(visitor, body(visitor, &room, asked, None)).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn decide(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let interaction = form.get("interaction").unwrap_or_default();
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, body(visitor, &room, interaction, None));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if form.presses("keep") {
        return keep(visitor, &room, interaction).await;
    }
    if form.presses("delete") && room.visit.user.delete_at.is_none() {
        if !form.is_ticked("understood") {
            return Ok(room.refuse(visitor, body(visitor, &room, "", Some("not-confirmed"))).into());
        }
        return delete(visitor, &room).await;
    }
    Ok(room.reply(visitor, body(visitor, &room, interaction, None)).into())
}

async fn keep(visitor: &Visitor, room: &Room, interaction: &str) -> Handled {
    let user = &room.visit.user.id;
    visitor.state.authenticator.keep_account(&visitor.origin(), Actor::User(user), user).await?;
    match interaction_id(interaction) {
        "" => Ok(room.done(visitor, Notice::AccountKept)),
        // Whether it still waits, and for this browser, its own page finds out.
        id => Ok(Answer::Go(visitor.path(&format!("/interaction/{id}/resume")), Vec::new())),
    }
}

async fn delete(visitor: &Visitor, room: &Room) -> Handled {
    let (user, wait) = (&room.visit.user.id, visitor.context.state.realm.settings.deletion_delay());
    let origin = visitor.origin();
    let actor = (Actor::User(user), None);
    let leaving = visitor.state.authenticator.request_deletion(&origin, actor, user, wait).await?;
    // Decided in another window a moment ago: this session has ended with the others.
    let Some(leaving) = leaving else { return Ok(Answer::Go(visitor.path("/login"), Vec::new())) };
    for revocation in &leaving.ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let (next, until) = (visitor.path("/login"), Some(leaving.at.into()));
    Ok(Reply::ok(Page::LinkDone(LinkDonePage { purpose: "delete", next, until })).into())
}

/// What names an interaction, if `text` could be that.
fn interaction_id(text: &str) -> &str {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_plain && text.len() <= INTERACTION_CHARS { text } else { "" }
}

fn body(visitor: &Visitor, room: &Room, interaction: &str, error: Option<&'static str>) -> AccountBody {
    let wait = visitor.context.state.realm.settings.deletion_delay();
    let delete_at = room.visit.user.delete_at;
    AccountBody::Privacy(Box::new(PrivacyBody {
        days: wait.as_secs() / 86_400,
        until: delete_at.unwrap_or(visitor.context.now + wait).into(),
        is_leaving: delete_at.is_some(),
        interaction: interaction_id(interaction).to_owned(),
        error,
    }))
}
