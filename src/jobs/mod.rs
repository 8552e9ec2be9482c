//! Background loops: reading what other instances changed, turning keys over, removing what has expired.
//!
//! Each loop survives its failures: it says so in the log and tries again at its next turn.

mod lifecycle;
mod mail;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::authn::Authenticator;
use crate::ephemeral::{Announcement, Slot};
use crate::mail::Courier;
use crate::model::{ClientId, RealmId};
use crate::provider::clients::CLIENTS;
use crate::provider::grant::REVOCATIONS;
use crate::provider::{RealmDirectory, Shared, health};
use crate::storage::{browser_sessions, maintenance, users};
use crate::telemetry::MetricsHandle;
use crate::theme::Themes;

/// How often table `revocations` is read without being told.
const REVOCATION_STEP: Duration = Duration::from_secs(1);
/// How often keys are read anew and, where due, made.
const KEY_STEP: Duration = Duration::from_secs(30);
/// How often the keys of all realms are looked after, and not just of those in use.
const ROTATION_STEP: Duration = Duration::from_mins(5);
/// How often it is written which applications were used.
const USES_STEP: Duration = Duration::from_secs(30);
/// How often what has expired is removed.
const PURGE_STEP: Duration = Duration::from_mins(1);
/// How long rows stay after they have expired: reuse is still noticed, clocks may differ.
const PURGE_DELAY: Duration = Duration::from_hours(24);
/// How often users are counted, which reads all of them.
const CENSUS_STEP: Duration = Duration::from_mins(10);
/// How often gauges are read.
const GAUGE_STEP: Duration = Duration::from_secs(15);

/// One instance at a time removes what has expired.
static PURGE_LEASE: Slot<()> = Slot::new("lease", Duration::from_secs(55));

/// The topic on which changed realms are told.
pub const REALMS: &str = "realms";
/// The topic on which a realm whose signing keys changed is named, by its id.
pub const KEYS: &str = "keys";

/// Starts the loops that keep a process up to date, whatever it is for; they end when the set is dropped.
pub fn follow(shared: &Arc<Shared>, realms: &RealmDirectory, metrics: MetricsHandle) -> JoinSet<()> {
    let mut loops = JoinSet::new();
    loops.spawn(listen(Arc::clone(shared), realms.clone()));
    loops.spawn(every(REVOCATION_STEP, Arc::clone(shared), |shared| async move { revocations(&shared).await }));
    let keys = (Arc::clone(shared), realms.clone());
    loops.spawn(every(KEY_STEP, keys, |(shared, realms)| async move {
        realms.rings().maintain(shared.clock.now()).await;
        succeeded("keys", &shared);
    }));
    loops.spawn(every(USES_STEP, Arc::clone(shared), |shared| async move { uses(&shared).await }));
    let gauges = (Arc::clone(shared), realms.clone(), metrics);
    loops.spawn(every(GAUGE_STEP, gauges, |(shared, realms, metrics)| async move {
        metrics.upkeep();
        measure(&shared, &realms).await;
    }));
    loops
}

/// Adds the loops that work for all processes: one that has them is enough, and more do no harm.
pub fn work(loops: &mut JoinSet<()>, shared: &Arc<Shared>, realms: &RealmDirectory) {
    loops.spawn(every(PURGE_STEP, Arc::clone(shared), |shared| async move { purge(&shared).await }));
    loops.spawn(every(CENSUS_STEP, Arc::clone(shared), |shared| async move { census(&shared).await }));
    let keys = (Arc::clone(shared), realms.clone());
    loops.spawn(every(ROTATION_STEP, keys, |(shared, realms)| async move {
        match realms.rings().maintain_all(shared.clock.now()).await {
            Ok(()) => succeeded("rotation", &shared),
            Err(error) => tracing::warn!(%error, "not every realm has the keys it should have"),
        }
    }));
}

/// Adds the loops that act for people who are away; on several processes at once each act is done once.
pub fn act(loops: &mut JoinSet<()>, shared: &Arc<Shared>, authenticator: &Authenticator, themes: &Themes) {
    let parts = (Arc::clone(shared), authenticator.clone());
    loops.spawn(every(lifecycle::ERASE_STEP, parts, |(shared, authenticator)| async move {
        lifecycle::erase(&shared, &authenticator).await;
    }));
    let parts = (Arc::clone(shared), themes.clone());
    loops.spawn(every(lifecycle::EXPORT_STEP, parts, |(shared, themes)| async move {
        lifecycle::export(&shared, &themes).await;
    }));
}

/// Adds the loop that delivers mail.
pub fn deliver(loops: &mut JoinSet<()>, (shared, realms): (&Arc<Shared>, &RealmDirectory), courier: Courier) {
    loops.spawn(mail::deliver(Arc::clone(shared), realms.clone(), courier));
}

#[expect(clippy::infinite_loop, reason = "ends with the set it was spawned on")]
async fn every<T: Clone, F: Future<Output = ()>>(step: Duration, with: T, work: impl Fn(T) -> F) {
    let mut ticks = interval(step);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        work(with.clone()).await;
    }
}

/// Acts on what this and other instances announce.
async fn listen(shared: Arc<Shared>, realms: RealmDirectory) {
    let mut announcements = shared.ephemeral.listen();
    while let Some(announcement) = announcements.next().await {
        match announcement {
            Announcement::Missed => {
                shared.clients.clear();
                shared.resources.clear();
                realms.clear();
                realms.rings().maintain(shared.clock.now()).await;
                revocations(&shared).await;
            }
            Announcement::Said { topic, .. } if topic == REVOCATIONS => revocations(&shared).await,
            Announcement::Said { topic, .. } if topic == REALMS => {
                shared.resources.clear();
                realms.clear();
            }
            Announcement::Said { topic, payload } if topic == KEYS => keys(&shared, &realms, &payload).await,
            Announcement::Said { topic, payload } if topic == CLIENTS => match payload.split_once(' ') {
                Some((realm, id)) => shared.clients.forget(&RealmId::from(realm), &ClientId::from(id)),
                None => shared.clients.clear(),
            },
            Announcement::Said { .. } => {}
        }
    }
}

/// Reads the keys of the realm `id` anew: a withdrawn one must not sign until the next turn of the loop.
async fn keys(shared: &Shared, realms: &RealmDirectory, id: &str) {
    if let Err(error) = realms.rings().reload(&RealmId::from(id), shared.clock.now()).await {
        tracing::warn!(%error, realm = id, "the signing keys cannot be read");
    }
}

async fn revocations(shared: &Shared) {
    match shared.revocations.refresh(&shared.database, shared.clock.now()).await {
        Ok(()) => succeeded("revocations", shared),
        Err(error) => tracing::warn!(%error, "revocations could not be read"),
    }
}

async fn uses(shared: &Shared) {
    match shared.uses.write(&shared.database, shared.clock.now()).await {
        Ok(_) => succeeded("uses", shared),
        Err(error) => tracing::warn!(%error, "the last uses of applications could not be written"),
    }
}

async fn purge(shared: &Shared) {
    if !matches!(shared.ephemeral.claim(&PURGE_LEASE, "", "purge").await, Ok(true)) {
        return;
    }
    let before = shared.clock.now() - PURGE_DELAY;
    loop {
        match maintenance::purge(&shared.database, before).await {
            Ok(0) => return succeeded("purge", shared),
            // Lets waiting writers in between the steps.
            Ok(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => return tracing::warn!(%error, "expired rows could not be removed"),
        }
    }
}

async fn measure(shared: &Shared, realms: &RealmDirectory) {
    // For its gauges: alerts must not depend on somebody asking for health.
    health::examine(shared, realms).await;
    if let Ok(sessions) = browser_sessions::count_live(&shared.database, shared.clock.now()).await {
        metrics::gauge!("active_sessions").set(f64::from(u32::try_from(sessions).unwrap_or(u32::MAX)));
    }
    let caches =
        [("clients", shared.clients.held()), ("resources", shared.resources.held()), ("realms", realms.held())];
    for (cache, entries) in caches {
        let entries = u32::try_from(entries).unwrap_or(u32::MAX);
        metrics::gauge!("gatehouse_cache_entries", "cache" => cache).set(f64::from(entries));
    }
    metrics::gauge!("database_connections_active").set(f64::from(shared.database.connections_active()));
}

async fn census(shared: &Shared) {
    match users::count_by_status(&shared.database).await {
        Ok(counts) => {
            for (status, count) in counts {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                metrics::gauge!("gatehouse_users", "status" => status.as_str()).set(f64::from(count));
            }
            succeeded("census", shared);
        }
        Err(error) => tracing::warn!(%error, "the users could not be counted"),
    }
}

fn succeeded(job: &'static str, shared: &Shared) {
    let now = u32::try_from(shared.clock.now().as_secs()).unwrap_or(u32::MAX);
    metrics::gauge!("gatehouse_job_last_success_timestamp_seconds", "job" => job).set(f64::from(now));
}
