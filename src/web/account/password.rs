//! `/account/password`: a new password.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::Section;
use super::room::Room;
use crate::authn::{CharacterClass, KeptForm, NewPassword, Password, PasswordError, PasswordPolicy, Weakness};
use crate::provider::grant;
use crate::theme::{AccountBody, Notice, Strength};
use crate::web::form::PageForm;
use crate::web::page::{Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/password`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/password`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = change(&mut visitor, &form).await;
    respond(&visitor, handled)
}

async fn page(visitor: &Visitor) -> Handled {
    Ok(match Room::open_fresh(visitor, Section::Password).await? {
        Ok(room) => {
            let end_others = !room.is_kept() || room.kept("end-others").is_some();
            room.reply(visitor, body(visitor, &[], end_others)).into()
        }
        Err(elsewhere) => elsewhere,
    })
}

async fn change(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let kept = KeptForm::at("new-password").with("end-others", form.get("end-others"));
    let room = match Room::open_fresh_for(visitor, Section::Password, (form, kept)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let end_others = form.is_ticked("end-others");
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, body(visitor, &[], end_others));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..room.reply(visitor, body(visitor, &[], end_others)) }.into());
    }
    let password = match Password::parse(form.get("new-password").unwrap_or_default()) {
        Ok(password) => password,
        Err(error) => {
            let weakness = if error == PasswordError::Empty { "empty" } else { "too-long" };
            return Ok(room.refuse(visitor, body(visitor, &[weakness.to_owned()], end_others)).into());
        }
    };
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let policy = authenticator.policy(&visitor.context.state.realm);
    match authenticator.change_password(&origin, &room.visit, (&password, end_others), &policy).await? {
        NewPassword::Weak(weaknesses) => {
            let words: Vec<String> = weaknesses.iter().map(word).collect();
            Ok(room.refuse(visitor, body(visitor, &words, end_others)).into())
        }
        NewPassword::Set(ended) => {
            for revocation in &ended {
                grant::announce(&visitor.context, revocation).await;
            }
            Ok(room.done(visitor, Notice::PasswordChanged))
        }
    }
}

fn body(visitor: &Visitor, weaknesses: &[String], end_others: bool) -> AccountBody {
    let policy = visitor.state.authenticator.policy(&visitor.context.state.realm);
    AccountBody::Password {
        min_length: policy.min_length,
        max_length: policy.max_length,
        composed: !policy.classes.is_empty(),
        weaknesses: weaknesses.to_vec(),
        end_others,
        strength: strength(&policy),
    }
}

/// What the page judges a new password by.
pub fn strength(policy: &PasswordPolicy) -> Strength {
    let name = |class: &CharacterClass| match class {
        CharacterClass::Lower => "lower",
        CharacterClass::Upper => "upper",
        CharacterClass::Digit => "digit",
        CharacterClass::Special => "special",
    };
    let classes: Vec<&str> = policy.classes.iter().map(name).collect();
    Strength { least: policy.min_length, most: policy.max_length, classes: classes.join(" ") }
}

/// The words for a weakness, after `weak-`.
pub fn word(weakness: &Weakness) -> String {
    match weakness {
        Weakness::TooShort(_) => "too-short",
        Weakness::TooLong(_) => "too-long",
        Weakness::Missing(_) => "missing-class",
        Weakness::Reused => "reused",
        Weakness::Breached => "breached",
        Weakness::Common => "common",
        Weakness::Personal => "personal",
        Weakness::Pattern => "pattern",
    }
    .to_owned()
}
