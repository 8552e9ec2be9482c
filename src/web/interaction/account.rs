//! The account chooser (pages L-7): who is signed in in this browser, whom it remembers, or somebody else. For an
//! application and for the realm's own pages.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::cards::{self, Card};
use super::desk::{Desk, Place};
use super::login::{InteractionPath, due_page};
use crate::authn::{Outcome, Visit};
use crate::model::{EndReason, RememberedAccounts};
use crate::provider::grant;
use crate::provider::interaction::Next;
use crate::theme::{Page, SelectAccountPage};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The page, below the login's path.
pub const PAGE: &str = "select-account";

/// `GET /interaction/{id}/select-account`
pub async fn show_accounts(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::Interaction(&path.id)).await)
}

/// `POST /interaction/{id}/select-account`
pub async fn send_account(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::Interaction(&path.id), &form).await;
    respond(&visitor, handled)
}

/// `GET /login/select-account`
pub async fn show_house_accounts(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor, Place::House).await)
}

/// `POST /login/select-account`
pub async fn send_house_account(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, Place::House, &form).await;
    respond(&visitor, handled)
}

/// A desk, and the accounts that this browser has.
struct Counter {
    desk: Desk,
    visits: Vec<Visit>,
    cards: Vec<Card>,
}

impl Counter {
    async fn open(visitor: &Visitor, place: Place<'_>) -> Result<Self, Failure> {
        let desk = Desk::open(visitor, place).await?;
        let visits = match &desk {
            Desk::Client(scene) => scene.visits.clone(),
            Desk::House(_) | Desk::Confirm(_) => visitor.visits().await?,
        };
        let cards = cards::of(visitor, &visits).await?;
        Ok(Self { desk, visits, cards })
    }

    /// Where to go where no account is to be chosen.
    fn elsewhere(&self, visitor: &Visitor) -> Option<String> {
        match &self.desk {
            Desk::Client(scene) => {
                let is_over = matches!(scene.due, Next::Respond(_) | Next::Refuse(_));
                let is_empty = self.cards.is_empty() && scene.due != Next::SelectAccount;
                (is_over || is_empty).then(|| scene.due_path(visitor))
            }
            Desk::House(_) | Desk::Confirm(_) => self.cards.is_empty().then(|| self.desk.path(visitor, "login")),
        }
    }

    fn page(&self, visitor: &Visitor) -> Reply {
        let page = SelectAccountPage {
            action: self.desk.path(visitor, PAGE),
            application: self.desk.application(),
            accounts: self.cards.iter().map(|card| card.shown(visitor)).collect(),
            can_cancel: true,
        };
        self.desk.reply(visitor, PAGE, Page::SelectAccount(page))
    }
}

async fn show(visitor: &Visitor, place: Place<'_>) -> Handled {
    let counter = Counter::open(visitor, place).await?;
    Ok(match counter.elsewhere(visitor) {
        Some(path) => Answer::Go(path, Vec::new()),
        None => counter.page(visitor).into(),
    })
}

async fn send(visitor: &mut Visitor, place: Place<'_>, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let counter = Counter::open(visitor, place).await?;
    if !counter.desk.is_genuine(visitor, form, PAGE) {
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..counter.page(visitor) }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(place.interaction(), tag).into_iter().collect();
        return Ok(Reply { cookies, ..counter.page(visitor) }.into());
    }
    if form.presses("cancel") {
        return counter.desk.cancel(visitor).await;
    }
    if let Some(key) = form.get("remove") {
        return remove(visitor, &counter, key).await;
    }
    let Counter { desk, visits, cards } = counter;
    let chosen = form.get("account").and_then(|key| cards.into_iter().find(|card| card.key() == key));
    match chosen {
        Some(card) => match visits.into_iter().find(|visit| visit.user.id == card.user.id) {
            Some(visit) => go_on(visitor, desk, visit).await,
            None => sign_in(visitor, &desk, &card).await,
        },
        None => Ok(Answer::Go(desk.path_of_other(visitor, "login"), Vec::new())),
    }
}

/// On as somebody who is signed in: their session is the current one from here on.
async fn go_on(visitor: &Visitor, desk: Desk, visit: Visit) -> Handled {
    let id = visit.session.id;
    let switched = visitor.cookies_to_switch(&id).await?;
    let answer = match desk {
        Desk::Client(scene) => {
            let now = visitor.context.now;
            scene.answered(visitor, |interaction| interaction.selected(id, now)).await?
        }
        Desk::House(_) | Desk::Confirm(_) => Answer::Go(desk.after(visitor), Vec::new()),
    };
    Ok(match answer {
        Answer::Go(path, cookies) => Answer::Go(path, cookies.into_iter().chain(switched).collect()),
        Answer::Page(mut reply) => {
            reply.cookies.extend(switched);
            Answer::Page(reply)
        }
    })
}

/// On to the sign-in of somebody who is remembered, whose name is filled in.
async fn sign_in(visitor: &Visitor, desk: &Desk, card: &Card) -> Handled {
    // Whoever is remembered because they chose so may go on choosing so; the box can be cleared.
    let kept = visitor.context.state.realm.settings.remembered_accounts == RememberedAccounts::Kept;
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let outcome = authenticator.submit_identifier(&origin, desk.login(visitor), &card.user.username, kept).await;
    match outcome? {
        Outcome::Next(flow) => Ok(Answer::Go(desk.path_of_other(visitor, &due_page(&flow)), Vec::new())),
        Outcome::Again(..) | Outcome::SignedIn(_) => Ok(Answer::Go(desk.path_of_other(visitor, "login"), Vec::new())),
    }
}

/// Takes an account off the list of this browser, and signs it out there.
async fn remove(visitor: &Visitor, counter: &Counter, key: &str) -> Handled {
    let here = counter.desk.path(visitor, PAGE);
    let Some(card) = counter.cards.iter().find(|card| card.key() == key) else {
        return Ok(Answer::Go(here, Vec::new()));
    };
    if let Some(visit) = counter.visits.iter().find(|visit| visit.user.id == card.user.id) {
        let authenticator = &visitor.state.authenticator;
        for ended in authenticator.end_session(&visitor.origin(), &visit.session, EndReason::Logout).await? {
            grant::announce(&visitor.context, &ended).await;
        }
    }
    let mut cookies = visitor.cookies_left().await?;
    cookies.extend(visitor.cookie_to_forget(&[&card.user.id]));
    Ok(Answer::Go(here, cookies))
}
