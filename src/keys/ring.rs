//! The signing keys of one realm, as every request uses them: memory only, no lock, no transaction.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::plan::RELOAD;
use super::rotation::{self, Activation, By, Revocation, Rotation};
use super::snapshot::{JwksDocument, Snapshot};
use super::{KeyError, KeyPhase, RotationPolicy, SubKeys};
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::jose::{Algorithm, PrivateKey, ProtectedHeader};
use crate::model::RealmId;
use crate::random::Random;
use crate::storage::Database;
use crate::storage::signing_keys::{self, SigningKey};

/// Beyond this age of its snapshot an instance does not sign: a key may have been revoked that it does not know of.
const STALE: Duration = Duration::from_mins(5);
/// The least time between two readings because of an unknown `kid`, which anybody can invent.
const FORCED: Duration = Duration::from_secs(10);

/// What rings are made from.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) database: Database,
    pub(super) sub_keys: Arc<SubKeys>,
    pub(super) policy: RotationPolicy,
    pub(super) random: Random,
}

impl Source {
    /// Where an act comes from that nobody asked for.
    pub(super) fn origin(&self, realm: &RealmId, now: Timestamp) -> Origin {
        Origin {
            realm: realm.clone(),
            now,
            source: "rotation".to_owned(),
            request_id: String::new(),
            client: None,
            random: self.random.clone(),
        }
    }
}

/// A realm's signing keys.
pub struct KeyRing {
    realm: RealmId,
    source: Arc<Source>,
    snapshot: ArcSwap<Snapshot>,
    reading: Mutex<()>,
    forced_at: AtomicI64,
}

impl KeyRing {
    /// Reads the keys of a realm; makes those that are missing.
    pub(super) async fn open(source: Arc<Source>, realm: RealmId, now: Timestamp) -> Result<Self, KeyError> {
        let snapshot = read(&source, &realm, None, now).await?;
        Ok(Self {
            realm,
            source,
            snapshot: ArcSwap::from_pointee(snapshot),
            reading: Mutex::new(()),
            forced_at: AtomicI64::new(i64::MIN),
        })
    }

    /// The algorithms that tokens can be signed with now; RS256 first.
    pub fn algorithms(&self, now: Timestamp) -> Vec<Algorithm> {
        let active: Vec<Algorithm> = self
            .keys(now)
            .into_iter()
            .filter(|(phase, _)| *phase == KeyPhase::Active)
            .map(|(_, key)| key.alg)
            .collect();
        Algorithm::ALL.into_iter().filter(|alg| active.contains(alg)).collect()
    }

    /// The realm whose tokens these keys sign.
    pub const fn realm(&self) -> &RealmId {
        &self.realm
    }

    /// A compact JWS of the kind `typ` over `claims`, by the key of `alg` that signs at `now`.
    ///
    /// # Errors
    /// `NoKey`, and `Stale` when the keys were last read more than 5 minutes ago.
    pub fn sign(&self, alg: Algorithm, typ: &str, claims: &impl Serialize, now: Timestamp) -> Result<String, KeyError> {
        let snapshot = self.snapshot.load();
        if now.since(snapshot.read_at) > STALE {
            return Err(KeyError::Stale);
        }
        Ok(snapshot.signer(alg, now).ok_or(KeyError::NoKey(alg))?.sign(typ, claims)?)
    }

    /// The claims of a token of the kind `typ` that a published key of this realm signed. `exp` and the like are the
    /// caller's to judge.
    pub fn verify(&self, typ: &str, compact: &str, now: Timestamp) -> Option<Map<String, Value>> {
        self.verify_in(super::phase::KeyPhase::is_public, (typ, compact), now)
    }

    /// Like [`Self::verify`], and reads the keys anew if the token names one never heard of, at most every 10 s.
    pub async fn verify_fresh(&self, typ: &str, compact: &str, now: Timestamp) -> Option<Map<String, Value>> {
        if let Some(claims) = self.verify(typ, compact, now) {
            return Some(claims);
        }
        let kid = ProtectedHeader::parse(compact).ok()?.kid?;
        if self.snapshot.load().knows(&kid) || !self.may_force(now) {
            return None;
        }
        if let Err(error) = self.reload(now).await {
            tracing::warn!(%error, realm = %self.realm, "the signing keys cannot be read");
            return None;
        }
        self.verify(typ, compact, now)
    }

    /// Like [`Self::verify`], for hints: tokens of expired keys count too, of revoked ones they do not
    /// (`id_token_hint`, OpenID Connect RP-Initiated Logout §4).
    pub fn verify_hint(&self, typ: &str, compact: &str, now: Timestamp) -> Option<Map<String, Value>> {
        self.verify_in(|phase| phase.is_public() || phase == KeyPhase::Expired, (typ, compact), now)
    }

    fn verify_in(
        &self,
        accepted: impl Fn(KeyPhase) -> bool,
        (typ, compact): (&str, &str),
        now: Timestamp,
    ) -> Option<Map<String, Value>> {
        let header = ProtectedHeader::parse(compact).ok()?;
        if !header.is_type(typ) {
            return None;
        }
        let snapshot = self.snapshot.load();
        let (phase, verifier) = snapshot.verifier(header.kid.as_deref()?, now)?;
        if !accepted(phase) {
            return None;
        }
        verifier.verify(compact).ok()
    }

    /// The JWK set, ready to send.
    pub fn jwks(&self) -> Arc<JwksDocument> {
        Arc::clone(&self.snapshot.load().jwks)
    }

    /// Every key there ever was, with its phase at `now`.
    pub fn keys(&self, now: Timestamp) -> Vec<(KeyPhase, SigningKey)> {
        self.snapshot.load().keys.iter().map(|key| (KeyPhase::of(key, now), key.clone())).collect()
    }

    /// Reads the keys anew if they were last read 30 s ago or more. Of several callers one reads; the others go on with
    /// what is there, unless it is too old to sign with.
    ///
    /// # Errors
    /// The keys cannot be read and are too old to sign with.
    pub async fn refresh(&self, now: Timestamp) -> Result<(), KeyError> {
        let age = || now.since(self.snapshot.load().read_at);
        if age() < RELOAD {
            return Ok(());
        }
        let _reading = match self.reading.try_lock() {
            Ok(guard) => guard,
            Err(_) if age() <= STALE => return Ok(()),
            Err(_) => self.reading.lock().await,
        };
        if age() < RELOAD {
            return Ok(());
        }
        match self.replace(now).await {
            Err(error) if age() <= STALE => {
                tracing::warn!(%error, realm = %self.realm, "the signing keys cannot be read; going on with the last ones");
                Ok(())
            }
            done => done,
        }
    }

    /// Reads the keys anew, and makes those that are due.
    pub async fn reload(&self, now: Timestamp) -> Result<(), KeyError> {
        let _reading = self.reading.lock().await;
        self.replace(now).await
    }

    /// Begins the next generation of `alg` before its time. Called on several instances at once, it makes one.
    pub async fn rotate(&self, alg: Algorithm, activation: Activation, by: By<'_>) -> Result<Rotation, KeyError> {
        let (snapshot, realm) = (self.snapshot.load_full(), &self.realm);
        let made = rotation::rotate(&self.source, (realm, &snapshot.keys), (alg, activation), by).await?;
        self.reload(by.origin.now).await?;
        self.outcome(alg, made).ok_or(KeyError::NoKey(alg))
    }

    /// Takes a key made elsewhere as the next generation of its algorithm.
    ///
    /// # Errors
    /// `Jose(InvalidSignature)` when its two halves do not belong together; `KnownKey` for one that any realm has or had.
    pub async fn import(&self, key: PrivateKey, activation: Activation, by: By<'_>) -> Result<Rotation, KeyError> {
        key.check_pair()?;
        if signing_keys::exists(&self.source.database, &key.public().kid).await? {
            return Err(KeyError::KnownKey);
        }
        let (snapshot, realm, alg) = (self.snapshot.load_full(), &self.realm, key.alg());
        let made = rotation::import(&self.source, (realm, &snapshot.keys), (key, activation), by).await?;
        self.reload(by.origin.now).await?;
        self.outcome(alg, made).ok_or(KeyError::NoKey(alg))
    }

    /// Revokes a key in an emergency: it leaves the set at once and nothing it signed counts any more. If it was the one
    /// that signs, the one published ahead takes over, or a new one is made. To be announced by the caller.
    pub async fn revoke(&self, kid: &str, reason: &str, by: By<'_>) -> Result<Revocation, KeyError> {
        let now = by.origin.now;
        self.reload(now).await?;
        let (snapshot, realm) = (self.snapshot.load_full(), &self.realm);
        let (key, made) = rotation::revoke(&self.source, (realm, &snapshot.keys), (kid, reason), by).await?;
        self.reload(now).await?;
        Ok(Revocation {
            kid: key.kid.clone(),
            alg: key.alg,
            was: KeyPhase::of(&key, now),
            successor: self.outcome(key.alg, made),
        })
    }

    /// The newest key of an algorithm, and whether this call made it.
    fn outcome(&self, alg: Algorithm, made: bool) -> Option<Rotation> {
        let snapshot = self.snapshot.load();
        super::plan::newest(&snapshot.keys, alg).map(|key| Rotation {
            kid: key.kid.clone(),
            alg,
            generation: key.generation,
            activates_at: key.activates_at,
            made,
        })
    }

    async fn replace(&self, now: Timestamp) -> Result<(), KeyError> {
        let previous = self.snapshot.load_full();
        let next = read(&self.source, &self.realm, Some(&previous), now).await?;
        self.snapshot.store(Arc::new(next));
        Ok(())
    }

    /// `true` for one caller in 10 s.
    fn may_force(&self, now: Timestamp) -> bool {
        let last = self.forced_at.load(Ordering::SeqCst);
        let due = last == i64::MIN || now.since(Timestamp::from_millis(last)) >= FORCED;
        due && self.forced_at.compare_exchange(last, now.as_millis(), Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("realm", &self.realm).finish_non_exhaustive()
    }
}

/// Reads the keys, makes those that are due, destroys private halves that sign no more.
async fn read(
    source: &Source,
    realm: &RealmId,
    previous: Option<&Snapshot>,
    now: Timestamp,
) -> Result<Snapshot, KeyError> {
    let mut keys = signing_keys::list(&source.database, realm).await?;
    match rotation::maintain(source, (realm, &keys), now).await {
        Ok(true) => keys = signing_keys::list(&source.database, realm).await?,
        Ok(false) => {}
        // A key that could not be made yet must not keep the others from being used.
        Err(error) if !keys.is_empty() => tracing::error!(%error, %realm, "the signing keys cannot be rotated"),
        Err(error) => return Err(error),
    }
    Ok(Snapshot::build(keys, &source.sub_keys, previous, now))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::JWKS_MAX_AGE;
    use super::super::fixtures::{at, by, database, instance, kid, origin, published, ring, sign};
    use super::*;

    #[tokio::test]
    async fn the_first_keys_sign_at_once() {
        let (_folder, database) = database().await;
        let ring = ring(&instance(&database), 0).await;
        let token = sign(&ring, 0);
        assert_eq!(ring.verify("at+jwt", &token, at(0)).unwrap()["sub"], "u");
        assert!(ring.verify("JWT", &token, at(0)).is_none(), "another kind of token");
        assert!(matches!(
            ring.sign(Algorithm::PS256, "JWT", &json!({}), at(0)),
            Err(KeyError::NoKey(Algorithm::PS256))
        ));
        assert_eq!(published(&ring, Algorithm::ES256), [kid(&token)]);
        assert_eq!(published(&ring, Algorithm::EdDSA).len(), 1);
        let jwks = ring.jwks();
        assert_eq!(jwks.max_age, JWKS_MAX_AGE);
        assert!(!jwks.body.contains("\"d\""), "{}", jwks.body);
        assert!(jwks.etag.starts_with('"') && jwks.etag.ends_with('"'));
    }

    #[tokio::test]
    async fn does_not_sign_with_keys_read_long_ago() {
        let (_folder, database) = database().await;
        let ring = ring(&instance(&database), 0).await;
        sign(&ring, 300);
        assert!(matches!(ring.sign(Algorithm::ES256, "JWT", &json!({}), at(301)), Err(KeyError::Stale)));
        ring.refresh(at(301)).await.unwrap();
        sign(&ring, 301);
        database.close().await;
        ring.refresh(at(320)).await.unwrap();
        ring.refresh(at(600)).await.unwrap();
        assert!(ring.refresh(at(602)).await.is_err(), "unreadable, and too old");
    }

    #[tokio::test]
    async fn an_unknown_kid_reads_the_keys_at_most_every_ten_seconds() {
        let (_folder, database) = database().await;
        let (left, right) = (instance(&database), instance(&database));
        let (left, right) = (ring(&left, 0).await, ring(&right, 0).await);
        left.rotate(Algorithm::ES256, Activation::AtOnce, by(&origin(1))).await.unwrap();
        let token = sign(&left, 1);
        assert!(right.verify("at+jwt", &token, at(1)).is_none());
        assert!(right.verify_fresh("at+jwt", &token, at(1)).await.is_some());
        left.rotate(Algorithm::ES256, Activation::AtOnce, by(&origin(2))).await.unwrap();
        let token = sign(&left, 2);
        assert!(right.verify_fresh("at+jwt", &token, at(10)).await.is_none());
        assert!(right.verify_fresh("at+jwt", &token, at(11)).await.is_some());
    }

    #[tokio::test]
    async fn keys_of_one_realm_mean_nothing_in_another() {
        let (_folder, database) = database().await;
        let rings = instance(&database);
        let (here, other) = (ring(&rings, 0).await, rings.get(&RealmId::from("other"), at(0)).await.unwrap());
        assert!(other.verify_fresh("at+jwt", &sign(&here, 0), at(0)).await.is_none());

        // A row copied to another realm does not open there: its sealed half is bound to its own.
        let (_, mut moved) = here.keys(at(0)).into_iter().find(|(_, key)| key.alg == Algorithm::ES256).unwrap();
        (moved.realm, moved.generation) = (RealmId::from("other"), 2);
        let mut tx = database.begin().await.unwrap();
        assert!(signing_keys::insert(&mut tx, &moved).await.unwrap());
        tx.commit().await.unwrap();
        other.reload(at(1)).await.unwrap();
        assert_ne!(kid(&sign(&other, 1)), moved.kid);
        assert!(other.verify("at+jwt", &sign(&here, 1), at(1)).is_none());
    }
}
