//! Asking for a way back, and the code of the mail (pages ). Nothing here depends on whether the account exists.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::scene::Scene;
use crate::authn::{Proven, RECOVERY_LIFETIME, RecoveryFlow, RecoveryStep};
use crate::theme::{ErrorKind, FormError, Page, RecoveryCodePage, RecoveryPage};
use crate::web::csrf;
use crate::web::error::whole_seconds;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The form of `/recovery`.
const ASK: &str = "recovery";
/// The form of `/recovery/code`.
const CODE: &str = "recovery/code";

/// `/recovery?interaction={id}`
#[derive(serde::Deserialize)]
pub struct AskQuery {
    #[serde(default)]
    interaction: String,
}

/// `GET /recovery`
pub async fn show_recovery(visitor: Visitor, query: web::Query<AskQuery>) -> HttpResponse {
    respond(&visitor, ask_page(&visitor, &query.interaction).await)
}

/// `POST /recovery`
pub async fn send_recovery(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = ask(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// `GET /recovery/code`
pub async fn show_code(visitor: Visitor) -> HttpResponse {
    respond(&visitor, code_page(&visitor).await)
}

/// `POST /recovery/code`
pub async fn send_code(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = code(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// Where no mail is sent, nothing can be asked for, and the pages are not there. The steps after the mail are: an
/// administrator's link leads to them.
fn check_offered(visitor: &Visitor) -> Result<(), Failure> {
    if visitor.state.authenticator.can_recover() {
        Ok(())
    } else {
        Err(Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND))
    }
}

/// What names an interaction, if `text` could be that.
fn interaction_id(text: &str) -> &str {
    let is_id = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_id { text } else { "" }
}

async fn asking(visitor: &Visitor, interaction: &str, identifier: &str) -> RecoveryPage {
    let interaction = interaction_id(interaction);
    let scene = if interaction.is_empty() { None } else { Scene::open(visitor, interaction).await.ok() };
    RecoveryPage {
        action: visitor.path("/recovery"),
        back: scene.as_ref().map_or_else(|| visitor.path("/login"), |scene| scene.path(visitor, "login")),
        application: scene.as_ref().map(Scene::application),
        identifier: identifier.to_owned(),
        interaction: if scene.is_some() { interaction.to_owned() } else { String::new() },
        error: None,
    }
}

/// `page` with its form guarded as `name`.
pub fn guarded(visitor: &Visitor, name: &str, page: Page) -> Reply {
    Reply { csrf: csrf::token(&visitor.context, visitor.binding(), name), ..Reply::ok(page) }
}

async fn ask_page(visitor: &Visitor, interaction: &str) -> Handled {
    check_offered(visitor)?;
    Ok(guarded(visitor, ASK, Page::Recovery(asking(visitor, interaction, "").await)).into())
}

async fn ask(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    check_offered(visitor)?;
    let identifier = form.get("identifier").unwrap_or_default().trim().to_owned();
    let page = asking(visitor, form.get("interaction").unwrap_or_default(), &identifier).await;
    let shown =
        |visitor: &Visitor, error| guarded(visitor, ASK, Page::Recovery(RecoveryPage { error, ..page.clone() }));
    if !form.is_genuine(&visitor.context, visitor.binding(), ASK) {
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..shown(visitor, Some(FormError::Stale)) }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..shown(visitor, None) }.into());
    }
    if identifier.is_empty() {
        let missing = shown(visitor, Some(FormError::UsernameMissing));
        return Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..missing }.into());
    }
    let (authenticator, origin) = (visitor.state.authenticator.clone(), visitor.origin());
    if let Err(span) = authenticator.may_ask(&origin).await? {
        let seconds = whole_seconds(span);
        let reply = shown(visitor, Some(FormError::Throttled { seconds }));
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Ok(Reply { status, retry_after: Some(seconds), ..reply }.into());
    }
    let flow = RecoveryFlow { id: origin.random.id(), interaction: page.interaction.clone(), elsewhere: false };
    authenticator.keep_recovery(&origin, &visitor.browser, &flow).await?;
    let browser = visitor.browser.clone();
    // After the answer: who asks must not see in its time what was found (pages R-1).
    actix_web::rt::spawn(async move {
        if let Err(error) = authenticator.send_recovery(&origin, (&flow.id, &identifier), &browser).await {
            tracing::error!(%error, request_id = origin.request_id, "a recovery could not be sent");
        }
    });
    Ok(Answer::Go(visitor.path("/recovery/code"), Vec::new()))
}

fn coding(visitor: &Visitor, flow: &RecoveryFlow, error: Option<FormError>) -> Reply {
    let query = if flow.interaction.is_empty() { String::new() } else { format!("?interaction={}", flow.interaction) };
    let page = RecoveryCodePage {
        action: visitor.path("/recovery/code"),
        error,
        elsewhere: flow.elsewhere,
        minutes: RECOVERY_LIFETIME.as_secs() / 60,
        again: format!("{}{query}", visitor.path("/recovery")),
    };
    guarded(visitor, CODE, Page::RecoveryCode(page))
}

async fn code_page(visitor: &Visitor) -> Handled {
    check_offered(visitor)?;
    let Some(flow) = flow(visitor).await? else { return Ok(Answer::Go(visitor.path("/recovery"), Vec::new())) };
    Ok(match due(visitor, &flow).await? {
        Due::Code => coding(visitor, &flow, None).into(),
        Due::Page(path) => Answer::Go(path, Vec::new()),
    })
}

async fn code(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    check_offered(visitor)?;
    let Some(flow) = flow(visitor).await? else { return Ok(Answer::Go(visitor.path("/recovery"), Vec::new())) };
    if !form.is_genuine(&visitor.context, visitor.binding(), CODE) {
        let stale = coding(visitor, &flow, Some(FormError::Stale));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..coding(visitor, &flow, None) }.into());
    }
    let refuse = |error| Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..coding(visitor, &flow, Some(error)) };
    let Some(typed) = form.get("code").filter(|typed| !typed.trim().is_empty()) else {
        return Ok(refuse(FormError::CodeMissing).into());
    };
    let authenticator = &visitor.state.authenticator;
    Ok(match authenticator.prove_code(&visitor.origin(), (&flow.id, typed), &visitor.browser).await? {
        Proven::Yes => go_on(visitor, &flow).await?,
        Proven::Wrong => refuse(FormError::WrongCode).into(),
        Proven::Over => refuse(FormError::RecoveryOver).into(),
    })
}

/// What is due in a recovery.
pub enum Due {
    /// The code.
    Code,
    /// Another page.
    Page(String),
}

/// The recovery that this browser is in.
pub async fn flow(visitor: &Visitor) -> Result<Option<RecoveryFlow>, Failure> {
    Ok(visitor.state.authenticator.find_recovery(&visitor.origin(), &visitor.browser).await?)
}

/// What is due in `flow`.
pub async fn due(visitor: &Visitor, flow: &RecoveryFlow) -> Result<Due, Failure> {
    let step = visitor.state.authenticator.recovery_step(&visitor.origin(), &flow.id, &visitor.browser).await?;
    Ok(match step {
        RecoveryStep::Code => Due::Code,
        RecoveryStep::Over => Due::Page(visitor.path("/recovery")),
        RecoveryStep::NewPassword(_) => Due::Page(visitor.path("/recovery/new-password")),
        RecoveryStep::Factor(_, methods) => {
            let first = methods.first().map_or("none", |method| method.as_str());
            Due::Page(visitor.path(&format!("/recovery/second-factor/{first}")))
        }
    })
}

/// To the page that is due.
pub async fn go_on(visitor: &Visitor, flow: &RecoveryFlow) -> Handled {
    Ok(match due(visitor, flow).await? {
        Due::Code => Answer::Go(visitor.path("/recovery/code"), Vec::new()),
        Due::Page(path) => Answer::Go(path, Vec::new()),
    })
}
