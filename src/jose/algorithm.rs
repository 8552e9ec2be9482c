//! The signature algorithms of our own tokens and of clients' keys (RFC 7518 §3, RFC 8037, RFC 9864).

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::JoseError;
use crate::secret::base64url;

/// A digital-signature algorithm. Secrets (HS256) are not among them: see [`super::Verifier::hs256`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every client understands.
    RS256,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// Ed25519; its RFC 9864 name `Ed25519` is read too.
    EdDSA,
}

impl Algorithm {
    /// Every algorithm, the default first.
    pub const ALL: [Self; 4] = [Self::RS256, Self::ES256, Self::PS256, Self::EdDSA];

    /// The JOSE name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
            Self::PS256 => "PS256",
            Self::EdDSA => "EdDSA",
        }
    }
}

impl Algorithm {
    /// The left half of the digest that goes with the algorithm: `at_hash` and `c_hash` (OpenID Connect Core 1.0 §3.1.3.6).
    /// SHA-256, but SHA-512 for Ed25519.
    pub fn half_hash(self, value: &str) -> String {
        let algorithm = match self {
            Self::RS256 | Self::ES256 | Self::PS256 => &digest::SHA256,
            Self::EdDSA => &digest::SHA512,
        };
        let whole = digest::digest(algorithm, value.as_bytes());
        let half = whole.as_ref().len() / 2;
        base64url(whole.as_ref().get(..half).unwrap_or_default())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = JoseError;

    fn from_str(name: &str) -> Result<Self, JoseError> {
        match name {
            "RS256" => Ok(Self::RS256),
            "ES256" => Ok(Self::ES256),
            "PS256" => Ok(Self::PS256),
            "EdDSA" | "Ed25519" => Ok(Self::EdDSA),
            _ => Err(JoseError::UnsupportedAlgorithm),
        }
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(|_| serde::de::Error::custom("expected RS256, ES256, PS256 or EdDSA"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for alg in Algorithm::ALL {
            assert_eq!(alg.as_str().parse(), Ok(alg));
            assert_eq!(serde_json::from_str::<Algorithm>(&serde_json::to_string(&alg).unwrap()).unwrap(), alg);
        }
        assert_eq!("Ed25519".parse(), Ok(Algorithm::EdDSA));
        for refused in ["none", "HS256", "rs256", "RS384", ""] {
            assert_eq!(refused.parse::<Algorithm>(), Err(JoseError::UnsupportedAlgorithm));
        }
    }
}
