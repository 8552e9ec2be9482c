//! Signed and encrypted tokens and keys (RFC 7515 to 7518, 7638), derivation and sealing: the only place that names josekit.
//!
//! A key is made for one algorithm and never used with another (RFC 8725 §3.1); the header of a token is compared with
//! that, it never decides. Nothing here reads a clock: `exp` and the like are the caller's business.

mod algorithm;
mod client_keys;
mod derive;
mod encryption;
mod error;
mod header;
mod import;
mod jwk;
mod parsing;
mod private_key;
mod seal;
mod signer;
#[cfg(test)]
pub(crate) mod vectors;
mod verifier;

pub use algorithm::Algorithm;
pub use client_keys::ClientKeySet;
pub use derive::{hkdf_sha256, hmac_sha256};
pub use encryption::{ContentEncryption, Encrypter, EncryptionKeySet, KeyManagement};
pub use error::JoseError;
pub use header::{ProtectedHeader, unverified_subject};
pub use jwk::PublicJwk;
pub use private_key::PrivateKey;
pub use seal::Sealer;
pub use signer::Signer;
pub use verifier::Verifier;
