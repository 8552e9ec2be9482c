//! `/account/notifications`: where the person is told of what.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use crate::account::notifications::{self, Change, Choice, Outcome};
use crate::model::{ChannelFault, Channels, Notice};
use crate::provider;
use crate::theme::{AccountBody, Notice as Done, NotificationRow, NotificationsBody};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/notifications`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

/// `POST /account/notifications`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = change(&mut visitor, &form).await;
    respond(&visitor, handled)
}

async fn list(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor, "notifications").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let whose = (visitor.context.realm(), &room.visit.user.id);
    let choices = notifications::list(visitor.context.database(), whose).await?;
    Ok(room.reply(visitor, body(visitor, &room, &choices, &[])).into())
}

async fn change(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "notifications").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed = typed(form);
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room, &typed, &[]));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..room.reply(visitor, body(visitor, &room, &typed, &[])) }.into());
    }
    let (context, wish) = (&visitor.context, Change { user: &room.visit.user, wanted: &typed, through: None });
    let parts = (context.database(), &context.shared.outbox);
    let outcome = notifications::save(parts, &visitor.origin(), wish).await.map_err(provider::Error::from)?;
    Ok(match outcome {
        Outcome::Saved => room.done(visitor, Done::NotificationsChanged),
        Outcome::Faulty(faults) => room.refuse(visitor, body(visitor, &room, &typed, &faults)).into(),
        Outcome::Gone => Answer::Go(visitor.path("/account"), Vec::new()),
    })
}

/// What is ticked. What cannot be turned off has a box that is not sent.
fn typed(form: &PageForm) -> Vec<Choice> {
    let is_ticked = |name: &str, notice: Notice| form.all(name).any(|value| value == notice.as_str());
    let choice = |notice: &Notice| {
        let mail = notice.is_grave() || is_ticked("mail", *notice);
        Choice { notice: *notice, channels: Channels { mail, inbox: is_ticked("inbox", *notice) } }
    };
    Notice::ALL.iter().map(choice).collect()
}

fn body(visitor: &Visitor, room: &Room, choices: &[Choice], faults: &[(Notice, ChannelFault)]) -> AccountBody {
    let row = |choice: &Choice| NotificationRow {
        name: choice.notice.as_str(),
        mail: choice.channels.mail,
        always_by_mail: choice.notice.is_grave(),
        inbox: choice.channels.inbox,
        fault: faults.iter().find(|(notice, _)| *notice == choice.notice).map(|(_, fault)| fault.as_str()),
    };
    let address = room.visit.user.email.clone().filter(|_| visitor.context.shared.outbox.is_on());
    let rows = choices.iter().map(row).collect();
    AccountBody::Notifications(Box::new(NotificationsBody { address, rows, is_faulty: !faults.is_empty() }))
}
