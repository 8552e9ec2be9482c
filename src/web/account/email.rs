//! `/account/email`: another address, proven by whoever reads the mailbox (product AC-05). To ask for one demands a fresh
//! login; the code of its mail counts in the session that asked, however long the mail took.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::Section;
use super::room::{Room, word};
use crate::authn::{EmailAsker, EmailChanged, KeptForm, NewEmailAsk, Visit};
use crate::model::EmailChange;
use crate::provider::grant;
use crate::theme::{AccountBody, EmailBody, EmailError, Notice, PendingEmail};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// Characters shown again at most: an address is shorter.
const SHOWN: usize = 254;

/// `GET /account/email`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/email`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = change(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// What a form comes back with.
#[derive(Default)]
struct Shown {
    typed: String,
    error: Option<EmailError>,
    resent: bool,
}

async fn page(visitor: &Visitor) -> Handled {
    let room = match open(visitor, None).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed = room.kept("email").unwrap_or_default().to_owned();
    Ok(room.reply(visitor, body(visitor, &room, Shown { typed, ..Shown::default() }).await?).into())
}

/// The page; with a fresh login, unless something waits in this session.
async fn open(visitor: &Visitor, form: Option<&PageForm>) -> Result<Result<Room, Answer>, Failure> {
    let room = match Room::open(visitor, Section::Email.as_str()).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let waits = waiting(visitor, &room).await?.is_some_and(|change| change.session_id == room.visit.session.id);
    // To close doors no fresh login is asked for.
    let is_asking = form.is_some_and(|form| form.presses("change"));
    let is_closing = form.is_some_and(|form| form.presses("cancel"));
    if is_closing || (waits && !is_asking) {
        return Ok(Ok(room));
    }
    let kept = |form: &PageForm| KeptForm::at("email").with("email", form.get("email"));
    room.demand_fresh(visitor, Section::Email, form.map(|form| (form, kept(form)))).await
}

async fn waiting(visitor: &Visitor, room: &Room) -> Result<Option<EmailChange>, Failure> {
    Ok(visitor.state.authenticator.email_change(&visitor.origin(), &room.visit.user).await?)
}

async fn change(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match open(visitor, Some(form)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed: String = form.get("email").unwrap_or_default().chars().take(SHOWN).collect();
    if !room.is_genuine(visitor, form) {
        let shown = Shown { typed, error: Some(EmailError::new("stale")), ..Shown::default() };
        let stale = room.reply(visitor, body(visitor, &room, shown).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        let body = body(visitor, &room, Shown { typed, ..Shown::default() }).await?;
        return Ok(Reply { cookies, ..room.reply(visitor, body) }.into());
    }
    match form.get("action").unwrap_or_default() {
        "verify" => verify(visitor, &room, form.get("code").unwrap_or_default()).await,
        "resend" => resend(visitor, &room).await,
        "cancel" => {
            visitor.state.authenticator.cancel_email_change(&visitor.origin(), &room.visit.user).await?;
            Ok(room.done(visitor, Notice::EmailCanceled))
        }
        _ => ask(visitor, &room, typed).await,
    }
}

async fn ask(visitor: &Visitor, room: &Room, typed: String) -> Handled {
    let locale = visitor.locale("", &[]);
    let wanted = (typed.as_str(), locale.as_str());
    let asked = visitor.state.authenticator.ask_email_change(&visitor.origin(), asker(visitor, room), wanted).await?;
    match asked {
        NewEmailAsk::Sent => Ok(Answer::Go(visitor.path(Section::Email.path()), Vec::new())),
        asked => mailed(visitor, room, (asked, typed)).await,
    }
}

async fn resend(visitor: &Visitor, room: &Room) -> Handled {
    let locale = visitor.locale("", &[]);
    let authenticator = &visitor.state.authenticator;
    let asked = authenticator.resend_email_change(&visitor.origin(), asker(visitor, room), locale.as_str()).await?;
    mailed(visitor, room, (asked, String::new())).await
}

/// The page after a mail was sent, or was not.
async fn mailed(visitor: &Visitor, room: &Room, (asked, typed): (NewEmailAsk, String)) -> Handled {
    let (status, wait, error) = match asked {
        NewEmailAsk::Sent => (StatusCode::OK, None, None),
        NewEmailAsk::Refused(fault) => (StatusCode::UNPROCESSABLE_ENTITY, None, Some(EmailError::new(fault.as_str()))),
        NewEmailAsk::Throttled(wait) => {
            let seconds = whole_seconds(wait);
            let error = EmailError { kind: "throttled", count: seconds };
            (StatusCode::TOO_MANY_REQUESTS, Some(seconds), Some(error))
        }
        NewEmailAsk::Impossible => (StatusCode::GONE, None, Some(EmailError::new("over"))),
    };
    let shown = Shown { typed, resent: error.is_none(), error };
    let reply = room.reply(visitor, body(visitor, room, shown).await?);
    Ok(Reply { status, retry_after: wait, ..reply }.into())
}

async fn verify(visitor: &Visitor, room: &Room, code: &str) -> Handled {
    let refuse = async |error, status, wait| -> Handled {
        let reply = room.reply(visitor, body(visitor, room, Shown { error: Some(error), ..Shown::default() }).await?);
        Ok(Reply { status, retry_after: wait, ..reply }.into())
    };
    if code.trim().is_empty() {
        return refuse(EmailError::new("code-missing"), StatusCode::UNPROCESSABLE_ENTITY, None).await;
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    match authenticator.submit_email_code_of_change(&origin, asker(visitor, room), code).await? {
        EmailChanged::Done(ended) => {
            for revocation in &ended {
                grant::announce(&visitor.context, revocation).await;
            }
            Ok(landing(visitor, (&room.visit, Notice::EmailChanged)))
        }
        EmailChanged::Proven => Ok(landing(visitor, (&room.visit, Notice::EmailProven))),
        EmailChanged::Wrong => refuse(EmailError::new("wrong-code"), StatusCode::UNPROCESSABLE_ENTITY, None).await,
        EmailChanged::Locked(wait) => {
            let seconds = whole_seconds(wait);
            let error = EmailError { kind: "locked", count: seconds.div_ceil(60) };
            refuse(error, StatusCode::TOO_MANY_REQUESTS, Some(seconds)).await
        }
        EmailChanged::Over => refuse(EmailError::new("over"), StatusCode::GONE, None).await,
        EmailChanged::Taken => refuse(EmailError::new("taken"), StatusCode::CONFLICT, None).await,
    }
}

/// Where somebody goes whose address is another now, or proven: a page that says so, and asks for no login before it does.
pub fn landing(visitor: &Visitor, (visit, notice): (&Visit, Notice)) -> Answer {
    let page = if visit.is_fresh(visitor.context.now) { Section::Email.path() } else { "/account" };
    Answer::Go(format!("{}?done={}", visitor.path(page), word(notice)), Vec::new())
}

fn asker<'a>(visitor: &'a Visitor, room: &'a Room) -> EmailAsker<'a> {
    EmailAsker { visit: &room.visit, through: None, rules: &visitor.context.state.realm.settings.registration }
}

async fn body(visitor: &Visitor, room: &Room, shown: Shown) -> Result<AccountBody, Failure> {
    let waits = waiting(visitor, room).await?;
    let pending = waits.map(|change| PendingEmail {
        elsewhere: change.session_id != room.visit.session.id,
        until: change.expires_at.into(),
        email: change.email,
    });
    let user = &room.visit.user;
    Ok(AccountBody::Email(Box::new(EmailBody {
        address: user.email.clone(),
        verified: user.email_verified,
        possible: visitor.state.authenticator.offers_email_change(),
        pending,
        typed: shown.typed,
        error: shown.error,
        resent: shown.resent,
    })))
}
