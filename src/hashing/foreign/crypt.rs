//! crypt(3): bcrypt and SHA-crypt.

use openssl::sha::sha256;
use sha_crypt::{PasswordHashRef, PasswordVerifier};

use super::super::import::HashRefusal;

/// About a second of one core.
const BCRYPT_COST_MAX: u32 = 14;
/// What bcrypt sees of a password.
const BCRYPT_BYTES: usize = 72;
/// About half a second of one core for passwords of usual length.
const SHA_CRYPT_ROUNDS_MAX: u32 = 1_000_000;
/// Bytes of a password: libxcrypt never took more (`CRYPT_MAX_PASSPHRASE_SIZE`), and the work grows with them.
const SHA_CRYPT_BYTES_MAX: usize = 512;

/// bcrypt in one of its right forms (`$2a$`, `$2b$`, `$2y$`), of the password or of its SHA-256 in hexadecimal (Django).
pub struct Bcrypt {
    text: String,
    is_digest: bool,
}

impl Bcrypt {
    pub fn parse(text: &str, is_digest: bool) -> Result<Self, HashRefusal> {
        let malformed = || HashRefusal::Malformed("bcrypt");
        if !["$2a$", "$2b$", "$2y$"].iter().any(|prefix| text.starts_with(prefix)) {
            return Err(malformed());
        }
        let parts: bcrypt::HashParts = text.parse().map_err(|_| malformed())?;
        match parts.get_cost() {
            4..=BCRYPT_COST_MAX => Ok(Self { text: text.to_owned(), is_digest }),
            15..=31 => Err(HashRefusal::TooCostly("bcrypt", "cost 14")),
            _ => Err(malformed()),
        }
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        if self.is_digest {
            let digest = hexadecimal(&sha256(typed.as_bytes()));
            return bcrypt::verify(digest, &self.text).map_err(|error| error.to_string());
        }
        // bcrypt goes round its key with the NUL at its end: "ab\0ab" would be as good as "ab".
        if typed.contains('\0') {
            return Ok(false);
        }
        bcrypt::verify(typed, &self.text).map_err(|error| error.to_string())
    }

    pub const fn proves_all_of(&self, typed: &str) -> bool {
        self.is_digest || typed.len() <= BCRYPT_BYTES
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// SHA-crypt with SHA-256 (`$5$`) or SHA-512 (`$6$`).
pub struct ShaCrypt(String);

impl ShaCrypt {
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        let malformed = || HashRefusal::Malformed("SHA-crypt");
        let fields: Vec<&str> = text.split('$').collect();
        let (kind, rounds, salt, hash) = match fields.as_slice() {
            ["", kind, salt, hash] => (*kind, None, *salt, *hash),
            ["", kind, rounds, salt, hash] => (*kind, rounds.strip_prefix("rounds="), *salt, *hash),
            _ => return Err(malformed()),
        };
        let length = if kind == "5" { 43 } else { 86 };
        if hash.len() != length || salt.len() > 16 || (fields.len() == 5 && rounds.is_none()) {
            return Err(malformed());
        }
        let rounds: u32 = rounds.map_or(Ok(5000), str::parse).map_err(|_| malformed())?;
        if rounds > SHA_CRYPT_ROUNDS_MAX {
            return Err(HashRefusal::TooCostly("SHA-crypt", "1,000,000 rounds"));
        }
        PasswordHashRef::new(text).map_err(|_| malformed())?;
        if rounds < 1000 { Err(malformed()) } else { Ok(Self(text.to_owned())) }
    }

    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        if typed.len() > SHA_CRYPT_BYTES_MAX || typed.contains('\0') {
            return Ok(false);
        }
        let hash = PasswordHashRef::new(&self.0).map_err(|error| error.to_string())?;
        match sha_crypt::ShaCrypt::SHA512.verify_password(typed.as_bytes(), hash) {
            Ok(()) => Ok(true),
            Err(sha_crypt::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    }
}
