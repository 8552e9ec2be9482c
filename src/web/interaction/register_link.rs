//! Where the link of a registration's mail leads, once its token was taken out of the address (pages B-5). Opened in the browser in which the registration began it ends it; opened
//! elsewhere it shows a code to type there: the owner of the address must not confirm an account whose password somebody else
//! has chosen.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Place};
use super::link::spent;
use super::register::verified_page;
use crate::model::{LinkPurpose, Registration};
use crate::theme::{FormError, Page, VerifyEmail, VerifyEmailPage};
use crate::web::form::PageForm;
use crate::web::page::{Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page.
const PATH: &str = "/link/verify-email";

/// `GET /link/verify-email`
pub async fn show_link(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor).await)
}

/// `POST /link/verify-email`
pub async fn send_link(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// A registration whose link was opened.
struct Opened {
    /// The digest of its token.
    hash: String,
    registration: Registration,
    is_own: bool,
    desk: Desk,
}

impl Opened {
    async fn of(visitor: &Visitor) -> Result<Self, Failure> {
        let house = Desk::open(visitor, Place::House).await?;
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let hash = authenticator.opened_link(&origin, &visitor.browser, LinkPurpose::VerifyEmail).await?;
        let hash = hash.ok_or_else(spent)?;
        let found = authenticator.registration_of_link(&origin, house.login(visitor), &hash).await?;
        let (registration, is_own) = found.ok_or_else(spent)?;
        // Back to the application it was for, as long as that still waits.
        let desk = match Desk::open(visitor, Place::Interaction(&registration.id)).await {
            Ok(desk) if is_own => desk,
            Ok(_) | Err(_) => house,
        };
        Ok(Self { hash, registration, is_own, desk })
    }

    fn page(&self, visitor: &Visitor, state: VerifyEmail, error: Option<FormError>) -> Reply {
        let page = VerifyEmailPage {
            action: visitor.path(PATH),
            application: self.desk.application(),
            // Elsewhere the address stays unsaid: a link may be passed on.
            email: if self.is_own { self.registration.email.clone() } else { String::new() },
            state,
            error,
            change: None,
        };
        self.desk.reply(visitor, &self.form_name(), Page::VerifyEmail(page))
    }

    /// Guards the form of this link, and of no other.
    fn form_name(&self) -> String {
        format!("verify-link/{}", self.hash)
    }

    fn asks(&self) -> VerifyEmail {
        if self.is_own { VerifyEmail::Confirm } else { VerifyEmail::Elsewhere }
    }
}

async fn show(visitor: &Visitor) -> Handled {
    let opened = Opened::of(visitor).await?;
    Ok(opened.page(visitor, opened.asks(), None).into())
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let opened = Opened::of(visitor).await?;
    if !opened.desk.is_genuine(visitor, form, &opened.form_name()) {
        let stale = opened.page(visitor, opened.asks(), Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..opened.page(visitor, opened.asks(), None) }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let login = opened.desk.login(visitor);
    if opened.is_own {
        let rules = &visitor.context.state.realm.settings.registration;
        let verified = authenticator.submit_registration_link(&origin, login, &opened.hash, rules).await?;
        return verified_page(visitor, &opened.desk, opened.registration.email, verified).await;
    }
    let Some(code) = authenticator.code_of_registration_link(&origin, login, &opened.hash).await? else {
        return Err(spent());
    };
    let (first, second) = code.expose().split_at(3);
    let state = VerifyEmail::Shown { code: format!("{first} {second}") };
    Ok(opened.page(visitor, state, None).into())
}
