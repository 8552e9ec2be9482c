//! An authenticator in software, with the browser around it: makes ES256 credentials and signs as WebAuthn Level 3 §6 says,
//! and can be told to do it wrong.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatehouse::random::Random;
use gatehouse::secret::sha256;
use serde_json::{Value, json};

/// What it does; the default is right.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of authenticator data, one by one")]
pub struct Manner {
    /// Where the page is.
    pub origin: String,
    /// The relying party it believes in; that of the options when `None`.
    pub rp_id: Option<String>,
    pub user_present: bool,
    pub user_verified: bool,
    /// Backup eligible and backed up.
    pub synced: bool,
    pub cross_origin: bool,
    /// Whether the credential is kept in the authenticator, and the user handle told.
    pub discoverable: bool,
    /// Added to the counter at each signature; may be negative.
    pub step: i64,
    pub aaguid: [u8; 16],
}

impl Manner {
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            rp_id: None,
            user_present: true,
            user_verified: true,
            synced: false,
            cross_origin: false,
            discoverable: true,
            step: 1,
            aaguid: [0; 16],
        }
    }
}

/// A credential and its private key.
pub struct Key {
    pub id: Vec<u8>,
    pub handle: String,
    pub counter: i64,
    pair: EcdsaKeyPair,
}

fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, options: &Value, manner: &Manner) -> Vec<u8> {
    let data = json!({
        "type": kind,
        "challenge": options["challenge"],
        "origin": manner.origin,
        "crossOrigin": manner.cross_origin,
    });
    data.to_string().into_bytes()
}

/// Authenticator data (§6.1) without attested credential data.
fn authenticator_data(rp_id: &str, manner: &Manner, (counter, more): (i64, u8)) -> Vec<u8> {
    let flag = |is_set: bool, bit: u8| u8::from(is_set) << bit;
    let flags = flag(manner.user_present, 0)
        | flag(manner.user_verified, 2)
        | flag(manner.synced, 3)
        | flag(manner.synced, 4)
        | more;
    let mut data = sha256(rp_id.as_bytes()).to_vec();
    data.push(flags);
    data.extend(u32::try_from(counter).unwrap().to_be_bytes());
    data
}

/// CBOR: a head of major type `major`.
fn head(major: u8, value: usize) -> Vec<u8> {
    let major = major << 5;
    match u16::try_from(value).unwrap() {
        small @ 0..=23 => vec![major | u8::try_from(small).unwrap()],
        byte @ 24..=255 => vec![major | 0x18, u8::try_from(byte).unwrap()],
        word => [vec![major | 0x19], word.to_be_bytes().to_vec()].concat(),
    }
}

fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

#[expect(clippy::disallowed_methods, reason = "an authenticator is another device, with randomness of its own")]
fn system() -> SystemRandom {
    SystemRandom::new()
}

impl Key {
    /// Answers a request for a new credential: the key, and what the browser sends.
    pub fn create(options: &str, manner: &Manner) -> (Self, String) {
        let options: Value = serde_json::from_str(options).unwrap();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &system()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref()).unwrap();
        let id = Random::System.bytes::<32>().to_vec();
        let rp_id = manner.rp_id.clone().unwrap_or_else(|| options["rp"]["id"].as_str().unwrap().to_owned());
        let point = pair.public_key().as_ref();
        // COSE_Key (RFC 9052): kty EC2, alg ES256, crv P-256, x, y.
        let mut cose = vec![0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        cose.extend(bytes(&point[1..33]));
        cose.push(0x22);
        cose.extend(bytes(&point[33..65]));
        let mut data = authenticator_data(&rp_id, manner, (0, 1 << 6));
        data.extend(manner.aaguid);
        data.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        data.extend(&id);
        data.extend(cose);
        let object =
            [vec![0xA3], text("fmt"), text("none"), text("attStmt"), vec![0xA0], text("authData"), bytes(&data)]
                .concat();
        let answer = json!({
            "id": b64(&id),
            "rawId": b64(&id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": b64(&client_data("webauthn.create", &options, manner)),
                "attestationObject": b64(&object),
                "transports": ["internal", "hybrid"],
            },
            "clientExtensionResults": {"credProps": {"rk": manner.discoverable}},
        });
        let handle = options["user"]["id"].as_str().unwrap().to_owned();
        (Self { id, handle, counter: 0, pair }, answer.to_string())
    }

    /// Answers a request for a proof.
    pub fn sign(&mut self, options: &str, manner: &Manner) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let rp_id = manner.rp_id.clone().unwrap_or_else(|| options["rpId"].as_str().unwrap().to_owned());
        self.counter += manner.step;
        let data = authenticator_data(&rp_id, manner, (self.counter, 0));
        let client = client_data("webauthn.get", &options, manner);
        let signed = [data.as_slice(), sha256(&client).as_slice()].concat();
        let signature = self.pair.sign(&system(), &signed).unwrap();
        let mut response = json!({
            "clientDataJSON": b64(&client),
            "authenticatorData": b64(&data),
            "signature": b64(signature.as_ref()),
        });
        if manner.discoverable {
            response["userHandle"] = json!(self.handle);
        }
        json!({
            "id": b64(&self.id),
            "rawId": b64(&self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        })
        .to_string()
    }
}
