//! The keys of a realm as read at one instant: signers and verifiers built, the JWK set serialized.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::plan::JWKS_MAX_AGE;
use super::{KeyError, KeyPhase, SubKeys};
use crate::clock::Timestamp;
use crate::jose::{Algorithm, JoseError, PrivateKey, PublicJwk, Signer, Verifier};
use crate::secret::{Secret, base64url, sha256};
use crate::storage::signing_keys::SigningKey;

/// How long others may keep the set after a revocation, and for how long that holds.
const ALARMED_MAX_AGE: Duration = Duration::from_mins(1);
const ALARM: Duration = Duration::from_hours(24);

/// The JWK set (RFC 7517 §5) as bytes to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwksDocument {
    /// The document.
    pub body: String,
    /// Its strong entity tag, quotes included (RFC 9110 §8.8.3).
    pub etag: String,
    /// For `Cache-Control: public, max-age=…`: 300 s, and 60 s for a day after a revocation.
    pub max_age: Duration,
}

/// Immutable; replaced as a whole.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) read_at: Timestamp,
    pub(super) keys: Vec<SigningKey>,
    pub(super) jwks: Arc<JwksDocument>,
    ready: Vec<Ready>,
}

/// A key with what is built from it.
#[derive(Clone, Debug)]
struct Ready {
    key: SigningKey,
    public: PublicJwk,
    verifier: Arc<Verifier>,
    signer: Option<Arc<Signer>>,
}

impl Snapshot {
    /// Builds from rows read at `now`; what `previous` built already is kept.
    pub(super) fn build(keys: Vec<SigningKey>, sub_keys: &SubKeys, previous: Option<&Self>, now: Timestamp) -> Self {
        let ready: Vec<Ready> = keys
            .iter()
            .filter(|key| key.revoked_at.is_none())
            .filter_map(|key| match ready(key, sub_keys, previous) {
                Ok(ready) => Some(ready),
                Err(error) => {
                    // One row that cannot be read must not take the others with it.
                    tracing::error!(%error, realm = %key.realm, kid = key.kid, "a signing key cannot be used");
                    None
                }
            })
            .collect();
        let alarmed = keys.iter().filter_map(|key| key.revoked_at).any(|revoked_at| now.since(revoked_at) < ALARM);
        let jwks = Arc::new(document(&ready, now, if alarmed { ALARMED_MAX_AGE } else { JWKS_MAX_AGE }));
        Self { read_at: now, keys, jwks, ready }
    }

    /// The key that signs at `now`: the newest that has begun. It outlasts its planned end while no successor is there,
    /// because an overdue key that everybody knows is better than none.
    pub(super) fn signer(&self, alg: Algorithm, now: Timestamp) -> Option<&Signer> {
        self.ready
            .iter()
            .filter(|ready| ready.key.alg == alg && ready.key.activates_at <= now && now < ready.key.expires_at)
            .filter_map(|ready| Some((ready.key.generation, ready.signer.as_deref()?)))
            .max_by_key(|(generation, _)| *generation)
            .map(|(_, signer)| signer)
    }

    /// The verifier of a key that is not revoked, with its phase at `now`.
    pub(super) fn verifier(&self, kid: &str, now: Timestamp) -> Option<(KeyPhase, &Verifier)> {
        let ready = self.ready.iter().find(|ready| ready.key.kid == kid)?;
        Some((KeyPhase::of(&ready.key, now), &ready.verifier))
    }

    /// Whether `kid` is or was a key of the realm, revoked ones included.
    pub(super) fn knows(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.kid == kid)
    }
}

fn ready(key: &SigningKey, sub_keys: &SubKeys, previous: Option<&Snapshot>) -> Result<Ready, KeyError> {
    let known = previous.and_then(|snapshot| snapshot.ready.iter().find(|ready| ready.key.kid == key.kid));
    let (public, verifier) = if let Some(known) = known {
        (known.public.clone(), Arc::clone(&known.verifier))
    } else {
        let public = PublicJwk::from_json(&key.public_jwk)?;
        let verifier = Arc::new(Verifier::from_jwk(&public)?);
        (public, verifier)
    };
    if public.kid != key.kid || public.alg != key.alg {
        return Err(JoseError::InvalidKey("the row holds another key than it says").into());
    }
    let signer = match (&key.sealed, known.and_then(|known| known.signer.clone())) {
        (None, _) => None,
        (Some(_), Some(signer)) => Some(signer),
        (Some(sealed), None) => Some(Arc::new(unseal(key, sealed, sub_keys)?)),
    };
    Ok(Ready { key: key.clone(), public, verifier, signer })
}

fn unseal(key: &SigningKey, sealed: &str, sub_keys: &SubKeys) -> Result<Signer, KeyError> {
    let json = sub_keys.open_parts(&binding(&key.kid, key.realm.as_str()), sealed)?;
    let private = PrivateKey::from_jwk_json(key.alg, json.expose())?;
    Ok(Signer::new(&key.kid, &private)?)
}

/// The private half of `key`, sealed for its row.
pub(super) fn seal(private: &PrivateKey, realm: &str, sub_keys: &SubKeys) -> Result<String, KeyError> {
    let json: &Secret<String> = private.to_jwk_json();
    sub_keys.seal_parts(&binding(&private.public().kid, realm), json.expose())
}

/// Table, row, realm, purpose and version, so that a sealed value opens in its own row alone.
pub(super) const fn binding<'a>(kid: &'a str, realm: &'a str) -> [&'a str; 5] {
    ["signing_keys", kid, realm, "private", "1"]
}

fn document(ready: &[Ready], now: Timestamp, max_age: Duration) -> JwksDocument {
    #[derive(Serialize)]
    struct Set<'a> {
        keys: Vec<&'a PublicJwk>,
    }

    let mut public: Vec<(KeyPhase, &Ready)> = ready
        .iter()
        .map(|ready| (KeyPhase::of(&ready.key, now), ready))
        .filter(|(phase, _)| phase.is_public())
        .collect();
    // What signs comes first, and RS256 before the rest: some clients read no further.
    public.sort_by_key(|(phase, ready)| (*phase, ready.key.alg, std::cmp::Reverse(ready.key.generation)));
    let set = Set { keys: public.into_iter().map(|(_, ready)| &ready.public).collect() };
    let body = serde_json::to_string(&set).unwrap_or_else(|_| r#"{"keys":[]}"#.to_owned());
    let etag = format!("\"{}\"", base64url(&sha256(body.as_bytes())));
    JwksDocument { body, etag, max_age }
}
