//! Table `realms`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, json};
use crate::clock::Timestamp;
use crate::model::{Realm, RealmId};

row! {
    struct Row {
        id: String, name: String, host: Option<String>, display_name: String, enabled: bool, settings: String, version: i64,
        created_at: i64, updated_at: i64,
    }
}

impl Row {
    fn realm(self) -> Result<Realm, StorageError> {
        Ok(Realm {
            settings: from_json(&self.settings, "realms", &self.id)?,
            id: RealmId::from(self.id),
            name: self.name,
            host: self.host,
            display_name: self.display_name,
            enabled: self.enabled,
            version: self.version,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, host, display_name, enabled, settings, version, created_at, updated_at FROM realms ",
            $rest
        )
    };
}

/// The realm `id`.
pub async fn find(database: &Database, id: &RealmId) -> Result<Option<Realm>, StorageError> {
    read_optional!(database, Row, select!("WHERE id = $1"), id.as_str())?.map(Row::realm).transpose()
}

/// The realm called `name`.
pub async fn find_by_name(database: &Database, name: &str) -> Result<Option<Realm>, StorageError> {
    read_optional!(database, Row, select!("WHERE name = $1"), name)?.map(Row::realm).transpose()
}

/// The realm whose host is `host`.
pub async fn find_by_host(database: &Database, host: &str) -> Result<Option<Realm>, StorageError> {
    read_optional!(database, Row, select!("WHERE host = $1"), host)?.map(Row::realm).transpose()
}

/// Realms after `after` by name, at most `limit`.
pub async fn list(database: &Database, after: &str, limit: i64) -> Result<Vec<Realm>, StorageError> {
    read_all!(database, Row, select!("WHERE name > $1 ORDER BY name LIMIT $2"), after, limit)?
        .into_iter()
        .map(Row::realm)
        .collect()
}

/// Adds a realm unless its id, name or host is taken; `true` for exactly one caller.
pub async fn insert(tx: &mut Transaction, realm: &Realm) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO realms (id, name, host, display_name, enabled, settings, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        realm.id.as_str(),
        realm.name.as_str(),
        realm.host.as_deref(),
        realm.display_name.as_str(),
        realm.enabled,
        json(&realm.settings)?,
        realm.version,
        realm.created_at.as_millis(),
        realm.updated_at.as_millis()
    )?;
    Ok(rows == 1)
}

/// The realm `id`, locked until the transaction ends: a change of no value takes the row lock on both engines.
pub async fn lock(tx: &mut Transaction, id: &RealmId) -> Result<Option<Realm>, StorageError> {
    execute!(tx, "UPDATE realms SET version = version WHERE id = $1", id.as_str())?;
    fetch_optional!(tx, Row, select!("WHERE id = $1"), id.as_str())?.map(Row::realm).transpose()
}

/// Writes what can be changed of a realm that this transaction has locked.
///
/// # Errors
/// `Conflict` when the host is taken.
pub async fn update(tx: &mut Transaction, realm: &Realm) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE realms SET host = $2, display_name = $3, enabled = $4, settings = $5, version = $6, updated_at = $7 \
         WHERE id = $1",
        realm.id.as_str(),
        realm.host.as_deref(),
        realm.display_name.as_str(),
        realm.enabled,
        json(&realm.settings)?,
        realm.version,
        realm.updated_at.as_millis()
    )?;
    Ok(())
}

/// Holds the row of the realm until the transaction ends: whoever decides about its roles and groups, or who administers it,
/// takes turns. It is held after the row of a user, never before.
pub async fn hold(tx: &mut Transaction, id: &RealmId) -> Result<(), StorageError> {
    execute!(tx, "UPDATE realms SET version = version WHERE id = $1", id.as_str())?;
    Ok(())
}
