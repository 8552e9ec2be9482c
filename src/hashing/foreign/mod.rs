//! Hashes that other systems made (product AU-02): read from their texts within bounds, and verified. None is ever made here,
//! and each gives way to Argon2id at the first right login.

mod crypt;
mod ldap;
mod pbkdf2;
mod scrypt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use self::crypt::{Bcrypt, ShaCrypt};
use self::ldap::Salted;
use self::pbkdf2::Pbkdf2;
use self::scrypt::{FirebaseScrypt, Scrypt};
use super::import::HashRefusal;

/// A hash of another algorithm than Argon2.
pub(super) enum Foreign {
    Bcrypt(Bcrypt),
    Pbkdf2(Pbkdf2),
    Scrypt(Scrypt),
    FirebaseScrypt(FirebaseScrypt),
    ShaCrypt(ShaCrypt),
    Salted(Salted),
}

/// Forms that are known and not taken, by how they begin.
const UNSUPPORTED: [(&str, &str); 13] = [
    ("$1$", "MD5-crypt"),
    ("$apr1$", "MD5-crypt"),
    ("$2x$", "faulty bcrypt ($2x$)"),
    ("$2$", "early bcrypt ($2$)"),
    ("$y$", "yescrypt"),
    ("$7$", "scrypt-crypt"),
    ("$bcrypt-sha256$", "passlib's bcrypt_sha256"),
    ("{SHA}", "unsalted SHA-1"),
    ("{MD5}", "unsalted MD5"),
    ("{SMD5}", "salted MD5"),
    ("md5$", "MD5"),
    ("sha1$", "single SHA-1"),
    ("crypt$", "DES-crypt"),
];

impl Foreign {
    /// The hash that `text` is.
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        // Schemes of a directory are compared without case (RFC 2307 §5.3).
        if let Some((scheme, rest)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
            return Self::of_directory(&scheme.to_ascii_uppercase(), rest, text);
        }
        let name = text.trim_start_matches('$').split('$').next().unwrap_or_default();
        match name {
            "2a" | "2b" | "2y" if text.starts_with('$') => Bcrypt::parse(text, false).map(Self::Bcrypt),
            // Django sets a name and a dollar sign before the string.
            "bcrypt" | "bcrypt_sha256" => {
                let (_, hash) = text.split_once('$').ok_or(HashRefusal::Malformed("bcrypt"))?;
                Bcrypt::parse(hash, name == "bcrypt_sha256").map(Self::Bcrypt)
            }
            "5" | "6" => ShaCrypt::parse(text).map(Self::ShaCrypt),
            "pbkdf2" | "pbkdf2-sha1" | "pbkdf2-sha256" | "pbkdf2-sha512" => Pbkdf2::parse(text).map(Self::Pbkdf2),
            "pbkdf2_sha1" | "pbkdf2_sha256" => Pbkdf2::parse_django(text).map(Self::Pbkdf2),
            "scrypt" if text.starts_with('$') => Scrypt::parse(text).map(Self::Scrypt),
            "scrypt" => Scrypt::parse_django(text).map(Self::Scrypt),
            "firescrypt" => FirebaseScrypt::parse(text).map(Self::FirebaseScrypt),
            _ => Err(unsupported(text)),
        }
    }

    fn of_directory(scheme: &str, rest: &str, text: &str) -> Result<Self, HashRefusal> {
        match scheme {
            "SSHA" | "SSHA256" | "SSHA512" => Salted::parse(scheme, rest).map(Self::Salted),
            "PBKDF2" | "PBKDF2-SHA1" => Pbkdf2::parse(&format!("$pbkdf2-sha1${rest}")).map(Self::Pbkdf2),
            "PBKDF2-SHA256" => Pbkdf2::parse(&format!("$pbkdf2-sha256${rest}")).map(Self::Pbkdf2),
            "PBKDF2-SHA512" => Pbkdf2::parse(&format!("$pbkdf2-sha512${rest}")).map(Self::Pbkdf2),
            "CRYPT" if rest.starts_with('$') => Self::parse(rest),
            "CRYPT" => Err(HashRefusal::Unsupported("DES-crypt")),
            _ => Err(unsupported(text)),
        }
    }

    /// The name of the algorithm.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Bcrypt(_) => "bcrypt",
            Self::Pbkdf2(_) => "pbkdf2",
            Self::Scrypt(_) => "scrypt",
            Self::FirebaseScrypt(_) => "firebase-scrypt",
            Self::ShaCrypt(_) => "sha-crypt",
            Self::Salted(_) => "ssha",
        }
    }

    /// Whether `typed` is the password.
    ///
    /// # Errors
    /// The library's own sentence; none of them holds what was typed.
    pub fn verify(&self, typed: &str) -> Result<bool, String> {
        match self {
            Self::Bcrypt(hash) => hash.verify(typed),
            Self::Pbkdf2(hash) => hash.verify(typed),
            Self::Scrypt(hash) => hash.verify(typed),
            Self::FirebaseScrypt(hash) => hash.verify(typed),
            Self::ShaCrypt(hash) => hash.verify(typed),
            Self::Salted(hash) => hash.verify(typed),
        }
    }

    /// Whether the hash speaks for the whole of `typed`. bcrypt sees 72 bytes: of a longer password the rest was never
    /// proved, and a hash of all of it would make a typing error there the password.
    pub const fn proves_all_of(&self, typed: &str) -> bool {
        match self {
            Self::Bcrypt(hash) => hash.proves_all_of(typed),
            Self::Pbkdf2(_) | Self::Scrypt(_) | Self::FirebaseScrypt(_) | Self::ShaCrypt(_) | Self::Salted(_) => true,
        }
    }
}

fn unsupported(text: &str) -> HashRefusal {
    let begins = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let found = UNSUPPORTED.iter().find(|(prefix, _)| begins(prefix));
    found.map_or(HashRefusal::Unknown, |(_, name)| HashRefusal::Unsupported(name))
}

/// Standard base64 with or without padding; `.` for `+` as in passlib's own form.
fn base64(text: &str) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    ENGINE.decode(text.replace('.', "+")).ok()
}

/// The number after `name=` among `parameters`, which are separated by commas.
fn parameter(parameters: &str, name: &str) -> Option<u32> {
    let find = |pair: &str| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
    parameters.split(',').find_map(find)
}

#[cfg(test)]
mod tests;
