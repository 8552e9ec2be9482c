//! The account chooser (pages L-7): the signed-in account of this browser, or another one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::login::InteractionPath;
use super::scene::{Scene, account};
use crate::model::EndReason;
use crate::provider::grant;
use crate::provider::interaction::Next;
use crate::theme::{AccountChoice, Page, SelectAccountPage};
use crate::web::cookie::Jar;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

const NAME: &str = "select-account";

/// `GET /interaction/{id}/select-account`
pub async fn show_accounts(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path.id).await)
}

/// `POST /interaction/{id}/select-account`
pub async fn send_account(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path.id, &form).await;
    respond(&visitor, handled)
}

async fn show(visitor: &Visitor, id: &str) -> Handled {
    let scene = Scene::open(visitor, id).await?;
    if scene.due != Next::SelectAccount {
        return Ok(Answer::Go(scene.due_path(visitor), Vec::new()));
    }
    Ok(page(visitor, &scene).into())
}

async fn send(visitor: &mut Visitor, id: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let scene = Scene::open(visitor, id).await?;
    if !scene.is_genuine(visitor, form, NAME) {
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..page(visitor, &scene) }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(id, tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &scene) }.into());
    }
    if form.presses("cancel") {
        return scene.cancel(visitor).await;
    }
    let own = scene.session().map(|session| session.id.clone());
    let is_own = |key: Option<&str>| key.is_some() && key == own.as_ref().map(crate::model::SessionId::as_str);
    if is_own(form.get("remove")) {
        return remove(visitor, &scene).await;
    }
    match own.clone().filter(|_| is_own(form.get("account"))) {
        Some(session) => scene.answered(visitor, |interaction| interaction.selected(session)).await,
        None => Ok(Answer::Go(format!("{}?account=other", scene.path(visitor, "login")), Vec::new())),
    }
}

/// Signs the account out of this browser.
async fn remove(visitor: &Visitor, scene: &Scene) -> Handled {
    if let Some(session) = scene.session() {
        let authenticator = &visitor.state.authenticator;
        for ended in authenticator.end_session(&visitor.origin(), session, EndReason::Logout).await? {
            grant::announce(&visitor.context, &ended).await;
        }
    }
    Ok(Answer::Go(scene.path(visitor, "login"), vec![Jar::Session.forget(&visitor.context)]))
}

fn page(visitor: &Visitor, scene: &Scene) -> Reply {
    let choice = |visit: &crate::authn::Visit| AccountChoice {
        key: visit.session.id.to_string(),
        account: account(&visit.user),
        signed_in: true,
    };
    let page = SelectAccountPage {
        action: scene.path(visitor, NAME),
        application: Some(scene.application()),
        accounts: scene.visit.iter().map(choice).collect(),
        can_cancel: true,
    };
    scene.reply(visitor, NAME, Page::SelectAccount(page))
}
