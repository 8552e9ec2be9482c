//! scrypt (RFC 7914), and what Firebase makes of it: a key that encrypts the signer key of the project.

use openssl::pkcs5::scrypt;
use openssl::symm::{Cipher, encrypt};

use super::super::import::HashRefusal;
use super::super::stored::OUTPUT_MIN;
use super::{base64, parameter};
use crate::secret::constant_time_eq;

/// Bytes of memory, `128 · N · r`: OWASP's first choice.
const MEMORY_MAX: u64 = 128 * 1024 * 1024;
/// `N · r · p`: two seconds of one core at most.
const WORK_MAX: u64 = 1 << 21;
const OUTPUT_MAX: usize = 128;
/// Bytes of the key that Firebase encrypts with.
const FIREBASE_KEY: usize = 32;

fn malformed() -> HashRefusal {
    HashRefusal::Malformed("scrypt")
}

/// How much work is done.
#[derive(Clone, Copy)]
struct Cost {
    n: u64,
    r: u64,
    p: u64,
}

impl Cost {
    fn new(n: u64, r: u32, p: u32) -> Result<Self, HashRefusal> {
        let (r, p) = (u64::from(r), u64::from(p));
        if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
            return Err(malformed());
        }
        let blocks = n.checked_mul(r).ok_or_else(malformed)?;
        if blocks > MEMORY_MAX / 128 || blocks.checked_mul(p).is_none_or(|work| work > WORK_MAX) {
            return Err(HashRefusal::TooCostly("scrypt", "128 MiB, twice"));
        }
        Ok(Self { n, r, p })
    }

    /// `ln=14,r=8,p=1`
    fn parse(text: &str) -> Result<Self, HashRefusal> {
        let number = |name: &str| parameter(text, name).ok_or_else(malformed);
        let n = 1_u64.checked_shl(number("ln")?).filter(|n| *n > 0).ok_or_else(malformed)?;
        Self::new(n, number("r")?, number("p")?)
    }

    fn derive(self, typed: &str, salt: &[u8], out: &mut [u8]) -> Result<(), String> {
        // The blocks of all lanes and the scratch space beside the vector.
        let memory = MEMORY_MAX + 128 * self.r * (self.p + 2) + 1024 * 1024;
        scrypt(typed.as_bytes(), salt, self.n, self.r, self.p, memory, out).map_err(|error| error.to_string())
    }
}

/// scrypt as it is.
pub struct Scrypt {
    cost: Cost,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    /// `$scrypt$ln=16,r=8,p=1$salt$hash` (passlib, PHC).
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        let fields: Vec<&str> = text.split('$').collect();
        let ["", _, cost, salt, hash] = fields.as_slice() else { return Err(malformed()) };
        Self::new(Cost::parse(cost)?, base64(salt).ok_or_else(malformed)?, hash)
    }

    /// `scrypt$16384$salt$8$5$hash` (Django), whose salt is text.
    pub fn parse_django(text: &str) -> Result<Self, HashRefusal> {
        let fields: Vec<&str> = text.split('$').collect();
        let [_, n, salt, r, p, hash] = fields.as_slice() else { return Err(malformed()) };
        let number = |text: &str| text.parse::<u32>().map_err(|_| malformed());
        let cost = Cost::new(u64::from(number(n)?), number(r)?, number(p)?)?;
        Self::new(cost, salt.as_bytes().to_vec(), hash)
    }

    fn new(cost: Cost, salt: Vec<u8>, hash: &str) -> Result<Self, HashRefusal> {
        let output = base64(hash).filter(|output| (OUTPUT_MIN..=OUTPUT_MAX).contains(&output.len()));
        Ok(Self { cost, salt, output: output.ok_or_else(malformed)? })
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        let mut found = vec![0; self.output.len()];
        self.cost.derive(typed, &self.salt, &mut found)?;
        Ok(constant_time_eq(&found, &self.output))
    }
}

/// Firebase's variant: scrypt gives a key, and the hash is the signer key encrypted under it with AES-256 in counter mode.
pub struct FirebaseScrypt {
    cost: Cost,
    salt: Vec<u8>,
    output: Vec<u8>,
    signer_key: Vec<u8>,
}

impl FirebaseScrypt {
    /// `$firescrypt$ln=14,r=8,p=1$salt$hash$salt separator$signer key`, as Ory Kratos writes it too.
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        let malformed = || HashRefusal::Malformed("Firebase scrypt");
        let fields: Vec<&str> = text.split('$').collect();
        let ["", _, cost, salt, hash, separator, key] = fields.as_slice() else { return Err(malformed()) };
        let bytes = |text: &str| base64(text).ok_or_else(malformed);
        let (output, signer_key) = (bytes(hash)?, bytes(key)?);
        if output.len() != signer_key.len() || !(OUTPUT_MIN..=OUTPUT_MAX).contains(&output.len()) {
            return Err(malformed());
        }
        let salt = [bytes(salt)?, bytes(separator)?].concat();
        Ok(Self { cost: Cost::parse(cost)?, salt, output, signer_key })
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        let mut key = [0; FIREBASE_KEY];
        self.cost.derive(typed, &self.salt, &mut key)?;
        let found = encrypt(Cipher::aes_256_ctr(), &key, Some(&[0; 16]), &self.signer_key)
            .map_err(|error| error.to_string())?;
        Ok(constant_time_eq(&found, &self.output))
    }
}
