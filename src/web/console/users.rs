//! `/admin/users`: people by name, found by the beginning of name or address.

use actix_web::HttpResponse;

use super::list::{Asked, PART, segment};
use super::room::Room;
use crate::storage::users;
use crate::theme::{ConsoleBody, ConsoleUsers, UserRow};
use crate::web::page::{Handled, respond};
use crate::web::visitor::Visitor;

/// `GET /admin/users`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

async fn list(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked = Asked::of(visitor);
    let rows = i64::try_from(PART + 1).unwrap_or(i64::MAX);
    let (database, realm) = (visitor.context.database(), visitor.context.realm());
    let mut found = users::search(database, realm, &asked.search, (&asked.after, rows)).await?;
    let has_more = found.len() > PART;
    found.truncate(PART);
    let list = visitor.path("/admin/users");
    let before_next = found.last().filter(|_| has_more);
    let is_part = !asked.search.is_empty() || !asked.after.is_empty();
    let body = ConsoleUsers {
        next: before_next.map(|user| asked.next(&list, &[], &user.username)),
        all: is_part.then(|| list.clone()),
        users: found
            .iter()
            .map(|user| UserRow {
                name: user.username.clone(),
                email: user.email.clone().unwrap_or_default(),
                page: format!("{list}/{}", segment(user.id.as_str())),
                status: user.status.as_str(),
            })
            .collect(),
        action: list,
        search: asked.search,
    };
    Ok(room.reply(visitor, "users", ConsoleBody::Users(body)).into())
}
