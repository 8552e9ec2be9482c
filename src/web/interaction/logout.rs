//! Signing out (RP-Initiated Logout 1.0, pages §10): at once with a hint of a session of this browser, after a
//! question otherwise. The others who are signed in here stay so, unless the person says more.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::cards::Card;
use super::scene::{account, application};
use crate::authn::Visit;
use crate::model::{ClientId, EndReason, UserId};
use crate::provider::grant;
use crate::provider::logout::{self, Logout, LogoutRequest, Return};
use crate::provider::{self};
use crate::theme::{ErrorKind, Field, LoggedOutPage, LogoutPage, Page};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The parameters of a logout request that our form keeps.
const KEPT: [&str; 4] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"];

/// `GET /logout`
pub async fn show_logout(visitor: Visitor) -> HttpResponse {
    respond(&visitor, show(&visitor).await)
}

/// `POST /logout`: our own form, or a client that prefers POST.
pub async fn send_logout(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &form).await;
    respond(&visitor, handled)
}

/// `GET /logout/done`
pub async fn show_done(visitor: Visitor) -> HttpResponse {
    respond(&visitor, done(&visitor).await)
}

async fn show(visitor: &Visitor) -> Handled {
    let parameters = crate::spec::Parameters::parse(&visitor.query).map_err(Failure::Protocol)?;
    let request = LogoutRequest::from(&parameters);
    let visits = visitor.visits().await?;
    match decide(visitor, &request, &visits).await? {
        Logout::Proceed(back, named) => {
            let ending = visits.into_iter().filter(|visit| Some(&visit.session.id) == named.as_ref()).collect();
            sign_out(visitor, &back, &Ending { visits: ending, ..Ending::default() }).await
        }
        Logout::Confirm(back) => match meant(visitor, &visits).await? {
            // Nobody is signed in: there is nothing to ask.
            None => Ok(Answer::Go(done_path(visitor, &back), Vec::new())),
            Some(visit) => Ok(page(visitor, (&visit, &visits), (&request, &back)).into()),
        },
    }
}

/// Who is asked about: the current one, else the first of those who are signed in.
async fn meant(visitor: &Visitor, visits: &[Visit]) -> Result<Option<Visit>, Failure> {
    Ok(visitor.visit().await?.or_else(|| visits.first().cloned()))
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_readable()?;
    let request = from_form(form);
    if !form.has("csrf") {
        // A client's POST arrives without our cookies (SameSite=Lax); the GET it is turned into carries them.
        return Ok(Answer::Go(format!("{}?{}", visitor.path("/logout"), query(&request)), Vec::new()));
    }
    form.check_origin(&visitor.context)?;
    let visits = visitor.visits().await?;
    let (Logout::Proceed(back, _) | Logout::Confirm(back)) = decide(visitor, &request, &visits).await?;
    let Some(meant) = meant(visitor, &visits).await? else {
        return Ok(Answer::Go(done_path(visitor, &back), Vec::new()));
    };
    // Whoever was asked about is signed out, whoever is current by now.
    let is_asked = |visit: &&Visit| form.is_genuine(&visitor.context, visitor.binding(), &form_name(visit));
    let Some(asked) = visits.iter().find(is_asked).cloned() else {
        return Ok(
            Reply { status: StatusCode::FORBIDDEN, ..page(visitor, (&meant, &visits), (&request, &back)) }.into()
        );
    };
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, (&asked, &visits), (&request, &back)) }.into());
    }
    if form.presses("cancel") {
        let home = back.client.as_ref().and_then(|client| client.metadata.client_uri.clone());
        return Ok(Answer::Go(home.unwrap_or_else(|| visitor.path("/")), Vec::new()));
    }
    let everywhere = form.is_ticked("end-all-sessions").then(|| asked.user.id.clone());
    let visits = if form.is_ticked("end-all-accounts") { visits } else { vec![asked] };
    let ending = Ending { visits, everywhere, forgets: form.is_ticked("forget-account") };
    sign_out(visitor, &back, &ending).await
}

/// What ends.
#[derive(Default)]
struct Ending {
    /// Who is signed out of this browser.
    visits: Vec<Visit>,
    /// Whose sessions elsewhere end too.
    everywhere: Option<UserId>,
    /// Whether this browser forgets their accounts.
    forgets: bool,
}

/// A wrong hint or an unregistered URI is a page, never a redirect (pages O-3).
async fn decide(visitor: &Visitor, request: &LogoutRequest, visits: &[Visit]) -> Result<Logout, Failure> {
    let sessions: Vec<_> = visits.iter().map(|visit| &visit.session).collect();
    logout::decide(&visitor.context, request, &sessions).await.map_err(|error| match error {
        provider::Error::Protocol(_) => Failure::Refused(ErrorKind::InvalidLogout, StatusCode::BAD_REQUEST),
        other => Failure::Provider(other),
    })
}

async fn sign_out(visitor: &Visitor, back: &Return, ending: &Ending) -> Handled {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let mut ended = Vec::new();
    for visit in &ending.visits {
        ended.extend(authenticator.end_session(&origin, &visit.session, EndReason::Logout).await?);
    }
    if let Some(user) = &ending.everywhere {
        ended.extend(authenticator.end_all_sessions(&origin, user, EndReason::Logout).await?);
    }
    for revocation in &ended {
        grant::announce(&visitor.context, revocation).await;
    }
    let mut cookies = visitor.cookies_left().await?;
    if ending.forgets {
        let users: Vec<&UserId> = ending.visits.iter().map(|visit| &visit.user.id).collect();
        cookies.extend(visitor.cookie_to_forget(&users));
    }
    let target = back.uri.clone().unwrap_or_else(|| done_path(visitor, back));
    Ok(Answer::Go(target, cookies))
}

fn done_path(visitor: &Visitor, back: &Return) -> String {
    let path = visitor.path("/logout/done");
    match &back.client {
        None => path,
        Some(client) => format!("{path}?{}", encoded([("client_id", client.id.as_str())])),
    }
}

async fn done(visitor: &Visitor) -> Handled {
    let parameters = crate::spec::Parameters::parse(&visitor.query).map_err(Failure::Protocol)?;
    let shared = &visitor.context.shared;
    let client = match parameters.get("client_id") {
        None => None,
        Some(id) => {
            let key = (visitor.context.realm(), &ClientId::from(id));
            shared.clients.find(&shared.database, &shared.sub_keys, key, visitor.context.now).await?
        }
    };
    let client = client.filter(|known| known.client.enabled);
    let visits = visitor.visits().await?;
    let page = LoggedOutPage {
        application: client.map(|known| application(&known.client)),
        // Whoever is still signed in is not in the way of the one who was.
        sign_in: Some(visitor.path(if visits.is_empty() { "/login" } else { "/login?account=other" })),
        remaining: visits.iter().map(|visit| Card::signed_in(visit).shown(visitor)).collect(),
        go_on: (!visits.is_empty()).then(|| visitor.path("/account")),
        accounts: (!visitor.remembered.is_empty()).then(|| visitor.path("/login/select-account")),
        ..LoggedOutPage::default()
    };
    Ok(Reply::ok(Page::LoggedOut(page)).into())
}

/// The question about `visit`, one of all `visits`.
fn page(visitor: &Visitor, (visit, visits): (&Visit, &[Visit]), (request, back): (&LogoutRequest, &Return)) -> Reply {
    let fields =
        fields(request).into_iter().map(|(name, value)| Field { name: name.to_owned(), value: value.to_owned() });
    let page = LogoutPage {
        action: visitor.path("/logout"),
        fields: fields.collect(),
        application: back.client.as_ref().map(|client| application(client)),
        account: Some(account(&visit.user)),
        other_sessions: true,
        accounts: visits.len(),
        remembered: visitor.remembered.iter().any(|entry| entry.user_id == visit.user.id),
    };
    let csrf = csrf::token(&visitor.context, visitor.binding(), &form_name(visit));
    Reply { csrf, client: back.client.clone(), ..Reply::ok(Page::Logout(page)) }
}

/// The name under which the form that asks about `visit` is guarded.
fn form_name(visit: &Visit) -> String {
    format!("logout/{}", visit.session.id)
}

fn from_form(form: &PageForm) -> LogoutRequest {
    let text = |name: &str| form.get(name).map(str::to_owned);
    LogoutRequest {
        id_token_hint: text("id_token_hint"),
        client_id: text("client_id"),
        post_logout_redirect_uri: text("post_logout_redirect_uri"),
        state: text("state"),
    }
}

/// The parameters of `request` that are there.
fn fields(request: &LogoutRequest) -> Vec<(&'static str, &str)> {
    let values = [&request.id_token_hint, &request.client_id, &request.post_logout_redirect_uri, &request.state];
    KEPT.into_iter().zip(values).filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
}

fn query(request: &LogoutRequest) -> String {
    encoded(fields(request))
}

fn encoded<'a>(pairs: impl IntoIterator<Item = (&'static str, &'a str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
