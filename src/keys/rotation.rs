//! Making, promoting and revoking signing keys. Keys are made before a transaction begins, never within one.

use std::time::Duration;

use super::plan::{self, Due};
use super::ring::Source;
use super::snapshot::seal;
use super::{KeyError, KeyPhase};
use crate::clock::Timestamp;
use crate::jose::{Algorithm, PrivateKey};
use crate::model::RealmId;
use crate::storage::Transaction;
use crate::storage::signing_keys::{self, SigningKey};

/// How long after its retirement the private half of a key is kept, for instances that have not read its successor yet.
const ERASE_AFTER: Duration = Duration::from_hours(1);

/// When a key that is made before its time begins to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// After it has been published for as long as the policy says: nobody notices.
    Ahead,
    /// Now: clients must fetch the set anew to accept its tokens.
    AtOnce,
}

/// The next key of an algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// Its name.
    pub kid: String,
    /// Its algorithm.
    pub alg: Algorithm,
    /// Its number.
    pub generation: i64,
    /// When it begins, or began, to sign.
    pub activates_at: Timestamp,
    /// Whether this call changed something; `false` when another instance was first or the key was there already.
    pub made: bool,
}

/// What a revocation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The key that counts no more.
    pub kid: String,
    /// Its algorithm.
    pub alg: Algorithm,
    /// The phase it was in.
    pub was: KeyPhase,
    /// The newest key of the algorithm now; `made` says that it was made or promoted because of this.
    pub successor: Option<Rotation>,
}

/// The keys of one realm, as read last.
pub(super) type Realm<'a> = (&'a RealmId, &'a [SigningKey]);

/// Makes the keys that are due and destroys private halves that sign no more; whether anything changed.
pub(super) async fn maintain(source: &Source, realm: Realm<'_>, now: Timestamp) -> Result<bool, KeyError> {
    let due = plan::due(realm.1, &source.policy, now);
    for due in &due {
        let private = generate(due.alg).await?;
        make(source, realm, due, private).await?;
    }
    let erasable = |key: &SigningKey| {
        key.sealed.is_some()
            && key.retires_at < now - ERASE_AFTER
            && plan::newest(realm.1, key.alg).is_some_and(|newest| newest.generation > key.generation)
    };
    if !source.policy.makes_successors || !realm.1.iter().any(erasable) {
        return Ok(!due.is_empty());
    }
    let mut tx = source.database.begin().await?;
    signing_keys::erase_private(&mut tx, realm.0, now - ERASE_AFTER).await?;
    tx.commit().await?;
    Ok(true)
}

/// Begins the next generation; `true` if this call did.
pub(super) async fn rotate(
    source: &Source,
    realm: Realm<'_>,
    (alg, activation): (Algorithm, Activation),
    now: Timestamp,
) -> Result<bool, KeyError> {
    let pending = plan::newest(realm.1, alg).filter(|key| KeyPhase::of(key, now) == KeyPhase::Published);
    match (pending, activation) {
        (Some(_), Activation::Ahead) => Ok(false),
        (Some(pending), Activation::AtOnce) => {
            let mut tx = source.database.begin().await?;
            let promoted = promote(&mut tx, source, realm.1, pending, now).await?;
            tx.commit().await?;
            Ok(promoted)
        }
        (None, Activation::Ahead | Activation::AtOnce) => {
            let private = generate(alg).await?;
            import(source, realm, (private, activation), now).await
        }
    }
}

/// Takes `private` as the next generation; `false` if another instance made that generation, or the key exists.
pub(super) async fn import(
    source: &Source,
    realm: Realm<'_>,
    (private, activation): (PrivateKey, Activation),
    now: Timestamp,
) -> Result<bool, KeyError> {
    let alg = private.alg();
    let activates_at = match (activation, plan::newest(realm.1, alg)) {
        (Activation::Ahead, Some(_)) => now + source.policy.publish_ahead,
        (Activation::AtOnce, _) | (Activation::Ahead, None) => now,
    };
    let times = source.policy.times(now, activates_at);
    let due = Due { alg, generation: plan::next_generation(realm.1, alg), times };
    make(source, realm, &due, private).await
}

/// Revokes the key `kid`; the key as it was, and whether a successor was made or promoted.
pub(super) async fn revoke(
    source: &Source,
    realm: Realm<'_>,
    (kid, reason): (&str, &str),
    now: Timestamp,
) -> Result<(SigningKey, bool), KeyError> {
    let key = realm.1.iter().find(|key| key.kid == kid && key.revoked_at.is_none()).ok_or(KeyError::UnknownKey)?;
    let others: Vec<SigningKey> = realm.1.iter().filter(|other| other.kid != kid).cloned().collect();
    let newest = plan::newest(&others, key.alg);
    let signs = key.sealed.is_some() && key.activates_at <= now;
    let pending = newest.filter(|other| KeyPhase::of(other, now) == KeyPhase::Published);
    let replaced = newest.is_some_and(|other| other.generation > key.generation && other.activates_at <= now);
    let fresh = if signs && pending.is_none() && !replaced {
        let times = source.policy.times(now, now);
        let due = Due { alg: key.alg, generation: plan::next_generation(realm.1, key.alg), times };
        let private = generate(key.alg).await?;
        Some((row(source, realm.0, &due, &private)?, due))
    } else {
        None
    };

    let mut tx = source.database.begin().await?;
    if !signing_keys::revoke(&mut tx, realm.0, kid, reason, now).await? {
        return Err(KeyError::UnknownKey);
    }
    let made = match (&fresh, pending) {
        (Some((fresh, due)), _) => insert(&mut tx, source, &others, (fresh, due)).await?,
        (None, Some(pending)) if signs => promote(&mut tx, source, &others, pending, now).await?,
        (None, Some(_) | None) => false,
    };
    tx.commit().await?;
    Ok((key.clone(), made))
}

/// Inserts a key; the constraint on its generation elects one maker.
async fn make(source: &Source, realm: Realm<'_>, due: &Due, private: PrivateKey) -> Result<bool, KeyError> {
    let row = row(source, realm.0, due, &private)?;
    let mut tx = source.database.begin().await?;
    let made = insert(&mut tx, source, realm.1, (&row, due)).await?;
    tx.commit().await?;
    if made {
        tracing::info!(realm = %realm.0, kid = row.kid, alg = %row.alg, activates_at = %row.activates_at, "made a signing key");
    }
    Ok(made)
}

async fn insert(
    tx: &mut Transaction,
    source: &Source,
    keys: &[SigningKey],
    (row, due): (&SigningKey, &Due),
) -> Result<bool, KeyError> {
    let made = signing_keys::insert(tx, row).await?;
    if made {
        hand_over(tx, source, keys, (row, due.times.activates_at), due.times.created_at).await?;
    }
    Ok(made)
}

async fn promote(
    tx: &mut Transaction,
    source: &Source,
    keys: &[SigningKey],
    pending: &SigningKey,
    now: Timestamp,
) -> Result<bool, KeyError> {
    let promoted = signing_keys::promote(tx, pending, now).await?;
    if promoted {
        hand_over(tx, source, keys, (pending, now), now).await?;
    }
    Ok(promoted)
}

/// Ends the time of older keys where `successor` begins: earlier than planned, or, for the one that signs until then,
/// later.
async fn hand_over(
    tx: &mut Transaction,
    source: &Source,
    keys: &[SigningKey],
    (successor, activates_at): (&SigningKey, Timestamp),
    now: Timestamp,
) -> Result<(), KeyError> {
    let older = || {
        keys.iter()
            .filter(|key| key.alg == successor.alg && key.generation < successor.generation && key.revoked_at.is_none())
    };
    let last = older().filter(|key| key.sealed.is_some()).map(|key| key.generation).max();
    for key in older() {
        let too_long = key.retires_at > activates_at;
        let too_short = Some(key.generation) == last && key.retires_at < activates_at && now < activates_at;
        if too_long || too_short {
            let expires_at = activates_at + source.policy.retain;
            signing_keys::set_retirement(tx, key, activates_at, expires_at).await?;
        }
    }
    Ok(())
}

fn row(source: &Source, realm: &RealmId, due: &Due, private: &PrivateKey) -> Result<SigningKey, KeyError> {
    let public = private.public();
    Ok(SigningKey {
        realm: realm.clone(),
        kid: public.kid.clone(),
        alg: due.alg,
        generation: due.generation,
        public_jwk: serde_json::to_string(public)
            .map_err(|_| crate::jose::JoseError::InvalidKey("the public half cannot be written"))?,
        sealed: Some(seal(private, realm.as_str(), &source.sub_keys)?),
        kek_id: source.sub_keys.kek_id().to_owned(),
        created_at: due.times.created_at,
        activates_at: due.times.activates_at,
        retires_at: due.times.retires_at,
        expires_at: due.times.expires_at,
        revoked_at: None,
        revoke_reason: None,
    })
}

/// RSA keys take a tenth of a second of processor time and more: not on a worker that serves requests.
async fn generate(alg: Algorithm) -> Result<PrivateKey, KeyError> {
    let private = tokio::task::spawn_blocking(move || PrivateKey::generate(alg)).await;
    Ok(private.map_err(|_| KeyError::Interrupted)??)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{at, database, generations, instance, kid, published, ring, sign};
    use super::*;

    #[tokio::test]
    async fn two_instances_on_an_empty_database_make_one_key_an_algorithm() {
        let (_folder, database) = database().await;
        let (left, right) = (instance(&database), instance(&database));
        let (left, right) = tokio::join!(ring(&left, 0), ring(&right, 0));
        assert_eq!(left.jwks(), right.jwks());
        assert_eq!(published(&left, Algorithm::ES256).len(), 1);
        assert_eq!(published(&left, Algorithm::EdDSA).len(), 1);
        assert!(right.verify("at+jwt", &sign(&left, 0), at(0)).is_some());
    }

    #[tokio::test]
    async fn rotating_on_two_instances_makes_one_generation_and_both_turn_over_together() {
        let (_folder, database) = database().await;
        let (left, right) = (instance(&database), instance(&database));
        let (left, right) = (ring(&left, 0).await, ring(&right, 0).await);
        let old = kid(&sign(&left, 5));
        let (first, second) = tokio::join!(
            left.rotate(Algorithm::ES256, Activation::Ahead, at(10)),
            right.rotate(Algorithm::ES256, Activation::Ahead, at(10))
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!((&first.kid, first.generation, first.activates_at), (&second.kid, 2, at(110)));
        assert!(first.made ^ second.made, "exactly one made it");
        assert_eq!(
            published(&left, Algorithm::ES256),
            [old.clone(), first.kid.clone()],
            "the one that signs comes first"
        );
        for ring in [&left, &right] {
            assert_eq!(kid(&sign(ring, 109)), old);
            assert_eq!(kid(&sign(ring, 110)), first.kid);
        }
        let again = left.rotate(Algorithm::ES256, Activation::Ahead, at(20)).await.unwrap();
        assert_eq!((again.made, again.generation), (false, 2), "one is on its way");
        let now = left.rotate(Algorithm::ES256, Activation::AtOnce, at(30)).await.unwrap();
        assert_eq!((now.made, now.generation, now.activates_at), (true, 2, at(30)), "it is promoted");
        assert_eq!(generations(&left, Algorithm::ES256, 30), [(2, KeyPhase::Active), (1, KeyPhase::Retired)]);
        let next = left.rotate(Algorithm::ES256, Activation::AtOnce, at(40)).await.unwrap();
        assert_eq!((next.generation, kid(&sign(&left, 40))), (3, next.kid));
    }

    #[tokio::test]
    async fn keys_follow_each_other_by_the_clock() {
        let (_folder, database) = database().await;
        let rings = instance(&database);
        let ring = ring(&rings, 0).await;
        let token = sign(&ring, 0);
        rings.maintain(at(890)).await;
        assert_eq!(generations(&ring, Algorithm::ES256, 890), [(1, KeyPhase::Active)]);
        rings.maintain(at(900)).await;
        assert_eq!(generations(&ring, Algorithm::ES256, 900), [(2, KeyPhase::Published), (1, KeyPhase::Active)]);
        rings.maintain(at(1049)).await;
        assert_ne!(kid(&sign(&ring, 1049)), kid(&token));
        assert!(ring.verify("at+jwt", &token, at(1049)).is_some(), "retired, still published");
        assert_eq!(published(&ring, Algorithm::ES256).len(), 2);
        rings.maintain(at(1050)).await;
        assert!(ring.verify("at+jwt", &token, at(1050)).is_none());
        assert!(ring.verify_hint("at+jwt", &token, at(1050)).is_some());
        assert_eq!(published(&ring, Algorithm::ES256).len(), 1);
        rings.maintain(at(5000)).await;
        let private = |generation| {
            ring.keys(at(5000))
                .iter()
                .any(|(_, key)| (key.alg, key.generation) == (Algorithm::ES256, generation) && key.sealed.is_some())
        };
        assert!(!private(1), "its private half is destroyed");
        assert!(private(2) && private(3), "it signs until the late successor does");
        assert_eq!(generations(&ring, Algorithm::ES256, 5000)[1], (2, KeyPhase::Active));
        sign(&ring, 5000);
    }

    #[tokio::test]
    async fn a_revoked_key_leaves_at_once_and_a_new_one_signs() {
        let (_folder, database) = database().await;
        let (left, right) = (instance(&database), instance(&database));
        let (left, right) = (ring(&left, 0).await, ring(&right, 0).await);
        let token = sign(&left, 0);
        let done = left.revoke(&kid(&token), "stolen", at(10)).await.unwrap();
        assert_eq!((done.kid.as_str(), done.was), (kid(&token).as_str(), KeyPhase::Active));
        let successor = done.successor.unwrap();
        assert!(successor.made && successor.generation == 2 && successor.activates_at == at(10));
        assert_eq!(kid(&sign(&left, 10)), successor.kid);
        assert_eq!(published(&left, Algorithm::ES256), [successor.kid]);
        assert!(
            left.verify("at+jwt", &token, at(10)).is_none() && left.verify_hint("at+jwt", &token, at(10)).is_none()
        );
        assert_eq!(left.jwks().max_age, Duration::from_mins(1));
        assert!(matches!(left.revoke(&kid(&token), "again", at(11)).await, Err(KeyError::UnknownKey)));
        let revoked = left.keys(at(11)).into_iter().find(|(phase, _)| *phase == KeyPhase::Revoked).unwrap().1;
        assert_eq!((revoked.revoke_reason.as_deref(), revoked.sealed), (Some("stolen"), None));
        right.refresh(at(30)).await.unwrap();
        assert!(right.verify("at+jwt", &token, at(30)).is_none(), "within 60 s elsewhere");
    }

    #[tokio::test]
    async fn the_key_published_ahead_takes_over_from_a_revoked_one() {
        let (_folder, database) = database().await;
        let ring = ring(&instance(&database), 0).await;
        let first = kid(&sign(&ring, 0));
        let pending = ring.rotate(Algorithm::ES256, Activation::Ahead, at(5)).await.unwrap();
        let done = ring.revoke(&first, "stolen", at(10)).await.unwrap();
        assert_eq!(done.successor.map(|next| (next.kid, next.made)), Some((pending.kid.clone(), true)));
        assert_eq!(kid(&sign(&ring, 10)), pending.kid);
        let third = ring.rotate(Algorithm::ES256, Activation::Ahead, at(15)).await.unwrap();
        let done = ring.revoke(&third.kid, "wrong", at(20)).await.unwrap();
        assert_eq!(done.was, KeyPhase::Published);
        assert_eq!(kid(&sign(&ring, 119)), pending.kid, "the one that signs goes on until the next");
        assert_eq!(done.successor.map(|next| (next.generation, next.activates_at)), Some((4, at(120))));
    }

    #[tokio::test]
    async fn imports_a_key_once() {
        let (_folder, database) = database().await;
        let rings = instance(&database);
        let ring = ring(&rings, 0).await;
        let key = PrivateKey::generate(Algorithm::ES256).unwrap();
        let done = ring.import(key.clone(), Activation::AtOnce, at(1)).await.unwrap();
        assert_eq!((done.made, &done.kid), (true, &key.public().kid));
        assert_eq!(kid(&sign(&ring, 1)), done.kid);
        assert!(matches!(ring.import(key.clone(), Activation::AtOnce, at(2)).await, Err(KeyError::KnownKey)));
        let other = rings.get(&RealmId::from("other"), at(2)).await.unwrap();
        assert!(matches!(other.import(key, Activation::AtOnce, at(2)).await, Err(KeyError::KnownKey)));
        assert_eq!(generations(&ring, Algorithm::ES256, 2).len(), 2);
    }
}
