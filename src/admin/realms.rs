//! Realms and resource servers: made under names that stay unambiguous in URLs.

use url::Url;

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{Realm, RealmId, RealmSettings, ResourceServer, ResourceSettings};
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
    if display_name.trim().is_empty() || display_name.chars().count() > 100 {
        return Err(Error::Invalid("a display name has 1 to 100 characters".to_owned()));
    }
    let realm = Realm {
        id: RealmId::from(origin.random.id()),
        name: name.to_owned(),
        display_name: display_name.trim().to_owned(),
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
