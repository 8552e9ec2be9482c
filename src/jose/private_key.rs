//! Private signing keys: made, read from where they were sealed, imported.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa;
use josekit::jwk::Jwk;
use josekit::jwk::alg::ec::{EcCurve, EcKeyPair};
use josekit::jwk::alg::ed::{EdCurve, EdKeyPair};
use josekit::jwk::alg::rsa::RsaKeyPair;
use serde_json::{Map, Value};
use zeroize::Zeroize;

use super::jwk::Material;
use super::parsing::one_at_a_time;
use super::{Algorithm, JoseError, PublicJwk, Signer, Verifier};
use crate::secret::Secret;

/// A private key for one algorithm.
#[derive(Clone, Debug)]
pub struct PrivateKey {
    alg: Algorithm,
    /// A JWK with its private members.
    json: Secret<String>,
    public: PublicJwk,
}

impl PrivateKey {
    /// A new key; RSA keys have 2048 bits. RSA takes about a tenth of a second of processor time: not on an async worker.
    pub fn generate(alg: Algorithm) -> Result<Self, JoseError> {
        let jwk = match alg {
            Algorithm::RS256 | Algorithm::PS256 => generate_rsa()?,
            Algorithm::ES256 => one_at_a_time(|| EcKeyPair::generate(EcCurve::P256).map(|pair| pair.to_jwk_key_pair()))
                .map_err(library)?,
            Algorithm::EdDSA => {
                one_at_a_time(|| EdKeyPair::generate(EdCurve::Ed25519).map(|pair| pair.to_jwk_key_pair()))
                    .map_err(library)?
            }
        };
        Self::from_members(alg, jwk.into())
    }

    /// Reads what [`Self::to_jwk_json`] wrote, or any private JWK that fits `alg`.
    pub fn from_jwk_json(alg: Algorithm, json: &str) -> Result<Self, JoseError> {
        let members: Map<String, Value> =
            serde_json::from_str(json).map_err(|_| JoseError::InvalidKey("not a JSON object"))?;
        Self::from_members(alg, members)
    }

    /// Reads a PEM file: PKCS#8, or the traditional forms of RSA and EC keys.
    pub fn from_pem(alg: Algorithm, pem: &str) -> Result<Self, JoseError> {
        let refused = |_| JoseError::InvalidKey("not a PEM private key of the kind the algorithm needs");
        let jwk = one_at_a_time(|| {
            Ok(match alg {
                Algorithm::RS256 | Algorithm::PS256 => RsaKeyPair::from_pem(pem).map_err(refused)?.to_jwk_key_pair(),
                Algorithm::ES256 => EcKeyPair::from_pem(pem, Some(EcCurve::P256)).map_err(refused)?.to_jwk_key_pair(),
                Algorithm::EdDSA => EdKeyPair::from_pem(pem).map_err(refused)?.to_jwk_key_pair(),
            })
        })?;
        Self::from_members(alg, jwk.into())
    }

    /// The algorithm it is made for.
    pub const fn alg(&self) -> Algorithm {
        self.alg
    }

    /// Its public half, named by its thumbprint.
    pub const fn public(&self) -> &PublicJwk {
        &self.public
    }

    /// The key as a JWK with its private members, to be sealed.
    pub const fn to_jwk_json(&self) -> &Secret<String> {
        &self.json
    }

    /// Signs and verifies once: whether the two halves belong together, which an imported file need not keep.
    pub fn check_pair(&self) -> Result<(), JoseError> {
        let probe = Signer::new(&self.public.kid, self)?.sign("JWT", &Map::new())?;
        Verifier::from_jwk(&self.public)?.verify(&probe).map(drop)
    }

    /// Keeps the members that make the key, drops the rest (`kid`, `x5c`, …), and lets josekit build a signer to be sure.
    fn from_members(alg: Algorithm, mut members: Map<String, Value>) -> Result<Self, JoseError> {
        let built = Self::from_checked(alg, &members);
        wipe(&mut members);
        let key = built?;
        super::signer::build(&key)?;
        Ok(key)
    }

    fn from_checked(alg: Algorithm, members: &Map<String, Value>) -> Result<Self, JoseError> {
        let material = Material::from_members(members)?;
        if !material.algorithms().contains(&alg) {
            return Err(JoseError::InvalidKey("its type does not fit the algorithm"));
        }
        let names: &[&str] = match &material {
            Material::Rsa { .. } => &["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"],
            Material::Ec { .. } => &["kty", "crv", "x", "y", "d"],
            Material::Okp { .. } => &["kty", "crv", "x", "d"],
        };
        let mut kept: Map<String, Value> = names
            .iter()
            .filter_map(|name| members.get(*name).map(|value| ((*name).to_owned(), value.clone())))
            .collect();
        let json = serde_json::to_string(&kept).map(Secret::new);
        wipe(&mut kept);
        let json = json.map_err(|_| JoseError::InvalidKey("not a private key"))?;
        Ok(Self { alg, json, public: PublicJwk::new(alg, material) })
    }

    /// Hands the key to `build` as josekit wants it, and wipes that copy.
    pub(super) fn with_josekit<T>(&self, build: impl FnOnce(&Jwk) -> Result<T, JoseError>) -> Result<T, JoseError> {
        let jwk = Jwk::from_bytes(self.json.expose()).map_err(|_| JoseError::InvalidKey("not a private key"))?;
        let outcome = one_at_a_time(|| build(&jwk));
        wipe(&mut jwk.into());
        outcome
    }
}

/// aws-lc makes RSA keys about three times as fast as OpenSSL does.
fn generate_rsa() -> Result<Jwk, JoseError> {
    let failed = |_| JoseError::Library("RSA key generation");
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(failed)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    one_at_a_time(|| RsaKeyPair::from_der(der.as_ref()).map(|pair| pair.to_jwk_key_pair())).map_err(library)
}

fn library(_: josekit::JoseError) -> JoseError {
    JoseError::Library("key generation")
}

fn wipe(members: &mut Map<String, Value>) {
    for (_, value) in members.iter_mut() {
        if let Value::String(text) = value {
            text.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors;
    use super::*;

    #[test]
    fn made_keys_sign_and_come_back_from_json() {
        for alg in Algorithm::ALL {
            let key = PrivateKey::generate(alg).unwrap();
            key.check_pair().unwrap();
            let again = PrivateKey::from_jwk_json(alg, key.to_jwk_json().expose()).unwrap();
            assert_eq!(again.public(), key.public());
            assert_eq!(key.public().kid, key.public().thumbprint());
            assert!(!format!("{key:?}").contains("\"d\""));
        }
    }

    #[test]
    fn imports_pem() {
        let key = PrivateKey::from_pem(Algorithm::ES256, vectors::EC_PEM).unwrap();
        key.check_pair().unwrap();
        assert!(PrivateKey::from_pem(Algorithm::RS256, vectors::EC_PEM).is_err());
        assert!(PrivateKey::from_pem(Algorithm::EdDSA, vectors::EC_PEM).is_err());
        assert!(PrivateKey::from_pem(Algorithm::ES256, "nonsense").is_err());
    }

    #[test]
    fn refuses_halves_that_do_not_belong_together() {
        let other: Map<String, Value> = serde_json::from_str(vectors::RFC7515_A3_KEY).unwrap();
        let mine = PrivateKey::generate(Algorithm::ES256).unwrap();
        let mut members: Map<String, Value> = serde_json::from_str(mine.to_jwk_json().expose()).unwrap();
        members.insert("d".to_owned(), other["d"].clone());
        let mixed = PrivateKey::from_jwk_json(Algorithm::ES256, &Value::Object(members).to_string());
        assert!(mixed.and_then(|key| key.check_pair()).is_err());
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert!(PrivateKey::from_jwk_json(Algorithm::ES256, vectors::RSA_PRIVATE).is_err());
        assert!(PrivateKey::from_jwk_json(Algorithm::RS256, vectors::RFC7638_KEY).is_err(), "no private part");
        assert!(PrivateKey::from_jwk_json(Algorithm::RS256, "[]").is_err());
        assert!(PrivateKey::from_jwk_json(Algorithm::RS256, vectors::RSA_PRIVATE).is_ok());
        assert!(PrivateKey::from_jwk_json(Algorithm::PS256, vectors::RSA_PRIVATE).is_ok());
    }
}
