//! `/account/authenticator` and `/account/backup-codes`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::Section;
use super::qr;
use super::room::Room;
use crate::authn::{Enrolled, KeptForm, NAME_CHARS_MAX, TOTP_FACTORS_MAX, TotpSecret, Visit};
use crate::model::{FactorId, Revocation};
use crate::provider::grant;
use crate::theme::{AccountBody, Enrollment, Factor, Notice};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/authenticator`
pub async fn show_authenticator(visitor: Visitor) -> HttpResponse {
    respond(&visitor, authenticator(&visitor).await)
}

/// `POST /account/authenticator`
pub async fn send_authenticator(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = change_authenticator(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// `GET /account/backup-codes`
pub async fn show_codes(visitor: Visitor) -> HttpResponse {
    respond(&visitor, codes(&visitor).await)
}

/// `POST /account/backup-codes`
pub async fn send_codes(visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = make_codes(&visitor, &form).await;
    respond(&visitor, handled)
}

async fn authenticator(visitor: &Visitor) -> Handled {
    Ok(match Room::open_fresh(visitor, Section::Authenticator).await? {
        Ok(room) => {
            let mut body = authenticator_body(visitor, &room.visit, None).await?;
            if let AccountBody::Authenticator { enrollment: Some(enrollment), .. } = &mut body {
                enrollment.name = named(room.kept("name").unwrap_or_default());
            }
            room.reply(visitor, body).into()
        }
        Err(elsewhere) => elsewhere,
    })
}

async fn change_authenticator(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let kept = match form.get("remove") {
        Some(id) => KeptForm::at(format!("remove-{id}")),
        None => KeptForm::at("code").with("name", form.get("name")),
    };
    let room = match Room::open_fresh_for(visitor, Section::Authenticator, (form, kept)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, authenticator_body(visitor, &room.visit, None).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        let body = authenticator_body(visitor, &room.visit, None).await?;
        return Ok(Reply { cookies, ..room.reply(visitor, body) }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if let Some(id) = form.get("remove") {
        return match authenticator.remove_totp(&origin, &room.visit, &FactorId::from(id)).await? {
            Some(ended) => Ok(finish(visitor, &room, &ended, Notice::FactorRemoved).await),
            None => Ok(Answer::Go(visitor.path(Section::Authenticator.path()), Vec::new())),
        };
    }
    let name = form.get("name").unwrap_or_default();
    let code = form.get("code").unwrap_or_default();
    match authenticator.finish_totp(&origin, &room.visit, (name, code)).await? {
        Enrolled::Done(ended) => Ok(finish(visitor, &room, &ended, Notice::FactorAdded).await),
        // A new secret is on the page then: the person sees that and scans again.
        Enrolled::WrongCode | Enrolled::Expired => {
            Ok(room.refuse(visitor, authenticator_body(visitor, &room.visit, Some(name)).await?).into())
        }
        // The page shows all there are, and offers no further one.
        Enrolled::TooMany => Ok(room.reply(visitor, authenticator_body(visitor, &room.visit, None).await?).into()),
    }
}

async fn finish(visitor: &Visitor, room: &Room, ended: &[Revocation], notice: Notice) -> Answer {
    for revocation in ended {
        grant::announce(&visitor.context, revocation).await;
    }
    room.done(visitor, notice)
}

/// `failed` is the name typed with a code that did not fit.
async fn authenticator_body(visitor: &Visitor, visit: &Visit, failed: Option<&str>) -> Result<AccountBody, Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let factors = authenticator.totp_factors(&origin, &visit.user.id).await?;
    let enrollment = if factors.len() < TOTP_FACTORS_MAX {
        let secret = authenticator.begin_totp(&origin, visit).await?;
        Some(enrollment(visitor, &secret, (&visit.user.username, failed.unwrap_or_default())))
    } else {
        None
    };
    let factors = factors
        .into_iter()
        .map(|factor| Factor {
            id: factor.id.to_string(),
            name: factor.name,
            added: factor.created_at.into(),
            used: factor.last_used_at.map(Into::into),
        })
        .collect();
    Ok(AccountBody::Authenticator { factors, enrollment, wrong_code: failed.is_some() })
}

/// What is shown of a secret that `identifier` is about to enroll under `name`.
pub fn enrollment(visitor: &Visitor, secret: &TotpSecret, (identifier, name): (&str, &str)) -> Enrollment {
    let issuer = visitor.context.state.realm.display_name.clone();
    let uri = secret.uri(&issuer, identifier);
    let (qr_path, qr_size) = uri.and_then(|uri| qr::path(uri.expose())).unwrap_or_default();
    let text: Vec<char> = secret.base32().expose().chars().filter(|c| *c != '=').collect();
    let groups: Vec<String> = text.chunks(4).map(|group| group.iter().collect()).collect();
    let name = named(name);
    let (identifier, digits) = (identifier.to_owned(), secret.digits());
    Enrollment { qr_path, qr_size, secret: groups.join(" "), issuer, identifier, name, digits }
}

fn named(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}

async fn codes(visitor: &Visitor) -> Handled {
    Ok(match Room::open_fresh(visitor, Section::BackupCodes).await? {
        Ok(room) => room.reply(visitor, codes_body(visitor, &room.visit, Vec::new()).await?).into(),
        Err(elsewhere) => elsewhere,
    })
}

/// The codes are shown in the answer itself: they are kept nowhere from which a later page could show them.
async fn make_codes(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let kept = KeptForm::at("make-codes");
    let room = match Room::open_fresh_for(visitor, Section::BackupCodes, (form, kept)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, codes_body(visitor, &room.visit, Vec::new()).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let origin = visitor.origin();
    let user = &room.visit.user.id;
    let authenticator = &visitor.state.authenticator;
    let made = if authenticator.is_second_factor_demanded(&origin, user).await? {
        authenticator.make_backup_codes(&origin, user).await?
    } else {
        Vec::new()
    };
    let shown = made.iter().map(|code| code.expose().clone()).collect();
    Ok(room.reply(visitor, codes_body(visitor, &room.visit, shown).await?).into())
}

async fn codes_body(visitor: &Visitor, visit: &Visit, codes: Vec<String>) -> Result<AccountBody, Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let left = authenticator.backup_codes_left(&origin, &visit.user.id).await?;
    let possible = authenticator.is_second_factor_demanded(&origin, &visit.user.id).await?;
    Ok(AccountBody::BackupCodes { left, possible, codes })
}
