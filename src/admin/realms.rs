//! Realms and resource servers: made under names that stay unambiguous in URLs.

use url::Url;

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{Realm, RealmId, RealmSettings, ResourceServer, ResourceSettings, SessionLimit};
use crate::storage::{Database, realms, resource_servers};

/// Makes a realm called `name`: 1 to 50 lower-case letters, digits and `-`.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    (name, display_name): (&str, &str),
) -> Result<Realm, Error> {
    if !Realm::is_name(name) {
        return Err(Error::Invalid("a realm's name has 1 to 50 lower-case letters, digits and `-`".to_owned()));
    }
    let display_name = checked_display_name(display_name)?;
    let realm = Realm {
        id: RealmId::from(origin.random.id()),
        name: name.to_owned(),
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
    /// How many sessions each user may have at once; `Some(None)` for any number.
    pub session_limit: Option<Option<SessionLimit>>,
}

/// Changes the realm that `origin` names.
///
/// # Errors
/// `NotFound`, `Invalid`.
pub async fn change_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    change: RealmChange,
) -> Result<Realm, Error> {
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
    realm.version += 1;
    realm.updated_at = origin.now;
    realms::update(&mut tx, &realm).await?;
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(realm)
}

/// Registers a resource server under `id`, an absolute URI without a fragment (RFC 8707 §2).
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_resource_server(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    (id, name): (&str, &str),
    settings: ResourceSettings,
) -> Result<ResourceServer, Error> {
    let is_uri = Url::parse(id).is_ok_and(|url| url.fragment().is_none()) && id.len() <= 512;
    if !is_uri {
        return Err(Error::Invalid("a resource server is named by an absolute URI without a fragment".to_owned()));
    }
    let server = ResourceServer {
        realm: origin.realm.clone(),
        id: id.to_owned(),
        name: name.to_owned(),
        settings,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    resource_servers::insert(&mut tx, &server).await?;
    let event = Event::success(EventName::ResourceServerCreated, actor, Target::ResourceServer(id));
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(server)
}
