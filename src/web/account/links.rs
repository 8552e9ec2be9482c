//! `/account/links`: who the person is elsewhere (product AC-11, FI-06).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::Section;
use super::room::Room;
use crate::authn::{KeptForm, Linking, Removed};
use crate::federation::{self, Asked, Errand, Purpose, Reason, Returned};
use crate::model::{LinkedIdentity, SessionId};
use crate::provider::grant;
use crate::theme::{
    AccountBody, ErrorKind, LinkedAccount, LinksBody, Notice, UpstreamLink, UpstreamTold, WaitingIdentity,
};
use crate::web::form::PageForm;
use crate::web::interaction::upstream::{callback_uri, failure, offers, told};
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/links`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/links`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    respond(&visitor, change(&visitor, &form).await)
}

async fn page(visitor: &Visitor) -> Handled {
    Ok(match Room::open_fresh(visitor, Section::Links).await? {
        Ok(room) => {
            let interaction = visitor.parameter("interaction").unwrap_or_default();
            let body = body(visitor, &room, &interaction).await?;
            room.reply(visitor, AccountBody::Links(Box::new(body))).into()
        }
        Err(elsewhere) => elsewhere,
    })
}

async fn change(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let kept = match (form.get("add"), form.get("remove")) {
        (Some(name), _) => KeptForm::at(format!("upstream-{name}")),
        (None, Some(id)) => KeptForm::at(format!("remove-{id}")),
        (None, None) => KeptForm::default(),
    };
    let room = match Room::open_fresh_for(visitor, Section::Links, (form, kept)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let interaction = form.get("interaction").unwrap_or_default();
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, AccountBody::Links(Box::new(body(visitor, &room, interaction).await?)));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(name) = form.get("add") {
        return add(visitor, &room, name).await;
    }
    if let Some(id) = form.get("remove") {
        return remove(visitor, &room, id).await;
    }
    let waiting = visitor.state.authenticator.take_identity(&visitor.origin(), &visitor.browser).await?;
    let Some(assertion) = waiting.filter(|_| form.presses("link")) else { return Ok(onward(visitor, interaction)) };
    let linking = visitor.state.authenticator.link_identity(&visitor.origin(), &room.visit, &assertion).await?;
    Ok(match linking {
        Linking::Done if interaction.is_empty() => room.done(visitor, Notice::IdentityLinked),
        Linking::Done => onward(visitor, interaction),
        other => back(visitor, (&assertion.upstream.1, word(other))),
    })
}

/// To the provider, which is asked who the person is there.
async fn add(visitor: &Visitor, room: &Room, name: &str) -> Handled {
    let (purpose, callback) = (Purpose::Link { session: room.visit.session.id.clone() }, callback_uri(visitor, name));
    let errand = Errand { name, binding: visitor.binding(), callback: &callback, purpose, asked: Asked::Any };
    match visitor.state.federation.begin(&visitor.origin(), errand).await {
        Ok(url) => Ok(Answer::Go(url, Vec::new())),
        Err(federation::Error::Refused(reason)) => Ok(back(visitor, (name, reason.as_str()))),
        Err(error) => Err(failure(error)),
    }
}

/// Takes the answer of the provider called `name` to whoever is still signed in under `session`.
pub async fn returned(visitor: &Visitor, (session, name): (&SessionId, &str), returned: Returned) -> Handled {
    let room = match Room::open(visitor, Section::Links.as_str()).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Somebody else signed in, or changed accounts, while the person was away.
    if room.visit.session.id != *session {
        return Err(Failure::Refused(ErrorKind::OtherAccount, StatusCode::FORBIDDEN));
    }
    let assertion = match returned.outcome {
        Ok(assertion) => assertion,
        Err(reason) => return Ok(back(visitor, (name, reason.as_str()))),
    };
    let linking = visitor.state.authenticator.link_identity(&visitor.origin(), &room.visit, &assertion).await?;
    Ok(match linking {
        Linking::Done => room.done(visitor, Notice::IdentityLinked),
        other => back(visitor, (name, word(other))),
    })
}

async fn remove(visitor: &Visitor, room: &Room, id: &str) -> Handled {
    match visitor.state.authenticator.unlink_identity(&visitor.origin(), &room.visit, id).await? {
        Removed::Done(ended) => {
            for revocation in &ended {
                grant::announce(&visitor.context, revocation).await;
            }
            Ok(room.done(visitor, Notice::IdentityUnlinked))
        }
        Removed::Absent => Ok(Answer::Go(visitor.path(Section::Links.path()), Vec::new())),
        Removed::LastWayIn => {
            let mut body = body(visitor, room, "").await?;
            let gone = body.identities.iter().find(|known| known.id == id);
            let label = gone.map(|known| known.provider.clone()).unwrap_or_default();
            body.told = Some(UpstreamTold { kind: UpstreamTold::LAST, label });
            Ok(room.refuse(visitor, AccountBody::Links(Box::new(body))).into())
        }
    }
}

const fn word(linking: Linking) -> &'static str {
    match linking {
        Linking::Taken => "taken",
        Linking::TooMany => "too-many",
        Linking::Done | Linking::Refused => Reason::Disabled.as_str(),
    }
}

/// Back to the page, which says what became of the visit.
fn back(visitor: &Visitor, (name, word): (&str, &str)) -> Answer {
    Answer::Go(format!("{}?upstream={name}&told={word}", visitor.path(Section::Links.path())), Vec::new())
}

/// On to the interaction that a login was for; whether it still waits, and for this browser, its own page finds out.
fn onward(visitor: &Visitor, interaction: &str) -> Answer {
    let is_id = interaction.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let path = match interaction {
        "" => Section::Links.path().to_owned(),
        id if is_id => format!("/interaction/{id}/resume"),
        _ => Section::Links.path().to_owned(),
    };
    Answer::Go(visitor.path(&path), Vec::new())
}

async fn body(visitor: &Visitor, room: &Room, interaction: &str) -> Result<LinksBody, Failure> {
    let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
    let known = authenticator.linked_identities(&origin, &room.visit.user.id).await?;
    let waiting = authenticator.waiting_identity(&origin, &visitor.browser).await?;
    let offers = offers(visitor).await;
    let told = told(visitor, &offers);
    let identities = known.into_iter().map(|identity| shown(identity, &offers)).collect();
    let (away, there): (Vec<_>, Vec<_>) = offers.into_iter().partition(|offer| offer.is_away);
    Ok(LinksBody {
        identities,
        offers: there
            .into_iter()
            .map(|offer| UpstreamLink {
                name: offer.upstream.name,
                label: offer.upstream.display_name,
                page: String::new(),
            })
            .collect(),
        away: away.into_iter().map(|offer| offer.upstream.display_name).collect(),
        waiting: waiting.map(|told| WaitingIdentity { label: told.label(), provider: told.upstream.2 }),
        interaction: interaction.to_owned(),
        told,
    })
}

fn shown(identity: LinkedIdentity, offers: &[federation::Offer]) -> LinkedAccount {
    let offer = offers.iter().find(|offer| offer.upstream.issuer == identity.issuer);
    LinkedAccount {
        id: identity.id,
        provider: offer.map_or(identity.issuer, |offer| offer.upstream.display_name.clone()),
        label: identity.label,
        usable: offer.is_some(),
        added: identity.linked_at.into(),
        used: identity.last_used_at.map(Into::into),
    }
}
