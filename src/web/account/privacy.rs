//! `/account/privacy`: taking one's data along, and leaving for good with a while to come back (pages A-9).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};

use super::Section;
use super::room::Room;
use crate::account::export;
use crate::audit::Actor;
use crate::authn::{self, KeptForm};
use crate::provider::grant;
use crate::storage::exports;
use crate::theme::{AccountBody, ArchiveStand, LinkDonePage, Notice, Page, PrivacyBody};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// Characters of an interaction's name at most.
const INTERACTION_CHARS: usize = 64;

/// `GET /account/privacy`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/privacy`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = decide(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// The page: with a fresh login, unless there is nothing to do here but to keep the account.
async fn open(visitor: &Visitor, sent: Option<(&PageForm, KeptForm)>) -> Result<Result<Room, Answer>, Failure> {
    match Room::open(visitor, Section::Privacy.as_str()).await? {
        Ok(room) if room.visit.user.delete_at.is_none() => room.demand_fresh(visitor, Section::Privacy, sent).await,
        opened => Ok(opened),
    }
}

async fn page(visitor: &Visitor) -> Handled {
    let asked = visitor.query.split('&').find_map(|pair| pair.strip_prefix("interaction=")).unwrap_or_default();
    Ok(match open(visitor, None).await? {
        Ok(room) => room.reply(visitor, body(visitor, &room, asked, None).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

/// `GET /account/privacy/archive`
pub async fn download(visitor: Visitor) -> HttpResponse {
    match archive(&visitor).await {
        Ok(Ok(bytes)) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/zip"))
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"my-data.zip\""))
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
            .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(bytes),
        Ok(Err(elsewhere)) => respond(&visitor, Ok(elsewhere)),
        Err(failure) => respond(&visitor, Err(failure)),
    }
}

/// The archive of whoever has just proved who they are; nobody else's can be named.
async fn archive(visitor: &Visitor) -> Result<Result<Vec<u8>, Answer>, Failure> {
    let room = match open(visitor, None).await? {
        Ok(room) if room.visit.user.delete_at.is_none() => room,
        Ok(_) => return Ok(Err(Answer::Go(visitor.path(Section::Privacy.path()), Vec::new()))),
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let shared = &visitor.context.shared;
    let taken =
        export::take((&shared.database, &shared.sub_keys), &visitor.origin(), (&room.visit.user.id, None)).await?;
    Ok(taken.ok_or_else(|| Answer::Go(visitor.path(Section::Privacy.path()), Vec::new())))
}

async fn decide(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let button = if form.presses("delete") { "delete-account" } else { "ask-archive" };
    let kept = KeptForm::at(button).with("understood", form.get("understood"));
    let room = match open(visitor, Some((form, kept))).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let interaction = form.get("interaction").unwrap_or_default();
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, &room, interaction, None).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if form.presses("keep") {
        return keep(visitor, &room, interaction).await;
    }
    if form.presses("export") && room.visit.user.delete_at.is_none() {
        let (user, locale) = (&room.visit.user.id, visitor.locale("", &[]));
        let asked =
            export::request(visitor.context.database(), &visitor.origin(), (user, None), locale.as_str()).await?;
        return Ok(if asked {
            room.done(visitor, Notice::ExportRequested)
        } else {
            Answer::Go(visitor.path(Section::Privacy.path()), Vec::new())
        });
    }
    if form.presses("delete") && room.visit.user.delete_at.is_none() {
        if !form.is_ticked("understood") {
            return Ok(room.refuse(visitor, body(visitor, &room, "", Some("not-confirmed")).await?).into());
        }
        return delete(visitor, &room).await;
    }
    Ok(room.reply(visitor, body(visitor, &room, interaction, None).await?).into())
}

async fn keep(visitor: &Visitor, room: &Room, interaction: &str) -> Handled {
    let user = &room.visit.user.id;
    visitor.state.authenticator.keep_account(&visitor.origin(), Actor::User(user), user).await?;
    match interaction_id(interaction) {
        "" => Ok(room.done(visitor, Notice::AccountKept)),
        // Whether it still waits, and for this browser, its own page finds out.
        id => Ok(Answer::Go(visitor.path(&format!("/interaction/{id}/resume")), Vec::new())),
    }
}

async fn delete(visitor: &Visitor, room: &Room) -> Handled {
    let (user, wait) = (&room.visit.user.id, visitor.context.state.realm.settings.deletion_delay());
    let origin = visitor.origin();
    let actor = (Actor::User(user), None);
    let leaving = match visitor.state.authenticator.request_deletion(&origin, actor, user, wait).await {
        Err(authn::Error::LastAdministrator) => {
            return Ok(room.refuse(visitor, body(visitor, room, "", Some("last-administrator")).await?).into());
        }
        leaving => leaving?,
    };
    // Decided in another window a moment ago: this session has ended with the others.
    let Some(leaving) = leaving else { return Ok(Answer::Go(visitor.path("/login"), Vec::new())) };
    for revocation in &leaving.ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let (next, until) = (visitor.path("/login"), Some(leaving.at.into()));
    Ok(Reply::ok(Page::LinkDone(LinkDonePage { purpose: "delete", next, until })).into())
}

/// What names an interaction, if `text` could be that.
fn interaction_id(text: &str) -> &str {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_plain && text.len() <= INTERACTION_CHARS { text } else { "" }
}

async fn body(
    visitor: &Visitor,
    room: &Room,
    interaction: &str,
    error: Option<&'static str>,
) -> Result<AccountBody, Failure> {
    let wait = visitor.context.state.realm.settings.deletion_delay();
    let delete_at = room.visit.user.delete_at;
    let (context, now) = (&visitor.context, visitor.context.now);
    let found = exports::find(context.database(), context.realm(), &room.visit.user.id).await?;
    let archive = ArchiveStand {
        may_ask: export::may_request(found.as_ref(), now),
        state: found.as_ref().filter(|export| now < export.expires_at).map_or("", |export| export.state.as_str()),
        until: found.filter(|export| export.is_ready(now)).map(|export| export.expires_at.into()),
        download: visitor.path("/account/privacy/archive"),
    };
    Ok(AccountBody::Privacy(Box::new(PrivacyBody {
        archive,
        understood: room.kept("understood").is_some(),
        days: wait.as_secs() / 86_400,
        until: delete_at.unwrap_or(visitor.context.now + wait).into(),
        is_leaving: delete_at.is_some(),
        interaction: interaction_id(interaction).to_owned(),
        error,
    })))
}
