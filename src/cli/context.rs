//! What commands about users, clients, realms and keys need: the parts, one realm, and an origin for the audit trail.

use std::sync::Arc;

use super::{Common, Failure, settings};
use crate::admin;
use crate::app::{Parts, assemble};
use crate::audit::{Actor, Origin};
use crate::authn;
use crate::config::Settings;
use crate::jose::Algorithm;
use crate::model::{Revocation, User};
use crate::provider::RealmState;
use crate::provider::grant::REVOCATIONS;
use crate::storage::users;

/// The actor of every act on the command line.
pub(super) const ACTOR: Actor<'static> = Actor::Administrator("cli");

/// An opened installation and one of its realms.
pub(super) struct Context {
    pub settings: Settings,
    pub parts: Parts,
    pub realm: Arc<RealmState>,
    pub origin: Origin,
}

impl Context {
    /// Opens the installation and finds `realm`.
    pub async fn open(common: &Common, realm: &str) -> Result<Self, Failure> {
        let settings = settings::load(common, &[])?.settings;
        let around = settings::surroundings(common);
        let parts = assemble(&settings, &around).await?;
        let now = around.clock.now();
        let found =
            parts.realms.find(&parts.shared, realm, now).await.map_err(|error| Failure::Other(error.to_string()))?;
        let realm = found.ok_or_else(|| Failure::NotFound(format!("there is no realm called {realm}")))?;
        let origin = Origin {
            realm: realm.realm.id.clone(),
            now,
            source: "cli".to_owned(),
            request_id: String::new(),
            client: None,
            random: around.random,
        };
        Ok(Self { settings, parts, realm, origin })
    }

    /// The algorithms that the realm has keys for.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        self.realm.keys.algorithms(self.origin.now)
    }

    /// The user that `name` means: a username or an address.
    pub async fn user(&self, name: &str) -> Result<User, Failure> {
        let found = users::find_by_identifier(&self.parts.shared.database, &self.origin.realm, name).await?;
        found.ok_or_else(|| Failure::NotFound(format!("there is no user called {name}")))
    }

    /// Hashes and judges passwords as the server does.
    pub fn authenticator(&self) -> authn::Authenticator {
        let shared = &self.parts.shared;
        let settings = authn::Settings::from(&self.settings);
        let parts = (shared.hasher.clone(), Arc::clone(&shared.sub_keys), shared.outbox.clone());
        authn::Authenticator::new(shared.database.clone(), shared.ephemeral.clone(), parts, settings)
    }

    /// Tells running instances what has ended; without Redis they read it from the database within a second.
    pub async fn announce(&self, ended: &[Revocation]) {
        if !ended.is_empty() && self.parts.shared.ephemeral.announce(REVOCATIONS, "").await.is_err() {
            tracing::debug!("revocations could not be announced");
        }
    }

    /// Tells running instances to look at `topic` again; whether they were told.
    pub async fn changed(&self, topic: &str, payload: &str) -> bool {
        let ephemeral = &self.parts.shared.ephemeral;
        let told = ephemeral.announce(topic, payload).await;
        if told.is_err() {
            tracing::debug!("a change could not be announced");
        }
        ephemeral.is_shared() && told.is_ok()
    }
}

impl From<admin::Error> for Failure {
    fn from(error: admin::Error) -> Self {
        match error {
            admin::Error::Busy => Self::Unavailable(error.to_string()),
            admin::Error::Unreachable(sentence) => Self::Unavailable(sentence),
            admin::Error::NotFound => Self::NotFound(error.to_string()),
            admin::Error::Storage(error) => error.into(),
            admin::Error::Keys(_) => Self::Other(error.to_string()),
            admin::Error::Invalid(_)
            | admin::Error::Metadata(_)
            | admin::Error::Taken
            | admin::Error::Changed
            | admin::Error::Lacks(_)
            | admin::Error::LastAdministrator(_) => Self::Refused(error.to_string()),
        }
    }
}

impl From<authn::Error> for Failure {
    fn from(error: authn::Error) -> Self {
        match error {
            authn::Error::LastAdministrator => Self::Refused(error.to_string()),
            authn::Error::Busy(_) | authn::Error::Unavailable(_) | authn::Error::Internal(_) => {
                Self::Other(error.to_string())
            }
        }
    }
}
