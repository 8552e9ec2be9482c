//! Step-up (RFC 9470): somebody is signed in, and the client asks for one proof more. The page is that of the second
//! factor; here stands when it comes in place of a login, and whom it shows.

use super::desk::{Desk, wants_other_account};
use super::login::due_page;
use super::scene::{Scene, account};
use crate::provider::interaction::{LoginReason, Next};
use crate::theme::SteppingUp;
use crate::web::page::Failure;
use crate::web::visitor::Visitor;

/// The scene in which nothing but a further proof is missing.
fn scene(desk: &Desk) -> Option<&Scene> {
    match desk {
        Desk::Client(scene) => Some(scene).filter(|scene| scene.due == Next::Login(LoginReason::StepUp)).map(|v| &**v),
        Desk::House(_) | Desk::Confirm(_) => None,
    }
}

/// The page of the proof that is missing, in place of a login page; `None` where the login page is right: nobody is
/// signed in, a whole login is due, somebody else wants to sign in, or there is nothing to prove with.
pub async fn begin(visitor: &Visitor, desk: &Desk) -> Result<Option<String>, Failure> {
    let visit = scene(desk).and_then(|scene| scene.visit.as_ref());
    let Some(visit) = visit.filter(|_| !wants_other_account(visitor)) else { return Ok(None) };
    let flow = visitor.state.authenticator.begin_step_up(&visitor.origin(), desk.login(visitor), visit).await?;
    Ok(flow.map(|flow| desk.path(visitor, &due_page(&flow))))
}

/// Who shows one proof more at `desk`, as its page shows them.
pub fn shown(visitor: &Visitor, desk: &Desk) -> Option<SteppingUp> {
    let scene = scene(desk)?;
    let other = format!("{}?account=other", scene.path(visitor, "login"));
    scene.visit.as_ref().map(|visit| SteppingUp { account: account(&visit.user), other })
}
