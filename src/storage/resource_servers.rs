//! Table `resource_servers`.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, json};
use crate::clock::Timestamp;
use crate::model::{RealmId, ResourceServer};

row! {
    struct Row {
        realm: String, id: String, name: String, settings: String, created_at: i64, updated_at: i64,
    }
}

impl Row {
    fn resource_server(self) -> Result<ResourceServer, StorageError> {
        Ok(ResourceServer {
            settings: from_json(&self.settings, "resource_servers", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            name: self.name,
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
        "SELECT realm, id, name, settings, created_at, updated_at FROM resource_servers WHERE realm = $1 AND id = $2",
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
        "SELECT realm, id, name, settings, created_at, updated_at FROM resource_servers WHERE realm = $1 ORDER BY id",
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
        "INSERT INTO resource_servers (realm, id, name, settings, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
        server.realm.as_str(),
        server.id.as_str(),
        server.name.as_str(),
        json(&server.settings)?,
        server.created_at.as_millis(),
        server.updated_at.as_millis()
    )?;
    Ok(())
}
