//! `/account/passkeys`: passkeys and security keys.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;

use super::Section;
use super::room::Room;
use crate::authn::{CeremonyAnswer, CeremonyRequest, KeptForm, NAME_CHARS_MAX, NewCredential, Removed, Visit, vendor};
use crate::model::{CredentialKind, FactorId, Revocation, WebauthnCredential};
use crate::provider::grant;
use crate::theme::{AccountBody, Credential, KeyRequest, Notice, PasskeysBody};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/passkeys`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/passkeys`
pub async fn send(visitor: Visitor, form: PageForm) -> HttpResponse {
    respond(&visitor, change(&visitor, &form).await)
}

async fn page(visitor: &Visitor) -> Handled {
    Ok(match Room::open_fresh(visitor, Section::Passkeys).await? {
        Ok(room) => {
            let mut body = body(visitor, &room.visit, None).await?;
            if let (AccountBody::Passkeys(keys), Some(id)) = (&mut body, room.kept("rename")) {
                let renamed = keys.passkeys.iter_mut().chain(&mut keys.security_keys).find(|key| key.id == id);
                if let (Some(key), Some(name)) = (renamed, room.kept("name")) {
                    key.typed = name.chars().take(NAME_CHARS_MAX).collect();
                }
            }
            room.reply(visitor, body).into()
        }
        Err(elsewhere) => elsewhere,
    })
}

async fn change(visitor: &Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let kept = match (form.get("remove"), form.get("rename")) {
        (Some(id), _) => KeptForm::at(format!("remove-{id}")),
        (None, Some(id)) => KeptForm::at(format!("name-{id}")).with("rename", Some(id)).with("name", form.get("name")),
        // What the device made is for one page, and that page is gone.
        (None, None) => KeptForm::default(),
    };
    let room = match Room::open_fresh_for(visitor, Section::Passkeys, (form, kept)).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !room.is_genuine(visitor, form) {
        let stale = room.reply(visitor, body(visitor, &room.visit, None).await?);
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(id) = form.get("remove") {
        return remove(visitor, &room, &FactorId::from(id)).await;
    }
    if let Some(id) = form.get("rename") {
        let new = (&FactorId::from(id), form.get("name").unwrap_or_default());
        visitor.state.authenticator.rename_credential(&visitor.origin(), &room.visit, new).await?;
        return Ok(room.done(visitor, Notice::PasskeyRenamed));
    }
    add(visitor, &room, form).await
}

async fn remove(visitor: &Visitor, room: &Room, id: &FactorId) -> Handled {
    match visitor.state.authenticator.remove_credential(&visitor.origin(), &room.visit, id).await? {
        Removed::Done(ended) => Ok(finish(visitor, room, &ended, Notice::PasskeyRemoved).await),
        Removed::Absent => Ok(Answer::Go(visitor.path(Section::Passkeys.path()), Vec::new())),
        Removed::LastWayIn => Ok(room.refuse(visitor, body(visitor, &room.visit, Some("last")).await?).into()),
    }
}

async fn add(visitor: &Visitor, room: &Room, form: &PageForm) -> Handled {
    let kind = form.get("kind").and_then(CredentialKind::parse);
    let (Some(party), Some(kind), Some(credential)) = (visitor.relying_party(), kind, form.get("credential")) else {
        return Ok(Answer::Go(visitor.path(Section::Passkeys.path()), Vec::new()));
    };
    let answer = CeremonyAnswer { id: form.get("ceremony").unwrap_or_default(), credential, is_silent: false };
    let (authenticator, new) = (&visitor.state.authenticator, (&room.visit, kind));
    let error = match authenticator.finish_credential(&visitor.origin(), &party, new, answer).await? {
        NewCredential::Added(ended) => {
            let notice = match kind {
                CredentialKind::Passkey => Notice::PasskeyAdded,
                CredentialKind::SecurityKey => Notice::SecurityKeyAdded,
            };
            return Ok(finish(visitor, room, &ended, notice).await);
        }
        NewCredential::Refused => "refused",
        NewCredential::Expired => "expired",
        NewCredential::TooMany => "too-many",
    };
    Ok(room.refuse(visitor, body(visitor, &room.visit, Some(error)).await?).into())
}

async fn finish(visitor: &Visitor, room: &Room, ended: &[Revocation], notice: Notice) -> Answer {
    for revocation in ended {
        grant::announce(&visitor.context, revocation).await;
    }
    room.done(visitor, notice)
}

async fn body(visitor: &Visitor, visit: &Visit, error: Option<&'static str>) -> Result<AccountBody, Failure> {
    let known = visitor.state.authenticator.credentials(&visitor.origin(), &visit.user.id).await?;
    let of_kind = |kind| known.iter().filter(move |known| known.kind == kind).map(shown).collect();
    Ok(AccountBody::Passkeys(Box::new(PasskeysBody {
        passkeys: of_kind(CredentialKind::Passkey),
        security_keys: of_kind(CredentialKind::SecurityKey),
        add_passkey: request(visitor, visit, CredentialKind::Passkey).await?,
        add_security_key: request(visitor, visit, CredentialKind::SecurityKey).await?,
        possible: visitor.relying_party().is_some(),
        error,
        signal: signal(visitor, visit).await?,
    })))
}

async fn request(visitor: &Visitor, visit: &Visit, kind: CredentialKind) -> Result<Option<KeyRequest>, Failure> {
    let Some(party) = visitor.relying_party() else { return Ok(None) };
    let begun = visitor.state.authenticator.begin_credential(&visitor.origin(), &party, (visit, kind)).await?;
    let request = |CeremonyRequest { id, options }| KeyRequest { ceremony: id, options, ..KeyRequest::default() };
    Ok(begun.map(request))
}

fn shown(known: &WebauthnCredential) -> Credential {
    Credential {
        id: known.id.to_string(),
        name: known.name.clone(),
        typed: known.name.clone(),
        vendor: vendor(&known.aaguid).unwrap_or_default(),
        synced: known.backup_eligible,
        added: known.created_at.into(),
        used: known.last_used_at.map(Into::into),
    }
}

/// What the passkey manager of whoever is signed in is told (pages K-5): which of their passkeys are good, and their names.
pub async fn signal(visitor: &Visitor, visit: &Visit) -> Result<Option<String>, Failure> {
    let Some(party) = visitor.relying_party() else { return Ok(None) };
    let (authenticator, origin, user) = (&visitor.state.authenticator, visitor.origin(), &visit.user);
    let Some(handle) = authenticator.user_handle(&origin, &user.id).await? else { return Ok(None) };
    let known = authenticator.credentials(&origin, &user.id).await?;
    let ids: Vec<&str> = known.iter().map(|known| known.credential_id.as_str()).collect();
    let (party, name) = (party.id(), user.username.as_str());
    let signals = json!({
        "signalAllAcceptedCredentials": {"rpId": party, "userId": handle, "allAcceptedCredentialIds": ids},
        "signalCurrentUserDetails": {
            "rpId": party, "userId": handle, "name": name, "displayName": user.display_name(),
        },
    });
    Ok(Some(signals.to_string()))
}
