//! WebAuthn ceremonies under way: what each is for, whose, and in which browser. One is taken away before its answer is
//! looked at, so that nothing is answered twice.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Authenticator;
use super::error::Error;
use super::login::Login;
use super::session::Visit;
use super::webauthn::{CEREMONY, Challenge};
use crate::audit::Origin;
use crate::ephemeral::Slot;
use crate::model::{CredentialKind, Registration, UserId};
use crate::secret::token_hash;

/// Ceremonies whose answer is awaited.
static CEREMONIES: Slot<Kept> = Slot::new("webauthn_ceremony", CEREMONY);

/// A request to the browser's authenticators.
#[derive(Clone, Debug)]
pub struct CeremonyRequest {
    /// Names the ceremony; comes back with the answer.
    pub id: String,
    /// The options (WebAuthn §5.4, §5.5) as JSON.
    pub options: String,
}

/// What a browser sends back.
#[derive(Clone, Copy, Debug)]
pub struct CeremonyAnswer<'a> {
    /// The ceremony.
    pub id: &'a str,
    /// The credential, as JSON.
    pub credential: &'a str,
    /// Whether a passkey was made without asking, by conditional mediation (WebAuthn §5.1.3).
    pub is_silent: bool,
}

/// What a ceremony belongs to. An answer counts for nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Binding {
    /// A login by a passkey, whoever's it is.
    Login { login: String, browser_hash: String },
    /// The second step of this user's login.
    SecondFactor { login: String, browser_hash: String, user_id: UserId },
    /// A new credential of whoever is signed in, in their session.
    Registration { session: String, user_id: UserId, kind: CredentialKind },
    /// A new credential of this user, whose login demands a second factor.
    Enrollment { login: String, browser_hash: String, user_id: UserId, kind: CredentialKind },
    /// The passkey that an account begins with, of this registration, whose address is proven.
    Newcomer { login: String, browser_hash: String, registration: String },
    /// A new passkey of this user at the end of this recovery.
    Recovery { recovery: String, browser_hash: String, user_id: UserId },
}

impl Binding {
    pub fn login(login: Login<'_>) -> Self {
        Self::Login { login: login.id.to_owned(), browser_hash: token_hash(login.browser.binding.expose()) }
    }

    pub fn second_factor(login: Login<'_>, user_id: &UserId) -> Self {
        Self::SecondFactor {
            login: login.id.to_owned(),
            browser_hash: token_hash(login.browser.binding.expose()),
            user_id: user_id.clone(),
        }
    }

    pub fn enrollment(login: Login<'_>, user_id: &UserId, kind: CredentialKind) -> Self {
        Self::Enrollment {
            login: login.id.to_owned(),
            browser_hash: token_hash(login.browser.binding.expose()),
            user_id: user_id.clone(),
            kind,
        }
    }

    /// What names the proof names the registration: another one of the same login has another.
    pub fn newcomer(login: Login<'_>, registration: &Registration) -> Self {
        Self::Newcomer {
            login: login.id.to_owned(),
            browser_hash: token_hash(login.browser.binding.expose()),
            registration: registration.link_hash.clone(),
        }
    }

    pub fn recovery(login: Login<'_>, recovery: &str, user_id: &UserId) -> Self {
        Self::Recovery {
            recovery: recovery.to_owned(),
            browser_hash: token_hash(login.browser.binding.expose()),
            user_id: user_id.clone(),
        }
    }

    pub fn registration(visit: &Visit, kind: CredentialKind) -> Self {
        Self::Registration { session: visit.session.id.to_string(), user_id: visit.user.id.clone(), kind }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    binding: Binding,
    challenge: Challenge,
    handle: Option<String>,
}

/// A ceremony about to begin.
pub(super) struct Begun {
    pub options: Value,
    pub challenge: Challenge,
    /// The user handle that a new credential will carry.
    pub handle: Option<String>,
}

impl From<(Value, Challenge)> for Begun {
    fn from((options, challenge): (Value, Challenge)) -> Self {
        Self { options, challenge, handle: None }
    }
}

/// A ceremony whose answer has come.
pub(super) struct Taken {
    pub challenge: Challenge,
    pub handle: Option<String>,
}

impl Authenticator {
    /// Begins the ceremony that `begun` describes.
    pub(super) async fn keep_ceremony(
        &self,
        origin: &Origin,
        binding: Binding,
        begun: Begun,
    ) -> Result<CeremonyRequest, Error> {
        let id = origin.random.id();
        let kept = Kept { binding, challenge: begun.challenge, handle: begun.handle };
        self.ephemeral.put(&CEREMONIES, origin.realm.as_str(), &id, &kept).await?;
        Ok(CeremonyRequest { id, options: begun.options.to_string() })
    }

    /// Takes the ceremony `id` away; it, if it belongs to `binding`.
    pub(super) async fn take_ceremony(
        &self,
        origin: &Origin,
        binding: &Binding,
        id: &str,
    ) -> Result<Option<Taken>, Error> {
        let kept = self.ephemeral.take(&CEREMONIES, origin.realm.as_str(), id).await?;
        let kept = kept.filter(|kept| kept.binding == *binding);
        Ok(kept.map(|kept| Taken { challenge: kept.challenge, handle: kept.handle }))
    }
}
