//! What a client wants encrypted, and how (OpenID Connect Registration 1.0 §2, RFC 9701 §6).

use super::{ClientMetadata, Finding};
use crate::jose::{ContentEncryption, EncryptionKeySet, KeyManagement};

/// How one kind of answer is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseEncryption {
    /// How its key reaches the client.
    pub alg: KeyManagement,
    /// How its content is encrypted.
    pub enc: ContentEncryption,
}

type Pair<'a> = (Option<&'a str>, Option<&'a str>);

impl ClientMetadata {
    /// How ID tokens are encrypted; `None` if they are not.
    pub fn id_token_encryption(&self) -> Option<ResponseEncryption> {
        read((self.id_token_encrypted_response_alg.as_deref(), self.id_token_encrypted_response_enc.as_deref()))
    }

    /// How UserInfo responses are encrypted; `None` if they are not.
    pub fn userinfo_encryption(&self) -> Option<ResponseEncryption> {
        read((self.userinfo_encrypted_response_alg.as_deref(), self.userinfo_encrypted_response_enc.as_deref()))
    }

    /// How signed introspection responses are encrypted; `None` if they are not.
    pub fn introspection_encryption(&self) -> Option<ResponseEncryption> {
        read((
            self.introspection_encrypted_response_alg.as_deref(),
            self.introspection_encrypted_response_enc.as_deref(),
        ))
    }
}

/// Absent `enc` is A128CBC-HS256. What validation refuses does not get here.
fn read((alg, enc): Pair<'_>) -> Option<ResponseEncryption> {
    let enc = enc.map_or(Some(ContentEncryption::default()), ContentEncryption::find)?;
    Some(ResponseEncryption { alg: KeyManagement::find(alg?)?, enc })
}

pub(super) fn findings(metadata: &ClientMetadata, findings: &mut Vec<Finding>) {
    let answers: [(&str, &str, Pair<'_>); 3] = [
        (
            "id_token_encrypted_response_alg",
            "id_token_encrypted_response_enc",
            (metadata.id_token_encrypted_response_alg.as_deref(), metadata.id_token_encrypted_response_enc.as_deref()),
        ),
        (
            "userinfo_encrypted_response_alg",
            "userinfo_encrypted_response_enc",
            (metadata.userinfo_encrypted_response_alg.as_deref(), metadata.userinfo_encrypted_response_enc.as_deref()),
        ),
        (
            "introspection_encrypted_response_alg",
            "introspection_encrypted_response_enc",
            (
                metadata.introspection_encrypted_response_alg.as_deref(),
                metadata.introspection_encrypted_response_enc.as_deref(),
            ),
        ),
    ];
    for (alg_field, enc_field, (alg, enc)) in answers {
        if alg.is_some_and(|alg| KeyManagement::find(alg).is_none()) {
            let fix = "Choose RSA-OAEP-256 or ECDH-ES.";
            findings.push(Finding::new(alg_field, true, "This algorithm is not offered.", fix));
        }
        if enc.is_some_and(|enc| ContentEncryption::find(enc).is_none()) {
            let fix = "Choose A128CBC-HS256 or A256GCM.";
            findings.push(Finding::new(enc_field, true, "This algorithm is not offered.", fix));
        }
        if enc.is_some() && alg.is_none() {
            // When included, the alg MUST also be provided (OpenID Connect Registration 1.0 §2).
            let message = "Without an algorithm for the key nothing is encrypted.";
            findings.push(Finding::new(alg_field, true, message, "Choose RSA-OAEP-256 or ECDH-ES, or remove both."));
        }
    }
    let wanted = answers.iter().filter_map(|(_, _, (alg, _))| KeyManagement::find((*alg)?));
    keys(metadata, wanted, findings);
}

/// There must be a key to encrypt for; what is behind a `jwks_uri` shows when it is fetched.
fn keys(metadata: &ClientMetadata, mut wanted: impl Iterator<Item = KeyManagement>, findings: &mut Vec<Finding>) {
    let missing = match (&metadata.jwks, &metadata.jwks_uri) {
        (_, Some(_)) => false,
        (None, None) => wanted.next().is_some(),
        (Some(jwks), None) => {
            let keys = EncryptionKeySet::from_value(jwks);
            wanted.any(|alg| keys.select(alg).is_none())
        }
    };
    if missing {
        let fix = "Add a public key with use enc: RSA from 2048 bits for RSA-OAEP-256, P-256 for ECDH-ES.";
        findings.push(Finding::new("jwks", true, "There is no key to encrypt for.", fix));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn metadata(patch: &Value) -> ClientMetadata {
        let mut all = json!({"redirect_uris": ["https://app.example/cb"]});
        all.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    fn check(patch: &Value) -> Vec<String> {
        metadata(patch).validate().into_iter().filter(|found| found.fatal).map(|found| found.field).collect()
    }

    fn jwks(key_use: &str) -> Value {
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "use": key_use,
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }]})
    }

    #[test]
    fn the_default_of_the_content() {
        let with = |enc: Value| {
            let patch = json!({"userinfo_encrypted_response_alg": "ECDH-ES", "userinfo_encrypted_response_enc": enc});
            metadata(&patch).userinfo_encryption()
        };
        let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128CbcHs256);
        assert_eq!(with(Value::Null), Some(ResponseEncryption { alg, enc }));
        assert_eq!(with(json!("A256GCM")), Some(ResponseEncryption { alg, enc: ContentEncryption::A256Gcm }));
        assert_eq!(metadata(&json!({})).id_token_encryption(), None);
    }

    #[test]
    fn each_rule_names_its_field() {
        for answer in ["id_token", "userinfo", "introspection"] {
            let (alg, enc) = (format!("{answer}_encrypted_response_alg"), format!("{answer}_encrypted_response_enc"));
            let both = |named: &str, content: Value| json!({&alg: named, &enc: content, "jwks": jwks("enc")});
            assert_eq!(check(&both("ECDH-ES", Value::Null)), [""; 0]);
            assert_eq!(check(&both("ECDH-ES", json!("A256GCM"))), [""; 0]);
            for refused in ["RSA1_5", "RSA-OAEP", "PBES2-HS256+A128KW", "dir", "ECDH-ES+A128KW", "none", ""] {
                assert_eq!(check(&both(refused, Value::Null)), [alg.as_str()], "{refused}");
            }
            assert_eq!(check(&both("ECDH-ES", json!("A128GCM"))), [enc.as_str()]);
            assert_eq!(check(&json!({&enc: "A256GCM"})), [alg.as_str()]);
            for keys in [json!({}), json!({"jwks": jwks("sig")}), json!({"jwks": {"keys": []}})] {
                let mut patch = keys;
                patch[&alg] = json!("ECDH-ES");
                assert_eq!(check(&patch), ["jwks"], "{patch}");
            }
            assert_eq!(check(&both("RSA-OAEP-256", Value::Null)), ["jwks"], "a key of another kind");
            assert_eq!(check(&json!({&alg: "RSA-OAEP-256", "jwks_uri": "https://a.example/keys"})), [""; 0]);
        }
    }
}
