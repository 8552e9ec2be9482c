//! When mail is delivered: at once when something was promised in this process, and every few seconds anyway, for what
//! other instances promised and what has to be tried again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::mail::{Courier, Letterhead};
use crate::model::RealmId;
use crate::provider::{RealmDirectory, Shared};
use crate::storage::realms as rows;

/// How often the outbox is looked at without being told.
const STEP: Duration = Duration::from_secs(5);
/// When it is looked at after a promise: its transaction is committed by then, or by the second look.
const LOOKS: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(500)];

/// Delivers until it is dropped.
#[expect(clippy::infinite_loop, reason = "ends with the set it was spawned on")]
pub(super) async fn deliver(shared: Arc<Shared>, realms: RealmDirectory, courier: Courier) {
    loop {
        if shared.outbox.woken(STEP).await {
            for look in LOOKS {
                tokio::time::sleep(look).await;
                drain(&shared, &realms, &courier).await;
            }
        } else {
            drain(&shared, &realms, &courier).await;
        }
    }
}

async fn drain(shared: &Shared, realms: &RealmDirectory, courier: &Courier) {
    loop {
        let entries = match courier.due().await {
            Ok(entries) if entries.is_empty() => return super::succeeded("mail", shared),
            Ok(entries) => entries,
            Err(error) => return tracing::warn!(%error, "the outbox could not be read"),
        };
        let mut heads: HashMap<RealmId, Option<Letterhead>> = HashMap::new();
        for entry in &entries {
            if !heads.contains_key(&entry.realm) {
                heads.insert(entry.realm.clone(), letterhead(shared, realms, &entry.realm).await);
            }
        }
        let deliveries = entries.into_iter().map(|entry| {
            let head = heads.get(&entry.realm).and_then(Option::as_ref);
            courier.deliver(entry, head)
        });
        for outcome in join_all(deliveries).await {
            if let Err(error) = outcome {
                return tracing::warn!(%error, "a mail could not be settled");
            }
        }
    }
}

async fn letterhead(shared: &Shared, realms: &RealmDirectory, id: &RealmId) -> Option<Letterhead> {
    let realm = rows::find(&shared.database, id).await.ok()?.filter(|realm| realm.enabled)?;
    let issuer = realms.issuer_of(&realm).as_str().to_owned();
    Some(Letterhead { realm, issuer })
}
