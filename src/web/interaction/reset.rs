//! The end of a recovery: a second factor where there is one, and the new password (pages ).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::passkey::{answer, newly_made};
use super::recovery::{Due, due, flow, go_on, guarded};
use super::scene::Scene;
use crate::authn::{
    Authenticator, CeremonyAnswer, CodeJudgment, KeyReset, Login, LoginRules, Method, Password, PasswordError,
    RecoveryFlow, RecoveryStep, RelyingParty, Reset, SignedIn,
};
use crate::model::{Revocation, User, UserStatus};
use crate::provider::grant;
use crate::theme::{ErrorKind, FormError, KeyRequest, OtherMethod, Page, RecoveryPasswordPage, SecondFactorPage};
use crate::web::account::{strength, weakness};
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The form of `/recovery/new-password`.
const PASSWORD: &str = "recovery/new-password";

/// `GET /recovery/second-factor/{method}`
pub async fn show_factor(visitor: Visitor, method: web::Path<String>) -> HttpResponse {
    respond(&visitor, factor_page(&visitor, &method).await)
}

/// `POST /recovery/second-factor/{method}`
pub async fn send_factor(mut visitor: Visitor, method: web::Path<String>, form: PageForm) -> HttpResponse {
    let handled = factor(&mut visitor, &method, &form).await;
    respond(&visitor, handled)
}

/// `GET /recovery/new-password`
pub async fn show_password(visitor: Visitor) -> HttpResponse {
    respond(&visitor, password_page(&visitor).await)
}

/// `POST /recovery/new-password`
pub async fn send_password(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = password(&mut visitor, &form).await;
    respond(&visitor, handled)
}

fn login<'a>(visitor: &'a Visitor, flow: &'a RecoveryFlow) -> Login<'a> {
    let session_limit = visitor.context.state.realm.settings.session_limit;
    let id = if flow.interaction.is_empty() { "recovery" } else { &flow.interaction };
    let rules = LoginRules { realm: Some(&visitor.context.state.realm), ..LoginRules::default() };
    Login { id, browser: &visitor.browser, session_limit, rules }
}

/// A recovery whose second factor is due, and the page of one.
struct Counter {
    flow: RecoveryFlow,
    method: Method,
    methods: Vec<Method>,
}

impl Counter {
    /// Opens it; a path when something else is due. Who has no factor that is a code cannot go on here: an administrator's
    /// link can (pages R-8).
    async fn open(visitor: &Visitor, method: &str) -> Result<Result<Self, Answer>, Failure> {
        let Some(flow) = flow(visitor).await? else {
            return Ok(Err(Answer::Go(visitor.path("/recovery"), Vec::new())));
        };
        let step = visitor.state.authenticator.recovery_step(&visitor.origin(), &flow.id, &visitor.browser).await?;
        let RecoveryStep::Factor(_, methods) = step else { return Ok(Err(go_on(visitor, &flow).await?)) };
        let known = Method::parse(method).filter(|method| methods.contains(method));
        match known {
            Some(method) => Ok(Ok(Self { flow, method, methods })),
            None => Err(Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND)),
        }
    }

    fn path(visitor: &Visitor, method: Method) -> String {
        visitor.path(&format!("/recovery/second-factor/{}", method.as_str()))
    }

    fn form(&self) -> String {
        format!("recovery/second-factor/{}", self.method.as_str())
    }

    fn page(&self, visitor: &Visitor, error: Option<FormError>) -> Reply {
        let others = self.methods.iter().filter(|method| **method != self.method);
        let page = SecondFactorPage {
            action: Self::path(visitor, self.method),
            method: self.method.as_str().to_owned(),
            error,
            others: others
                .map(|method| OtherMethod { method: method.as_str().to_owned(), page: Self::path(visitor, *method) })
                .collect(),
            can_cancel: true,
            ..SecondFactorPage::default()
        };
        guarded(visitor, &self.form(), Page::SecondFactor(page))
    }

    fn again(&self, visitor: &Visitor, (error, wait): (FormError, Option<u64>)) -> Answer {
        let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
        Reply { status, retry_after: wait, ..self.page(visitor, Some(error)) }.into()
    }
}

async fn factor_page(visitor: &Visitor, method: &str) -> Handled {
    Ok(match Counter::open(visitor, method).await? {
        Ok(counter) => counter.page(visitor, None).into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn factor(visitor: &mut Visitor, method: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = match Counter::open(visitor, method).await? {
        Ok(counter) => counter,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !form.is_genuine(&visitor.context, visitor.binding(), &counter.form()) {
        let stale = counter.page(visitor, Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor, None) }.into());
    }
    if form.presses("cancel") {
        return Ok(Answer::Go(back(visitor, &counter.flow, "login").await, Vec::new()));
    }
    let Some(typed) = form.get("code").filter(|typed| !typed.trim().is_empty()) else {
        return Ok(counter.again(visitor, (FormError::CodeMissing, None)));
    };
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let login = login(visitor, &counter.flow);
    let judgment = authenticator.clear_recovery(&origin, (&counter.flow.id, login), (counter.method, typed)).await?;
    match judgment {
        None | Some(CodeJudgment::Correct(_)) => go_on(visitor, &counter.flow).await,
        Some(CodeJudgment::Locked(span)) => {
            let seconds = whole_seconds(span);
            let error = FormError::CodesLocked { minutes: seconds.div_ceil(60) };
            Ok(counter.again(visitor, (error, Some(seconds))))
        }
        Some(_) => Ok(counter.again(visitor, (FormError::WrongCode, None))),
    }
}

/// What the page shows again.
#[derive(Clone, Copy, Default)]
struct Shown<'a> {
    weaknesses: &'a [String],
    keeps_others: bool,
    error: Option<FormError>,
}

/// The page on which whoever recovers chooses what to sign in with from now on.
async fn choosing(visitor: &Visitor, (flow, user): (&RecoveryFlow, &User), shown: Shown<'_>) -> Result<Reply, Failure> {
    let (authenticator, realm) = (&visitor.state.authenticator, &visitor.context.state.realm);
    let request = match visitor.relying_party() {
        Some(party) => {
            let at = (flow.id.as_str(), login(visitor, flow));
            authenticator.begin_recovery_key(&visitor.origin(), at, &party).await?
        }
        None => None,
    };
    let policy = authenticator.policy(realm);
    let action = visitor.path("/recovery/new-password");
    let page = RecoveryPasswordPage {
        request: request.map(|request| KeyRequest {
            action: action.clone(),
            csrf: String::new(),
            ceremony: request.id,
            options: request.options,
        }),
        takes_password: Authenticator::recovers_by_password(&realm.settings.registration, user),
        action,
        username: user.username.clone(),
        min_length: policy.min_length,
        strength: strength(&policy),
        weaknesses: shown.weaknesses.to_vec(),
        end_others: !shown.keeps_others,
        may_keep: user.status != UserStatus::Locked,
        error: shown.error,
    };
    Ok(guarded(visitor, PASSWORD, Page::RecoveryPassword(page)))
}

/// The recovery and its user, whose new password is due; an answer when something else is.
async fn chooser(visitor: &Visitor) -> Result<Result<(RecoveryFlow, Box<User>), Answer>, Failure> {
    let Some(flow) = flow(visitor).await? else {
        return Ok(Err(Answer::Go(visitor.path("/recovery"), Vec::new())));
    };
    let step = visitor.state.authenticator.recovery_step(&visitor.origin(), &flow.id, &visitor.browser).await?;
    match step {
        RecoveryStep::NewPassword(user) => Ok(Ok((flow, user))),
        RecoveryStep::Code | RecoveryStep::Factor(..) | RecoveryStep::Over => Ok(Err(go_on(visitor, &flow).await?)),
    }
}

async fn password_page(visitor: &Visitor) -> Handled {
    Ok(match chooser(visitor).await? {
        Ok((flow, user)) => choosing(visitor, (&flow, &user), Shown::default()).await?.into(),
        Err(elsewhere) => elsewhere,
    })
}

async fn password(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let (flow, user) = match chooser(visitor).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let end_others = form.is_ticked("end-other-sessions");
    let (whose, shown) = ((&flow, &*user), Shown { keeps_others: !end_others, ..Shown::default() });
    if !form.is_genuine(&visitor.context, visitor.binding(), PASSWORD) {
        let stale = choosing(visitor, whose, Shown { error: Some(FormError::Stale), ..shown }).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..choosing(visitor, whose, shown).await? }.into());
    }
    if let (Some(party), Some(given)) = (visitor.relying_party(), given_key(form)) {
        return key(visitor, whose, (&party, given), shown).await;
    }
    let weaknesses = match Password::parse(form.get("new-password").unwrap_or_default()) {
        Ok(password) => match save(visitor, &flow, (&password, end_others)).await? {
            Ok(answer) => return Ok(answer),
            Err(weaknesses) => weaknesses,
        },
        Err(PasswordError::Empty) => vec!["empty".to_owned()],
        Err(PasswordError::TooLong) => vec!["too-long".to_owned()],
    };
    refused(visitor, whose, Shown { weaknesses: &weaknesses, ..shown }).await
}

async fn refused(visitor: &Visitor, whose: (&RecoveryFlow, &User), shown: Shown<'_>) -> Handled {
    Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..choosing(visitor, whose, shown).await? }.into())
}

/// A passkey that the browser has made.
fn given_key(form: &PageForm) -> Option<CeremonyAnswer<'_>> {
    let given = answer(form).filter(|given| !given.credential.is_empty())?;
    // Nothing is made here without asking.
    Some(CeremonyAnswer { is_silent: false, ..given })
}

async fn key(
    visitor: &Visitor,
    (flow, user): (&RecoveryFlow, &User),
    key: (&RelyingParty, CeremonyAnswer<'_>),
    shown: Shown<'_>,
) -> Handled {
    let (authenticator, at) = (&visitor.state.authenticator, (flow.id.as_str(), login(visitor, flow)));
    let error = match authenticator.reset_by_key(&visitor.origin(), at, key, !shown.keeps_others).await? {
        KeyReset::Done(ended) => {
            for revocation in &ended {
                grant::announce(&visitor.context, revocation).await;
            }
            return Ok(Answer::Go(newly_made(&back(visitor, flow, "passkey").await), Vec::new()));
        }
        KeyReset::Over => return Ok(Answer::Go(visitor.path("/recovery"), Vec::new())),
        KeyReset::Refused => FormError::KeyRefused,
        KeyReset::Expired => FormError::KeyExpired,
    };
    refused(visitor, (flow, user), Shown { error: Some(error), ..shown }).await
}

/// Sets the password; what speaks against it, where something does.
async fn save(
    visitor: &Visitor,
    flow: &RecoveryFlow,
    choice: (&Password, bool),
) -> Result<Result<Answer, Vec<String>>, Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let policy = authenticator.policy(&visitor.context.state.realm);
    let reset = authenticator.reset_password(&origin, (&flow.id, login(visitor, flow)), choice, &policy).await?;
    Ok(match reset {
        Reset::Weak(weaknesses) => Err(weaknesses.iter().map(weakness).collect()),
        Reset::Over => Ok(Answer::Go(visitor.path("/recovery"), Vec::new())),
        Reset::Done(signed_in, ended) => Ok(done(visitor, flow, signed_in, &ended).await),
    })
}

/// Signed in, and on to the application; or to the login where no further session is allowed.
async fn done(
    visitor: &Visitor,
    flow: &RecoveryFlow,
    signed_in: Option<Box<SignedIn>>,
    ended: &[Revocation],
) -> Answer {
    for revocation in ended.iter().chain(signed_in.iter().flat_map(|signed_in| &signed_in.ended)) {
        grant::announce(&visitor.context, revocation).await;
    }
    match signed_in {
        Some(signed_in) => Answer::Go(back(visitor, flow, "resume").await, visitor.session_cookies(&signed_in)),
        None => Answer::Go(back(visitor, flow, "login").await, Vec::new()),
    }
}

/// A page of the interaction that the recovery came from, or of the house.
async fn back(visitor: &Visitor, flow: &RecoveryFlow, page: &str) -> String {
    let house = match page {
        "resume" => "/account",
        "passkey" => "/login/passkey",
        _ => "/login",
    };
    if flow.interaction.is_empty() {
        return visitor.path(house);
    }
    Scene::open(visitor, &flow.interaction)
        .await
        .map_or_else(|_| visitor.path(house), |scene| scene.path(visitor, page))
}

/// Whether something but the code is due, for links.
pub async fn path_due(visitor: &Visitor, flow: &RecoveryFlow) -> Result<String, Failure> {
    Ok(match due(visitor, flow).await? {
        Due::Code => visitor.path("/recovery/code"),
        Due::Page(path) => path,
    })
}
