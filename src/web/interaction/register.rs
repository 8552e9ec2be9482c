//! The pages on which somebody makes an account and proves an address (pages §7).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::login::{InteractionPath, due_page, signed};
use super::register_key;
use crate::authn::{self, Applicant, Applied, RegistrationFault, RegistrationPolicy, Verified};
use crate::model::{AskedField, Fault, RegistrationMode, RegistrationRules, Sheet, Terms};
use crate::theme::{ErrorKind, FormError, Page, PasskeyFirst, RegisterPage, TermsLinks, VerifyEmail, VerifyEmailPage};
use crate::web::account::{strength, weakness};
use crate::web::asked::{inputs, typed};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page on which an account is asked for.
pub(super) const REGISTER: &str = "register";
/// The page on which an address is proven.
const VERIFY: &str = "verify-email";

/// `GET /interaction/{id}/register`
pub async fn show_register(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Interaction(&path.id)).await)
}

/// `POST /interaction/{id}/register`
pub async fn send_register(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Interaction(&path.id), &form).await;
    respond(&visitor, handled)
}

/// `GET /register`
pub async fn show_house_register(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::House).await)
}

/// `POST /register`
pub async fn send_house_register(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::House, &form).await;
    respond(&visitor, handled)
}

/// `GET /interaction/{id}/verify-email`
pub async fn show_verify(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show_code(&visitor, Place::Interaction(&path.id)).await)
}

/// `POST /interaction/{id}/verify-email`
pub async fn send_verify(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send_code(&mut visitor, Place::Interaction(&path.id), &form).await;
    respond(&visitor, handled)
}

/// `GET /register/verify-email`
pub async fn show_house_verify(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show_code(&visitor, Place::House).await)
}

/// `POST /register/verify-email`
pub async fn send_house_verify(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send_code(&mut visitor, Place::House, &form).await;
    respond(&visitor, handled)
}

/// What the page shows again.
#[derive(Default)]
struct Shown {
    email: String,
    accepted: bool,
    typed: Sheet,
    faults: Faults,
    error: Option<FormError>,
}

/// What is wrong with what was typed, as pages show it.
#[derive(Clone, Default)]
pub(super) struct Faults {
    /// The keys of sentences.
    pub words: Vec<String>,
    /// Of the profile, field by field.
    pub profile: Vec<Fault>,
}

impl Faults {
    /// `faults`, sorted.
    pub fn of(faults: &[RegistrationFault]) -> Self {
        let mut sorted = Self::default();
        for fault in faults {
            match fault {
                RegistrationFault::Email => sorted.words.push("fault-email".to_owned()),
                RegistrationFault::Domain => sorted.words.push("fault-domain".to_owned()),
                RegistrationFault::Terms => sorted.words.push("fault-terms".to_owned()),
                RegistrationFault::NoPassword => sorted.words.push("weak-empty".to_owned()),
                RegistrationFault::LongPassword => sorted.words.push("weak-too-long".to_owned()),
                RegistrationFault::Weak(reason) => sorted.words.push(format!("weak-{}", weakness(reason))),
                RegistrationFault::Profile(fault) => sorted.profile.push(*fault),
            }
        }
        sorted
    }
}

/// The rules of the realm; a refusal where nobody may register (pages N-8), or only with an invitation.
fn rules(visitor: &Visitor) -> Result<&RegistrationRules, Failure> {
    let rules = &visitor.context.state.realm.settings.registration;
    if visitor.state.authenticator.offers_registration(rules) {
        Ok(rules)
    } else if rules.mode == RegistrationMode::Invitation {
        Err(Failure::Refused(ErrorKind::InvitationNeeded, StatusCode::FORBIDDEN))
    } else {
        Err(Failure::Refused(ErrorKind::RegistrationClosed, StatusCode::FORBIDDEN))
    }
}

/// What the page asks beyond the address.
fn asked(visitor: &Visitor) -> Vec<AskedField> {
    visitor.context.state.realm.settings.registration.asked_at_registration()
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    rules(visitor)?;
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    let under_way = visitor.state.authenticator.registration(&visitor.origin(), desk.login(visitor)).await?;
    let email = under_way.map_or_else(|| desk.hint(), |found| found.email);
    Ok(page(visitor, &desk, Shown { email, ..Shown::default() })?.into())
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    rules(visitor)?;
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    let email = form.get("email").unwrap_or_default().to_owned();
    let typed = typed(form, &asked(visitor));
    let shown = Shown { email, accepted: form.is_ticked("accept-terms"), typed, ..Shown::default() };
    if !desk.is_genuine(visitor, form, REGISTER) {
        let stale = page(visitor, &desk, Shown { error: Some(FormError::Stale), ..shown })?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &desk, shown)? }.into());
    }
    if form.presses("cancel") {
        return desk.cancel(visitor).await;
    }
    match apply(visitor, &desk, form, &shown).await {
        Ok(Applied::Sent) => Ok(Answer::Go(desk.path(visitor, VERIFY), Vec::new())),
        Ok(Applied::Closed) => Err(Failure::Refused(ErrorKind::RegistrationClosed, StatusCode::FORBIDDEN)),
        Ok(Applied::Refused(faults)) => {
            let faults = Faults::of(&faults);
            let reply = page(visitor, &desk, Shown { faults, ..shown })?;
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
        Ok(Applied::Throttled(wait)) => {
            let seconds = whole_seconds(wait);
            let reply = page(visitor, &desk, Shown { error: Some(FormError::Throttled { seconds }), ..shown })?;
            Ok(Reply { status: StatusCode::TOO_MANY_REQUESTS, retry_after: Some(seconds), ..reply }.into())
        }
        Err(authn::Error::Busy(span)) => {
            let reply = page(visitor, &desk, Shown { error: Some(FormError::Unavailable), ..shown })?;
            let retry_after = Some(whole_seconds(span));
            Ok(Reply { status: StatusCode::SERVICE_UNAVAILABLE, retry_after, ..reply }.into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn apply(visitor: &Visitor, desk: &Desk, form: &PageForm, shown: &Shown) -> Result<Applied, authn::Error> {
    let settings = &visitor.context.state.realm.settings;
    let authenticator = &visitor.state.authenticator;
    let locale = visitor.locale("", &[]);
    let applicant = Applicant {
        email: &shown.email,
        password: form.get("new-password").unwrap_or_default(),
        accepts_terms: shown.accepted,
        locale: locale.as_str(),
        profile: &shown.typed,
    };
    let passwords = authenticator.policy(&visitor.context.state.realm);
    let policy = RegistrationPolicy { registration: &settings.registration, passwords: &passwords };
    authenticator.apply(&visitor.origin(), desk.login(visitor), applicant, policy).await
}

fn page(visitor: &Visitor, desk: &Desk, shown: Shown) -> Result<Reply, Failure> {
    let policy = visitor.state.authenticator.policy(&visitor.context.state.realm);
    let page = RegisterPage {
        action: desk.path(visitor, REGISTER),
        application: desk.application(),
        email: shown.email,
        passkey_first: passkey_first(rules(visitor)?),
        min_length: policy.min_length,
        strength: strength(&policy),
        asked: inputs(visitor, &asked(visitor), (&shown.typed, &shown.faults.profile)),
        faults: shown.faults.words,
        error: shown.error,
        terms: rules(visitor)?.terms.as_ref().map(terms_links),
        accepted: shown.accepted,
        sign_in: desk.path(visitor, "login"),
        can_cancel: true,
    };
    Ok(desk.reply(visitor, REGISTER, Page::Register(page)))
}

/// Whether a passkey comes first under `rules`, and what else will do.
pub(super) fn passkey_first(rules: &RegistrationRules) -> Option<PasskeyFirst> {
    let first = rules.credential;
    first.is_passkey_first().then(|| PasskeyFirst { takes_password: first.takes_password() })
}

/// Where `terms` stand.
pub(super) fn terms_links(terms: &Terms) -> TermsLinks {
    TermsLinks { version: terms.version.clone(), terms: terms.terms_uri.clone(), privacy: terms.privacy_uri.clone() }
}

async fn show_code(visitor: &Visitor, place: Place<'_>) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    let under_way = visitor.state.authenticator.registration(&visitor.origin(), desk.login(visitor)).await?;
    Ok(match under_way {
        Some(found) if found.proved_at.is_some() => Answer::Go(desk.path(visitor, register_key::PAGE), Vec::new()),
        Some(found) => code_page(visitor, &desk, (found.email, VerifyEmail::Code), None).into(),
        None => Answer::Go(desk.path(visitor, REGISTER), Vec::new()),
    })
}

async fn send_code(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let desk = Desk::open(visitor, place).await?;
    let origin = visitor.origin();
    let Some(found) = visitor.state.authenticator.registration(&origin, desk.login(visitor)).await? else {
        return Ok(Answer::Go(desk.path(visitor, REGISTER), Vec::new()));
    };
    if found.proved_at.is_some() {
        return Ok(Answer::Go(desk.path(visitor, register_key::PAGE), Vec::new()));
    }
    let email = found.email;
    if !desk.is_genuine(visitor, form, VERIFY) {
        let stale = code_page(visitor, &desk, (email, VerifyEmail::Code), Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..code_page(visitor, &desk, (email, VerifyEmail::Code), None) }.into());
    }
    let authenticator = &visitor.state.authenticator;
    if form.presses("resend") {
        let wait = authenticator.resend_registration(&origin, desk.login(visitor)).await?;
        let state = if wait.is_some() { VerifyEmail::Code } else { VerifyEmail::Resent };
        let error = wait.map(|wait| FormError::Throttled { seconds: whole_seconds(wait) });
        let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
        let reply = code_page(visitor, &desk, (email, state), error);
        return Ok(Reply { status, retry_after: wait.map(whole_seconds), ..reply }.into());
    }
    let Some(code) = form.get("code").filter(|code| !code.trim().is_empty()) else {
        let reply = code_page(visitor, &desk, (email, VerifyEmail::Code), Some(FormError::CodeMissing));
        return Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into());
    };
    let rules = &visitor.context.state.realm.settings.registration;
    let verified = authenticator.submit_registration_code(&origin, desk.login(visitor), code, rules).await?;
    verified_page(visitor, &desk, email, verified).await
}

/// What the browser sees after a code or a link.
pub(super) async fn verified_page(visitor: &Visitor, desk: &Desk, email: String, verified: Verified) -> Handled {
    let over = |error| {
        let reply = page(visitor, desk, Shown { email: email.clone(), error: Some(error), ..Shown::default() })?;
        Ok(Reply { status: StatusCode::GONE, ..reply }.into())
    };
    match verified {
        Verified::SignedIn(signed_in) => Ok(signed(visitor, desk, *signed_in).await),
        Verified::Required(flow) => Ok(Answer::Go(desk.path(visitor, &due_page(&flow)), Vec::new())),
        Verified::KeyDue => Ok(Answer::Go(desk.path(visitor, register_key::PAGE), Vec::new())),
        Verified::Waits => Ok(code_page(visitor, desk, (email, VerifyEmail::Waits), None).into()),
        Verified::Wrong => {
            let reply = code_page(visitor, desk, (email, VerifyEmail::Code), Some(FormError::WrongCode));
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..reply }.into())
        }
        Verified::Over => over(FormError::RegistrationOver),
        Verified::Taken => over(FormError::AddressTaken),
    }
}

/// Says that an administrator decides.
pub(super) fn waits_page(visitor: &Visitor, desk: &Desk, email: String) -> Answer {
    code_page(visitor, desk, (email, VerifyEmail::Waits), None).into()
}

fn code_page(visitor: &Visitor, desk: &Desk, (email, state): (String, VerifyEmail), error: Option<FormError>) -> Reply {
    let page = VerifyEmailPage {
        action: desk.path(visitor, VERIFY),
        application: desk.application(),
        email,
        state,
        error,
        change: Some(desk.path(visitor, REGISTER)),
    };
    desk.reply(visitor, VERIFY, Page::VerifyEmail(page))
}
