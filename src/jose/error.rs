//! Why a token, a key or a sealed value was refused. Texts are fixed: nothing of the input ends up in a log.

use std::fmt;

/// A refusal of this floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoseError {
    /// Not a compact JWS that we read (RFC 7515 §7.1); says what is wrong.
    Malformed(&'static str),
    /// An algorithm that is not offered.
    UnsupportedAlgorithm,
    /// The header names another algorithm than the one its key is made for.
    AlgorithmMismatch,
    /// The signature is not by this key.
    InvalidSignature,
    /// Not a key that we use; says what is wrong.
    InvalidKey(&'static str),
    /// An HS256 secret shorter than 256 bits (RFC 7518 §3.2).
    ShortSecret,
    /// A sealed value that this key did not seal for this purpose.
    Unsealable,
    /// The cryptographic library failed.
    Library(&'static str),
}

impl fmt::Display for JoseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "not a signed token: {what}"),
            Self::UnsupportedAlgorithm => f.write_str("the algorithm is not supported"),
            Self::AlgorithmMismatch => f.write_str("the algorithm is not the one of the key"),
            Self::InvalidSignature => f.write_str("the signature does not match"),
            Self::InvalidKey(what) => write!(f, "not a usable key: {what}"),
            Self::ShortSecret => f.write_str("HS256 needs a secret of at least 32 bytes"),
            Self::Unsealable => f.write_str("the sealed value was not sealed by this key for this purpose"),
            Self::Library(what) => write!(f, "the cryptographic library failed: {what}"),
        }
    }
}

impl std::error::Error for JoseError {}
