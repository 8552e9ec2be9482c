//! Verifiers built once per key. The key fixes the algorithm; a token that claims another one is refused.

use std::fmt;

use aws_lc_rs::hmac;
use josekit::jws::JwsVerifier;
use josekit::jws::alg::ecdsa::EcdsaJwsAlgorithm;
use josekit::jws::alg::eddsa::EddsaJwsAlgorithm;
use josekit::jws::alg::rsassa::RsassaJwsAlgorithm;
use josekit::jws::alg::rsassa_pss::RsassaPssJwsAlgorithm;
use serde_json::{Map, Value};

use super::header::Compact;
use super::jwk::Material;
use super::parsing::one_at_a_time;
use super::{Algorithm, JoseError, PublicJwk};

/// Verifies tokens with one key.
pub struct Verifier {
    key: Key,
}

enum Key {
    Public(Algorithm, Box<dyn JwsVerifier>),
    /// aws-lc compares in constant time; josekit 0.10 compares HMACs with `!=`.
    Hmac(Box<hmac::Key>),
}

impl Verifier {
    /// A verifier with a public key, for that key's algorithm.
    pub fn from_jwk(jwk: &PublicJwk) -> Result<Self, JoseError> {
        Self::from_material(jwk.alg, &jwk.material)
    }

    /// A verifier of HS256 (`client_secret_jwt`).
    ///
    /// # Errors
    /// `ShortSecret` below 32 bytes (RFC 7518 §3.2).
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, JoseError> {
        let secret = secret.as_ref();
        if secret.len() < 32 {
            return Err(JoseError::ShortSecret);
        }
        Ok(Self { key: Key::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret))) })
    }

    pub(super) fn from_material(alg: Algorithm, material: &Material) -> Result<Self, JoseError> {
        if !material.algorithms().contains(&alg) {
            return Err(JoseError::InvalidKey("its type does not fit the algorithm"));
        }
        let jwk = material.to_josekit()?;
        let refused = |_| JoseError::InvalidKey("not a public key of its algorithm");
        let inner = one_at_a_time(|| -> Result<Box<dyn JwsVerifier>, JoseError> {
            Ok(match alg {
                Algorithm::RS256 => Box::new(RsassaJwsAlgorithm::Rs256.verifier_from_jwk(&jwk).map_err(refused)?),
                Algorithm::PS256 => Box::new(RsassaPssJwsAlgorithm::Ps256.verifier_from_jwk(&jwk).map_err(refused)?),
                Algorithm::ES256 => Box::new(EcdsaJwsAlgorithm::Es256.verifier_from_jwk(&jwk).map_err(refused)?),
                Algorithm::EdDSA => Box::new(EddsaJwsAlgorithm::Eddsa.verifier_from_jwk(&jwk).map_err(refused)?),
            })
        })?;
        Ok(Self { key: Key::Public(alg, inner) })
    }

    /// The claims of a compact JWS that this key signed. `exp`, `aud` and the like are not judged here.
    ///
    /// # Errors
    /// `Malformed`, `AlgorithmMismatch` or `InvalidSignature`.
    pub fn verify(&self, compact: &str) -> Result<Map<String, Value>, JoseError> {
        let parts = Compact::split(compact)?;
        self.check(&parts)?;
        parts.claims()
    }

    fn check(&self, parts: &Compact<'_>) -> Result<(), JoseError> {
        let header = parts.header()?;
        let signature = parts.signature()?;
        match &self.key {
            Key::Public(alg, inner) => {
                if header.alg.parse() != Ok(*alg) {
                    return Err(JoseError::AlgorithmMismatch);
                }
                inner.verify(parts.signed.as_bytes(), &signature).map_err(|_| JoseError::InvalidSignature)
            }
            Key::Hmac(key) => {
                if header.alg != "HS256" {
                    return Err(JoseError::AlgorithmMismatch);
                }
                hmac::verify(key, parts.signed.as_bytes(), &signature).map_err(|_| JoseError::InvalidSignature)
            }
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alg = match &self.key {
            Key::Public(alg, _) => alg.as_str(),
            Key::Hmac(_) => "HS256",
        };
        f.debug_struct("Verifier").field("alg", &alg).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{PrivateKey, Signer, vectors};
    use super::*;
    use crate::secret::{base64url, from_base64url};

    fn verifier(alg: Algorithm, json: &str) -> Verifier {
        Verifier::from_material(alg, &Material::from_members(&serde_json::from_str(json).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn rfc_7515_a1_hs256() {
        let secret = from_base64url(vectors::RFC7515_A1_SECRET).unwrap();
        let verifier = Verifier::hs256(&secret).unwrap();
        assert_eq!(verifier.verify(vectors::RFC7515_A1_TOKEN).unwrap()["iss"], "joe");
        assert_eq!(
            Verifier::hs256([1; 32]).unwrap().verify(vectors::RFC7515_A1_TOKEN),
            Err(JoseError::InvalidSignature)
        );
    }

    #[test]
    fn rfc_7515_a3_es256() {
        let verifier = verifier(Algorithm::ES256, vectors::RFC7515_A3_KEY);
        assert_eq!(verifier.verify(vectors::RFC7515_A3_TOKEN).unwrap()["exp"], 1_300_819_380);
        let tampered = vectors::RFC7515_A3_TOKEN.replacen("eyJpc3Mi", "eyJpc3Nj", 1);
        assert!(verifier.verify(&tampered).is_err());
    }

    #[test]
    fn rfc_8037_a4_eddsa() {
        let verifier = verifier(Algorithm::EdDSA, vectors::RFC8037_PUBLIC);
        // Its payload is a sentence, not claims: the signature is good, the claims are not.
        let parts = Compact::split(vectors::RFC8037_TOKEN).unwrap();
        assert_eq!(verifier.check(&parts), Ok(()));
        assert!(matches!(verifier.verify(vectors::RFC8037_TOKEN), Err(JoseError::Malformed(_))));
    }

    #[test]
    fn short_secrets_are_refused_by_name() {
        assert_eq!(Verifier::hs256([7; 31]).unwrap_err(), JoseError::ShortSecret);
        assert!(JoseError::ShortSecret.to_string().contains("32 bytes"));
    }

    /// RFC 8725 §2.1: `none`, a public key used as an HMAC secret, and a neighbor algorithm on the same key.
    #[test]
    fn algorithm_confusion_is_refused() {
        let key = PrivateKey::from_jwk_json(Algorithm::RS256, vectors::RSA_PRIVATE).unwrap();
        let rs256 = Verifier::from_jwk(key.public()).unwrap();
        let claims = base64url(b"{}");
        let unsigned = format!("{}.{claims}.", base64url(br#"{"alg":"none"}"#));
        assert_eq!(rs256.verify(&unsigned), Err(JoseError::AlgorithmMismatch));

        let public = serde_json::to_string(key.public()).unwrap();
        let signed = format!("{}.{claims}", base64url(br#"{"alg":"HS256"}"#));
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes()), signed.as_bytes());
        assert_eq!(rs256.verify(&format!("{signed}.{}", base64url(mac.as_ref()))), Err(JoseError::AlgorithmMismatch));

        let pss = PrivateKey::from_jwk_json(Algorithm::PS256, vectors::RSA_PRIVATE).unwrap();
        let token = Signer::new("k", &pss).unwrap().sign("JWT", &serde_json::json!({})).unwrap();
        assert_eq!(rs256.verify(&token), Err(JoseError::AlgorithmMismatch));
        assert!(Verifier::hs256(public).unwrap().verify(vectors::RSA_TOKEN).is_err());
        assert!(Verifier::from_material(Algorithm::ES256, &key.public().material).is_err());
    }

    #[test]
    fn es256_signatures_have_one_shape() {
        let verifier = verifier(Algorithm::ES256, vectors::RFC7515_A3_KEY);
        let (signed, _) = vectors::RFC7515_A3_TOKEN.rsplit_once('.').unwrap();
        for signature in [vec![], vec![0; 64], vec![0; 63], vec![255; 64], vec![1; 65]] {
            assert_eq!(
                verifier.verify(&format!("{signed}.{}", base64url(&signature))),
                Err(JoseError::InvalidSignature)
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn never_panics(text in any::<String>(), payload in any::<Vec<u8>>(), signature in any::<Vec<u8>>()) {
            for alg in ["RS256", "ES256", "EdDSA", "HS256"] {
                let header = base64url(format!(r#"{{"alg":"{alg}"}}"#).as_bytes());
                let token = format!("{header}.{}.{}", base64url(&payload), base64url(&signature));
                for verifier in [
                    verifier(Algorithm::RS256, vectors::RSA_PRIVATE),
                    verifier(Algorithm::ES256, vectors::RFC7515_A3_KEY),
                    verifier(Algorithm::EdDSA, vectors::RFC8037_PUBLIC),
                    Verifier::hs256([1; 32]).unwrap(),
                ] {
                    prop_assert!(verifier.verify(&token).is_err());
                    prop_assert!(verifier.verify(&text).is_err());
                }
            }
        }
    }
}
