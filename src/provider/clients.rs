//! The clients last used, with their keys parsed and their verifiers built.

use std::sync::Arc;

use super::error::Error;
use super::recent::{Recent, looked_up};
use crate::clock::Timestamp;
use crate::jose::{ClientKeySet, EncryptionKeySet, Verifier};
use crate::keys::SubKeys;
use crate::model::{Client, ClientId, ClientSecret, RealmId, secret_binding};
use crate::storage::{Database, clients};

/// The topic on which a changed client is named to all instances, as `realm id`.
pub const CLIENTS: &str = "clients";

/// A client with everything its authentication needs.
#[derive(Debug)]
pub struct KnownClient {
    /// The client as stored.
    pub client: Client,
    /// Its secrets, expired ones included.
    pub secrets: Vec<ClientSecret>,
    /// Verifiers of `client_secret_jwt`, by secret id.
    pub hmac: Vec<(String, Verifier)>,
    /// Its registered keys (`jwks`); those behind a `jwks_uri` are fetched when needed.
    pub keys: ClientKeySet,
    /// Those among them that can be encrypted for.
    pub encryption: EncryptionKeySet,
}

/// A bounded snapshot of clients. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct ClientDirectory {
    recent: Recent<KnownClient>,
}

impl ClientDirectory {
    /// The client `id`, disabled ones included.
    pub async fn find(
        &self,
        database: &Database,
        sub_keys: &SubKeys,
        (realm, id): (&RealmId, &ClientId),
        now: Timestamp,
    ) -> Result<Option<Arc<KnownClient>>, Error> {
        let known = self.recent.get(realm, id.as_str(), now);
        looked_up("clients", known.is_some());
        if known.is_some() {
            return Ok(known);
        }
        let Some(client) = clients::find(database, realm, id).await? else {
            self.forget(realm, id);
            return Ok(None);
        };
        let secrets = clients::secrets(database, realm, id).await?;
        let known = KnownClient {
            hmac: hmac_verifiers(sub_keys, realm, id, &secrets),
            keys: client.metadata.jwks.as_ref().map(ClientKeySet::from_value).unwrap_or_default(),
            encryption: client.metadata.jwks.as_ref().map(EncryptionKeySet::from_value).unwrap_or_default(),
            client,
            secrets,
        };
        Ok(Some(self.recent.keep(realm, id.as_str(), known, now)))
    }

    /// Forgets a client that was changed.
    pub fn forget(&self, realm: &RealmId, id: &ClientId) {
        self.recent.forget(realm, id.as_str());
    }

    /// How many are held.
    pub fn held(&self) -> usize {
        self.recent.held()
    }

    /// Forgets everything, after announcements may have been missed.
    pub fn clear(&self) {
        self.recent.clear();
    }
}

fn hmac_verifiers(
    sub_keys: &SubKeys,
    realm: &RealmId,
    id: &ClientId,
    secrets: &[ClientSecret],
) -> Vec<(String, Verifier)> {
    secrets
        .iter()
        .filter_map(|secret| {
            let sealed = secret.sealed.as_deref()?;
            let clear = sub_keys.open(&secret_binding(realm, id, &secret.id), sealed).ok()?;
            Some((secret.id.clone(), Verifier::hs256(clear.expose()).ok()?))
        })
        .collect()
}
