//! Where the link of a mail to sign in with leads (product AU-11), once it was taken out of the address: opened in the browser
//! that asked it signs in there, at the press of a button; opened elsewhere it shows a code to type where the login began.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Place};
use super::email_code::fault;
use super::link::spent;
use super::login::{due_page, signed};
use crate::authn::{EmailLink, Outcome};
use crate::theme::{EmailCode, EmailCodePage, FormError, Page};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The form of the page.
const NAME: &str = "link/sign-in";

/// `GET /link/sign-in`
pub async fn show_link(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor).await)
}

/// `POST /link/sign-in`
pub async fn send_link(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// A link that was opened, and the login it is for; elsewhere, none.
struct Opened {
    link: EmailLink,
    desk: Desk,
}

impl Opened {
    async fn of(visitor: &Visitor) -> Result<Self, Failure> {
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let link = authenticator.email_link(&origin, &visitor.browser).await?.ok_or_else(spent)?;
        let house = Desk::open(visitor, Place::House).await?;
        let desk = if !link.is_at_home || house.login(visitor).id == link.login_id() {
            house
        } else {
            // The application may have stopped waiting.
            Desk::open(visitor, Place::Interaction(link.login_id())).await.map_err(|_| spent())?
        };
        Ok(Self { link, desk })
    }

    const fn asks(&self) -> EmailCode {
        if self.link.is_at_home { EmailCode::Confirm } else { EmailCode::Elsewhere }
    }

    fn page(&self, visitor: &Visitor, state: EmailCode, error: Option<FormError>) -> Reply {
        let page = EmailCodePage {
            action: visitor.path("/link/sign-in"),
            application: self.desk.application(),
            state,
            error,
            ..EmailCodePage::default()
        };
        self.desk.reply(visitor, NAME, Page::EmailCode(page))
    }
}

async fn show(visitor: &Visitor) -> Handled {
    let opened = Opened::of(visitor).await?;
    Ok(opened.page(visitor, opened.asks(), None).into())
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let opened = Opened::of(visitor).await?;
    if !opened.desk.is_genuine(visitor, form, NAME) {
        let stale = opened.page(visitor, opened.asks(), Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..opened.page(visitor, opened.asks(), None) }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if !opened.link.is_at_home {
        let code = authenticator.code_of_email_link(&origin, &opened.link).await?.ok_or_else(spent)?;
        let (first, second) = code.expose().split_at(3);
        let state = EmailCode::Shown { code: format!("{first} {second}") };
        return Ok(opened.page(visitor, state, None).into());
    }
    let login = opened.desk.login(visitor);
    match authenticator.submit_email_link(&origin, login, &opened.link).await?.ok_or_else(spent)? {
        Outcome::SignedIn(signed_in) => Ok(signed(visitor, &opened.desk, *signed_in).await),
        Outcome::Next(flow) => Ok(Answer::Go(opened.desk.path(visitor, &due_page(&flow)), Vec::new())),
        Outcome::Again(_, complaint) => {
            let reply = opened.page(visitor, EmailCode::Confirm, Some(fault(complaint).0));
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
    }
}
