//! `/account/devices`: the browsers in which the person is not asked for the second factor (product AU-16).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use super::sessions::named;
use crate::theme::{AccountBody, Device, Notice};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/devices`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

/// `POST /account/devices`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = end(&visitor, &form).await;
    respond(&visitor, handled)
}

async fn list(visitor: &Visitor) -> Handled {
    Ok(match Room::open(visitor, "devices").await? {
        Ok(room) => room.reply(visitor, body(visitor, &room).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn end(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "devices").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let (authenticator, origin, user) = (&visitor.state.authenticator, visitor.origin(), &room.visit.user.id);
    if form.presses("distrust-all") {
        authenticator.distrust_all(&origin, user).await?;
        return Ok(room.done(visitor, Notice::DeviceDistrusted));
    }
    let id = form.get("distrust").unwrap_or_default();
    if authenticator.distrust(&origin, user, id).await? {
        return Ok(room.done(visitor, Notice::DeviceDistrusted));
    }
    Ok(Answer::Go(visitor.path("/account/devices"), Vec::new()))
}

async fn body(visitor: &Visitor, room: &Room) -> Result<AccountBody, Failure> {
    let (origin, user) = (visitor.origin(), &room.visit.user.id);
    let found = visitor.state.authenticator.trusted_devices(&origin, user, Some(&visitor.browser)).await?;
    let devices = found.into_iter().map(|(device, current)| {
        let (browser, system) = named(&device.user_agent);
        Device {
            id: device.id,
            browser: browser.to_owned(),
            system: system.to_owned(),
            near: visitor.near(&device.source),
            source: device.source,
            used: device.used_at.into(),
            until: device.expires_at.into(),
            current,
        }
    });
    Ok(AccountBody::Devices { devices: devices.collect() })
}
