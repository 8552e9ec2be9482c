//! Where the link leads that proves a new address (product AC-05), once it was taken out of the address bar: opened in the
//! session that asked for it the account gets the address, at the press of a button; opened elsewhere it shows a code to type
//! there. Whoever reads a mail that they did not ask for gives their address to nobody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::link::spent;
use super::recovery::guarded;
use crate::authn::{EmailAsker, EmailChanged, NewEmailLink, Visit};
use crate::provider::grant;
use crate::theme::{EmailError, NewEmail, NewEmailPage, Notice, Page};
use crate::web::account::email_landing;
use crate::web::form::PageForm;
use crate::web::page::{Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The form of the page.
const NAME: &str = "link/email";

/// `GET /link/email`
pub async fn show_link(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor).await)
}

/// `POST /link/email`
pub async fn send_link(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// A link that was opened, and who is signed in.
struct Opened {
    link: NewEmailLink,
    visit: Option<Visit>,
}

impl Opened {
    async fn of(visitor: &Visitor) -> Result<Self, Failure> {
        let visit = visitor.visit().await?;
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let link = authenticator.new_email_link(&origin, &visitor.browser, visit.as_ref()).await?.ok_or_else(spent)?;
        Ok(Self { link, visit })
    }

    fn asks(&self, visitor: &Visitor, error: Option<EmailError>) -> Reply {
        let state = if self.link.is_at_home { NewEmail::Confirm } else { NewEmail::Elsewhere };
        self.page(visitor, state, error)
    }

    fn page(&self, visitor: &Visitor, state: NewEmail, error: Option<EmailError>) -> Reply {
        // Elsewhere the address stays unsaid: a link may be passed on.
        let email = if self.link.is_at_home { self.link.email().to_owned() } else { String::new() };
        let page = NewEmailPage { action: visitor.path("/link/email"), email, state, error };
        guarded(visitor, NAME, Page::NewEmail(page))
    }
}

async fn show(visitor: &Visitor) -> Handled {
    Ok(Opened::of(visitor).await?.asks(visitor, None).into())
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let opened = Opened::of(visitor).await?;
    if !form.is_genuine(&visitor.context, visitor.binding(), NAME) {
        let stale = opened.asks(visitor, Some(EmailError::new("stale")));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..opened.asks(visitor, None) }.into());
    }
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let Some(visit) = opened.visit.as_ref().filter(|_| opened.link.is_at_home) else {
        let code = authenticator.code_of_new_email_link(&origin, &opened.link).await?.ok_or_else(spent)?;
        let (first, second) = code.expose().split_at(3);
        return Ok(opened.page(visitor, NewEmail::Shown { code: format!("{first} {second}") }, None).into());
    };
    let rules = &visitor.context.state.realm.settings.registration;
    let asker = EmailAsker { visit, through: None, rules };
    match authenticator.submit_new_email_link(&origin, asker, &opened.link).await? {
        EmailChanged::Done(ended) => {
            for revocation in &ended {
                grant::announce(&visitor.context, revocation).await;
            }
            Ok(email_landing(visitor, (visit, Notice::EmailChanged)))
        }
        EmailChanged::Proven => Ok(email_landing(visitor, (visit, Notice::EmailProven))),
        EmailChanged::Taken => {
            let reply = opened.asks(visitor, Some(EmailError::new("taken")));
            Ok(Reply { status: StatusCode::CONFLICT, ..reply }.into())
        }
        EmailChanged::Wrong | EmailChanged::Locked(_) | EmailChanged::Over => Err(spent()),
    }
}
