//! `/admin/users/{id}/access-link`: the way in for somebody who has lost the last factor (product AU-25). It asks for a login
//! of the last five minutes (pages M-1), a reason, and the name once more (M-11); the link is shown once (M-18).

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::client::span;
use super::room::Room;
use super::{door, user};
use crate::audit::Actor;
use crate::authn::KeptForm;
use crate::model::User;
use crate::provider::zones;
use crate::theme::{ConsoleAccessLink, ConsoleBody, ConsoleChoice, ConsoleIssued};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The name under which a form is kept over a login.
const KEPT: &str = "console/access-link";
/// Minutes that a link may work; a day is the most that there is.
const MINUTES: [u64; 4] = [15, 60, 240, 1440];
/// Minutes that are chosen at first.
const USUAL: u64 = 60;
/// Characters of a reason.
const REASON_CHARS: usize = 200;

/// What was typed.
#[derive(Default)]
struct Typed {
    minutes: Option<u64>,
    reason: String,
    confirm: String,
}

impl Typed {
    fn of(form: &PageForm) -> Self {
        let text = |name| form.get(name).unwrap_or_default().trim().to_owned();
        let minutes = form.get("minutes").and_then(|minutes| minutes.parse().ok());
        Self { minutes, reason: text("reason"), confirm: text("confirm") }
    }

    /// The fields that have to be put right.
    fn faults(&self, user: &User) -> Vec<&'static str> {
        let is_reason = !self.reason.is_empty() && self.reason.chars().count() <= REASON_CHARS;
        let faults = [
            (self.minutes.is_none_or(|minutes| !MINUTES.contains(&minutes)), "minutes"),
            (!is_reason, "reason"),
            (self.confirm != user.username, "confirm"),
        ];
        faults.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, name)| name).collect()
    }
}

/// `GET /admin/users/{id}/access-link`
pub async fn show(visitor: Visitor, id: web::Path<String>) -> HttpResponse {
    respond(&visitor, ask(&visitor, &id).await)
}

/// `POST /admin/users/{id}/access-link`
pub async fn send(visitor: Visitor, id: web::Path<String>, form: PageForm) -> HttpResponse {
    let handled = make(&visitor, &id, &form).await;
    respond(&visitor, handled)
}

async fn ask(visitor: &Visitor, id: &str) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(user) = user::find(visitor, id).await? else { return Ok(room.nothing(visitor, "users")) };
    if !room.visit.is_fresh(visitor.context.now) {
        return door::prove(visitor).await;
    }
    let kept = visitor.state.authenticator.take_form(&visitor.origin(), (&room.visit, KEPT)).await?;
    let kept = kept.filter(|kept| kept.get("for") == Some(user.id.as_str()));
    let typed = kept.map(|kept| Typed {
        minutes: kept.get("minutes").and_then(|minutes| minutes.parse().ok()),
        reason: kept.get("reason").unwrap_or_default().to_owned(),
        // What confirms is typed at the end.
        confirm: String::new(),
    });
    Ok(page(visitor, &room, &user, typed.unwrap_or_default()).into())
}

async fn make(visitor: &Visitor, id: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(user) = user::find(visitor, id).await? else { return Ok(room.nothing(visitor, "users")) };
    let typed = Typed::of(form);
    if !room.is_genuine(visitor, form) {
        let body = ConsoleAccessLink { refused: Some("stale"), ..body(visitor, &user, typed) };
        return Ok(refuse(visitor, &room, body, StatusCode::FORBIDDEN).into());
    }
    if !room.visit.is_fresh(visitor.context.now) {
        let kept = KeptForm::at("confirm").with("for", Some(user.id.as_str())).with("reason", Some(&typed.reason));
        let kept = kept.with("minutes", typed.minutes.map(|minutes| minutes.to_string()).as_deref());
        visitor.state.authenticator.keep_form(&visitor.origin(), (&room.visit, KEPT), &kept).await?;
        return door::prove(visitor).await;
    }
    let faults = typed.faults(&user);
    if !faults.is_empty() {
        let body = ConsoleAccessLink { faults, ..body(visitor, &user, typed) };
        return Ok(refuse(visitor, &room, body, StatusCode::UNPROCESSABLE_ENTITY).into());
    }
    issue(visitor, &room, (&user, typed)).await
}

async fn issue(visitor: &Visitor, room: &Room, (user, typed): (&User, Typed)) -> Handled {
    let own = &room.visit.user.id;
    let refused = |why, typed| {
        let body = ConsoleAccessLink { refused: Some(why), ..body(visitor, user, typed) };
        Ok(refuse(visitor, room, body, StatusCode::FORBIDDEN).into())
    };
    if user.id == *own {
        return refused("own", typed);
    }
    if !user::is_within_reach(visitor, room, user).await? {
        return refused("above", typed);
    }
    zones::check(&visitor.context, &zones::ADMIN_CHANGE, own.as_str())?;
    zones::record(&visitor.context, &zones::ADMIN_CHANGE, own.as_str()).await?;
    let lifetime = Duration::from_secs(60 * typed.minutes.unwrap_or(USUAL));
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let actor = Actor::Administrator(own.as_str());
    let token = authenticator.issue_access(&origin, actor, user, (lifetime, &typed.reason)).await?;
    let Some(token) = token else { return refused("closed", typed) };
    let link = visitor.context.issuer().endpoint(&format!("/link/access/{}", token.expose()));
    let issued = ConsoleIssued { link, until: (visitor.context.now + lifetime).into() };
    let body = ConsoleAccessLink { issued: Some(issued), ..body(visitor, user, Typed::default()) };
    Ok(Answer::from(room.reply(visitor, "users", ConsoleBody::AccessLink(Box::new(body)))))
}

fn page(visitor: &Visitor, room: &Room, user: &User, typed: Typed) -> Reply {
    room.reply(visitor, "users", ConsoleBody::AccessLink(Box::new(body(visitor, user, typed))))
}

fn refuse(visitor: &Visitor, room: &Room, body: ConsoleAccessLink, status: StatusCode) -> Reply {
    Reply { status, ..room.reply(visitor, "users", ConsoleBody::AccessLink(Box::new(body))) }
}

fn body(visitor: &Visitor, user: &User, typed: Typed) -> ConsoleAccessLink {
    let page = user::page(visitor, user);
    let wanted = typed.minutes.filter(|minutes| MINUTES.contains(minutes)).unwrap_or(USUAL);
    let choice = |minutes: u64| ConsoleChoice {
        minutes,
        span: span("", Duration::from_secs(60 * minutes)),
        chosen: minutes == wanted,
    };
    ConsoleAccessLink {
        user: user.username.clone(),
        action: format!("{page}/access-link"),
        page,
        choices: MINUTES.map(choice).to_vec(),
        reason: typed.reason,
        confirm: typed.confirm,
        faults: Vec::new(),
        refused: None,
        issued: None,
    }
}
