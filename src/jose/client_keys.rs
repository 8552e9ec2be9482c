//! The registered keys of a client (`jwks`, or what its `jwks_uri` answered), read one by one.

use serde_json::{Map, Value};

use super::jwk::Material;
use super::{Algorithm, ProtectedHeader, Verifier};

/// Keys of one client at most; the rest is not read.
pub(super) const LIMIT: usize = 64;

/// A client's verification keys, ready to use.
#[derive(Debug, Default)]
pub struct ClientKeySet {
    keys: Vec<ClientKey>,
}

#[derive(Debug)]
struct ClientKey {
    kid: Option<String>,
    alg: Algorithm,
    verifier: Verifier,
}

impl ClientKeySet {
    /// The usable keys of a JWK set (RFC 7517 §5). A key that is malformed, weak, of an unknown kind or for another use is
    /// left out and never spoils the others; text that is no JWK set has no keys.
    pub fn parse(json: &str) -> Self {
        serde_json::from_str(json).map(|value: Value| Self::from_value(&value)).unwrap_or_default()
    }

    /// The same, from a value.
    pub fn from_value(value: &Value) -> Self {
        let entries = value.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self { keys: entries.iter().take(LIMIT).filter_map(Value::as_object).flat_map(usable).collect() }
    }

    /// Whether no key can be used.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key called `kid`, for `alg`.
    ///
    /// Without a `kid`, or when no key has one, the only key for `alg`; several are ambiguous and none is chosen
    /// (OpenID Connect Core §10.1).
    pub fn select(&self, kid: Option<&str>, alg: Algorithm) -> Option<&Verifier> {
        let fitting = || self.keys.iter().filter(move |key| key.alg == alg);
        if let Some(named) = kid.and_then(|kid| fitting().find(|key| key.kid.as_deref() == Some(kid))) {
            return Some(&named.verifier);
        }
        let mut candidates = fitting().filter(|key| kid.is_none() || key.kid.is_none());
        let only = candidates.next()?;
        candidates.next().is_none().then_some(&only.verifier)
    }

    /// The claims of `compact`, whose header was parsed before, if a key of the set signed it.
    ///
    /// A key with an `alg` of its own serves no other; a client that registered an algorithm must have been held to it.
    pub fn verify(&self, header: &ProtectedHeader, compact: &str) -> Option<Map<String, Value>> {
        let alg = header.alg.parse().ok()?;
        self.select(header.kid.as_deref(), alg)?.verify(compact).ok()
    }
}

/// An entry's verifiers: one, but for an RSA key that does not say whether it is for RS256 or PS256.
fn usable(entry: &Map<String, Value>) -> Vec<ClientKey> {
    let text = |name: &str| entry.get(name).map(|value| value.as_str().unwrap_or_default());
    let for_signatures = text("use").is_none_or(|key_use| key_use == "sig");
    let for_verifying = entry.get("key_ops").is_none_or(|operations| {
        operations.as_array().is_some_and(|list| list.iter().any(|operation| operation == "verify"))
    });
    let Ok(material) = Material::from_members(entry) else { return Vec::new() };
    if !for_signatures || !for_verifying {
        return Vec::new();
    }
    let kid = text("kid").map(str::to_owned);
    let own = text("alg").map(str::parse::<Algorithm>);
    let algorithms = material.algorithms().iter().copied().filter(|alg| own.is_none_or(|own| own == Ok(*alg)));
    algorithms
        .filter_map(|alg| {
            Some(ClientKey { kid: kid.clone(), alg, verifier: Verifier::from_material(alg, &material).ok()? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{PrivateKey, Signer, vectors};
    use super::*;

    fn set(entries: &[Value]) -> ClientKeySet {
        ClientKeySet::parse(&serde_json::json!({ "keys": entries }).to_string())
    }

    fn public(json: &str, extra: &[(&str, &str)]) -> Value {
        let mut entry: Map<String, Value> = serde_json::from_str(json).unwrap();
        entry.remove("d");
        for (name, value) in extra {
            entry.insert((*name).to_owned(), Value::from(*value));
        }
        Value::Object(entry)
    }

    #[test]
    fn one_bad_key_never_spoils_the_set() {
        let good = public(vectors::RFC7515_A3_KEY, &[("kid", "good")]);
        let not_on_the_curve = public(vectors::RFC7515_A3_KEY, &[("x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]);
        let keys = set(&[
            Value::Null,
            Value::from("key"),
            serde_json::json!({}),
            serde_json::json!({"kty": 1}),
            serde_json::json!({"kty": "oct", "k": "AAAA"}),
            serde_json::json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
            serde_json::json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}),
            not_on_the_curve,
            public(vectors::RFC7515_A3_KEY, &[("use", "enc")]),
            public(vectors::RFC7515_A3_KEY, &[("alg", "ES384")]),
            good,
        ]);
        assert_eq!(keys.keys.len(), 1);
        let header = ProtectedHeader::parse(vectors::RFC7515_A3_TOKEN).unwrap();
        assert!(keys.verify(&header, vectors::RFC7515_A3_TOKEN).is_some());
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "null"] {
            assert!(ClientKeySet::parse(text).is_empty());
        }
    }

    #[test]
    fn selects_by_name_and_algorithm() {
        let keys = set(&[
            public(vectors::RFC7515_A3_KEY, &[("kid", "a")]),
            public(vectors::RFC7638_KEY, &[("kid", "b"), ("alg", "RS256")]),
            public(vectors::RSA_PRIVATE, &[("kid", "c")]),
        ]);
        assert!(keys.select(Some("a"), Algorithm::ES256).is_some());
        assert!(keys.select(None, Algorithm::ES256).is_some());
        assert!(keys.select(Some("a"), Algorithm::RS256).is_none());
        assert!(keys.select(Some("b"), Algorithm::PS256).is_none(), "its alg says RS256");
        assert!(keys.select(Some("c"), Algorithm::PS256).is_some());
        assert!(keys.select(Some("z"), Algorithm::ES256).is_none());
        assert!(keys.select(None, Algorithm::RS256).is_none(), "two candidates are ambiguous");
    }

    #[test]
    fn a_set_without_names_serves_tokens_with_one() {
        let key = PrivateKey::from_jwk_json(Algorithm::ES256, vectors::RFC7515_A3_KEY).unwrap();
        let token = Signer::new("mine", &key).unwrap().sign("JWT", &Map::new()).unwrap();
        let header = ProtectedHeader::parse(&token).unwrap();
        assert!(set(&[public(vectors::RFC7515_A3_KEY, &[])]).verify(&header, &token).is_some());
        assert!(set(&[public(vectors::RFC7515_A3_KEY, &[("kid", "other")])]).verify(&header, &token).is_none());
    }
}
