//! The resource servers last used.

use std::sync::Arc;

use super::error::Error;
use super::recent::{Recent, looked_up};
use crate::clock::Timestamp;
use crate::model::{RealmId, ResourceServer};
use crate::storage::{Database, resource_servers};

/// A bounded snapshot of resource servers. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct ResourceDirectory {
    recent: Recent<ResourceServer>,
}

impl ResourceDirectory {
    /// The resource server `id`.
    pub async fn find(
        &self,
        database: &Database,
        (realm, id): (&RealmId, &str),
        now: Timestamp,
    ) -> Result<Option<Arc<ResourceServer>>, Error> {
        let known = self.recent.get(realm, id, now);
        looked_up("resources", known.is_some());
        if known.is_some() {
            return Ok(known);
        }
        let found = resource_servers::find(database, realm, id).await?;
        Ok(found.map(|server| self.recent.keep(realm, id, server, now)))
    }

    /// How many are held.
    pub fn held(&self) -> usize {
        self.recent.held()
    }

    /// Forgets everything: something was changed, or an announcement may have been missed.
    pub fn clear(&self) {
        self.recent.clear();
    }
}
