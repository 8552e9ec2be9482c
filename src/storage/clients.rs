//! Tables `clients` and `client_secrets`.

use super::driver::{Database, Transaction, execute, read_all, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, instant, json, millis};
use crate::clock::Timestamp;
use crate::model::{Client, ClientId, ClientSecret, RealmId, VerifiedPublisher};

row! {
    struct Row {
        realm: String, id: String, enabled: bool, metadata: String, publisher_domain: Option<String>,
        publisher_verified_at: Option<i64>, version: i64, created_at: i64, updated_at: i64,
    }
}

row! {
    struct SecretRow {
        id: String, secret_hash: String, sealed: Option<String>, created_at: i64, expires_at: Option<i64>,
    }
}

impl Row {
    fn client(self) -> Result<Client, StorageError> {
        Ok(Client {
            metadata: from_json(&self.metadata, "clients", &self.id)?,
            realm: RealmId::from(self.realm),
            id: ClientId::from(self.id),
            enabled: self.enabled,
            publisher: publisher(self.publisher_domain, self.publisher_verified_at),
            version: self.version,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

fn publisher(domain: Option<String>, verified_at: Option<i64>) -> Option<VerifiedPublisher> {
    Some(VerifiedPublisher { domain: domain?, verified_at: instant(verified_at)? })
}

/// The client `id`, disabled ones included.
pub async fn find(database: &Database, realm: &RealmId, id: &ClientId) -> Result<Option<Client>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT realm, id, enabled, metadata, publisher_domain, publisher_verified_at, version, created_at, updated_at \
         FROM clients WHERE realm = $1 AND id = $2",
        realm.as_str(),
        id.as_str()
    )?
    .map(Row::client)
    .transpose()
}

/// Clients after `after` by id, at most `limit`.
pub async fn list(database: &Database, realm: &RealmId, after: &str, limit: i64) -> Result<Vec<Client>, StorageError> {
    read_all!(
        database,
        Row,
        "SELECT realm, id, enabled, metadata, publisher_domain, publisher_verified_at, version, created_at, updated_at \
         FROM clients WHERE realm = $1 AND id > $2 ORDER BY id LIMIT $3",
        realm.as_str(),
        after,
        limit
    )?
    .into_iter()
    .map(Row::client)
    .collect()
}

/// Adds a client, whose publisher nobody has confirmed yet.
///
/// # Errors
/// `Conflict` when the `client_id` is taken.
pub async fn insert(tx: &mut Transaction, client: &Client) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO clients (realm, id, enabled, metadata, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        client.realm.as_str(),
        client.id.as_str(),
        client.enabled,
        json(&client.metadata)?,
        client.version,
        client.created_at.as_millis(),
        client.updated_at.as_millis()
    )?;
    Ok(())
}

/// Stores a changed client if `client.version` is still the stored one, and raises it; `false` when someone was faster.
pub async fn update(tx: &mut Transaction, client: &Client, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE clients SET enabled = $4, metadata = $5, publisher_domain = $6, publisher_verified_at = $7, \
         version = version + 1, updated_at = $8 WHERE realm = $1 AND id = $2 AND version = $3",
        client.realm.as_str(),
        client.id.as_str(),
        client.version,
        client.enabled,
        json(&client.metadata)?,
        client.publisher.as_ref().map(|publisher| publisher.domain.as_str()),
        millis(client.publisher.as_ref().map(|publisher| publisher.verified_at)),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Removes a client with its secrets and consents; its grants are revoked by the caller. `true` when there was one.
pub async fn delete(tx: &mut Transaction, realm: &RealmId, id: &ClientId) -> Result<bool, StorageError> {
    execute!(tx, "DELETE FROM client_secrets WHERE realm = $1 AND client_id = $2", realm.as_str(), id.as_str())?;
    execute!(tx, "DELETE FROM consents WHERE realm = $1 AND client_id = $2", realm.as_str(), id.as_str())?;
    let rows = execute!(tx, "DELETE FROM clients WHERE realm = $1 AND id = $2", realm.as_str(), id.as_str())?;
    Ok(rows == 1)
}

/// The secrets of a client, newest first.
pub async fn secrets(database: &Database, realm: &RealmId, id: &ClientId) -> Result<Vec<ClientSecret>, StorageError> {
    let rows = read_all!(
        database,
        SecretRow,
        "SELECT id, secret_hash, sealed, created_at, expires_at FROM client_secrets \
         WHERE realm = $1 AND client_id = $2 ORDER BY created_at DESC, id",
        realm.as_str(),
        id.as_str()
    )?;
    Ok(rows
        .into_iter()
        .map(|row| ClientSecret {
            id: row.id,
            secret_hash: row.secret_hash,
            sealed: row.sealed,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: instant(row.expires_at),
        })
        .collect())
}

/// Adds a secret.
pub async fn insert_secret(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &ClientId,
    secret: &ClientSecret,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO client_secrets (realm, client_id, id, secret_hash, sealed, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        realm.as_str(),
        id.as_str(),
        secret.id.as_str(),
        secret.secret_hash.as_str(),
        secret.sealed.as_deref(),
        secret.created_at.as_millis(),
        millis(secret.expires_at)
    )?;
    Ok(())
}

/// Lets every secret of a client that has no earlier end expire at `end`.
pub async fn expire_secrets(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &ClientId,
    end: Timestamp,
) -> Result<u64, StorageError> {
    execute!(
        tx,
        "UPDATE client_secrets SET expires_at = $3 \
         WHERE realm = $1 AND client_id = $2 AND (expires_at IS NULL OR expires_at > $3)",
        realm.as_str(),
        id.as_str(),
        end.as_millis()
    )
}
