//! `/account`: the security check-up.

use actix_web::HttpResponse;

use super::passkeys;
use super::room::Room;
use crate::model::CredentialKind;
use crate::storage::browser_sessions;
use crate::theme::{AccountBody, Check};
use crate::web::page::{Handled, respond};
use crate::web::visitor::Visitor;

/// Backup codes below which new ones are advised.
const FEW_CODES: usize = 3;

/// `GET /account`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, overview(&visitor).await)
}

async fn overview(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor, "overview").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (authenticator, origin, user) = (&visitor.state.authenticator, visitor.origin(), &room.visit.user.id);
    let keys = authenticator.credentials(&origin, user).await?;
    let passkeys = keys.iter().filter(|key| key.kind == CredentialKind::Passkey).count();
    let factors = authenticator.totp_factors(&origin, user).await?.len() + keys.len() - passkeys;
    let codes = authenticator.backup_codes_left(&origin, user).await?;
    let context = &visitor.context;
    let sessions = browser_sessions::list_of_user(context.database(), context.realm(), user).await?;
    let sessions = sessions.iter().filter(|session| session.is_live(context.now)).count();
    let check = |name, good, count, page: &str| Check { name, good, count, page: visitor.path(page) };
    let mut checks = vec![
        check("passkeys", passkeys > 0, passkeys, "/account/passkeys"),
        check("second-factor", factors > 0, factors, "/account/authenticator"),
    ];
    if factors > 0 {
        checks.push(check("backup-codes", codes >= FEW_CODES, codes, "/account/backup-codes"));
    }
    checks.push(check("sessions", true, sessions, "/account/sessions"));
    let signal = passkeys::signal(visitor, &room.visit).await?;
    Ok(room.reply(visitor, AccountBody::Overview { checks, signal }).into())
}
