//! `/account`: the security check-up, and where links into the area lead.

use actix_web::HttpResponse;

use super::passkeys;
use super::room::Room;
use crate::provider::discovery::ACCOUNT_ACTIONS;
use crate::theme::{AccountBody, Check};
use crate::web::page::{Answer, Handled, respond};
use crate::web::visitor::Visitor;

/// `GET /account`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, overview(&visitor).await)
}

async fn overview(visitor: &Visitor) -> Handled {
    let wanted = visitor.query.split('&').find_map(|pair| pair.strip_prefix("action="));
    if let Some((_, page)) = ACCOUNT_ACTIONS.iter().find(|(action, _)| Some(*action) == wanted) {
        return Ok(Answer::Go(visitor.path(page), Vec::new()));
    }
    let room = match Room::open(visitor, "overview").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let found = visitor.state.authenticator.checkup(&visitor.origin(), &room.visit.user.id).await?;
    let check = |name, good, count, page: &str| Check { name, good, count, page: visitor.path(page) };
    let mut checks = vec![
        check("passkeys", found.passkeys > 0, found.passkeys, "/account/passkeys"),
        check("second-factor", found.has_second_factor(), found.second_factors(), "/account/authenticator"),
    ];
    if found.has_second_factor() {
        let codes = check("backup-codes", found.has_enough_codes(), found.backup_codes, "/account/backup-codes");
        checks.push(codes);
    }
    checks.push(check("sessions", true, found.sessions, "/account/sessions"));
    checks.push(check("inbox", room.unread == 0, room.unread, "/account/inbox"));
    let signal = passkeys::signal(visitor, &room.visit).await?;
    Ok(room.reply(visitor, AccountBody::Overview { checks, lock: visitor.path("/account/lock"), signal }).into())
}
