//! The ceremonies of Web Authentication Level 3, over webauthn-rs, which nothing else names. What a ceremony is bound to,
//! and that it is used once, is decided elsewhere; here are challenges, and whether an answer fits one.
//!
//! Options are sent as the JSON that browsers read (`parseCreationOptionsFromJSON`, WebAuthn §5.1.9) and answers come as
//! they write them (`toJSON`, §5.1.8).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    AttestationFormat, Credential, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, SecurityKey, SecurityKeyAuthentication, SecurityKeyRegistration, Uuid, Webauthn,
    WebauthnBuilder, WebauthnError,
};

use super::ceremony::CeremonyAnswer;
use super::error::Error;
use crate::clock::Timestamp;
use crate::model::{CredentialKind, CredentialUse, WebauthnCredential};
use crate::secret::{base64url, from_base64url, sha256};

/// How long an answer may take (pages K-6).
pub(super) const CEREMONY: Duration = Duration::from_mins(5);
/// Characters of an answer at most: with the largest credential id and an attestation statement it is a tenth of this.
const ANSWER_CHARS: usize = 32_768;
/// Bytes of a credential id at most (WebAuthn §7.1 step 25).
const CREDENTIAL_ID_BYTES: usize = 1023;

/// The relying party (WebAuthn §4) that a realm is: its host and its origin, both from settings.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
}

/// A ceremony begun, as it is kept until its answer comes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Challenge {
    Passkey(Box<PasskeyRegistration>),
    SecurityKey(Box<SecurityKeyRegistration>),
    /// Any passkey of anybody.
    Discovery(Box<DiscoverableAuthentication>),
    /// One of certain credentials.
    Assertion(Box<SecurityKeyAuthentication>),
}

/// For whom a credential is made.
pub(super) struct Registrant<'a> {
    pub handle: &'a str,
    pub name: &'a str,
    pub display_name: &'a str,
    /// What the user has already: no authenticator shall hold two.
    pub credentials: &'a [WebauthnCredential],
    /// Whether it must be found without its id: the user has no password.
    pub must_be_discoverable: bool,
}

/// A credential that was made.
pub(super) struct Registered {
    pub credential_id: String,
    pub public_data: String,
    pub counter: u32,
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub discoverable: Option<bool>,
    pub transports: String,
    pub aaguid: String,
}

/// What an answer has shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asserted {
    pub counter: u32,
    pub backed_up: bool,
    pub user_verified: bool,
}

impl Asserted {
    /// What is stored of it.
    pub const fn at(self, now: Timestamp) -> CredentialUse {
        CredentialUse { counter: self.counter, backed_up: self.backed_up, at: now }
    }
}

/// Why an answer is not accepted; the reason is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The authenticator did not verify the user.
    NotVerified,
    /// It does not fit.
    Unfit(String),
}

impl From<WebauthnError> for Refusal {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::UserNotVerified => Self::NotVerified,
            other => Self::Unfit(other.to_string()),
        }
    }
}

/// An answer to a request for a proof, read but not believed.
pub(super) struct Answer(PublicKeyCredential);

impl Answer {
    /// Reads what a browser sent.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > ANSWER_CHARS {
            return None;
        }
        serde_json::from_str(text).ok().map(Self)
    }

    /// The credential that it claims to come from, in base64url.
    pub fn credential_id(&self) -> String {
        base64url(self.0.get_credential_id())
    }

    /// The user that it claims to be of, in base64url; authenticators tell for discoverable credentials only.
    pub fn user_handle(&self) -> Option<String> {
        self.0.get_user_unique_id().map(base64url)
    }

    /// Whether it was given in a frame of another site (WebAuthn §7.2 step 12); webauthn-rs asks that at registration only.
    fn is_cross_origin(&self) -> bool {
        #[derive(Deserialize)]
        struct ClientData {
            #[serde(rename = "crossOrigin", default)]
            cross_origin: bool,
        }
        let read = serde_json::from_slice::<ClientData>(&self.0.response.client_data_json);
        read.map_or(true, |data| data.cross_origin)
    }
}

impl RelyingParty {
    /// The relying party at `origin` (scheme, host, port), which browsers call `name`. `None` where the host is an address:
    /// browsers make no credentials for those.
    pub fn new(origin: &str, name: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let id = origin.domain()?.to_owned();
        let webauthn = WebauthnBuilder::new(&id, &origin).ok()?.rp_name(name).timeout(CEREMONY).build().ok()?;
        Some(Self { webauthn, id })
    }

    /// The relying party's identifier: its host.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Asks for a new credential: the options, and what its answer must fit.
    pub(super) fn begin_registration(
        &self,
        kind: CredentialKind,
        registrant: &Registrant<'_>,
    ) -> Result<(Value, Challenge), Error> {
        let (name, display) = (registrant.name, registrant.display_name);
        let exclude = registrant.credentials.iter().filter_map(|known| from_base64url(&known.credential_id)).collect();
        // The library's own handles are UUIDs; ours takes their place below.
        let (user, exclude) = (Uuid::nil(), Some(exclude));
        let (mut options, challenge) = match kind {
            CredentialKind::Passkey => {
                let begun = self.webauthn.start_passkey_registration(user, name, display, exclude).map_err(fault)?;
                (read(&begun.0.public_key)?, Challenge::Passkey(Box::new(begun.1)))
            }
            CredentialKind::SecurityKey => {
                let begun = self.webauthn.start_securitykey_registration(user, name, display, exclude, None, None);
                let begun = begun.map_err(fault)?;
                (read(&begun.0.public_key)?, Challenge::SecurityKey(Box::new(begun.1)))
            }
        };
        put(&mut options, "/user", "id", json!(registrant.handle));
        if kind == CredentialKind::Passkey {
            let needed = registrant.must_be_discoverable;
            let wanted = if needed { "required" } else { "preferred" };
            put(&mut options, "/authenticatorSelection", "residentKey", json!(wanted));
            put(&mut options, "/authenticatorSelection", "requireResidentKey", json!(needed));
        }
        // A key that has no PIN yet would never answer again at the level that the library asks for.
        let extensions = json!({"credProps": true, "credentialProtectionPolicy": PROTECTION,
            "enforceCredentialProtectionPolicy": false});
        put(&mut options, "", "extensions", extensions);
        Ok((options, challenge))
    }

    /// The credential in `answer`, if it fits `challenge`.
    pub(super) fn finish_registration(
        &self,
        answer: CeremonyAnswer<'_>,
        challenge: &Challenge,
    ) -> Result<Registered, Refusal> {
        if answer.credential.len() > ANSWER_CHARS {
            return Err(Refusal::Unfit("too long".to_owned()));
        }
        let is_silent = answer.is_silent && matches!(challenge, Challenge::Passkey(_));
        let mut answer: RegisterPublicKeyCredential =
            serde_json::from_str(answer.credential).map_err(|error| Refusal::Unfit(error.to_string()))?;
        if is_silent {
            self.mark_present(&mut answer.response.attestation_object);
        }
        let mut made: Credential = match challenge {
            Challenge::Passkey(state) => self.webauthn.finish_passkey_registration(&answer, state)?.into(),
            Challenge::SecurityKey(state) => self.webauthn.finish_securitykey_registration(&answer, state)?.into(),
            Challenge::Discovery(_) | Challenge::Assertion(_) => {
                return Err(Refusal::Unfit("not a registration".to_owned()));
            }
        };
        if is_silent && made.attestation_format != AttestationFormat::None {
            return Err(Refusal::Unfit("a silent registration with an attestation".to_owned()));
        }
        if made.cred_id.len() > CREDENTIAL_ID_BYTES {
            return Err(Refusal::Unfit("the credential id is too long".to_owned()));
        }
        // Counters are compared and stored in one statement of ours; the library, which would compare with a copy, sees
        // zero.
        let counter = std::mem::take(&mut made.counter);
        let transports = answer.response.transports.unwrap_or_default();
        let transports: Vec<String> = transports.iter().map(ToString::to_string).filter(|t| t != "unknown").collect();
        Ok(Registered {
            credential_id: base64url(&made.cred_id),
            counter,
            backup_eligible: made.backup_eligible,
            backed_up: made.backup_state,
            discoverable: answer.extensions.cred_props.and_then(|properties| properties.rk),
            transports: transports.join(" "),
            aaguid: self.aaguid(&answer.response.attestation_object).unwrap_or_default(),
            public_data: serde_json::to_string(&made).map_err(|error| Refusal::Unfit(error.to_string()))?,
        })
    }

    /// Asks for any passkey of anybody. The options say nothing about who has one.
    pub(super) fn begin_discovery(&self) -> Result<(Value, Challenge), Error> {
        let (request, state) = self.webauthn.start_discoverable_authentication().map_err(fault)?;
        let mut options = read(&request.public_key)?;
        put(&mut options, "", "extensions", json!({}));
        Ok((options, Challenge::Discovery(Box::new(state))))
    }

    /// Asks for one of `credentials`.
    pub(super) fn begin_assertion(&self, credentials: &[WebauthnCredential]) -> Result<(Value, Challenge), Error> {
        let keys: Result<Vec<SecurityKey>, Error> =
            credentials.iter().map(|known| Ok(stored(&known.public_data)?.into())).collect();
        let (request, state) = self.webauthn.start_securitykey_authentication(&keys?).map_err(fault)?;
        let mut options = read(&request.public_key)?;
        let allowed: Vec<Value> = credentials
            .iter()
            .map(|known| {
                let transports: Vec<&str> = known.transports.split_whitespace().collect();
                let mut one = json!({"type": "public-key", "id": known.credential_id});
                if !transports.is_empty() {
                    put(&mut one, "", "transports", json!(transports));
                }
                one
            })
            .collect();
        put(&mut options, "", "allowCredentials", Value::Array(allowed));
        // Passkeys on phones and computers count as well as keys.
        put(&mut options, "", "hints", json!([]));
        Ok((options, Challenge::Assertion(Box::new(state))))
    }

    /// What `answer`, given with `credential`, shows, if it fits `challenge`.
    pub(super) fn finish(
        &self,
        answer: &Answer,
        challenge: Challenge,
        credential: &WebauthnCredential,
    ) -> Result<Asserted, Refusal> {
        if answer.is_cross_origin() {
            return Err(Refusal::Unfit("given in a frame of another site".to_owned()));
        }
        let result = match challenge {
            Challenge::Discovery(state) => {
                let known = stored(&credential.public_data).map_err(|error| Refusal::Unfit(error.to_string()))?;
                let known = Passkey::from(known);
                self.webauthn.finish_discoverable_authentication_v2(&answer.0, *state, &known)?
            }
            Challenge::Assertion(state) => self.webauthn.finish_securitykey_authentication(&answer.0, &state)?,
            Challenge::Passkey(_) | Challenge::SecurityKey(_) => {
                return Err(Refusal::Unfit("not an assertion".to_owned()));
            }
        };
        Ok(Asserted {
            counter: result.counter(),
            backed_up: result.backup_state(),
            user_verified: result.user_verified(),
        })
    }

    /// Where in an attestation object the flags of its authenticator data (WebAuthn §6.1) stand: after the hash of our
    /// identifier.
    fn flags(&self, attestation_object: &[u8]) -> Option<usize> {
        let hash = sha256(self.id.as_bytes());
        Some(attestation_object.windows(hash.len()).position(|window| window == hash)? + hash.len())
    }

    /// Says in the place of the authenticator that the user was present and verified, which webauthn-rs asks of every
    /// registration. A passkey made without asking says neither, and need not (WebAuthn §7.1 steps 15 and 16); every login
    /// by it asks for both. Without an attestation nothing signs these flags: they are the browser's word either way.
    fn mark_present(&self, attestation_object: &mut [u8]) {
        const PRESENT_AND_VERIFIED: u8 = 0b101;
        if let Some(flags) = self.flags(attestation_object).and_then(|at| attestation_object.get_mut(at)) {
            *flags |= PRESENT_AND_VERIFIED;
        }
    }

    /// The AAGUID (WebAuthn §6.5.1) in an attestation object that was verified: after flags and counter.
    fn aaguid(&self, attestation_object: &[u8]) -> Option<String> {
        const FLAGS_AND_COUNTER: usize = 5;
        let rest = attestation_object.get(self.flags(attestation_object)? + FLAGS_AND_COUNTER..)?;
        let model = Uuid::from_slice(rest.get(..16)?).ok()?;
        (!model.is_nil()).then(|| model.to_string())
    }
}

/// `credProtect` level 2 (CTAP 2.1 §12.1): without the credential's id, only after verifying the user.
const PROTECTION: &str = "userVerificationOptionalWithCredentialIDList";

fn stored(public_data: &str) -> Result<Credential, Error> {
    serde_json::from_str(public_data).map_err(|error| Error::Internal(format!("a stored credential: {error}")))
}

fn read(options: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(options).map_err(|error| Error::Internal(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn fault(error: WebauthnError) -> Error {
    Error::Internal(format!("a WebAuthn ceremony cannot begin: {error}"))
}

/// Sets the member `name` of the object at `place` (RFC 6901).
fn put(options: &mut Value, place: &str, name: &str, value: Value) {
    if let Some(object) = options.pointer_mut(place).and_then(Value::as_object_mut) {
        object.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relying_party_is_a_host_name() {
        let known = RelyingParty::new("https://id.example.com:8443", "Example").unwrap();
        assert_eq!(known.id(), "id.example.com");
        assert!(RelyingParty::new("http://localhost:8080", "Example").is_some());
        assert!(RelyingParty::new("http://127.0.0.1:8080", "Example").is_none(), "an address is no domain");
        assert!(RelyingParty::new("https://[::1]", "Example").is_none());
    }

    #[test]
    fn options_ask_for_what_the_kind_needs() {
        let party = RelyingParty::new("https://id.example.com", "Example").unwrap();
        let registrant = Registrant {
            handle: "aGFuZGxl",
            name: "alice",
            display_name: "Alice",
            credentials: &[],
            must_be_discoverable: false,
        };
        let (passkey, _) = party.begin_registration(CredentialKind::Passkey, &registrant).unwrap();
        assert_eq!(passkey["rp"], json!({"name": "Example", "id": "id.example.com"}));
        assert_eq!(passkey["user"], json!({"id": "aGFuZGxl", "name": "alice", "displayName": "Alice"}));
        assert_eq!(passkey["attestation"], "none");
        let selection = &passkey["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&json!("preferred"), &json!("required"))
        );
        let only = Registrant { must_be_discoverable: true, ..registrant };
        let (passkey, _) = party.begin_registration(CredentialKind::Passkey, &only).unwrap();
        assert_eq!(passkey["authenticatorSelection"]["residentKey"], "required");
        let (key, _) = party.begin_registration(CredentialKind::SecurityKey, &only).unwrap();
        let selection = &key["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&json!("discouraged"), &json!("preferred"))
        );
        assert_eq!(key["hints"], json!(["security-key"]));
        let (discovery, _) = party.begin_discovery().unwrap();
        assert_eq!((&discovery["allowCredentials"], &discovery["userVerification"]), (&json!([]), &json!("required")));
        assert_ne!(discovery["challenge"], party.begin_discovery().unwrap().0["challenge"]);
    }
}
