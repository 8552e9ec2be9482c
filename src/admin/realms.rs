//! Realms: made under names that stay unambiguous in URLs.

use url::Url;

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, Realm, RealmId, RealmSettings, Revocation, SessionLimit, is_host_name};
use crate::storage::{Database, Transaction, browser_sessions, grants, realms};

/// A host name that a realm can have for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealmHost(String);

impl RealmHost {
    /// Reads a host name in any case, for an installation whose base URL is `base`.
    ///
    /// # Errors
    /// `Invalid` for addresses, ports, the host of the base URL, and names that plain http would not stay on this machine
    /// for.
    pub fn parse(text: &str, base: &str) -> Result<Self, Error> {
        let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
        let host = text.to_ascii_lowercase();
        if !is_host_name(&host) {
            return invalid("a realm's host is a name such as login.customer.example, without scheme, port and path");
        }
        let base = Url::parse(base).map_err(|error| Error::Invalid(error.to_string()))?;
        if base.host_str() == Some(host.as_str()) {
            return invalid("that is the host of the base URL, which is the default realm's");
        }
        if base.scheme() != "https" && !host.ends_with(".localhost") {
            return invalid("where the base URL begins with http://, a realm's host ends with .localhost");
        }
        Ok(Self(host))
    }
}

/// What a realm is made from.
#[derive(Clone, Debug, Default)]
pub struct NewRealm {
    /// 1 to 50 lower-case letters, digits and `-`.
    pub name: String,
    /// The name that people see.
    pub display_name: String,
    /// The host that is the realm's alone; without one it is at `/realms/{name}`.
    pub host: Option<RealmHost>,
}

/// Makes a realm.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    new: NewRealm,
) -> Result<Realm, Error> {
    if !Realm::is_name(&new.name) {
        return Err(Error::Invalid("a realm's name has 1 to 50 lower-case letters, digits and `-`".to_owned()));
    }
    let display_name = checked_display_name(&new.display_name)?;
    let realm = Realm {
        id: RealmId::from(origin.random.id()),
        name: new.name,
        host: new.host.map(|host| host.0),
        display_name,
        enabled: true,
        settings: RealmSettings::default(),
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    if !realms::insert(&mut tx, &realm).await? {
        return Err(Error::Taken);
    }
    let origin = Origin { realm: realm.id.clone(), ..origin.clone() };
    audit::record(&mut tx, &origin, &Event::success(EventName::RealmCreated, actor, Target::Realm(&realm.id))).await?;
    tx.commit().await?;
    Ok(realm)
}

fn checked_display_name(name: &str) -> Result<String, Error> {
    let trimmed = name.trim();
    if trimmed.is_empty() || trimmed.chars().count() > 100 {
        return Err(Error::Invalid("a display name has 1 to 100 characters".to_owned()));
    }
    Ok(trimmed.to_owned())
}

/// What is to become different in a realm; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct RealmChange {
    /// The name that people see.
    pub display_name: Option<String>,
    /// The host that is the realm's alone; `Some(None)` for the path below the base URL.
    pub host: Option<Option<RealmHost>>,
    /// How many sessions each user may have at once; `Some(None)` for any number.
    pub session_limit: Option<Option<SessionLimit>>,
}

/// Changes the realm that `origin` names. A change of its host is a change of its issuer: what the old issuer has issued
/// ends, sessions included, and is returned to be announced (a refresh must not change `iss`, OpenID Connect Core 1.0 §12.2).
///
/// # Errors
/// `NotFound`, `Invalid`, `Taken`.
pub async fn change_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    change: RealmChange,
) -> Result<(Realm, Vec<Revocation>), Error> {
    let mut tx = database.begin().await?;
    let mut realm = realms::lock(&mut tx, &origin.realm).await?.ok_or(Error::NotFound)?;
    let id = realm.id.clone();
    let mut event = Event::success(EventName::RealmUpdated, actor, Target::Realm(&id));
    if let Some(name) = change.display_name {
        realm.display_name = checked_display_name(&name)?;
        event = event.detail("display_name", realm.display_name.as_str());
    }
    if let Some(limit) = change.session_limit {
        realm.settings.session_limit = limit;
        event = event.detail("session_limit", serde_json::json!(limit));
    }
    let mut ended = Vec::new();
    let host = change.host.map_or_else(|| realm.host.clone(), |host| host.map(|host| host.0));
    if host != realm.host {
        if realm.id.is_default() {
            return Err(Error::Invalid("the default realm is at the base URL".to_owned()));
        }
        event = event.detail("host", host.clone());
        realm.host = host;
        ended = end_all(&mut tx, origin).await?;
    }
    realm.version += 1;
    realm.updated_at = origin.now;
    realms::update(&mut tx, &realm).await?;
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok((realm, ended))
}

async fn end_all(tx: &mut Transaction, origin: &Origin) -> Result<Vec<Revocation>, Error> {
    browser_sessions::end_of_realm(tx, &origin.realm, EndReason::Administrator, origin.now).await?;
    Ok(grants::revoke_of_realm(tx, &origin.realm, EndReason::Administrator, origin.now).await?)
}
