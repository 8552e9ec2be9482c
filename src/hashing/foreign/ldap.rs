//! Salted digests of directories: `{SSHA}`, `{SSHA256}`, `{SSHA512}` (OpenLDAP Administrator's Guide §14.4; the digest, then the salt).

use openssl::hash::{MessageDigest, hash};

use super::super::import::HashRefusal;
use super::base64;
use crate::secret::constant_time_eq;

/// A digest of password and salt.
pub struct Salted {
    digest: MessageDigest,
    output: Vec<u8>,
    salt: Vec<u8>,
}

impl Salted {
    pub fn parse(scheme: &str, text: &str) -> Result<Self, HashRefusal> {
        let malformed = || HashRefusal::Malformed("SSHA");
        let digest = match scheme {
            "SSHA" => MessageDigest::sha1(),
            "SSHA256" => MessageDigest::sha256(),
            _ => MessageDigest::sha512(),
        };
        let mut output = base64(text).ok_or_else(malformed)?;
        if output.len() <= digest.size() {
            return Err(malformed());
        }
        let salt = output.split_off(digest.size());
        Ok(Self { digest, output, salt })
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        let bytes = [typed.as_bytes(), &self.salt].concat();
        let found = hash(self.digest, &bytes).map_err(|error| error.to_string())?;
        Ok(constant_time_eq(&found, &self.output))
    }
}
