//! `/account/sessions`: where the person is signed in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::room::Room;
use crate::model::{EndReason, Revocation, SessionId};
use crate::provider::grant;
use crate::theme::{AccountBody, Notice, Session};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/sessions`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

/// `POST /account/sessions`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = end(&visitor, &form).await;
    respond(&visitor, handled)
}

async fn list(visitor: &Visitor) -> Handled {
    Ok(match Room::open(visitor, "sessions").await? {
        Ok(room) => room.reply(visitor, body(visitor, &room).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn end(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "sessions").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if form.presses("end-others") {
        let ended = authenticator.end_other_sessions(&origin, &room.visit, EndReason::Logout).await?;
        announce(visitor, &ended).await;
        return Ok(room.done(visitor, Notice::SessionEnded));
    }
    let id = SessionId::from(form.get("end").unwrap_or_default());
    let Some(ended) = authenticator.end_own_session(&origin, &room.visit.user.id, &id).await? else {
        return Ok(Answer::Go(visitor.path("/account/sessions"), Vec::new()));
    };
    announce(visitor, &ended).await;
    Ok(room.done(visitor, Notice::SessionEnded))
}

async fn announce(visitor: &Visitor, ended: &[Revocation]) {
    for revocation in ended {
        grant::announce(&visitor.context, revocation).await;
    }
}

async fn body(visitor: &Visitor, room: &Room) -> Result<AccountBody, Failure> {
    let (own, user) = (&room.visit.session.id, &room.visit.user.id);
    let mut sessions = visitor.state.authenticator.live_sessions(&visitor.origin(), user).await?;
    // This one first.
    sessions.sort_by_key(|session| session.id != *own);
    let sessions = sessions.into_iter().map(|session| {
        let (browser, system) = named(&session.user_agent);
        Session {
            current: session.id == *own,
            id: session.id.to_string(),
            browser: browser.to_owned(),
            system: system.to_owned(),
            near: visitor.near(&session.source),
            source: session.source,
            begun: session.created_at.into(),
            seen: session.last_seen_at.into(),
        }
    });
    Ok(AccountBody::Sessions { sessions: sessions.collect() })
}

/// Browser and system of a `User-Agent`, as far as it is honest; empty for what is not known. Each browser also names those
/// it descends from, so the youngest is looked for first.
pub fn named(user_agent: &str) -> (&'static str, &'static str) {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Microsoft Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    (first(&BROWSERS), first(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_by_name() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604";
        assert_eq!(named(chrome), ("Chrome", "Linux"));
        assert_eq!(named(edge), ("Microsoft Edge", "Windows"));
        assert_eq!(named(safari), ("Safari", "iPhone"));
        assert_eq!(named("curl/8"), ("", ""));
    }
}
