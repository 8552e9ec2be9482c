//! The page of an invitation (product UM-09, pages N-6), once its token was taken out of the address: who invites, until when,
//! for which address; and the form that makes the account. Looking spends nothing.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Place};
use super::link::spent;
use super::login::{due_page, signed};
use super::register::{Faults, passkey_first, terms_links};
use super::register_key;
use super::scene::application;
use crate::authn::{self, Accepted, Applicant, Guest, RegistrationPolicy};
use crate::model::{AskedField, InvitationStanding, Sheet};
use crate::provider::clients::KnownClient;
use crate::theme::{ErrorKind, FormError, InvitationPage, InvitationStage, Page};
use crate::web::account::strength;
use crate::web::asked::{inputs, typed};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page.
pub const PATH: &str = "/register/invitation";
/// Its form.
const NAME: &str = "register/invitation";

/// `GET /register/invitation`
pub async fn show_invitation(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor).await)
}

/// `POST /register/invitation`
pub async fn send_invitation(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// An invitation in front of the browser that has opened its link.
struct Reception {
    desk: Desk,
    guest: Guest,
    client: Option<Arc<KnownClient>>,
    asked: Vec<AskedField>,
}

/// What the page shows again.
#[derive(Default)]
struct Shown {
    accepted: bool,
    typed: Sheet,
    faults: Faults,
    error: Option<FormError>,
}

impl Reception {
    /// Opens it; a refusal where nobody is let in (pages N-8), or the browser has opened no link that still says anything.
    async fn open(visitor: &Visitor) -> Result<Self, Failure> {
        let rules = &visitor.context.state.realm.settings.registration;
        if !rules.takes_invitations() {
            return Err(closed());
        }
        let guest = visitor.state.authenticator.guest(&visitor.origin(), &visitor.browser).await?.ok_or_else(spent)?;
        let shared = &visitor.context.shared;
        let client = match &guest.invitation.client_id {
            Some(id) => {
                let key = (visitor.context.realm(), id);
                let found = shared.clients.find(&shared.database, &shared.sub_keys, key, visitor.context.now).await?;
                found.filter(|known| known.client.enabled)
            }
            None => None,
        };
        let desk = Desk::open(visitor, Place::House).await?;
        Ok(Self { desk, guest, client, asked: rules.asked_at_registration() })
    }

    const fn stage(&self) -> InvitationStage {
        match self.guest.standing {
            InvitationStanding::Open if self.guest.is_known => InvitationStage::Known,
            InvitationStanding::Open => InvitationStage::Open,
            InvitationStanding::Used => InvitationStage::Used,
            InvitationStanding::Revoked => InvitationStage::Revoked,
            InvitationStanding::Expired => InvitationStage::Expired,
        }
    }

    fn page(&self, visitor: &Visitor, shown: &Shown) -> Reply {
        let (invitation, state) = (&self.guest.invitation, self.stage());
        let realm = &visitor.context.state.realm;
        // Of one that has ended it is said whom to ask, and no more.
        let is_live = matches!(state, InvitationStage::Open | InvitationStage::Known);
        let policy = visitor.state.authenticator.policy(realm);
        let page = InvitationPage {
            action: visitor.path(PATH),
            application: self.client.as_ref().map(|known| application(&known.client)),
            state,
            invited_by: invitation.invited_by.clone(),
            note: if is_live { invitation.note.clone() } else { String::new() },
            email: if is_live { invitation.email.clone() } else { String::new() },
            until: invitation.expires_at.into(),
            asked: inputs(visitor, &self.asked, (&shown.typed, &shown.faults.profile)),
            passkey_first: passkey_first(&realm.settings.registration),
            min_length: policy.min_length,
            strength: strength(&policy),
            faults: shown.faults.words.clone(),
            error: shown.error,
            terms: realm.settings.registration.terms.as_ref().map(terms_links),
            accepted: shown.accepted,
            sign_in: visitor.path("/login"),
        };
        let reply = self.desk.reply(visitor, NAME, Page::Invitation(Box::new(page)));
        let status = if is_live { StatusCode::OK } else { StatusCode::GONE };
        let client = self.client.as_ref().map(|known| Box::new(known.client.clone()));
        Reply { status, client, ..reply }
    }

    /// Where somebody goes who has accepted: to the application, if it says where it is.
    fn home(&self, visitor: &Visitor) -> String {
        let home = self.client.as_ref().and_then(|known| known.client.metadata.client_uri.clone());
        home.unwrap_or_else(|| self.desk.after(visitor))
    }
}

const fn closed() -> Failure {
    Failure::Refused(ErrorKind::RegistrationClosed, StatusCode::FORBIDDEN)
}

/// Whoever has accepted and comes back is at home.
async fn is_own(visitor: &Visitor, guest: &Guest) -> Result<bool, Failure> {
    let visit = visitor.visit().await?;
    Ok(visit.is_some_and(|visit| guest.invitation.user_id.as_ref() == Some(&visit.user.id)))
}

async fn show(visitor: &Visitor) -> Handled {
    let reception = Reception::open(visitor).await?;
    if is_own(visitor, &reception.guest).await? {
        return Ok(Answer::Go(visitor.path("/account"), Vec::new()));
    }
    Ok(reception.page(visitor, &Shown::default()).into())
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let reception = Reception::open(visitor).await?;
    let shown =
        Shown { accepted: form.is_ticked("accept-terms"), typed: typed(form, &reception.asked), ..Shown::default() };
    if !reception.desk.is_genuine(visitor, form, NAME) {
        let stale = reception.page(visitor, &Shown { error: Some(FormError::Stale), ..shown });
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..reception.page(visitor, &shown) }.into());
    }
    let again = |status: StatusCode, shown: &Shown, wait: Option<u64>| {
        let reply = reception.page(visitor, shown);
        Ok(Reply { status, retry_after: wait, ..reply }.into())
    };
    match accept(visitor, &reception, form, &shown).await {
        Ok(Accepted::SignedIn(signed_in)) => Ok(match signed(visitor, &reception.desk, *signed_in).await {
            Answer::Go(_, cookies) => Answer::Go(reception.home(visitor), cookies),
            page @ Answer::Page(_) => page,
        }),
        Ok(Accepted::Required(flow)) => Ok(Answer::Go(reception.desk.path(visitor, &due_page(&flow)), Vec::new())),
        Ok(Accepted::KeyDue) => Ok(Answer::Go(reception.desk.path(visitor, register_key::PAGE), Vec::new())),
        Ok(Accepted::Refused(faults)) => {
            let faults = Faults::of(&faults);
            again(StatusCode::UNPROCESSABLE_ENTITY, &Shown { faults, ..shown }, None)
        }
        Ok(Accepted::Throttled(wait)) => {
            let seconds = whole_seconds(wait);
            let shown = Shown { error: Some(FormError::Throttled { seconds }), ..shown };
            again(StatusCode::TOO_MANY_REQUESTS, &shown, Some(seconds))
        }
        // Used or taken back meanwhile, or the address has an account by now: the page says which.
        Ok(Accepted::Over) => Ok(Answer::Go(visitor.path(PATH), Vec::new())),
        Ok(Accepted::Closed) => Err(closed()),
        Err(authn::Error::Busy(span)) => {
            let shown = Shown { error: Some(FormError::Unavailable), ..shown };
            again(StatusCode::SERVICE_UNAVAILABLE, &shown, Some(whole_seconds(span)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn accept(
    visitor: &Visitor,
    reception: &Reception,
    form: &PageForm,
    shown: &Shown,
) -> Result<Accepted, authn::Error> {
    let (authenticator, realm) = (&visitor.state.authenticator, &visitor.context.state.realm);
    let locale = visitor.locale("", &[]);
    let applicant = Applicant {
        email: &reception.guest.invitation.email,
        password: form.get("new-password").unwrap_or_default(),
        accepts_terms: shown.accepted,
        locale: locale.as_str(),
        profile: &shown.typed,
    };
    let passwords = authenticator.policy(realm);
    let policy = RegistrationPolicy { registration: &realm.settings.registration, passwords: &passwords };
    let login = reception.desk.login(visitor);
    authenticator.accept_invitation(&visitor.origin(), login, (&reception.guest, applicant), policy).await
}
