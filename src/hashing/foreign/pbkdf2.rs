//! PBKDF2 (RFC 8018 §5.2) in the forms of passlib, the PHC string format, OpenLDAP and Django.

use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;

use super::super::import::HashRefusal;
use super::super::stored::OUTPUT_MIN;
use super::{base64, parameter};
use crate::secret::constant_time_eq;

/// Iterations times blocks of output: about a second of one core. Django 6 does 1.2 million, OWASP asks for 1.3 with SHA-1.
const WORK_MAX: u64 = 2_000_000;
/// Bytes of output; the work grows with them.
const OUTPUT_MAX: usize = 128;

/// A key derived from a password.
pub struct Pbkdf2 {
    digest: MessageDigest,
    iterations: usize,
    salt: Vec<u8>,
    output: Vec<u8>,
}

fn malformed() -> HashRefusal {
    HashRefusal::Malformed("PBKDF2")
}

impl Pbkdf2 {
    /// `$pbkdf2-sha256$6400$salt$hash` (passlib) or `$pbkdf2-sha256$i=6400,l=32$salt$hash` (PHC).
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        let fields: Vec<&str> = text.split('$').collect();
        let ["", name, cost, salt, hash] = fields.as_slice() else { return Err(malformed()) };
        let iterations = parameter(cost, "i").or_else(|| cost.parse().ok()).ok_or_else(malformed)?;
        let salt = base64(salt).ok_or_else(malformed)?;
        Self::new(name, iterations, salt, base64(hash).ok_or_else(malformed)?)
    }

    /// `pbkdf2_sha256$390000$salt$hash`, whose salt is text.
    pub fn parse_django(text: &str) -> Result<Self, HashRefusal> {
        let fields: Vec<&str> = text.split('$').collect();
        let [name, iterations, salt, hash] = fields.as_slice() else { return Err(malformed()) };
        let iterations = iterations.parse().map_err(|_| malformed())?;
        Self::new(name, iterations, salt.as_bytes().to_vec(), base64(hash).ok_or_else(malformed)?)
    }

    fn new(name: &str, iterations: u32, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, HashRefusal> {
        let digest = match name {
            "pbkdf2-sha256" | "pbkdf2_sha256" => MessageDigest::sha256(),
            "pbkdf2-sha512" => MessageDigest::sha512(),
            _ => MessageDigest::sha1(),
        };
        if iterations == 0 || !(OUTPUT_MIN..=OUTPUT_MAX).contains(&output.len()) {
            return Err(malformed());
        }
        let blocks = u64::try_from(output.len().div_ceil(digest.size())).unwrap_or(u64::MAX);
        if u64::from(iterations).saturating_mul(blocks) > WORK_MAX {
            return Err(HashRefusal::TooCostly("PBKDF2", "2,000,000 iterations over all blocks"));
        }
        let iterations = usize::try_from(iterations).map_err(|_| malformed())?;
        Ok(Self { digest, iterations, salt, output })
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        let mut found = vec![0; self.output.len()];
        pbkdf2_hmac(typed.as_bytes(), &self.salt, self.iterations, self.digest, &mut found)
            .map_err(|error| error.to_string())?;
        Ok(constant_time_eq(&found, &self.output))
    }
}
