//! `/account/applications`: what may act for the person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use crate::model::ClientId;
use crate::provider::applications;
use crate::theme::{AccountBody, ConnectedApplication, Notice};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/applications`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

/// `POST /account/applications`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = revoke(&visitor, &form).await;
    respond(&visitor, handled)
}

async fn list(visitor: &Visitor) -> Handled {
    Ok(match Room::open(visitor, "applications").await? {
        Ok(room) => room.reply(visitor, body(visitor, &room).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn revoke(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "applications").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let Some(client) = form.get("revoke").map(ClientId::from) else {
        return Ok(Answer::Go(visitor.path("/account/applications"), Vec::new()));
    };
    applications::revoke(&visitor.context, &room.visit.user.id, &client).await?;
    Ok(room.done(visitor, Notice::ApplicationRevoked))
}

async fn body(visitor: &Visitor, room: &Room) -> Result<AccountBody, Failure> {
    let found = applications::list(&visitor.context, &room.visit.user.id).await?;
    let applications = found.into_iter().map(|application| ConnectedApplication {
        id: application.client_id.to_string(),
        name: application.name,
        scopes: application.scope.iter().map(str::to_owned).collect(),
        since: application.since.into(),
        used: application.last_used.map(Into::into),
    });
    Ok(AccountBody::Applications { applications: applications.collect() })
}
