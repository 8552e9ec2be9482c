//! Signing in with a provider elsewhere: the way there, and the answer. What is bound to what decides `federation`, who
//! somebody is here `authn`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Place, kept_query};
use super::login::{due_page, signed};
use super::register::waits_page;
use crate::authn::{Asserted, Complaint, Entered, Outcome};
use crate::federation::{self, Errand, Purpose, Reason, Returned};
use crate::model::{Assertion, UpstreamSettings};
use crate::provider;
use crate::spec::Parameters;
use crate::theme::{Elsewhere, ErrorKind, UpstreamLink, UpstreamTold};
use crate::web::account::{Section, links};
use crate::web::page::{Answer, Failure, Handled, respond};
use crate::web::visitor::Visitor;

/// Between the parts of a place that is kept; in none of them.
const JOINT: char = ' ';

/// `/interaction/{id}/upstream/{name}`; without an interaction on the house's own login.
#[derive(serde::Deserialize)]
pub struct UpstreamPath {
    id: Option<String>,
    section: Option<Section>,
    name: String,
}

impl UpstreamPath {
    fn place(&self) -> Place<'_> {
        match (&self.id, self.section) {
            (Some(id), _) => Place::Interaction(id),
            (None, Some(section)) => Place::Confirm(section),
            (None, None) => Place::House,
        }
    }
}

/// `GET /interaction/{id}/upstream/{name}`, `/login/upstream/{name}` and `/account/confirm/{section}/upstream/{name}`
pub async fn leave(visitor: Visitor, path: web::Path<UpstreamPath>) -> HttpResponse {
    respond(&visitor, go(&visitor, path.place(), &path.name).await)
}

/// `GET /upstream/{name}/callback`
pub async fn callback(mut visitor: Visitor, name: web::Path<String>) -> HttpResponse {
    let handled = take(&mut visitor, &name).await;
    respond(&visitor, handled)
}

/// Where a provider answers.
pub fn callback_uri(visitor: &Visitor, name: &str) -> String {
    format!("{}/upstream/{name}/callback", visitor.context.issuer().as_str())
}

async fn go(visitor: &Visitor, place: Place<'_>, name: &str) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    let purpose = Purpose::Login { place: kept(visitor, place) };
    let callback = callback_uri(visitor, name);
    let errand = Errand { name, binding: visitor.binding(), callback: &callback, purpose, asked: desk.asked(visitor) };
    match visitor.state.federation.begin(&visitor.origin(), errand).await {
        Ok(url) => Ok(Answer::Go(url, visitor.binding_cookie().into_iter().collect())),
        Err(federation::Error::Refused(reason)) => Ok(back(visitor, &desk, (name, reason.as_str()))),
        Err(error) => Err(failure(error)),
    }
}

async fn take(visitor: &mut Visitor, name: &str) -> Handled {
    let answer = Parameters::parse(&visitor.query).map_err(Failure::Protocol)?;
    let callback = callback_uri(visitor, name);
    let returned =
        visitor.state.federation.finish(&visitor.origin(), (name, &callback), visitor.binding(), &answer).await;
    let Some(returned) = returned.map_err(failure)? else {
        let kind = if visitor.binding_cookie().is_some() { ErrorKind::OtherBrowser } else { ErrorKind::Expired };
        return Err(Failure::Refused(kind, StatusCode::GONE));
    };
    match returned.purpose.clone() {
        Purpose::Link { session } => links::returned(visitor, (&session, name), returned).await,
        Purpose::Login { place } => {
            let (kind, rest) = place.split_once(JOINT).unwrap_or((place.as_str(), ""));
            let (which, query) = rest.split_once(JOINT).unwrap_or((rest, ""));
            query.clone_into(&mut visitor.query);
            let place = match (kind, Section::parse(which)) {
                ("interaction", _) => Place::Interaction(which),
                ("confirm", Some(section)) => Place::Confirm(section),
                _ => Place::House,
            };
            arrive(visitor, place, (name, returned)).await
        }
    }
}

/// The place of a login as it is kept while the person is away.
fn kept(visitor: &Visitor, place: Place<'_>) -> String {
    let (kind, which) = match place {
        Place::Interaction(id) => ("interaction", id),
        Place::House => ("house", ""),
        Place::Confirm(section) => ("confirm", section.as_str()),
    };
    format!("{kind}{JOINT}{which}{JOINT}{}", kept_query(visitor))
}

async fn arrive(visitor: &Visitor, place: Place<'_>, (name, returned): (&str, Returned)) -> Handled {
    let desk = Desk::open(visitor, place).await?;
    // Signed in meanwhile, on another page.
    if let Some(path) = desk.elsewhere(visitor).await? {
        return Ok(Answer::Go(path, Vec::new()));
    }
    match (returned.outcome, returned.upstream) {
        (Ok(assertion), Some(upstream)) => enter(visitor, &desk, (assertion, &upstream.settings)).await,
        (outcome, _) => {
            let reason = outcome.err().unwrap_or(Reason::Disabled).as_str();
            visitor.state.authenticator.note_upstream_failure(&visitor.origin(), (name, reason)).await?;
            Ok(back(visitor, &desk, (name, reason)))
        }
    }
}

async fn enter(visitor: &Visitor, desk: &Desk, (assertion, settings): (Assertion, &UpstreamSettings)) -> Handled {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let asserted = Asserted { assertion: &assertion, settings, expected: desk.fixed_user() };
    let name = assertion.upstream.1.clone();
    let told = match authenticator.submit_upstream(&origin, desk.login(visitor), asserted).await? {
        Entered::Outcome(Outcome::SignedIn(signed_in)) => return Ok(signed(visitor, desk, *signed_in).await),
        Entered::Outcome(Outcome::Next(flow)) => {
            return Ok(Answer::Go(desk.path(visitor, &due_page(&flow)), Vec::new()));
        }
        Entered::Waits => return Ok(waits_page(visitor, desk, assertion.email.unwrap_or_default())),
        Entered::SignInFirst => {
            authenticator.keep_identity(&origin, &visitor.browser, assertion).await?;
            "not-linked"
        }
        Entered::Outcome(Outcome::Again(_, complaint)) => match complaint {
            Complaint::TooManySessions => "too-many-sessions",
            Complaint::RecoveryRequired => "recovery-required",
            Complaint::Throttled(_) | Complaint::Locked(_) => "throttled",
            _ if desk.fixed_user().is_some() => "not-this-account",
            _ => "refused",
        },
    };
    Ok(back(visitor, desk, (&name, told)))
}

/// Back to the login, which says what became of the visit. Nothing that the login had come to is lost.
fn back(visitor: &Visitor, desk: &Desk, (name, word): (&str, &str)) -> Answer {
    let path = desk.path(visitor, "login");
    let joint = if path.contains('?') { '&' } else { '?' };
    Answer::Go(format!("{path}{joint}upstream={name}&told={word}"), Vec::new())
}

/// What the query says became of a visit: one of our own sentences about one of the realm's own providers, whoever wrote it.
pub fn told(visitor: &Visitor, offers: &[federation::Offer]) -> Option<UpstreamTold> {
    let (name, word) = (visitor.parameter("upstream")?, visitor.parameter("told")?);
    let kind = UpstreamTold::OF_A_VISIT.into_iter().find(|known| *known == word)?;
    let offer = offers.iter().find(|offer| offer.upstream.name == name)?;
    Some(UpstreamTold { kind, label: offer.upstream.display_name.clone() })
}

/// The providers of the realm. Without them the page works as well: a failure leaves them out.
pub async fn offers(visitor: &Visitor) -> Vec<federation::Offer> {
    let found = visitor.state.federation.offers(visitor.context.realm()).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, request_id = visitor.context.request_id, "no provider can be offered");
        Vec::new()
    })
}

/// The ways in elsewhere that a login page of `desk` offers: before a sensitive change those that lead to the person.
pub async fn elsewhere(visitor: &Visitor, desk: &Desk) -> Elsewhere {
    let mut offers = offers(visitor).await;
    let told = told(visitor, &offers);
    if let Some(user) = desk.fixed_user() {
        let own = visitor.state.authenticator.linked_identities(&visitor.origin(), user).await.unwrap_or_default();
        offers.retain(|offer| own.iter().any(|identity| identity.issuer == offer.upstream.issuer));
    }
    let (away, there): (Vec<_>, Vec<_>) = offers.into_iter().partition(|offer| offer.is_away);
    let link = |offer: federation::Offer| UpstreamLink {
        page: desk.path(visitor, &format!("upstream/{}", offer.upstream.name)),
        name: offer.upstream.name,
        label: offer.upstream.display_name,
    };
    Elsewhere {
        links: there.into_iter().map(link).collect(),
        away: away.into_iter().map(|offer| offer.upstream.display_name).collect(),
        told,
    }
}

/// A failure on our side as a page.
pub fn failure(error: federation::Error) -> Failure {
    match error {
        federation::Error::Unknown => Failure::Refused(ErrorKind::NotFound, StatusCode::NOT_FOUND),
        federation::Error::Refused(_) => Failure::Refused(ErrorKind::Unavailable, StatusCode::SERVICE_UNAVAILABLE),
        federation::Error::Storage(error) => error.into(),
        federation::Error::Ephemeral(error) => provider::Error::from(error).into(),
        federation::Error::Internal(sentence) => provider::Error::Internal(sentence).into(),
    }
}
