//! Signers built once per key: parsing the key for every token would cost 3 times (RSA) to 19 times (EC) the signature.

use std::fmt;

use josekit::jws::JwsSigner;
use josekit::jws::alg::ecdsa::EcdsaJwsAlgorithm;
use josekit::jws::alg::eddsa::EddsaJwsAlgorithm;
use josekit::jws::alg::rsassa::RsassaJwsAlgorithm;
use josekit::jws::alg::rsassa_pss::RsassaPssJwsAlgorithm;
use serde::Serialize;

use super::{Algorithm, JoseError, PrivateKey};
use crate::secret::base64url;

/// Signs tokens with one key.
pub struct Signer {
    alg: Algorithm,
    kid: String,
    inner: Box<dyn JwsSigner>,
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: Algorithm,
    kid: &'a str,
}

impl Signer {
    /// A signer with `key`, which its tokens call `kid`.
    pub fn new(kid: &str, key: &PrivateKey) -> Result<Self, JoseError> {
        Ok(Self { alg: key.alg(), kid: kid.to_owned(), inner: build(key)? })
    }

    /// The algorithm of its tokens.
    pub const fn alg(&self) -> Algorithm {
        self.alg
    }

    /// The `kid` of its tokens.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// A compact JWS (RFC 7515 §7.1) of the kind `typ` over `claims`.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, JoseError> {
        let header = serde_json::to_vec(&Header { typ, alg: self.alg, kid: &self.kid })
            .map_err(|_| JoseError::Malformed("the header cannot be written"))?;
        let payload = serde_json::to_vec(claims).map_err(|_| JoseError::Malformed("the claims cannot be written"))?;
        let mut token = base64url(&header);
        token.push('.');
        token.push_str(&base64url(&payload));
        let signature = self.inner.sign(token.as_bytes()).map_err(|_| JoseError::Library("signing"))?;
        token.push('.');
        token.push_str(&base64url(&signature));
        Ok(token)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("alg", &self.alg).field("kid", &self.kid).finish_non_exhaustive()
    }
}

pub(super) fn build(key: &PrivateKey) -> Result<Box<dyn JwsSigner>, JoseError> {
    let refused = |_| JoseError::InvalidKey("not a private key of its algorithm");
    key.with_josekit(|jwk| {
        let signer: Box<dyn JwsSigner> = match key.alg() {
            Algorithm::RS256 => Box::new(RsassaJwsAlgorithm::Rs256.signer_from_jwk(jwk).map_err(refused)?),
            Algorithm::PS256 => Box::new(RsassaPssJwsAlgorithm::Ps256.signer_from_jwk(jwk).map_err(refused)?),
            Algorithm::ES256 => Box::new(EcdsaJwsAlgorithm::Es256.signer_from_jwk(jwk).map_err(refused)?),
            Algorithm::EdDSA => Box::new(EddsaJwsAlgorithm::Eddsa.signer_from_jwk(jwk).map_err(refused)?),
        };
        Ok(signer)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{ProtectedHeader, Verifier, vectors};
    use super::*;

    #[test]
    fn signs_what_its_verifier_accepts() {
        for (alg, json) in [
            (Algorithm::RS256, vectors::RSA_PRIVATE),
            (Algorithm::PS256, vectors::RSA_PRIVATE),
            (Algorithm::ES256, vectors::RFC7515_A3_KEY),
            (Algorithm::EdDSA, vectors::RFC8037_PRIVATE),
        ] {
            let key = PrivateKey::from_jwk_json(alg, json).unwrap();
            let token = Signer::new("k \"1\"", &key).unwrap().sign("at+jwt", &serde_json::json!({"sub": "u"})).unwrap();
            let header = ProtectedHeader::parse(&token).unwrap();
            assert_eq!((header.alg.as_str(), header.kid.as_deref()), (alg.as_str(), Some("k \"1\"")));
            assert!(header.is_type("at+jwt"));
            let claims = Verifier::from_jwk(key.public()).unwrap().verify(&token).unwrap();
            assert_eq!(claims["sub"], "u");
        }
    }

    #[test]
    fn rs256_is_deterministic_and_matches_openssl() {
        let key = PrivateKey::from_jwk_json(Algorithm::RS256, vectors::RSA_PRIVATE).unwrap();
        let token = Signer::new("k1", &key).unwrap().sign("JWT", &serde_json::json!({"sub": "u"})).unwrap();
        assert_eq!(token, vectors::RSA_TOKEN);
    }

    #[test]
    fn can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Signer>();
        shared::<Verifier>();
    }
}
