//! The page on which a new account gets its passkey (pages N-3, K-12), once its address is proven; and a password instead,
//! where the realm lets people choose one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::login::InteractionPath;
use super::passkey::{answer, carried, newly_made};
use super::register::{Faults, REGISTER, verified_page};
use crate::authn::{self, FirstKey, FirstPassword, RegistrationPolicy, Verified};
use crate::model::{Field, Registration};
use crate::theme::{Account, FirstKeyPage, FormError, NewPasswordChoice, Page};
use crate::web::account::strength;
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page.
pub const PAGE: &str = "register/passkey";

/// `GET /interaction/{id}/register/passkey`
pub async fn show_key(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Interaction(&path.id)).await)
}

/// `POST /interaction/{id}/register/passkey`
pub async fn send_key(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Interaction(&path.id), &form).await;
    respond(&visitor, handled)
}

/// `GET /register/passkey`
pub async fn show_house_key(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::House).await)
}

/// `POST /register/passkey`
pub async fn send_house_key(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::House, &form).await;
    respond(&visitor, handled)
}

/// What the page shows again.
#[derive(Default)]
struct Shown {
    faults: Vec<String>,
    error: Option<FormError>,
}

/// A registration whose passkey is due, at its desk.
struct Waiting {
    desk: Desk,
    registration: Registration,
}

impl Waiting {
    /// Opens it; a path when something else is due.
    async fn open(visitor: &Visitor, place: Place<'_>) -> Result<Result<Self, String>, Failure> {
        let desk = Desk::open(visitor, place).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let found = visitor.state.authenticator.proven_registration(&visitor.origin(), desk.login(visitor)).await?;
        Ok(match found {
            Some(registration) => Ok(Self { desk, registration }),
            None => Err(desk.path(visitor, REGISTER)),
        })
    }

    async fn page(&self, visitor: &Visitor, shown: Shown) -> Result<Reply, Failure> {
        let (authenticator, realm) = (&visitor.state.authenticator, &visitor.context.state.realm);
        let request = match visitor.relying_party() {
            Some(party) => {
                let login = self.desk.login(visitor);
                authenticator.begin_first_key(&visitor.origin(), login, &party).await?
            }
            None => None,
        };
        let policy = authenticator.policy(realm);
        let takes_password = realm.settings.registration.credential.takes_password();
        let password = takes_password.then(|| NewPasswordChoice {
            min_length: policy.min_length,
            strength: strength(&policy),
            faults: shown.faults,
        });
        let name = self.registration.profile.get(&Field::Name).cloned().unwrap_or_default();
        let page = FirstKeyPage {
            action: self.desk.path(visitor, PAGE),
            application: self.desk.application(),
            account: Account { name, identifier: self.registration.email.clone() },
            request: request.map(|request| carried(visitor, &self.desk, PAGE, request)),
            password,
            error: shown.error,
            change: self.registration.invitation_hash.is_none().then(|| self.desk.path(visitor, REGISTER)),
            can_cancel: true,
        };
        Ok(self.desk.reply(visitor, PAGE, Page::FirstKey(Box::new(page))))
    }

    async fn refused(&self, visitor: &Visitor, shown: Shown) -> Handled {
        Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..self.page(visitor, shown).await? }.into())
    }
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    Ok(match Waiting::open(visitor, place).await? {
        Ok(waiting) => waiting.page(visitor, Shown::default()).await?.into(),
        Err(path) => Answer::Go(path, Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let waiting = match Waiting::open(visitor, place).await? {
        Ok(waiting) => waiting,
        Err(path) => return Ok(Answer::Go(path, Vec::new())),
    };
    if !waiting.desk.is_genuine(visitor, form, PAGE) {
        let stale = waiting.page(visitor, Shown { error: Some(FormError::Stale), ..Shown::default() }).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..waiting.page(visitor, Shown::default()).await? }.into());
    }
    if form.presses("cancel") {
        return waiting.desk.cancel(visitor).await;
    }
    if form.presses("password") {
        return choose_password(visitor, waiting, form.get("new-password").unwrap_or_default()).await;
    }
    let given = answer(form).filter(|given| !given.credential.is_empty());
    let (Some(party), Some(given)) = (visitor.relying_party(), given) else {
        // Sent without the script: the same page once more.
        return Ok(waiting.page(visitor, Shown::default()).await?.into());
    };
    // Nothing is made here without asking.
    let given = authn::CeremonyAnswer { is_silent: false, ..given };
    let rules = &visitor.context.state.realm.settings.registration;
    let (authenticator, login) = (&visitor.state.authenticator, waiting.desk.login(visitor));
    let made = authenticator.register_with_key(&visitor.origin(), login, (&party, given), rules).await?;
    let refused = |error| waiting.refused(visitor, Shown { error: Some(error), ..Shown::default() });
    match made {
        FirstKey::Refused => refused(FormError::KeyRefused).await,
        FirstKey::Expired => refused(FormError::KeyExpired).await,
        FirstKey::Ready => Ok(Answer::Go(newly_made(&waiting.desk.path(visitor, "passkey")), Vec::new())),
        FirstKey::Waits => end(visitor, waiting, Verified::Waits).await,
        FirstKey::Over => end(visitor, waiting, Verified::Over).await,
        FirstKey::Taken => end(visitor, waiting, Verified::Taken).await,
    }
}

async fn end(visitor: &Visitor, waiting: Waiting, verified: Verified) -> Handled {
    verified_page(visitor, &waiting.desk, waiting.registration.email, verified).await
}

async fn choose_password(visitor: &Visitor, waiting: Waiting, typed: &str) -> Handled {
    let (authenticator, realm) = (&visitor.state.authenticator, &visitor.context.state.realm);
    let passwords = authenticator.policy(realm);
    let policy = RegistrationPolicy { registration: &realm.settings.registration, passwords: &passwords };
    let login = waiting.desk.login(visitor);
    match authenticator.register_with_password(&visitor.origin(), login, typed, policy).await {
        Ok(FirstPassword::Done(verified)) => end(visitor, waiting, verified).await,
        Ok(FirstPassword::Refused(faults)) => {
            let faults = Faults::of(&faults).words;
            waiting.refused(visitor, Shown { faults, error: None }).await
        }
        Err(authn::Error::Busy(span)) => {
            let shown = Shown { error: Some(FormError::Unavailable), ..Shown::default() };
            let (reply, retry_after) = (waiting.page(visitor, shown).await?, Some(whole_seconds(span)));
            Ok(Reply { status: StatusCode::SERVICE_UNAVAILABLE, retry_after, ..reply }.into())
        }
        Err(error) => Err(error.into()),
    }
}
