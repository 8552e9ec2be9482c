//! Private keys from files of others: which form it is, and why one is refused.

use serde_json::{Map, Value};

use super::{Algorithm, JoseError, PrivateKey};

impl PrivateKey {
    /// The key in the text of a file: PEM (PKCS#8, or the traditional forms of RSA and EC keys) or a JWK (RFC 7517).
    ///
    /// # Errors
    /// `InvalidKey` that says why: a public, encrypted, weak or symmetric key, one on another curve, of another kind or
    /// for another algorithm, a set of keys, and halves that do not belong together.
    pub fn import(alg: Algorithm, text: &str) -> Result<Self, JoseError> {
        let text = text.trim();
        let key = if text.starts_with('{') {
            check_jwk(alg, text)?;
            Self::from_jwk_json(alg, text)?
        } else {
            check_pem(text)?;
            Self::from_pem(alg, text)?
        };
        key.check_pair().map_err(|_| JoseError::InvalidKey("its two halves do not belong together"))?;
        Ok(key)
    }
}

fn check_jwk(alg: Algorithm, text: &str) -> Result<(), JoseError> {
    let members: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| JoseError::InvalidKey("not a JSON object"))?;
    let is = |name: &str, value: &str| members.get(name).is_none_or(|found| found == value);
    let named = members.get("alg").and_then(Value::as_str);
    let refused = if members.contains_key("keys") {
        "a set of keys; give one of them alone"
    } else if !members.contains_key("d") {
        "only the public half"
    } else if !is("use", "sig") {
        "made for another use than signatures"
    } else if members.contains_key("alg") && named.and_then(|name| name.parse().ok()) != Some(alg) {
        "made for another algorithm"
    } else {
        return Ok(());
    };
    Err(JoseError::InvalidKey(refused))
}

fn check_pem(text: &str) -> Result<(), JoseError> {
    let labels = || text.lines().filter_map(|line| line.trim().strip_prefix("-----BEGIN "));
    let refused = if labels().any(|label| label.contains("ENCRYPTED")) || text.contains("Proc-Type: 4,ENCRYPTED") {
        "encrypted; decrypt it with `openssl pkey` first"
    } else if labels().any(|label| label.contains("PRIVATE KEY")) {
        return Ok(());
    } else if labels().any(|label| label.contains("PUBLIC KEY") || label.contains("CERTIFICATE")) {
        "only the public half"
    } else {
        "neither PEM nor a JWK"
    };
    Err(JoseError::InvalidKey(refused))
}

#[cfg(test)]
mod tests {
    use super::super::vectors;
    use super::*;

    /// Of 1024 bits, made with openssl for this test.
    const WEAK_PEM: &str = include_str!("testdata/rsa1024.pem");
    const P384_PEM: &str = include_str!("testdata/p384.pem");

    fn refusal(alg: Algorithm, text: &str) -> String {
        PrivateKey::import(alg, text).unwrap_err().to_string()
    }

    fn with(json: &str, name: &str, value: &str) -> String {
        let mut members: Map<String, Value> = serde_json::from_str(json).unwrap();
        members.insert(name.to_owned(), Value::from(value));
        Value::Object(members).to_string()
    }

    #[test]
    fn takes_pem_and_jwk() {
        assert!(PrivateKey::import(Algorithm::ES256, vectors::EC_PEM).is_ok());
        for alg in [Algorithm::RS256, Algorithm::PS256] {
            assert!(PrivateKey::import(alg, vectors::RSA_PRIVATE).is_ok());
        }
        assert!(PrivateKey::import(Algorithm::EdDSA, vectors::RFC8037_PRIVATE).is_ok());
        let named = with(&with(vectors::RFC7515_A3_KEY, "alg", "ES256"), "use", "sig");
        assert!(PrivateKey::import(Algorithm::ES256, &format!("\n{named}\n")).is_ok());
    }

    #[test]
    fn says_why_it_refuses() {
        let public = vectors::EC_PEM.replace("PRIVATE", "PUBLIC");
        let encrypted = vectors::EC_PEM.replace("PRIVATE", "ENCRYPTED PRIVATE");
        let set = format!(r#"{{"keys":[{}]}}"#, vectors::RFC7515_A3_KEY);
        let es256 = Algorithm::ES256;
        for (alg, text, why) in [
            (Algorithm::RS256, WEAK_PEM, "2048"),
            (es256, P384_PEM, "kind the algorithm needs"),
            (es256, &public, "public half"),
            (es256, &encrypted, "encrypted"),
            (Algorithm::RS256, vectors::EC_PEM, "kind the algorithm needs"),
            (Algorithm::RS256, vectors::RFC7638_KEY, "public half"),
            (Algorithm::RS256, vectors::RFC7515_A3_KEY, "does not fit"),
            (es256, &with(vectors::RFC7515_A3_KEY, "crv", "P-384"), "P-256"),
            (es256, &with(vectors::RFC7515_A3_KEY, "use", "enc"), "another use"),
            (Algorithm::PS256, &with(vectors::RSA_PRIVATE, "alg", "RS256"), "another algorithm"),
            (es256, &set, "set of keys"),
            (es256, r#"{"kty":"oct","k":"AAAA","d":"AA"}"#, "RSA, EC or OKP"),
            (es256, "{", "JSON"),
            (es256, "nonsense", "neither PEM nor a JWK"),
        ] {
            let said = refusal(alg, text);
            assert!(said.contains(why), "{said}, not {why}");
        }
        let other = PrivateKey::generate(Algorithm::ES256).unwrap();
        let other: Map<String, Value> = serde_json::from_str(other.to_jwk_json().expose()).unwrap();
        let mixed = with(vectors::RFC7515_A3_KEY, "d", other["d"].as_str().unwrap());
        refusal(es256, &mixed);
    }
}
