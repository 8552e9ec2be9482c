//! The clients last used, with their keys parsed and their verifiers built.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::error::Error;
use crate::clock::Timestamp;
use crate::jose::{ClientKeySet, Verifier};
use crate::keys::SubKeys;
use crate::model::{Client, ClientId, ClientSecret, RealmId, secret_binding};
use crate::storage::{Database, clients};

/// How long a client is used without asking the database; changes are announced and act sooner.
const FRESH: Duration = Duration::from_secs(10);
/// Clients kept at most.
const CAPACITY: usize = 10_000;

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
}

type Entries = HashMap<(RealmId, ClientId), (Timestamp, Arc<KnownClient>)>;

/// A bounded snapshot of clients. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct ClientDirectory {
    entries: Arc<RwLock<Entries>>,
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
        let key = (realm.clone(), id.clone());
        if let Some((read_at, known)) = self.entries.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key)
            && now.since(*read_at) < FRESH
        {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(client) = clients::find(database, realm, id).await? else {
            self.forget(realm, id);
            return Ok(None);
        };
        let secrets = clients::secrets(database, realm, id).await?;
        let known = Arc::new(KnownClient {
            hmac: hmac_verifiers(sub_keys, realm, id, &secrets),
            keys: client.metadata.jwks.as_ref().map(ClientKeySet::from_value).unwrap_or_default(),
            client,
            secrets,
        });
        let mut entries = self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.retain(|_, (read_at, _)| now.since(*read_at) < FRESH);
            if entries.len() >= CAPACITY {
                entries.clear();
            }
        }
        entries.insert(key, (now, Arc::clone(&known)));
        Ok(Some(known))
    }

    /// Forgets a client that was changed.
    pub fn forget(&self, realm: &RealmId, id: &ClientId) {
        self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&(realm.clone(), id.clone()));
    }

    /// Forgets everything, after announcements may have been missed.
    pub fn clear(&self) {
        self.entries.write().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
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
