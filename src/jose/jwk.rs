//! Public keys as JSON (RFC 7517, RFC 7518 §6, RFC 8037 §2) and their thumbprints (RFC 7638).

use josekit::jwk::Jwk;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Algorithm, JoseError};
use crate::secret::{base64url, from_base64url, sha256};

/// A public signing key as it stands in a JWK set: made for one algorithm, named by its thumbprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    /// The RFC 7638 thumbprint.
    pub kid: String,
    /// The one algorithm it is used with.
    pub alg: Algorithm,
    #[serde(rename = "use")]
    key_use: SignatureUse,
    #[serde(flatten)]
    pub(super) material: Material,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum SignatureUse {
    #[serde(rename = "sig")]
    Signature,
}

impl PublicJwk {
    pub(super) fn new(alg: Algorithm, material: Material) -> Self {
        Self { kid: material.thumbprint(), alg, key_use: SignatureUse::Signature, material }
    }

    /// Reads a public key that was serialized here.
    pub fn from_json(json: &str) -> Result<Self, JoseError> {
        let parsed: Self = serde_json::from_str(json).map_err(|_| JoseError::InvalidKey("not a public key"))?;
        parsed.material.check()?;
        Ok(parsed)
    }

    /// SHA-256 over the required members in their canonical order (RFC 7638 §3), as base64url.
    pub fn thumbprint(&self) -> String {
        self.material.thumbprint()
    }
}

/// The public numbers of a key, checked: the right curve, the right length, nothing but base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub(super) enum Material {
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
    #[serde(rename = "EC")]
    Ec { crv: String, x: String, y: String },
    #[serde(rename = "OKP")]
    Okp { crv: String, x: String },
}

impl Material {
    /// The public numbers within a JWK; private members are left out.
    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let text = |name: &str| {
            members
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or(JoseError::InvalidKey("a member is missing"))
        };
        let material = match text("kty")?.as_str() {
            "RSA" => Self::Rsa { n: text("n")?, e: text("e")? },
            "EC" => Self::Ec { crv: text("crv")?, x: text("x")?, y: text("y")? },
            "OKP" => Self::Okp { crv: text("crv")?, x: text("x")? },
            _ => return Err(JoseError::InvalidKey("its type is not RSA, EC or OKP")),
        };
        material.check()?;
        Ok(material)
    }

    /// Algorithms this kind of key can be used with, the most common first.
    pub(super) const fn algorithms(&self) -> &'static [Algorithm] {
        match self {
            Self::Rsa { .. } => &[Algorithm::RS256, Algorithm::PS256],
            Self::Ec { .. } => &[Algorithm::ES256],
            Self::Okp { .. } => &[Algorithm::EdDSA],
        }
    }

    pub(super) fn thumbprint(&self) -> String {
        // The values are base64url and names of curves: they need no escaping.
        let canonical = match self {
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ec { crv, x, y } => format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#),
            Self::Okp { crv, x } => format!(r#"{{"crv":"{crv}","kty":"OKP","x":"{x}"}}"#),
        };
        base64url(&sha256(canonical.as_bytes()))
    }

    /// The same for josekit, with nothing in it that we did not check.
    pub(super) fn to_josekit(&self) -> Result<Jwk, JoseError> {
        let members = serde_json::to_value(self).map_err(|_| JoseError::InvalidKey("not a public key"))?;
        let Value::Object(members) = members else { return Err(JoseError::InvalidKey("not a public key")) };
        Jwk::from_map(members).map_err(|_| JoseError::InvalidKey("not a public key"))
    }

    fn check(&self) -> Result<(), JoseError> {
        let bytes = |text: &str| from_base64url(text).ok_or(JoseError::InvalidKey("a number is not base64url"));
        match self {
            Self::Rsa { n, e } => check_rsa(&bytes(n)?, &bytes(e)?),
            Self::Ec { crv, x, y } if crv == "P-256" && bytes(x)?.len() == 32 && bytes(y)?.len() == 32 => Ok(()),
            Self::Okp { crv, x } if crv == "Ed25519" && bytes(x)?.len() == 32 => Ok(()),
            Self::Ec { .. } => Err(JoseError::InvalidKey("an EC key must be on P-256")),
            Self::Okp { .. } => Err(JoseError::InvalidKey("an OKP key must be Ed25519")),
        }
    }
}

/// From 2048 bits (RFC 7518 §3.3), up to 4096: what is larger makes every verification of ours slow.
fn check_rsa(modulus: &[u8], exponent: &[u8]) -> Result<(), JoseError> {
    let bits = modulus.first().map_or(0, |high| modulus.len() * 8 - high.leading_zeros() as usize);
    if !(2048..=4096).contains(&bits) || modulus.last().is_none_or(|low| low % 2 == 0) {
        return Err(JoseError::InvalidKey("an RSA key must have 2048 to 4096 bits"));
    }
    let value = exponent.iter().fold(0_u64, |value, byte| value.saturating_mul(256).saturating_add(u64::from(*byte)));
    if exponent.first() == Some(&0) || value < 3 || value > u64::from(u32::MAX) || value % 2 == 0 {
        return Err(JoseError::InvalidKey("the exponent of an RSA key must be odd, from 3 to 2^32"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::vectors;
    use super::*;

    fn material(json: &str) -> Result<Material, JoseError> {
        Material::from_members(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn thumbprints_of_the_rfcs() {
        assert_eq!(material(vectors::RFC7638_KEY).unwrap().thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert_eq!(
            material(vectors::RFC8037_PUBLIC).unwrap().thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn shows_no_private_member() {
        let jwk = PublicJwk::new(Algorithm::RS256, material(vectors::RSA_PRIVATE).unwrap());
        let json = serde_json::to_value(&jwk).unwrap();
        let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!((json["use"].as_str(), json["alg"].as_str()), (Some("sig"), Some("RS256")));
        assert_eq!(PublicJwk::from_json(&json.to_string()).unwrap(), jwk);
    }

    #[test]
    fn refuses_weak_strange_and_costly_keys() {
        let short = "A".repeat(100);
        let huge = format!("_{}", "_".repeat(1400));
        for json in [
            format!(r#"{{"kty":"RSA","n":"{short}","e":"AQAB"}}"#),
            format!(r#"{{"kty":"RSA","n":"{huge}","e":"AQAB"}}"#),
            vectors::RFC7638_KEY.replace("AQAB", "AQ"),
            vectors::RFC7638_KEY.replace("AQAB", "_____w8"),
            vectors::RFC7638_KEY.replace("AQAB", "AAEAAQ"),
            vectors::RFC7638_KEY.replace("AQAB", "!"),
            r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
            r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#.to_owned(),
            r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#.to_owned(),
            r#"{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.to_owned(),
            r#"{"n":"AA"}"#.to_owned(),
        ] {
            assert!(material(&json).is_err(), "{json}");
        }
    }
}
