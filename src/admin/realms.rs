//! Realms: made under names that stay unambiguous in URLs.

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{Realm, RealmId, RealmSettings};
use crate::storage::{Database, realms};

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
