//! Making, promoting and revoking signing keys. Keys are made before a transaction begins, never within one.

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::plan::{self, Due};
use super::ring::Source;
use super::snapshot::seal;
use super::{KeyError, KeyPhase};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
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

/// Who changes the keys of a realm, and when: both go into the audit trail with the change.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Whence and when.
    pub origin: &'a Origin,
    /// Who.
    pub actor: Actor<'a>,
}

/// The keys of one realm, as read last.
pub(super) type Realm<'a> = (&'a RealmId, &'a [SigningKey]);

/// Makes the keys that are due and destroys private halves that sign no more; whether anything changed.
pub(super) async fn maintain(source: &Source, realm: Realm<'_>, now: Timestamp) -> Result<bool, KeyError> {
    let due = plan::due(realm.1, &source.policy, now);
    if !due.is_empty() {
        let origin = source.origin(realm.0, now);
        for due in &due {
            let private = generate(due.alg).await?;
            make(source, realm, (due, private), By { origin: &origin, actor: Actor::System }).await?;
        }
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
    by: By<'_>,
) -> Result<bool, KeyError> {
    let now = by.origin.now;
    let pending = plan::newest(realm.1, alg).filter(|key| KeyPhase::of(key, now) == KeyPhase::Published);
    match (pending, activation) {
        (Some(_), Activation::Ahead) => Ok(false),
        (Some(pending), Activation::AtOnce) => {
            let mut tx = source.database.begin().await?;
            let promoted = promote(&mut tx, source, (realm.1, pending), by).await?;
            tx.commit().await?;
            Ok(promoted)
        }
        (None, Activation::Ahead | Activation::AtOnce) => {
            let private = generate(alg).await?;
            import(source, realm, (private, activation), by).await
        }
    }
}

/// Takes `private` as the next generation; `false` if another instance made that generation, or the key exists.
pub(super) async fn import(
    source: &Source,
    realm: Realm<'_>,
    (private, activation): (PrivateKey, Activation),
    by: By<'_>,
) -> Result<bool, KeyError> {
    let (alg, now) = (private.alg(), by.origin.now);
    let activates_at = match (activation, plan::newest(realm.1, alg)) {
        (Activation::Ahead, Some(_)) => now + source.policy.publish_ahead,
        (Activation::AtOnce, _) | (Activation::Ahead, None) => now,
    };
    let times = source.policy.times(now, activates_at);
    let due = Due { alg, generation: plan::next_generation(realm.1, alg), times };
    make(source, realm, (&due, private), by).await
}

/// Revokes the key `kid`; the key as it was, and whether a successor was made or promoted.
pub(super) async fn revoke(
    source: &Source,
    realm: Realm<'_>,
    (kid, reason): (&str, &str),
    by: By<'_>,
) -> Result<(SigningKey, bool), KeyError> {
    let now = by.origin.now;
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
    let event = Event::success(EventName::KeyRevoked, by.actor, Target::Key(kid));
    audit::record(&mut tx, by.origin, &event.detail("alg", key.alg.as_str()).detail("reason", reason)).await?;
    let made = match (&fresh, pending) {
        (Some((fresh, due)), _) => insert(&mut tx, source, (&others, fresh, due), by).await?,
        (None, Some(pending)) if signs => promote(&mut tx, source, (&others, pending), by).await?,
        (None, Some(_) | None) => false,
    };
    tx.commit().await?;
    Ok((key.clone(), made))
}

/// Inserts a key; the constraint on its generation elects one maker.
async fn make(
    source: &Source,
    realm: Realm<'_>,
    (due, private): (&Due, PrivateKey),
    by: By<'_>,
) -> Result<bool, KeyError> {
    let row = row(source, realm.0, due, &private)?;
    let mut tx = source.database.begin().await?;
    let made = insert(&mut tx, source, (realm.1, &row, due), by).await?;
    tx.commit().await?;
    if made {
        tracing::info!(realm = %realm.0, kid = row.kid, alg = %row.alg, activates_at = %row.activates_at, "made a signing key");
    }
    Ok(made)
}

async fn insert(
    tx: &mut Transaction,
    source: &Source,
    (keys, row, due): (&[SigningKey], &SigningKey, &Due),
    by: By<'_>,
) -> Result<bool, KeyError> {
    let made = signing_keys::insert(tx, row).await?;
    if made {
        hand_over(tx, source, keys, (row, due.times.activates_at), due.times.created_at).await?;
        record(tx, EventName::KeyPublished, (row, due.times.activates_at), by).await?;
    }
    Ok(made)
}

async fn promote(
    tx: &mut Transaction,
    source: &Source,
    (keys, pending): (&[SigningKey], &SigningKey),
    by: By<'_>,
) -> Result<bool, KeyError> {
    let now = by.origin.now;
    let promoted = signing_keys::promote(tx, pending, now).await?;
    if promoted {
        hand_over(tx, source, keys, (pending, now), now).await?;
        record(tx, EventName::KeyActivated, (pending, now), by).await?;
    }
    Ok(promoted)
}

async fn record(
    tx: &mut Transaction,
    name: EventName,
    (key, activates_at): (&SigningKey, Timestamp),
    by: By<'_>,
) -> Result<(), KeyError> {
    let event = Event::success(name, by.actor, Target::Key(&key.kid))
        .detail("alg", key.alg.as_str())
        .detail("generation", key.generation)
        .detail("activates_at", activates_at.to_rfc3339());
    Ok(audit::record(tx, by.origin, &event).await?)
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
