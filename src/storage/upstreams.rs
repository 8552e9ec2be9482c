//! Table `upstreams`.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, json};
use crate::clock::Timestamp;
use crate::model::{RealmId, Upstream};

row! {
    struct Row {
        realm: String, id: String, name: String, display_name: String, issuer: String, client_id: String,
        sealed: Option<String>, settings: String, enabled: bool, version: i64, created_at: i64, updated_at: i64,
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, name, display_name, issuer, client_id, sealed, settings, enabled, version, created_at, ",
            "updated_at FROM upstreams ",
            $rest
        )
    };
}

impl Row {
    fn upstream(self) -> Result<Upstream, StorageError> {
        Ok(Upstream {
            settings: from_json(&self.settings, "upstreams", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            name: self.name,
            display_name: self.display_name,
            issuer: self.issuer,
            client_id: self.client_id,
            sealed: self.sealed,
            enabled: self.enabled,
            version: self.version,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

/// The one whose id is `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<Upstream>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id)?;
    row.map(Row::upstream).transpose()
}

/// The one called `name` in paths.
pub async fn find_by_name(database: &Database, realm: &RealmId, name: &str) -> Result<Option<Upstream>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND name = $2"), realm.as_str(), name)?;
    row.map(Row::upstream).transpose()
}

/// All of a realm, by name.
pub async fn list(database: &Database, realm: &RealmId) -> Result<Vec<Upstream>, StorageError> {
    let rows = read_all!(database, Row, select!("WHERE realm = $1 ORDER BY name"), realm.as_str())?;
    rows.into_iter().map(Row::upstream).collect()
}

/// Adds one.
///
/// # Errors
/// `Conflict` when the realm knows the name or the issuer.
pub async fn insert(tx: &mut Transaction, upstream: &Upstream) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO upstreams (realm, id, name, display_name, issuer, client_id, sealed, settings, enabled, version, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        upstream.realm.as_str(),
        upstream.id.as_str(),
        upstream.name.as_str(),
        upstream.display_name.as_str(),
        upstream.issuer.as_str(),
        upstream.client_id.as_str(),
        upstream.sealed.as_deref(),
        json(&upstream.settings)?,
        upstream.enabled,
        upstream.version,
        upstream.created_at.as_millis(),
        upstream.updated_at.as_millis()
    )?;
    Ok(())
}

/// Stores what may change if `upstream.version` is still the stored one, and raises it; `false` when someone was faster.
/// Name and issuer stay: what is linked hangs on them.
pub async fn update(tx: &mut Transaction, upstream: &Upstream, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE upstreams SET display_name = $4, client_id = $5, sealed = $6, settings = $7, enabled = $8, \
         version = version + 1, updated_at = $9 WHERE realm = $1 AND id = $2 AND version = $3",
        upstream.realm.as_str(),
        upstream.id.as_str(),
        upstream.version,
        upstream.display_name.as_str(),
        upstream.client_id.as_str(),
        upstream.sealed.as_deref(),
        json(&upstream.settings)?,
        upstream.enabled,
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Removes one; `false` when it is gone already.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, id: &str) -> Result<bool, StorageError> {
    let rows = execute!(tx, "DELETE FROM upstreams WHERE realm = $1 AND id = $2", realm.as_str(), id)?;
    Ok(rows == 1)
}
