//! The key rings of the realms in use. Ten thousand realms stay rows; a ring is read when its realm is first asked for.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::ring::Source;
use super::{KeyError, KeyPhase, KeyRing, RotationPolicy, SubKeys};
use crate::clock::Timestamp;
use crate::jose::Algorithm;
use crate::model::RealmId;
use crate::random::Random;
use crate::storage::{Database, signing_keys};

/// Rings kept at most, as long as nobody else holds them.
const CAPACITY: usize = 512;
/// The phases that are counted.
const PHASES: [KeyPhase; 5] =
    [KeyPhase::Active, KeyPhase::Published, KeyPhase::Retired, KeyPhase::Expired, KeyPhase::Revoked];

/// Key rings by realm. Clones share them.
#[derive(Clone)]
pub struct KeyRings {
    inner: Arc<Inner>,
}

struct Inner {
    source: Arc<Source>,
    rings: RwLock<HashMap<RealmId, Held>>,
    opening: Mutex<()>,
    capacity: usize,
}

struct Held {
    ring: Arc<KeyRing>,
    used_at: AtomicI64,
}

impl KeyRings {
    /// No ring yet.
    pub fn new(database: Database, sub_keys: Arc<SubKeys>, policy: RotationPolicy, random: Random) -> Self {
        Self::bounded((database, sub_keys), policy, random, CAPACITY)
    }

    fn bounded(
        (database, sub_keys): (Database, Arc<SubKeys>),
        policy: RotationPolicy,
        random: Random,
        capacity: usize,
    ) -> Self {
        let source = Arc::new(Source { database, sub_keys, policy, random });
        let rings = RwLock::new(HashMap::new());
        Self { inner: Arc::new(Inner { source, rings, opening: Mutex::new(()), capacity }) }
    }

    /// The ring of an existing realm, read within the last 30 s. The first call for a realm makes its first keys.
    pub async fn get(&self, realm: &RealmId, now: Timestamp) -> Result<Arc<KeyRing>, KeyError> {
        if let Some(ring) = self.held(realm, now) {
            ring.refresh(now).await?;
            return Ok(ring);
        }
        let _opening = self.inner.opening.lock().await;
        if let Some(ring) = self.held(realm, now) {
            return Ok(ring);
        }
        let ring = Arc::new(KeyRing::open(Arc::clone(&self.inner.source), realm.clone(), now).await?);
        let mut rings = self.inner.rings.write().unwrap_or_else(PoisonError::into_inner);
        if rings.len() >= self.inner.capacity {
            make_room(&mut rings, self.inner.capacity);
        }
        rings.insert(realm.clone(), Held { ring: Arc::clone(&ring), used_at: AtomicI64::new(now.as_millis()) });
        Ok(ring)
    }

    /// Reads every ring anew and makes the keys that are due: for a background loop, every 30 s or sooner. Realms that
    /// nobody uses are maintained when somebody does.
    pub async fn maintain(&self, now: Timestamp) {
        let rings: Vec<Arc<KeyRing>> = {
            let rings = self.inner.rings.read().unwrap_or_else(PoisonError::into_inner);
            rings.values().map(|held| Arc::clone(&held.ring)).collect()
        };
        for ring in &rings {
            if let Err(error) = ring.reload(now).await {
                tracing::error!(%error, realm = %ring.realm(), "the signing keys cannot be read");
            }
        }
        measure(&rings, now);
    }

    /// Makes the keys that are due in every realm, those that nobody uses included: for a background loop.
    ///
    /// # Errors
    /// The database is away, or keys could not be made; the other realms were looked after.
    pub async fn maintain_all(&self, now: Timestamp) -> Result<(), KeyError> {
        const PAGE: i64 = 100;
        let source = &self.inner.source;
        let (mut after, mut outcome) = (String::new(), Ok(()));
        loop {
            let end = now + source.policy.publish_ahead;
            let due = signing_keys::realms_due(&source.database, end, &after, PAGE).await?;
            let Some(last) = due.last() else { return outcome };
            last.as_str().clone_into(&mut after);
            for realm in &due {
                if let Err(error) = self.get(realm, now).await {
                    tracing::error!(%error, %realm, "the signing keys cannot be maintained");
                    outcome = Err(error);
                }
            }
        }
    }

    /// Reads a realm's ring anew if it is held here, after an announcement from another instance.
    pub async fn reload(&self, realm: &RealmId, now: Timestamp) -> Result<(), KeyError> {
        match self.held(realm, now) {
            Some(ring) => ring.reload(now).await,
            None => Ok(()),
        }
    }

    /// Forgets the ring of a realm that is gone.
    pub fn forget(&self, realm: &RealmId) {
        self.inner.rings.write().unwrap_or_else(PoisonError::into_inner).remove(realm);
    }

    fn held(&self, realm: &RealmId, now: Timestamp) -> Option<Arc<KeyRing>> {
        let rings = self.inner.rings.read().unwrap_or_else(PoisonError::into_inner);
        let held = rings.get(realm)?;
        held.used_at.fetch_max(now.as_millis(), Ordering::Relaxed);
        Some(Arc::clone(&held.ring))
    }
}

impl fmt::Debug for KeyRings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRings").finish_non_exhaustive()
    }
}

/// Drops the rings used longest ago, an eighth of all; a ring that somebody holds stays, so that it keeps being read.
fn make_room(rings: &mut HashMap<RealmId, Held>, capacity: usize) {
    let mut idle: Vec<(i64, RealmId)> = rings
        .iter()
        .filter(|(_, held)| Arc::strong_count(&held.ring) == 1)
        .map(|(realm, held)| (held.used_at.load(Ordering::Relaxed), realm.clone()))
        .collect();
    idle.sort_unstable();
    for (_, realm) in idle.into_iter().take(capacity.div_ceil(8)) {
        rings.remove(&realm);
    }
}

/// Keys by phase over all rings, and the age of the oldest key that signs by algorithm.
fn measure(rings: &[Arc<KeyRing>], now: Timestamp) {
    let keys: Vec<_> = rings.iter().flat_map(|ring| ring.keys(now)).collect();
    for alg in Algorithm::ALL {
        for phase in PHASES {
            let count = keys.iter().filter(|(found, key)| *found == phase && key.alg == alg).count();
            let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            metrics::gauge!("gatehouse_jwks_keys", "alg" => alg.as_str(), "phase" => phase.as_str()).set(count);
        }
        let active = keys.iter().filter(|(phase, key)| *phase == KeyPhase::Active && key.alg == alg);
        if let Some(oldest) = active.map(|(_, key)| now.since(key.activates_at)).max() {
            metrics::gauge!("gatehouse_signing_key_age_seconds", "alg" => alg.as_str()).set(oldest.as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kek;
    use super::super::fixtures::{at, database, policy};
    use super::*;
    use crate::secret::Secret;

    #[tokio::test]
    async fn keeps_rings_that_are_held_and_drops_the_oldest() {
        let (_folder, database) = database().await;
        let sub_keys = Arc::new(SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([9; 32])).unwrap());
        let rings = KeyRings::bounded((database, sub_keys), policy(), Random::System, 2);
        let names = ["a", "b", "c", "d"].map(RealmId::from);
        let held = rings.get(&names[0], at(0)).await.unwrap();
        for (realm, secs) in names[1..].iter().zip(1..) {
            rings.get(realm, at(secs)).await.unwrap();
        }
        let known = |realm: &RealmId| rings.inner.rings.read().unwrap().contains_key(realm);
        assert_eq!(names.each_ref().map(known), [true, false, false, true]);
        assert!(Arc::ptr_eq(&held, &rings.get(&names[0], at(4)).await.unwrap()));
        rings.forget(&names[0]);
        assert!(!known(&names[0]));
    }

    #[tokio::test]
    async fn a_ring_that_is_asked_for_is_never_old() {
        let (_folder, database) = database().await;
        let sub_keys = Arc::new(SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([9; 32])).unwrap());
        let rings = KeyRings::new(database, sub_keys, policy(), Random::System);
        let realm = RealmId::default_realm();
        for secs in [0, 40, 4000, 400_000] {
            let ring = rings.get(&realm, at(secs)).await.unwrap();
            ring.sign(crate::jose::Algorithm::ES256, "JWT", &serde_json::json!({}), at(secs)).unwrap();
        }
    }
}
