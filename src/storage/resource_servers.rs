//! Table `resource_servers`.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, json};
use crate::clock::Timestamp;
use crate::model::{RealmId, ResourceServer};

row! {
    struct Row {
        realm: String, id: String, name: String, settings: String, version: i64, created_at: i64, updated_at: i64,
    }
}

impl Row {
    fn resource_server(self) -> Result<ResourceServer, StorageError> {
        Ok(ResourceServer {
            settings: from_json(&self.settings, "resource_servers", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            name: self.name,
            version: self.version,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

/// The resource server `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<ResourceServer>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT realm, id, name, settings, version, created_at, updated_at FROM resource_servers WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id
    )?
    .map(Row::resource_server)
    .transpose()
}

/// All resource servers of a realm, by id.
pub async fn list(database: &Database, realm: &RealmId) -> Result<Vec<ResourceServer>, StorageError> {
    read_all!(
        database,
        Row,
        "SELECT realm, id, name, settings, version, created_at, updated_at FROM resource_servers WHERE realm = $1 ORDER BY id",
        realm.as_str()
    )?
    .into_iter()
    .map(Row::resource_server)
    .collect()
}

/// Adds a resource server.
///
/// # Errors
/// `Conflict` when the identifier is taken.
pub async fn insert(tx: &mut Transaction, server: &ResourceServer) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO resource_servers (realm, id, name, settings, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        server.realm.as_str(),
        server.id.as_str(),
        server.name.as_str(),
        json(&server.settings)?,
        server.version,
        server.created_at.as_millis(),
        server.updated_at.as_millis()
    )?;
    Ok(())
}

/// Stores a changed resource server if `server.version` is still the stored one, and raises it; `false` when someone was
/// faster.
pub async fn update(tx: &mut Transaction, server: &ResourceServer, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE resource_servers SET name = $4, settings = $5, version = version + 1, updated_at = $6 \
         WHERE realm = $1 AND id = $2 AND version = $3",
        server.realm.as_str(),
        server.id.as_str(),
        server.version,
        server.name.as_str(),
        json(&server.settings)?,
        now.as_millis()
    )?;
    Ok(rows == 1)
}
