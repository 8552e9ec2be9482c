//! Signing out (RP-Initiated Logout 1.0, pages §10): at once with a hint of this very session, after a question otherwise.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::scene::{account, application};
use crate::authn::Visit;
use crate::model::{ClientId, EndReason};
use crate::provider::grant;
use crate::provider::logout::{self, Logout, LogoutRequest, Return};
use crate::provider::{self};
use crate::theme::{ErrorKind, Field, LoggedOutPage, LogoutPage, Page};
use crate::web::cookie::Jar;
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// The name under which the form is guarded.
const NAME: &str = "logout";
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
    let visit = visitor.visit().await?;
    match decide(visitor, &request, visit.as_ref()).await? {
        Logout::Proceed(back) => sign_out(visitor, visit, (&back, false)).await,
        // Nobody is signed in: there is nothing to ask.
        Logout::Confirm(back) => match &visit {
            None => Ok(Answer::Go(done_path(visitor, &back), Vec::new())),
            Some(visit) => Ok(page(visitor, visit, (&request, &back)).into()),
        },
    }
}

async fn send(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_readable()?;
    let request = from_form(form);
    if !form.has("csrf") {
        // A client's POST arrives without our cookies (SameSite=Lax); the GET it is turned into carries them.
        return Ok(Answer::Go(format!("{}?{}", visitor.path("/logout"), query(&request)), Vec::new()));
    }
    form.check_origin(&visitor.context)?;
    let visit = visitor.visit().await?;
    let (Logout::Proceed(back) | Logout::Confirm(back)) = decide(visitor, &request, visit.as_ref()).await?;
    let Some(visit) = visit else { return Ok(Answer::Go(done_path(visitor, &back), Vec::new())) };
    if !form.is_genuine(&visitor.context, visitor.binding(), NAME) {
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..page(visitor, &visit, (&request, &back)) }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &visit, (&request, &back)) }.into());
    }
    if form.presses("cancel") {
        let home = back.client.as_ref().and_then(|client| client.metadata.client_uri.clone());
        return Ok(Answer::Go(home.unwrap_or_else(|| visitor.path("/")), Vec::new()));
    }
    sign_out(visitor, Some(visit), (&back, form.is_ticked("end-all-sessions"))).await
}

/// A wrong hint or an unregistered URI is a page, never a redirect (pages O-3).
async fn decide(visitor: &Visitor, request: &LogoutRequest, visit: Option<&Visit>) -> Result<Logout, Failure> {
    let session = visit.map(|visit| &visit.session);
    logout::decide(&visitor.context, request, session).await.map_err(|error| match error {
        provider::Error::Protocol(_) => Failure::Refused(ErrorKind::InvalidLogout, StatusCode::BAD_REQUEST),
        other => Failure::Provider(other),
    })
}

async fn sign_out(visitor: &Visitor, visit: Option<Visit>, (back, everywhere): (&Return, bool)) -> Handled {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    if let Some(Visit { session, user }) = visit {
        let mut ended = authenticator.end_session(&origin, &session, EndReason::Logout).await?;
        if everywhere {
            ended.extend(authenticator.end_all_sessions(&origin, &user.id, EndReason::Logout).await?);
        }
        for revocation in &ended {
            grant::announce(&visitor.context, revocation).await;
        }
    }
    let target = back.uri.clone().unwrap_or_else(|| done_path(visitor, back));
    Ok(Answer::Go(target, vec![Jar::Session.forget(&visitor.context)]))
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
    let page = LoggedOutPage {
        application: client.map(|known| application(&known.client)),
        sign_in: Some(visitor.path("/login")),
        ..LoggedOutPage::default()
    };
    Ok(Reply::ok(Page::LoggedOut(page)).into())
}

fn page(visitor: &Visitor, visit: &Visit, (request, back): (&LogoutRequest, &Return)) -> Reply {
    let fields =
        fields(request).into_iter().map(|(name, value)| Field { name: name.to_owned(), value: value.to_owned() });
    let page = LogoutPage {
        action: visitor.path("/logout"),
        fields: fields.collect(),
        application: back.client.as_ref().map(|client| application(client)),
        account: Some(account(&visit.user)),
        other_sessions: true,
    };
    let csrf = csrf::token(&visitor.context, visitor.binding(), NAME);
    Reply { csrf, client: back.client.clone(), ..Reply::ok(Page::Logout(page)) }
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
