//! What the tests of this folder share.

use std::sync::Arc;
use std::time::Duration;

use super::{By, Kek, KeyPhase, KeyRing, KeyRings, RotationPolicy, SubKeys};
use crate::audit::{Actor, Origin};
use crate::clock::Timestamp;
use crate::jose::{Algorithm, ProtectedHeader, PublicJwk};
use crate::model::RealmId;
use crate::random::Random;
use crate::secret::Secret;
use crate::storage::Database;
pub(super) use crate::storage::fixtures::database;
use crate::storage::signing_keys::SigningKey;
use serde_json::{Value, json};

/// Keys that are quick to make: ES256 and EdDSA, rotated after 1000 s, 100 s ahead, kept for 50 s.
pub fn policy() -> RotationPolicy {
    RotationPolicy {
        algorithms: vec![Algorithm::ES256, Algorithm::EdDSA],
        rotation: Duration::from_secs(1000),
        publish_ahead: Duration::from_secs(100),
        retain: Duration::from_secs(50),
        makes_successors: true,
    }
}

/// An instance of the program on `database`.
pub fn instance(database: &Database) -> KeyRings {
    let sub_keys = SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([9; 32])).unwrap();
    KeyRings::new(database.clone(), Arc::new(sub_keys), policy(), Random::System)
}

/// An act at `secs`.
pub fn origin(secs: i64) -> Origin {
    Origin {
        realm: RealmId::default_realm(),
        now: at(secs),
        source: "test".to_owned(),
        request_id: String::new(),
        client: None,
        random: Random::System,
    }
}

/// By an administrator.
pub fn by(origin: &Origin) -> By<'_> {
    By { origin, actor: Actor::Administrator("test") }
}

/// The instant `secs`.
pub fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

/// An RS256 row with times in seconds.
pub fn key(generation: i64, activates: i64, retires: i64, expires: i64) -> SigningKey {
    SigningKey {
        realm: RealmId::default_realm(),
        kid: format!("k{generation}"),
        alg: Algorithm::RS256,
        generation,
        public_jwk: String::new(),
        sealed: Some(String::new()),
        kek_id: String::new(),
        created_at: at(0),
        activates_at: at(activates),
        retires_at: at(retires),
        expires_at: at(expires),
        revoked_at: None,
        revoke_reason: None,
    }
}

/// The default realm's ring at `secs`.
pub async fn ring(rings: &KeyRings, secs: i64) -> Arc<KeyRing> {
    rings.get(&RealmId::default_realm(), at(secs)).await.unwrap()
}

/// An access token signed by ES256 at `secs`.
pub fn sign(ring: &KeyRing, secs: i64) -> String {
    ring.sign(Algorithm::ES256, "at+jwt", &json!({"sub": "u"}), at(secs)).unwrap()
}

/// The key that signed `token`.
pub fn kid(token: &str) -> String {
    ProtectedHeader::parse(token).unwrap().kid.unwrap()
}

/// The kids of an algorithm in the published set.
pub fn published(ring: &KeyRing, alg: Algorithm) -> Vec<String> {
    let set: Value = serde_json::from_str(&ring.jwks().body).unwrap();
    let keys = set["keys"].as_array().unwrap().iter();
    let keys = keys.map(|key| PublicJwk::from_json(&key.to_string()).unwrap());
    keys.filter(|key| key.alg == alg).map(|key| key.kid).collect()
}

/// The generations of an algorithm with their phases at `secs`, newest first.
pub fn generations(ring: &KeyRing, alg: Algorithm, secs: i64) -> Vec<(i64, KeyPhase)> {
    let keys = ring.keys(at(secs)).into_iter().filter(|(_, key)| key.alg == alg);
    keys.map(|(phase, key)| (key.generation, phase)).collect()
}
