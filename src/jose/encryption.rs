//! Encrypted tokens for clients (RFC 7516): which keys of a client serve, and the compact JWE. Nothing is decrypted here,
//! and nothing is ever compressed (RFC 8725 §3.6).

use std::fmt;
use std::sync::Arc;

use josekit::jwe::alg::ecdh_es::EcdhEsJweAlgorithm;
use josekit::jwe::alg::rsaes::RsaesJweAlgorithm;
use josekit::jwe::{JweEncrypter, JweHeader, serialize_compact};
use serde_json::{Map, Value};

use super::JoseError;
use super::client_keys::LIMIT;
use super::jwk::Material;
use super::parsing::one_at_a_time;

/// How the key of one message reaches its reader (RFC 7518 §4.1). RSA1_5, PBES2 and shared secrets are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyManagement {
    /// RSAES OAEP with SHA-256, to an RSA key.
    RsaOaep256,
    /// Ephemeral Diffie-Hellman, to a key on P-256.
    EcdhEs,
}

impl KeyManagement {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::RsaOaep256, Self::EcdhEs];

    /// The JOSE name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
        }
    }

    /// The one called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == name)
    }

    const fn fits(self, material: &Material) -> bool {
        matches!((self, material), (Self::RsaOaep256, Material::Rsa { .. }) | (Self::EcdhEs, Material::Ec { .. }))
    }
}

/// How the content is encrypted (RFC 7518 §5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentEncryption {
    /// AES-128 in CBC mode with HMAC-SHA256: the default of the specifications.
    #[default]
    A128CbcHs256,
    /// AES-256 in GCM.
    A256Gcm,
}

impl ContentEncryption {
    /// Every one, the default first.
    pub const ALL: [Self; 2] = [Self::A128CbcHs256, Self::A256Gcm];

    /// The JOSE name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// The one called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enc| enc.as_str() == name)
    }
}

/// Encrypts for one key of a client.
pub struct Encrypter {
    alg: KeyManagement,
    kid: Option<String>,
    inner: Box<dyn JweEncrypter>,
}

impl Encrypter {
    /// A compact JWE (RFC 7516 §7.1) over `content`, which is a JWT if `is_jwt` says so (`cty`, RFC 7519 §5.2).
    pub fn encrypt(&self, enc: ContentEncryption, content: &[u8], is_jwt: bool) -> Result<String, JoseError> {
        let mut header = JweHeader::new();
        header.set_content_encryption(enc.as_str());
        if let Some(kid) = &self.kid {
            header.set_key_id(kid);
        }
        if is_jwt {
            header.set_content_type("JWT");
        }
        let encrypt =
            || serialize_compact(content, &header, &*self.inner).map_err(|_| JoseError::Library("encryption"));
        match self.alg {
            KeyManagement::RsaOaep256 => encrypt(),
            // It makes a key, and OpenSSL parses that.
            KeyManagement::EcdhEs => one_at_a_time(encrypt),
        }
    }
}

impl fmt::Debug for Encrypter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encrypter").field("alg", &self.alg).field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// The keys of a client that can be encrypted for.
#[derive(Debug, Default)]
pub struct EncryptionKeySet {
    keys: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Whether the key says itself that it is for encryption.
    is_meant: bool,
    encrypter: Arc<Encrypter>,
}

impl EncryptionKeySet {
    /// The usable keys of a JWK set (RFC 7517 §5); whatever else is in it is left out.
    pub fn parse(json: &str) -> Self {
        serde_json::from_str(json).map(|value: Value| Self::from_value(&value)).unwrap_or_default()
    }

    /// The same, from a value.
    pub fn from_value(value: &Value) -> Self {
        let entries = value.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self { keys: entries.iter().take(LIMIT).filter_map(Value::as_object).flat_map(usable).collect() }
    }

    /// The key to encrypt for: the first for `alg` that says `use: enc`, or else the first that names no use.
    pub fn select(&self, alg: KeyManagement) -> Option<Arc<Encrypter>> {
        let fitting = |is_meant| self.keys.iter().find(|key| key.is_meant == is_meant && key.encrypter.alg == alg);
        fitting(true).or_else(|| fitting(false)).map(|key| Arc::clone(&key.encrypter))
    }
}

fn usable(members: &Map<String, Value>) -> Vec<Entry> {
    let text = |name: &str| members.get(name).map(|value| value.as_str().unwrap_or_default());
    let is_meant = text("use") == Some("enc");
    let operations = ["encrypt", "wrapKey", "deriveKey", "deriveBits"];
    let is_allowed = members.get("key_ops").is_none_or(|found| {
        found.as_array().is_some_and(|list| list.iter().any(|one| operations.iter().any(|operation| one == operation)))
    });
    let Ok(material) = Material::from_members(members) else { return Vec::new() };
    if !is_allowed || (text("use").is_some() && !is_meant) {
        return Vec::new();
    }
    KeyManagement::ALL
        .into_iter()
        .filter(|alg| alg.fits(&material) && text("alg").is_none_or(|own| own == alg.as_str()))
        .filter_map(|alg| {
            let inner = build(alg, &material).ok()?;
            let kid = text("kid").map(str::to_owned);
            Some(Entry { is_meant, encrypter: Arc::new(Encrypter { alg, kid, inner }) })
        })
        .collect()
}

fn build(alg: KeyManagement, material: &Material) -> Result<Box<dyn JweEncrypter>, JoseError> {
    let jwk = material.to_josekit()?;
    let refused = |_| JoseError::InvalidKey("not a public key of its algorithm");
    one_at_a_time(|| -> Result<Box<dyn JweEncrypter>, JoseError> {
        Ok(match alg {
            KeyManagement::RsaOaep256 => {
                Box::new(RsaesJweAlgorithm::RsaOaep256.encrypter_from_jwk(&jwk).map_err(refused)?)
            }
            KeyManagement::EcdhEs => Box::new(EcdhEsJweAlgorithm::EcdhEs.encrypter_from_jwk(&jwk).map_err(refused)?),
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::vectors;
    use super::*;

    fn key(json: &str, extra: &Value) -> Value {
        let mut members: Map<String, Value> = serde_json::from_str(json).unwrap();
        members.retain(|name, _| ["kty", "crv", "x", "y", "n", "e"].contains(&name.as_str()));
        members.extend(extra.as_object().unwrap().clone());
        Value::Object(members)
    }

    fn rsa(extra: &Value) -> Value {
        key(vectors::RSA_PRIVATE, extra)
    }

    fn selected(keys: &[Value], alg: KeyManagement) -> Option<String> {
        let set = EncryptionKeySet::parse(&json!({ "keys": keys }).to_string());
        set.select(alg).map(|encrypter| encrypter.kid.clone().unwrap_or_default())
    }

    #[test]
    fn selects_what_is_meant_for_encryption() {
        let meant = rsa(&json!({"kid": "meant", "use": "enc"}));
        let open = rsa(&json!({"kid": "open"}));
        let signs = rsa(&json!({"kid": "signs", "use": "sig"}));
        let ec = key(vectors::RFC7515_A3_KEY, &json!({"kid": "ec", "use": "enc", "alg": "ECDH-ES"}));
        let all = [signs.clone(), open.clone(), meant, ec];
        assert_eq!(selected(&all, KeyManagement::RsaOaep256).as_deref(), Some("meant"));
        assert_eq!(selected(&all, KeyManagement::EcdhEs).as_deref(), Some("ec"));
        assert_eq!(selected(&[signs.clone(), open], KeyManagement::RsaOaep256).as_deref(), Some("open"));
        for unusable in [
            signs,
            rsa(&json!({"alg": "RS256"})),
            rsa(&json!({"alg": "RSA-OAEP"})),
            rsa(&json!({"alg": "RSA1_5", "use": "enc"})),
            rsa(&json!({"key_ops": ["verify"]})),
            rsa(&json!({"n": "AQAB", "use": "enc"})),
            key(vectors::RFC7515_A3_KEY, &json!({"use": "enc"})),
            key(vectors::RFC8037_PUBLIC, &json!({"use": "enc"})),
        ] {
            assert_eq!(selected(std::slice::from_ref(&unusable), KeyManagement::RsaOaep256), None, "{unusable}");
        }
    }

    #[test]
    fn the_header_says_what_was_done_and_nothing_more() {
        let set = EncryptionKeySet::from_value(&json!({"keys": [rsa(&json!({"kid": "k", "use": "enc"}))]}));
        let encrypter = set.select(KeyManagement::RsaOaep256).unwrap();
        let header = |is_jwt| {
            let jwe = encrypter.encrypt(ContentEncryption::A256Gcm, b"content", is_jwt).unwrap();
            let parts: Vec<&str> = jwe.split('.').collect();
            assert_eq!(parts.len(), 5);
            serde_json::from_slice::<Value>(&crate::secret::from_base64url(parts[0]).unwrap()).unwrap()
        };
        assert_eq!(header(true), json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k", "cty": "JWT"}));
        assert_eq!(header(false), json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k"}));
    }

    #[test]
    fn weak_ways_have_no_name_here() {
        for name in ["RSA1_5", "RSA-OAEP", "PBES2-HS256+A128KW", "dir", "A128KW", "rsa-oaep-256", ""] {
            assert_eq!(KeyManagement::find(name), None, "{name}");
        }
        assert_eq!(ContentEncryption::find("A128GCM"), None);
        assert_eq!(ContentEncryption::default().as_str(), "A128CBC-HS256");
    }
}
