//! Where the link of a registration's mail leads. Opened in the browser in which the registration began it ends it; opened
//! elsewhere it shows a code to type there: the owner of the address must not confirm an account whose password somebody else
//! has chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::register::verified_page;
use crate::model::Registration;
use crate::secret::token_hash;
use crate::theme::{ErrorKind, FormError, Page, VerifyEmail, VerifyEmailPage};
use crate::web::form::PageForm;
use crate::web::page::{Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The path of the page.
#[derive(serde::Deserialize)]
pub struct LinkPath {
    /// What stands in the mail.
    pub token: String,
}

/// `GET /link/verify-email/{token}`
pub async fn show_link(visitor: Visitor, path: web::Path<LinkPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path.token).await)
}

/// `POST /link/verify-email/{token}`
pub async fn send_link(mut visitor: Visitor, path: web::Path<LinkPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path.token, &form).await;
    respond(&visitor, handled)
}

/// A registration whose link was opened.
struct Opened {
    registration: Registration,
    is_own: bool,
    desk: Desk,
}

impl Opened {
    async fn of(visitor: &Visitor, token: &str) -> Result<Self, Failure> {
        let house = Desk::open(visitor, Place::House).await?;
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let found = authenticator.registration_of_link(&origin, house.login(visitor), token).await?;
        let (registration, is_own) = found.ok_or(Failure::Refused(ErrorKind::Expired, StatusCode::GONE))?;
        // Back to the application it was for, as long as that still waits.
        let desk = match Desk::open(visitor, Place::Interaction(&registration.id)).await {
            Ok(desk) if is_own => desk,
            Ok(_) | Err(_) => house,
        };
        Ok(Self { registration, is_own, desk })
    }

    fn page(&self, visitor: &Visitor, token: &str, state: VerifyEmail, error: Option<FormError>) -> Reply {
        let page = VerifyEmailPage {
            action: visitor.path(&format!("/link/verify-email/{token}")),
            application: self.desk.application(),
            // Elsewhere the address stays unsaid: a link may be passed on.
            email: if self.is_own { self.registration.email.clone() } else { String::new() },
            state,
            error,
            change: None,
        };
        self.desk.reply(visitor, &form_name(token), Page::VerifyEmail(page))
    }

    fn asks(&self) -> VerifyEmail {
        if self.is_own { VerifyEmail::Confirm } else { VerifyEmail::Elsewhere }
    }
}

/// Guards the form without having the token in it.
fn form_name(token: &str) -> String {
    format!("verify-link/{}", token_hash(token))
}

async fn show(visitor: &Visitor, token: &str) -> Handled {
    let opened = Opened::of(visitor, token).await?;
    Ok(opened.page(visitor, token, opened.asks(), None).into())
}

async fn send(visitor: &mut Visitor, token: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let opened = Opened::of(visitor, token).await?;
    if !opened.desk.is_genuine(visitor, form, &form_name(token)) {
        let stale = opened.page(visitor, token, opened.asks(), Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..opened.page(visitor, token, opened.asks(), None) }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let login = opened.desk.login(visitor);
    if opened.is_own {
        let rules = &visitor.context.state.realm.settings.registration;
        let verified = authenticator.submit_registration_link(&origin, login, token, rules).await?;
        return verified_page(visitor, &opened.desk, opened.registration.email, verified).await;
    }
    let Some(code) = authenticator.code_of_registration_link(&origin, login, token).await? else {
        return Err(Failure::Refused(ErrorKind::Expired, StatusCode::GONE));
    };
    let (first, second) = code.expose().split_at(3);
    let state = VerifyEmail::Shown { code: format!("{first} {second}") };
    Ok(opened.page(visitor, token, state, None).into())
}
