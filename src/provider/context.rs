//! What every operation is given: one realm, one request, and the parts of the house it may use.

use std::sync::Arc;

use super::clients::ClientDirectory;
use super::error::Error;
use super::issuer::Issuer;
use super::policy::{Policy, TokenSettings};
use super::resources::ResourceDirectory;
use super::revocations::Revocations;
use super::typed_secrets::TypedSecrets;
use super::uses::Uses;
use super::zones::Exhausted;
use crate::audit::{Appender, Origin};
use crate::background::Cores;
use crate::clock::{Clock, Timestamp};
use crate::ephemeral::EphemeralStore;
use crate::hashing::Hasher;
use crate::keys::{KeyRing, SigningThreads, SubKeys};
use crate::mail::Outbox;
use crate::model::{Client, ClientId, Realm, RealmId};
use crate::outbound::Fetcher;
use crate::places::Places;
use crate::random::Random;
use crate::storage::Database;

/// The parts all realms share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Tells the time.
    pub clock: Clock,
    /// Makes unguessable values.
    pub random: Random,
    /// Durable rows.
    pub database: Database,
    /// Short-lived state.
    pub ephemeral: EphemeralStore,
    /// Keys derived from the key-encryption key.
    pub sub_keys: Arc<SubKeys>,
    /// Where signatures are made.
    pub signing: SigningThreads,
    /// Hashes what people type.
    pub hasher: Hasher,
    /// Those that hashing and drawing may keep busy.
    pub cores: Cores,
    /// Secrets of clients that people typed.
    pub typed_secrets: TypedSecrets,
    /// Events without a transaction of their own.
    pub appender: Appender,
    /// The clients last used.
    pub clients: ClientDirectory,
    /// The resource servers last used.
    pub resources: ResourceDirectory,
    /// Keys whose failures are used up.
    pub exhausted: Exhausted,
    /// JWT access tokens that count no more.
    pub revocations: Revocations,
    /// When applications did something last.
    pub uses: Uses,
    /// Where promised mail is left.
    pub outbox: Outbox,
    /// Where addresses are.
    pub places: Places,
    /// Fetches from elsewhere.
    pub fetcher: Fetcher,
    /// Lifetimes and rotation.
    pub tokens: TokenSettings,
}

/// One realm as this process serves it.
#[derive(Clone, Debug)]
pub struct RealmState {
    /// The realm as stored.
    pub realm: Realm,
    /// Its issuer identifier.
    pub issuer: Issuer,
    /// Its signing keys.
    pub keys: Arc<KeyRing>,
}

/// One request in one realm. Cheap to make; operations read `now` from it and nowhere else.
#[derive(Clone, Debug)]
pub struct Context {
    /// The shared parts.
    pub shared: Arc<Shared>,
    /// The realm.
    pub state: Arc<RealmState>,
    /// When the request began.
    pub now: Timestamp,
    /// The peer's address, after trusted proxies.
    pub source: String,
    /// Names the request.
    pub request_id: String,
    /// The application that acts in somebody's name, once it is known.
    pub client: Option<ClientId>,
}

impl Context {
    /// The realm's id, which every statement names.
    pub fn realm(&self) -> &RealmId {
        &self.state.realm.id
    }

    /// The realm's issuer.
    pub fn issuer(&self) -> &Issuer {
        &self.state.issuer
    }

    /// Durable rows.
    pub fn database(&self) -> &Database {
        &self.shared.database
    }

    /// Where the request's audit events come from.
    pub fn origin(&self) -> Origin {
        Origin {
            realm: self.realm().clone(),
            now: self.now,
            source: self.source.clone(),
            request_id: self.request_id.clone(),
            client: self.client.clone(),
            random: self.shared.random.clone(),
        }
    }

    /// Does `work`, which signs, on a thread for that. No transaction is open meanwhile.
    pub async fn signing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let context = self.clone();
        self.shared.signing.run(move || work(&context)).await?
    }

    /// What holds for `client` here.
    pub fn policy(&self, client: &Client) -> Policy {
        Policy::resolve(&self.shared.tokens, &self.state.realm.settings, client)
    }
}
