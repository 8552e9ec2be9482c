//! The way into the console and out of it (pages M-1, decision 033): through the realm's own login, with two factors shown a
//! moment ago.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use crate::admin;
use crate::authn::Visit;
use crate::model::ConsoleDoor;
use crate::theme::{ConsoleDoorPage, DoorState, Page};
use crate::web::account::Section;
use crate::web::cookie::Jar;
use crate::web::form::PageForm;
use crate::web::interaction::THEN_CONSOLE;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /admin/sign-out`
pub async fn show_signed_out(visitor: Visitor) -> HttpResponse {
    let handled = match Room::live(&visitor).await {
        Ok(Some(_)) => Ok(Answer::Go(visitor.path("/admin"), Vec::new())),
        Ok(None) => Ok(page(&visitor, DoorState::SignedOut).into()),
        Err(failure) => Err(failure),
    };
    respond(&visitor, handled)
}

/// `POST /admin/sign-out`
pub async fn sign_out(visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = leave(&visitor, &form).await;
    respond(&visitor, handled)
}

async fn leave(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let gone = || Answer::Go(visitor.path("/admin/sign-out"), vec![Jar::Console.forget(&visitor.context)]);
    let Some(room) = Room::live(visitor).await? else { return Ok(gone()) };
    if !room.is_genuine(visitor, form) {
        return Ok(Answer::Go(visitor.path("/admin"), Vec::new()));
    }
    if let Some(token) = &visitor.console {
        visitor.state.authenticator.end_console(&visitor.origin(), token).await?;
    }
    Ok(gone())
}

/// What somebody meets who has no session of the console.
pub async fn meet(visitor: &Visitor) -> Handled {
    // A cookie that is strict is held back where another site led here, and comes with a request that our own page begins.
    if visitor.console.is_none() && visitor.is_from_elsewhere {
        return Ok(page(visitor, DoorState::Arriving).into());
    }
    let Some(visit) = visitor.visit().await? else {
        return by_login(visitor, &format!("/login?{THEN_CONSOLE}")).await;
    };
    if !admin::administers(visitor.context.database(), visitor.context.realm(), &visit.user.id).await? {
        return Ok(refused(visitor));
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    match authenticator.console_door(&origin, &visit).await? {
        ConsoleDoor::Open => enter(visitor, &visit).await,
        ConsoleDoor::Prove => prove(visitor).await,
        ConsoleDoor::Enroll => Ok(page(visitor, DoorState::NeedsFactor).into()),
    }
}

/// Through the login of whoever is signed in, and back to the page that was asked for.
pub async fn prove(visitor: &Visitor) -> Handled {
    by_login(visitor, &format!("/account/confirm/{}/password", Section::Console.as_str())).await
}

async fn by_login(visitor: &Visitor, login: &str) -> Handled {
    let here = path(visitor);
    if here != visitor.path("/admin") {
        visitor.state.authenticator.keep_way(&visitor.origin(), &visitor.browser, here).await?;
    }
    Ok(Answer::Go(visitor.path(login), visitor.binding_cookie().into_iter().collect()))
}

async fn enter(visitor: &Visitor, visit: &Visit) -> Handled {
    let token = visitor.state.authenticator.begin_console(&visitor.origin(), visit).await?;
    let cookie = Jar::Console.keep(&visitor.context, token.expose(), None);
    Ok(Answer::Go(visitor.target.clone(), vec![cookie]))
}

/// The page for whoever does not administer the realm: the same at every address of the console.
pub fn refused(visitor: &Visitor) -> Answer {
    Reply { status: StatusCode::FORBIDDEN, ..page(visitor, DoorState::Refused) }.into()
}

/// The path that was asked for, without what was asked there.
fn path(visitor: &Visitor) -> &str {
    visitor.target.split_once('?').map_or(visitor.target.as_str(), |(path, _)| path)
}

fn page(visitor: &Visitor, state: DoorState) -> Reply {
    let (go, other) = match state {
        DoorState::Arriving => (visitor.target.clone(), visitor.path("/")),
        DoorState::Refused => (visitor.path("/account"), visitor.path(&format!("/login?account=other&{THEN_CONSOLE}"))),
        DoorState::NeedsFactor => (visitor.path("/account/passkeys"), visitor.path("/account/authenticator")),
        DoorState::SignedOut => (visitor.path("/admin"), visitor.path("/logout")),
    };
    Reply::ok(Page::ConsoleDoor(ConsoleDoorPage { state, go, other: Some(other) }))
}

/// The failure of a rule that the console asks about, where it is none that the page explains.
pub fn failed(error: admin::Error) -> Failure {
    match error {
        admin::Error::Storage(error) => error.into(),
        other => Failure::Provider(crate::provider::Error::Internal(other.to_string())),
    }
}
