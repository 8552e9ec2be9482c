//! The realm's own start page, and the page on which an interaction goes on to its client.

use actix_web::{HttpResponse, web};

use super::login::InteractionPath;
use super::scene::{Scene, account};
use crate::provider::interaction::Next;
use crate::theme::{Page, StartPage};
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /`
pub async fn show_start(visitor: Visitor) -> HttpResponse {
    respond(&visitor, start(&visitor).await)
}

/// `GET /interaction/{id}/resume`: completes once what POSTs have decided (pages W-3, W-6).
pub async fn resume(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, complete(&visitor, &path.id).await)
}

async fn start(visitor: &Visitor) -> Handled {
    let visit = visitor.visit().await?;
    let page = StartPage {
        account: visit.as_ref().map(|visit| account(&visit.user)),
        sign_in: visit.is_none().then(|| visitor.path("/login")),
        sign_out: visit.is_some().then(|| visitor.path("/logout")),
        manage: visit.is_some().then(|| visitor.path("/account")),
    };
    Ok(Reply::ok(Page::Start(page)).into())
}

async fn complete(visitor: &Visitor, id: &str) -> Handled {
    let scene = Scene::open(visitor, id).await?;
    match scene.due {
        Next::Respond(_) | Next::Refuse(_) => scene.advance(visitor).await,
        // An account that is about to go is kept first, and asked for nothing before.
        Next::Consent(_) if scene.visit.as_ref().is_some_and(|visit| visit.user.delete_at.is_some()) => {
            scene.advance(visitor).await
        }
        Next::Login(_) | Next::SelectAccount | Next::Consent(_) => Ok(Answer::Go(scene.due_path(visitor), Vec::new())),
    }
}
