//! Hashes as other systems export them, checked before they are stored (product AU-02). Nothing is computed here.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::stored::Stored;

/// A hash that can be verified here, in the form in which it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportedHash {
    text: String,
    algorithm: &'static str,
}

/// Why a hash is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashRefusal {
    /// No known form.
    Unknown,
    /// Known by this name, and not verified here.
    Unsupported(&'static str),
    /// It begins like this algorithm's and goes on differently, or its hash is too short.
    Malformed(&'static str),
    /// This algorithm with more work than this: a thread would be held too long.
    TooCostly(&'static str, &'static str),
}

impl fmt::Display for HashRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("the form of the password hash is not known"),
            Self::Unsupported(name) => write!(f, "{name} hashes are not accepted"),
            Self::Malformed(name) => write!(f, "the {name} hash is malformed"),
            Self::TooCostly(name, most) => {
                write!(f, "the {name} hash demands more work than is done here: at most {most}")
            }
        }
    }
}

impl std::error::Error for HashRefusal {}

impl fmt::Debug for ImportedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportedHash").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl ImportedHash {
    /// Reads a hash in one of the forms that docs/migration.md lists.
    ///
    /// # Errors
    /// Names what speaks against it; the hash itself is never told.
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        let text = text.trim();
        if text.starts_with('{')
            && let Ok(value @ Value::Object(_)) = serde_json::from_str(text)
        {
            return Self::from_json(&value);
        }
        let algorithm = Stored::parse(text)?.algorithm();
        Ok(Self { text: text.to_owned(), algorithm })
    }

    /// Reads a hash from a JSON value: a string as above, a credential of Keycloak (`credentialData` and `secretData`, nested
    /// or as the strings of an export), or Firebase's hash with the parameters of its project.
    ///
    /// # Errors
    /// As [`ImportedHash::parse`].
    pub fn from_json(value: &Value) -> Result<Self, HashRefusal> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Object(fields) if fields.contains_key("signerKey") => Self::parse(&firebase(value)?),
            Value::Object(_) => Self::parse(&keycloak(value)?),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(HashRefusal::Unknown),
        }
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of the algorithm.
    pub const fn algorithm(&self) -> &'static str {
        self.algorithm
    }
}

/// What `firebase auth:export` and the console's "password hash parameters" say, all in standard base64.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Firebase {
    signer_key: String,
    salt_separator: String,
    rounds: u32,
    mem_cost: u32,
    salt: String,
    password_hash: String,
}

fn firebase(value: &Value) -> Result<String, HashRefusal> {
    let malformed = |_| HashRefusal::Malformed("Firebase scrypt");
    let Firebase { signer_key, salt_separator, rounds, mem_cost, salt, password_hash } =
        Firebase::deserialize(value).map_err(malformed)?;
    Ok(format!("$firescrypt$ln={mem_cost},r={rounds},p=1${salt}${password_hash}${salt_separator}${signer_key}"))
}

/// Which hash it is (Keycloak, `PasswordCredentialData`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CredentialData {
    hash_iterations: u32,
    algorithm: String,
    #[serde(default)]
    additional_parameters: serde_json::Map<String, Value>,
}

/// The hash and its salt (Keycloak, `PasswordSecretData`).
#[derive(Deserialize)]
struct SecretData {
    value: String,
    salt: String,
}

fn keycloak(value: &Value) -> Result<String, HashRefusal> {
    const MALFORMED: HashRefusal = HashRefusal::Malformed("Keycloak");
    let data: CredentialData = part(value, "credentialData").ok_or(MALFORMED)?;
    let secret: SecretData = part(value, "secretData").ok_or(MALFORMED)?;
    let bytes = |text: &str| STANDARD.decode(text).map_err(|_| MALFORMED);
    let salt = BASE64_STANDARD_NO_PAD.encode(bytes(&secret.salt)?);
    let hash = BASE64_STANDARD_NO_PAD.encode(bytes(&secret.value)?);
    let rounds = data.hash_iterations;
    match data.algorithm.as_str() {
        "pbkdf2" | "pbkdf2-sha1" => Ok(format!("$pbkdf2-sha1$i={rounds}${salt}${hash}")),
        "pbkdf2-sha256" => Ok(format!("$pbkdf2-sha256$i={rounds}${salt}${hash}")),
        "pbkdf2-sha512" => Ok(format!("$pbkdf2-sha512$i={rounds}${salt}${hash}")),
        "argon2" => argon2(&data, &salt, &hash).ok_or(MALFORMED),
        _ => Err(HashRefusal::Unsupported("Keycloak's other")),
    }
}

/// Keycloak keeps each parameter as a list of texts.
fn argon2(data: &CredentialData, salt: &str, hash: &str) -> Option<String> {
    let parameter = |name: &str| data.additional_parameters.get(name)?.get(0)?.as_str();
    let kind = parameter("type").filter(|kind| ["id", "i", "d"].contains(kind))?;
    let version = if parameter("version").unwrap_or("1.3") == "1.3" { 19 } else { 16 };
    let memory: u32 = parameter("memory")?.parse().ok()?;
    let lanes: u32 = parameter("parallelism")?.parse().ok()?;
    let passes = data.hash_iterations;
    Some(format!("$argon2{kind}$v={version}$m={memory},t={passes},p={lanes}${salt}${hash}"))
}

/// The object called `name` in `value`, itself JSON in a text where it comes from an export.
fn part<T: for<'de> Deserialize<'de>>(value: &Value, name: &str) -> Option<T> {
    match value.get(name)? {
        Value::String(text) => serde_json::from_str(text).ok(),
        object => T::deserialize(object).ok(),
    }
}
