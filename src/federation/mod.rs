//! Signing in with a provider elsewhere (product FI-01, FI-06, FI-09): the relying party to OpenID Connect providers. The
//! protocol is the `openidconnect` crate's; what is bound to what, and what counts as an answer, is decided here.
//!
//! A visit to a provider is an attempt, kept under the digest of its `state`: bound to realm, browser, provider and purpose,
//! and taken away before anything of the answer is looked at. Every provider has a callback of its own and is held to its
//! `iss` (RFC 9207), so that no answer of one passes for another's (RFC 9700 §4.4). Who somebody is here, `authn` decides.

mod metadata;
mod party;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::metadata::Known;
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::ephemeral::{EphemeralError, EphemeralStore, Slot};
use crate::keys::SubKeys;
use crate::model::{Assertion, RealmId, SessionId, Upstream};
use crate::outbound::Fetcher;
use crate::secret::{constant_time_eq, token_hash};
use crate::spec::Parameters;
use crate::storage::{Database, StorageError, upstreams};

/// Visits under way: as long as it takes to sign in elsewhere, perhaps with a second factor.
static ATTEMPTS: Slot<Attempt> = Slot::new("upstream_attempt", Duration::from_mins(15));

/// What a visit to a provider is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody signs in; where, says the text, which is the caller's own.
    Login {
        /// Where.
        place: String,
    },
    /// Whoever is signed in under this session links the identity to their account.
    Link {
        /// The session.
        session: SessionId,
    },
}

/// How much of an authentication the provider is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// Whoever is signed in there will do.
    #[default]
    Any,
    /// The person has to choose the account there, where the provider knows how to ask.
    Choice,
    /// The person has to be authenticated anew, and the provider has to say when that was (OpenID Connect Core §3.1.2.1).
    Anew,
}

/// A visit that begins.
#[derive(Clone, Debug)]
pub struct Errand<'a> {
    /// The provider, by its name in paths.
    pub name: &'a str,
    /// The secret that binds steps to the browser.
    pub binding: &'a str,
    /// Where the provider answers.
    pub callback: &'a str,
    /// What it is for.
    pub purpose: Purpose,
    /// What is asked for.
    pub asked: Asked,
}

/// A visit under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Attempt {
    upstream: String,
    browser_hash: String,
    nonce: String,
    verifier: String,
    purpose: Purpose,
    asked: Asked,
    began_at: Timestamp,
}

/// Why a provider's answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person, or the provider, has said no.
    Denied,
    /// The provider cannot be reached, or failed too often lately.
    Away,
    /// The answer does not hold.
    Invalid,
    /// The provider did not authenticate the person anew, or does not say so.
    NotAnew,
    /// The realm does not sign anybody in with it any more.
    Disabled,
}

impl Reason {
    /// As in events and queries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Away => "away",
            Self::Invalid => "invalid",
            Self::NotAnew => "not-anew",
            Self::Disabled => "disabled",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Denied, Self::Away, Self::Invalid, Self::NotAnew, Self::Disabled];
        all.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// What came back from a visit.
#[derive(Clone, Debug)]
pub struct Returned {
    /// What it was for.
    pub purpose: Purpose,
    /// The provider, if it is still there.
    pub upstream: Option<Upstream>,
    /// Who the person is there, or why that is not known.
    pub outcome: Result<Assertion, Reason>,
}

/// A provider as it is offered.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The provider.
    pub upstream: Upstream,
    /// Whether it failed too often lately to be offered now.
    pub is_away: bool,
}

/// A failure on our side.
#[derive(Debug)]
pub enum Error {
    /// There is no such provider here.
    Unknown,
    /// It cannot be asked.
    Refused(Reason),
    /// The database failed.
    Storage(StorageError),
    /// Short-lived state failed.
    Ephemeral(EphemeralError),
    /// Something else is wrong with us.
    Internal(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no such provider"),
            Self::Refused(reason) => write!(f, "the provider cannot be asked: {}", reason.as_str()),
            Self::Storage(error) => error.fmt(f),
            Self::Ephemeral(error) => error.fmt(f),
            Self::Internal(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Error {}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<EphemeralError> for Error {
    fn from(error: EphemeralError) -> Self {
        Self::Ephemeral(error)
    }
}

/// Speaks to the providers of all realms. Clones share what is known of them.
#[derive(Clone, Debug)]
pub struct Federation {
    database: Database,
    ephemeral: EphemeralStore,
    sub_keys: Arc<SubKeys>,
    fetcher: Fetcher,
    known: Known,
}

impl Federation {
    /// Over these parts.
    pub fn new(database: Database, ephemeral: EphemeralStore, sub_keys: Arc<SubKeys>, fetcher: Fetcher) -> Self {
        Self { database, ephemeral, sub_keys, known: Known::new(fetcher.clone()), fetcher }
    }

    /// The providers that people of `realm` may sign in with, by name.
    pub async fn offers(&self, realm: &RealmId) -> Result<Vec<Offer>, StorageError> {
        let mut found = upstreams::list(&self.database, realm).await?;
        found.retain(|upstream| upstream.enabled);
        let offer = |upstream: Upstream| Offer { is_away: self.known.is_away(&upstream.issuer), upstream };
        Ok(found.into_iter().map(offer).collect())
    }

    /// Begins a visit: where to send the browser.
    ///
    /// # Errors
    /// `Unknown` for a provider that is not there or not enabled, `Refused` while it cannot be reached.
    pub async fn begin(&self, origin: &Origin, errand: Errand<'_>) -> Result<String, Error> {
        let found = upstreams::find_by_name(&self.database, &origin.realm, errand.name).await?;
        let upstream = found.filter(|upstream| upstream.enabled).ok_or(Error::Unknown)?;
        let metadata = self.known.get(&upstream.issuer, origin.now).await.map_err(Error::Refused)?;
        let (state, nonce) = (origin.random.token("us_"), origin.random.token(""));
        let verifier = origin.random.token("");
        let asking = party::Asking { state: &state, nonce: &nonce, verifier: &verifier, asked: errand.asked };
        let url = party::authorization_url(&metadata, &upstream, errand.callback, &asking).map_err(Error::Internal)?;
        let attempt = Attempt {
            upstream: upstream.id,
            browser_hash: token_hash(errand.binding),
            nonce: nonce.expose().clone(),
            verifier: verifier.expose().clone(),
            purpose: errand.purpose,
            asked: errand.asked,
            began_at: origin.now,
        };
        self.ephemeral.put(&ATTEMPTS, origin.realm.as_str(), &token_hash(state.expose()), &attempt).await?;
        Ok(url)
    }

    /// Takes the `answer` that came to the callback of the provider called `name`, in the browser of `binding`. `None` when it
    /// belongs to no visit of this browser: too late, answered before, or made up.
    pub async fn finish(
        &self,
        origin: &Origin,
        (name, callback): (&str, &str),
        binding: &str,
        answer: &Parameters,
    ) -> Result<Option<Returned>, Error> {
        let Some(state) = answer.get("state") else { return Ok(None) };
        let taken = self.ephemeral.take(&ATTEMPTS, origin.realm.as_str(), &token_hash(state)).await?;
        let Some(attempt) =
            taken.filter(|attempt| constant_time_eq(attempt.browser_hash.as_bytes(), token_hash(binding).as_bytes()))
        else {
            return Ok(None);
        };
        let upstream = upstreams::find(&self.database, &origin.realm, &attempt.upstream).await?;
        let outcome = match &upstream {
            Some(upstream) if upstream.enabled => {
                self.read(origin, (upstream, &attempt), (name, callback), answer).await?
            }
            _ => Err(Reason::Disabled),
        };
        Ok(Some(Returned { purpose: attempt.purpose, upstream, outcome }))
    }

    async fn read(
        &self,
        origin: &Origin,
        (upstream, attempt): (&Upstream, &Attempt),
        (name, callback): (&str, &str),
        answer: &Parameters,
    ) -> Result<Result<Assertion, Reason>, Error> {
        let metadata = match self.known.get(&upstream.issuer, origin.now).await {
            Ok(metadata) => metadata,
            Err(reason) => return Ok(Err(reason)),
        };
        // Mix-up (RFC 9700 §4.4): the callback is the provider's own, and an answer that can say whose it is must.
        let is_own = match answer.get("iss") {
            Some(issuer) => issuer == upstream.issuer,
            None => !metadata.additional_metadata().names_issuer(),
        };
        if name != upstream.name || !is_own {
            tracing::warn!(upstream = upstream.name, "an answer is not the provider's that was asked");
            return Ok(Err(Reason::Invalid));
        }
        if let Some(error) = answer.get("error") {
            let is_no =
                matches!(error, "access_denied" | "login_required" | "interaction_required" | "consent_required");
            tracing::info!(upstream = upstream.name, is_no, "a provider answers with an error");
            return Ok(Err(if is_no { Reason::Denied } else { Reason::Invalid }));
        }
        let Some(code) = answer.get("code") else { return Ok(Err(Reason::Invalid)) };
        let secret = match &upstream.sealed {
            None => None,
            Some(sealed) => {
                let binding = crate::model::upstream_binding(&upstream.realm, &upstream.id);
                Some(self.sub_keys.open(&binding, sealed).map_err(|error| Error::Internal(error.to_string()))?)
            }
        };
        let visit = party::Visit { upstream, secret, callback, now: origin.now, fetcher: &self.fetcher };
        let expected = party::Expected { nonce: &attempt.nonce, verifier: &attempt.verifier };
        let told = party::redeem(&self.known, metadata, &visit, (code, expected)).await;
        Ok(told.and_then(|assertion| attempt.check_anew(assertion)))
    }

    /// Fetches what `issuer` says of itself, past what is known, and says what it is called there.
    ///
    /// # Errors
    /// A sentence on what is wrong.
    pub async fn check(&self, issuer: &str) -> Result<Checked, String> {
        metadata::discover(&self.fetcher, issuer).await.map(|metadata| Checked::of(&metadata))
    }
}

/// Seconds that clocks may differ.
const SKEW: Duration = Duration::from_mins(1);

impl Attempt {
    /// Refuses an assertion of somebody who was not authenticated since the visit began, where that was asked for.
    fn check_anew(&self, assertion: Assertion) -> Result<Assertion, Reason> {
        let is_since = assertion.auth_time.is_some_and(|at| at + SKEW >= self.began_at);
        match self.asked {
            Asked::Any | Asked::Choice => Ok(assertion),
            Asked::Anew if is_since => Ok(Assertion { is_anew: true, ..assertion }),
            Asked::Anew => Err(Reason::NotAnew),
        }
    }
}

/// What a provider offers, as far as it matters to a relying party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Its issuer identifier.
    pub issuer: String,
    /// Keys in its set.
    pub keys: usize,
    /// Whether its answers say whose they are (RFC 9207).
    pub names_issuer: bool,
    /// Whether it knows PKCE by S256, as far as it says.
    pub knows_pkce: Option<bool>,
    /// Scopes it names.
    pub scopes: Vec<String>,
}

impl Checked {
    fn of(metadata: &metadata::Metadata) -> Self {
        let more = metadata.additional_metadata();
        let scopes = metadata.scopes_supported().into_iter().flatten();
        Self {
            issuer: metadata.issuer().to_string(),
            keys: metadata.jwks().keys().len(),
            names_issuer: more.names_issuer(),
            knows_pkce: more.knows_pkce(),
            scopes: scopes.map(|scope| scope.as_str().to_owned()).collect(),
        }
    }
}
