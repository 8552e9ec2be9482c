//! A client that decrypts (RFC 7516), by hand and with another library than the server's, so that a mistake of that one shows.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::cipher::{AES_128, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{KeyPair, KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::KeyPair as _;
use aws_lc_rs::{digest, hmac};
use gatehouse::secret::{base64url, from_base64url};
use serde_json::{Value, json};

/// A key of a client to encrypt for.
pub enum DecryptionKey {
    Rsa(Box<KeyPair>),
    Ec(Box<agreement::PrivateKey>),
}

impl DecryptionKey {
    pub fn rsa() -> Self {
        Self::Rsa(Box::new(KeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    pub fn ec() -> Self {
        Self::Ec(Box::new(agreement::PrivateKey::generate(&ECDH_P256).unwrap()))
    }

    /// The `alg` it serves.
    pub fn alg(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RSA-OAEP-256",
            Self::Ec(_) => "ECDH-ES",
        }
    }

    /// Its public half as a JWK called `kid`.
    pub fn public(&self, kid: &str) -> Value {
        match self {
            Self::Rsa(pair) => {
                // RSAPublicKey (RFC 8017 A.1.1) of 2048 bits: 8 bytes, a zero, the modulus, 2 bytes, the exponent.
                let der = pair.public_key().as_ref();
                let (modulus, exponent) = (&der[9..265], &der[267..]);
                json!({"kty": "RSA", "kid": kid, "use": "enc", "n": base64url(modulus), "e": base64url(exponent)})
            }
            Self::Ec(private) => {
                let point = private.compute_public_key().unwrap();
                let (x, y) = (&point.as_ref()[1..33], &point.as_ref()[33..]);
                let (x, y) = (base64url(x), base64url(y));
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "use": "enc", "x": x, "y": y})
            }
        }
    }

    /// Header and content of a compact JWE.
    pub fn decrypt(&self, jwe: &str) -> (Value, String) {
        let parts: Vec<&str> = jwe.split('.').collect();
        assert_eq!(parts.len(), 5, "{jwe}");
        let [header, key, iv, content, tag] = [0, 1, 2, 3, 4].map(|part| from_base64url(parts[part]).unwrap());
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert!(header.get("zip").is_none(), "{header}");
        let key = self.content_key(&header, &key);
        let clear = match header["enc"].as_str().unwrap() {
            "A256GCM" => gcm(&key, &iv, parts[0], [content, tag].concat()),
            "A128CBC-HS256" => cbc(&key, &iv, parts[0], content, &tag),
            other => panic!("{other}"),
        };
        (header, String::from_utf8(clear).unwrap())
    }

    fn content_key(&self, header: &Value, encrypted: &[u8]) -> Vec<u8> {
        assert_eq!(header["alg"], self.alg());
        match self {
            Self::Rsa(pair) => {
                let der = pair.as_der().unwrap();
                let private = PrivateDecryptingKey::from_pkcs8(der.as_ref()).unwrap();
                let private = OaepPrivateDecryptingKey::new(private).unwrap();
                let mut clear = vec![0; private.min_output_size()];
                private.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut clear, None).unwrap().to_vec()
            }
            Self::Ec(private) => {
                assert!(encrypted.is_empty(), "the agreed key is the key (RFC 7518 §4.6)");
                let epk = &header["epk"];
                assert_eq!(epk.as_object().unwrap().len(), 4, "nothing private: {epk}");
                let coordinate = |name: &str| from_base64url(epk[name].as_str().unwrap()).unwrap();
                let point = [vec![4], coordinate("x"), coordinate("y")].concat();
                let peer = UnparsedPublicKey::new(&ECDH_P256, point);
                let enc = header["enc"].as_str().unwrap();
                agreement::agree(private, peer, (), |secret| Ok(concat_kdf(secret, enc))).unwrap()
            }
        }
    }
}

/// RFC 7518 §4.6.2, one round: 256 bits, no `apu`, no `apv`.
fn concat_kdf(secret: &[u8], enc: &str) -> Vec<u8> {
    let length = u32::try_from(enc.len()).unwrap().to_be_bytes();
    let empty = 0_u32.to_be_bytes();
    let input =
        [&1_u32.to_be_bytes()[..], secret, &length, enc.as_bytes(), &empty, &empty, &256_u32.to_be_bytes()].concat();
    digest::digest(&digest::SHA256, &input).as_ref().to_vec()
}

fn gcm(key: &[u8], iv: &[u8], header: &str, mut content: Vec<u8>) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(iv).unwrap();
    key.open_in_place(nonce, Aad::from(header.as_bytes()), &mut content).unwrap().to_vec()
}

/// RFC 7518 §5.2.2.
fn cbc(key: &[u8], iv: &[u8], header: &str, mut content: Vec<u8>, tag: &[u8]) -> Vec<u8> {
    let (mac_key, enc_key) = key.split_at(16);
    let bits = (header.len() as u64 * 8).to_be_bytes();
    let signed = [header.as_bytes(), iv, &content, &bits].concat();
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, mac_key), &signed);
    assert_eq!(&mac.as_ref()[..16], tag);
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, enc_key).unwrap()).unwrap();
    let iv = DecryptionContext::Iv128(FixedLength::from(<&[u8; 16]>::try_from(iv).unwrap()));
    key.decrypt(&mut content, iv).unwrap().to_vec()
}
