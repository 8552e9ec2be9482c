//! When accounts that were deleted go for good (product AC-16), and when archives are made (product AC-15).

use std::sync::Arc;
use std::time::Duration;

use crate::account::export::{self, Workshop};
use crate::audit::Origin;
use crate::authn::Authenticator;
use crate::model::RealmId;
use crate::provider::Shared;
use crate::provider::grant::REVOCATIONS;
use crate::storage::{StorageError, exports, maintenance, realms};
use crate::theme::Themes;

/// How often it is looked who is to go.
pub(super) const ERASE_STEP: Duration = Duration::from_secs(5);
/// How often it is looked whose archive is to be made.
pub(super) const EXPORT_STEP: Duration = Duration::from_secs(2);
/// Accounts removed between two looks, so that other writers come in between.
const BATCH: i64 = 50;

/// Removes the accounts whose time has come. On several instances at once each is removed once.
pub(super) async fn erase(shared: &Arc<Shared>, authenticator: &Authenticator) {
    match erase_due(shared, authenticator).await {
        Ok(()) => super::succeeded("erasure", shared),
        Err(error) => tracing::warn!(%error, "the accounts to be deleted could not be read"),
    }
}

async fn erase_due(shared: &Arc<Shared>, authenticator: &Authenticator) -> Result<(), StorageError> {
    loop {
        let now = shared.clock.now();
        let due = maintenance::due_for_deletion(&shared.database, now, BATCH).await?;
        let mut erased = 0;
        for (realm, user) in &due {
            let origin = origin(shared, realm);
            match authenticator.erase_due(&origin, user).await {
                Ok(Some(ended)) => {
                    erased += 1;
                    for revocation in &ended {
                        shared.revocations.insert(revocation);
                    }
                    if !ended.is_empty() && shared.ephemeral.announce(REVOCATIONS, "").await.is_err() {
                        tracing::debug!("revocations could not be announced");
                    }
                }
                Ok(None) => {}
                // The others must not wait for one that cannot be removed.
                Err(error) => tracing::warn!(%error, user = user.as_str(), "an account could not be deleted"),
            }
        }
        if erased == 0 {
            return Ok(());
        }
    }
}

/// Makes the archives that were asked for, one after the other: they are large, and nobody waits in front of a page.
pub(super) async fn export(shared: &Arc<Shared>, themes: &Themes) {
    let due = match exports::due(&shared.database, shared.clock.now(), BATCH).await {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "the archives to be made could not be read"),
    };
    let workshop = Workshop { database: &shared.database, sub_keys: &shared.sub_keys, outbox: &shared.outbox, themes };
    for wanted in &due {
        let made = match realms::find(&shared.database, &wanted.realm).await {
            Ok(Some(realm)) => export::make(workshop, &origin(shared, &wanted.realm), &realm, wanted).await,
            Ok(None) => continue,
            Err(error) => Err(error.into()),
        };
        match made {
            Ok(true) => metrics::counter!("gatehouse_exports_total").increment(1),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, export = wanted.id, "an archive could not be made"),
        }
    }
    super::succeeded("exports", shared);
}

/// Where the acts of a job are recorded as coming from.
fn origin(shared: &Shared, realm: &RealmId) -> Origin {
    Origin {
        realm: realm.clone(),
        now: shared.clock.now(),
        source: "job".to_owned(),
        request_id: String::new(),
        client: None,
        random: shared.random.clone(),
    }
}
