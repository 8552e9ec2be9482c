//! The login pages in both layouts: name, password, or both at once (pages §4).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place};
use super::offer_passkey;
use super::passkey::{key_error, request};
use super::second_factor::page_name;
use super::{account, email_code, enroll, enroll_key, profile_step, step_up, terms, update_password, upstream};
use crate::authn::{self, Complaint, LoginFlow, Outcome, RequiredAction, SignedIn, Step, Typed};
use crate::provider::grant;
use crate::theme::{Elsewhere, FormError, LoginPage, Page, PasswordPage, Remember};
use crate::web::account::Section;
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// Which of the two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Login,
    Password,
}

impl Sheet {
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Password => "password",
        }
    }
}

/// What a page shows again.
#[derive(Default)]
struct Shown {
    username: String,
    remember: bool,
    error: Option<FormError>,
}

/// The path of an interaction's page.
#[derive(serde::Deserialize)]
pub struct InteractionPath {
    /// The interaction.
    pub id: String,
}

/// `GET /interaction/{id}/login`
pub async fn show_login(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Interaction(&path.id), Sheet::Login).await)
}

/// `GET /interaction/{id}/password`
pub async fn show_password(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Interaction(&path.id), Sheet::Password).await)
}

/// `GET /login`
pub async fn show_house_login(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::House, Sheet::Login).await)
}

/// `GET /login/password`
pub async fn show_house_password(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::House, Sheet::Password).await)
}

/// `GET /account/confirm/{section}/password`
pub async fn show_confirm(visitor: Visitor, section: web::Path<Section>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Confirm(*section), Sheet::Password).await)
}

/// `POST /account/confirm/{section}/password`
pub async fn send_confirm(mut visitor: Visitor, section: web::Path<Section>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Confirm(*section), Sheet::Password, &form).await;
    respond(&visitor, handled)
}

/// `POST /interaction/{id}/login`
pub async fn send_login(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Interaction(&path.id), Sheet::Login, &form).await;
    respond(&visitor, handled)
}

/// `POST /interaction/{id}/password`
pub async fn send_password(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Interaction(&path.id), Sheet::Password, &form).await;
    respond(&visitor, handled)
}

/// `POST /login`
pub async fn send_house_login(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::House, Sheet::Login, &form).await;
    respond(&visitor, handled)
}

/// `POST /login/password`
pub async fn send_house_password(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::House, Sheet::Password, &form).await;
    respond(&visitor, handled)
}

async fn show(visitor: &Visitor, place: Place<'_>, sheet: Sheet) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    if let Some(path) = step_up::begin(visitor, &desk).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
    let Some(username) = username(&desk, sheet, &step) else {
        return Ok(Answer::Go(desk.path(visitor, "login"), Vec::new()));
    };
    let shown = Shown { username, remember: step.manner.remember, error: None };
    Ok(page(visitor, &desk, sheet, shown).await.into())
}

/// The name a page shows at first; none when a password cannot be asked for yet.
fn username(desk: &Desk, sheet: Sheet, step: &Step) -> Option<String> {
    let given = desk.fixed_name().or_else(|| step.flow.identifier()).map(str::to_owned);
    match sheet {
        Sheet::Login => Some(given.unwrap_or_else(|| desk.hint())),
        Sheet::Password => given,
    }
}

async fn send(visitor: &mut Visitor, place: Place<'_>, sheet: Sheet, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let desk = Desk::open(visitor, place).await?;
    let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
    let typed = form.get("username").unwrap_or_default().to_owned();
    // The read-only name on the password page is for password managers; the one that counts is kept here.
    let username = if sheet == Sheet::Password { username(&desk, sheet, &step).unwrap_or(typed) } else { typed };
    let shown = Shown { username, remember: form.is_ticked("remember"), error: None };
    if !desk.is_genuine(visitor, form, sheet.name()) {
        let stale = Shown { error: Some(FormError::Stale), ..shown };
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..page(visitor, &desk, sheet, stale).await }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &desk, sheet, shown).await }.into());
    }
    if form.presses("cancel") {
        return desk.cancel(visitor).await;
    }
    if form.presses(email_code::PAGE) {
        let name = desk.fixed_name().unwrap_or(&shown.username);
        return match email_code::ask(visitor, &desk, (name, desk.remembers(form))).await? {
            Ok(answer) => Ok(answer),
            Err(complaint) => Ok(again(visitor, &desk, sheet, (shown, complaint)).await),
        };
    }
    match submit(visitor, &desk, sheet, form).await {
        Ok(Outcome::SignedIn(signed_in)) => offered(visitor, &desk, form, *signed_in).await,
        Ok(Outcome::Next(flow)) => Ok(Answer::Go(desk.path(visitor, &due_page(&flow)), Vec::new())),
        Ok(Outcome::Again(_, complaint)) => Ok(again(visitor, &desk, sheet, (shown, complaint)).await),
        Err(authn::Error::Busy(span)) => Ok(busy(visitor, &desk, sheet, (shown, whole_seconds(span))).await),
        Err(error) => Err(Failure::Authn(error)),
    }
}

async fn submit(visitor: &Visitor, desk: &Desk, sheet: Sheet, form: &PageForm) -> Result<Outcome, authn::Error> {
    let (authenticator, origin, login) = (&visitor.state.authenticator, visitor.origin(), desk.login(visitor));
    let (name, remember) = (form.get("username").unwrap_or_default(), desk.remembers(form));
    // A form that sends a password with the name is the combined one, whatever the layout is now.
    let is_combined = sheet == Sheet::Login && (form.has("password") || desk.is_combined(visitor));
    if sheet == Sheet::Login && !is_combined {
        return authenticator.submit_identifier(&origin, login, name, remember).await;
    }
    let password = form.get("password").unwrap_or_default();
    let identifier = if is_combined { Some(name) } else { desk.fixed_name() };
    let typed = Typed { identifier, password, remember };
    authenticator.submit_password(&origin, login, typed).await
}

/// The page of the step that is due, below the login's path.
pub fn due_page(flow: &LoginFlow) -> String {
    match flow {
        LoginFlow::Identify | LoginFlow::Done { .. } => "login".to_owned(),
        LoginFlow::Password { .. } => "password".to_owned(),
        LoginFlow::EmailCode { .. } => email_code::PAGE.to_owned(),
        LoginFlow::SecondFactor { methods, .. } => {
            methods.first().map_or("login".to_owned(), |first| page_name(*first))
        }
        LoginFlow::Required { action, .. } => required_page(*action).to_owned(),
    }
}

/// The page on which `action` is demanded, below the login's path.
pub const fn required_page(action: RequiredAction) -> &'static str {
    match action {
        RequiredAction::AcceptTerms { .. } => terms::PAGE,
        RequiredAction::Profile { .. } => profile_step::PAGE,
        RequiredAction::UpdatePassword { .. } => update_password::PAGE,
        RequiredAction::Enroll { with_code: true, .. } => enroll::PAGE,
        RequiredAction::Enroll { with_code: false, .. } => enroll_key::PAGE,
    }
}

/// A new cookie, and on to whatever the login was for. What ended with the session before is told to every instance.
pub async fn signed(visitor: &Visitor, desk: &Desk, signed_in: SignedIn) -> Answer {
    for revocation in &signed_in.ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let cookies = visitor.session_cookies(&signed_in);
    let path = if links_identity(visitor, desk, signed_in).await { desk.links(visitor) } else { desk.after(visitor) };
    Answer::Go(path, cookies)
}

/// Whether whoever has just signed in came by an identity elsewhere that waits to be linked. The login goes on without it
/// where that cannot be known.
async fn links_identity(visitor: &Visitor, desk: &Desk, signed_in: SignedIn) -> bool {
    let is_shown = signed_in.session.amr.iter().any(|method| method == "pwd" || method == "mfa");
    if !is_shown || desk.fixed_user().is_some() {
        return false;
    }
    let waiting = visitor.state.authenticator.waiting_identity(&visitor.origin(), &visitor.browser).await;
    waiting.is_ok_and(|waiting| waiting.is_some())
}

/// The same; by way of the offer of a passkey, where that is due.
pub async fn offered(visitor: &Visitor, desk: &Desk, form: &PageForm, signed_in: SignedIn) -> Handled {
    let is_due = offer_passkey::is_due(visitor, desk, (form, &signed_in.session)).await?;
    Ok(match signed(visitor, desk, signed_in).await {
        Answer::Go(path, cookies) if is_due && path == desk.after(visitor) => {
            Answer::Go(desk.path(visitor, offer_passkey::NAME), cookies)
        }
        on => on,
    })
}

/// The same page with what is wrong: 422, or 429 with the time to wait (pages W-3).
async fn again(visitor: &Visitor, desk: &Desk, sheet: Sheet, (shown, complaint): (Shown, Complaint)) -> Answer {
    let (error, wait) = match complaint {
        Complaint::IdentifierMissing => (FormError::UsernameMissing, None),
        Complaint::PasswordMissing => (FormError::PasswordMissing, None),
        Complaint::Wrong | Complaint::CodeMissing | Complaint::WrongCode => (FormError::WrongCredentials, None),
        Complaint::TooManySessions => (FormError::TooManySessions, None),
        Complaint::WrongKey | Complaint::UnknownKey | Complaint::UnverifiedKey | Complaint::KeyExpired => {
            (key_error(complaint), None)
        }
        Complaint::RecoveryRequired => (FormError::RecoveryRequired, None),
        Complaint::Throttled(span) => {
            (FormError::Throttled { seconds: whole_seconds(span) }, Some(whole_seconds(span)))
        }
        Complaint::Locked(span) => {
            let seconds = whole_seconds(span);
            (FormError::Locked { minutes: seconds.div_ceil(60) }, Some(seconds))
        }
    };
    let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    let reply = page(visitor, desk, sheet, Shown { error: Some(error), ..shown }).await;
    Reply { status, retry_after: wait, ..reply }.into()
}

async fn busy(visitor: &Visitor, desk: &Desk, sheet: Sheet, (shown, seconds): (Shown, u64)) -> Answer {
    let reply = page(visitor, desk, sheet, Shown { error: Some(FormError::Unavailable), ..shown }).await;
    Reply { status: StatusCode::SERVICE_UNAVAILABLE, retry_after: Some(seconds), ..reply }.into()
}

fn offers_registration(visitor: &Visitor, desk: &Desk) -> bool {
    let rules = &visitor.context.state.realm.settings.registration;
    desk.fixed_name().is_none() && visitor.state.authenticator.offers_registration(rules)
}

async fn page(visitor: &Visitor, desk: &Desk, sheet: Sheet, shown: Shown) -> Reply {
    let days = visitor.state.authenticator.settings().sessions.remembered.as_secs() / 86_400;
    let days = u32::try_from(days).unwrap_or(u32::MAX);
    let can_choose = desk.fixed_name().is_none();
    let remember = (days > 0 && can_choose).then_some(Remember { days, checked: shown.remember });
    let passkey = request(visitor, desk).await;
    let by_mail = visitor.state.authenticator.offers_email_code(desk.login(visitor));
    let ways = by_mail.then_some(email_code::PAGE).into_iter().collect();
    let is_confirmation = desk.fixed_user().is_some();
    let elsewhere = match sheet {
        Sheet::Password if !is_confirmation => Elsewhere::default(),
        Sheet::Login | Sheet::Password => upstream::elsewhere(visitor, desk).await,
    };
    let page = match sheet {
        Sheet::Login => Page::Login(LoginPage {
            action: desk.path(visitor, "login"),
            application: desk.application(),
            combined: desk.is_combined(visitor),
            username: shown.username,
            error: shown.error,
            remember,
            can_cancel: true,
            passkey,
            ways,
            forgot_password: desk.recovery(visitor),
            create_account: offers_registration(visitor, desk).then(|| desk.path(visitor, "register")),
            choose_account: visitor.may_choose_account().then(|| desk.path(visitor, account::PAGE)),
            elsewhere,
            ..LoginPage::default()
        }),
        Sheet::Password => Page::Password(PasswordPage {
            action: desk.path(visitor, "password"),
            application: desk.application(),
            username: shown.username,
            error: shown.error,
            remember,
            can_cancel: true,
            change_username: can_choose.then(|| desk.path(visitor, "login")),
            passkey,
            ways,
            forgot_password: desk.recovery(visitor),
            elsewhere,
        }),
    };
    desk.reply(visitor, sheet.name(), page)
}
