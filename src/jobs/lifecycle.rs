//! When accounts that were deleted go for good (product AC-16).

use std::sync::Arc;
use std::time::Duration;

use crate::audit::Origin;
use crate::authn::Authenticator;
use crate::provider::Shared;
use crate::provider::grant::REVOCATIONS;
use crate::storage::{StorageError, maintenance};

/// How often it is looked who is to go.
pub(super) const ERASE_STEP: Duration = Duration::from_secs(5);
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
            let origin = Origin {
                realm: realm.clone(),
                now,
                source: "job".to_owned(),
                request_id: String::new(),
                random: shared.random.clone(),
            };
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
