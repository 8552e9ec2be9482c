//! `/admin`: what there is, and what should be looked at (pages M-15).

use std::cmp::Reverse;

use actix_web::HttpResponse;

use super::clients::{self, LOOKED_AT};
use super::room::Room;
use crate::theme::{ConsoleBody, ConsoleOverview};
use crate::web::page::{Answer, Handled, respond};
use crate::web::visitor::Visitor;

/// Applications that are named at once.
const NAMED: usize = 5;

/// `GET /admin`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, overview(&visitor).await)
}

async fn overview(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Whoever had to sign in goes on to the page that was asked for before.
    if let Some(way) = visitor.state.authenticator.take_way(&visitor.origin(), &visitor.browser).await? {
        return Ok(Answer::Go(way, Vec::new()));
    }
    let mut found = clients::some(visitor, "", LOOKED_AT + 1).await?;
    let has_more = found.len() > LOOKED_AT;
    found.truncate(LOOKED_AT);
    let count = found.len();
    let mut rows: Vec<_> = found.iter().map(|client| clients::row(visitor, client)).collect();
    rows.retain(|row| row.deviations > 0);
    rows.sort_by_key(|row| Reverse(row.deviations));
    let deviating = rows.len();
    rows.truncate(NAMED);
    let body = ConsoleOverview {
        clients: count,
        has_more,
        deviating,
        worst: rows,
        list: visitor.path("/admin/clients?deviating=yes"),
        weak: visitor.context.state.realm.settings.weakenings(),
    };
    Ok(room.reply(visitor, "overview", ConsoleBody::Overview(body)).into())
}
