//! What providers say of themselves (OpenID Connect Discovery §4): fetched when needed and kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::clock::Timestamp;
use crate::outbound::Fetcher;

/// A document of a provider at most, in bytes.
pub(super) const LIMIT: usize = 256 * 1024;
/// How long a document is used without asking again.
const FRESH: Duration = Duration::from_hours(1);
/// How long it is used while the provider does not answer.
const USABLE: Duration = Duration::from_hours(24);
/// The least time between two fetches because of a key that is not known.
const AGAIN: Duration = Duration::from_mins(1);
/// Providers remembered at most.
const MANY: usize = 500;

/// What is read beyond the crate's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct More {
    /// RFC 9207 §3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RFC 8414 §2.
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for More {}

impl More {
    /// Whether every answer carries `iss`.
    pub(super) const fn names_issuer(&self) -> bool {
        self.authorization_response_iss_parameter_supported
    }

    /// Whether PKCE by S256 is known, as far as it is said.
    pub(super) fn knows_pkce(&self) -> Option<bool> {
        self.code_challenge_methods_supported.as_ref().map(|methods| methods.iter().any(|method| method == "S256"))
    }
}

/// Provider metadata with its keys.
pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Fetches metadata and keys of `issuer`. The crate refuses metadata that names another issuer (§4.3).
pub(super) async fn discover(fetcher: &Fetcher, issuer: &str) -> Result<Metadata, String> {
    let url = IssuerUrl::new(issuer.to_owned()).map_err(|error| error.to_string())?;
    let http = |request| fetcher.send(request, LIMIT);
    Metadata::discover_async(url, &http).await.map_err(|error| told(&error))
}

/// An error of the library as a sentence for operators.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        sentence = format!("{sentence}: {inner}");
        source = inner.source();
    }
    sentence
}

/// Metadata, and when they were fetched.
type Fetched = (Timestamp, Arc<Metadata>);

/// The providers that were asked lately. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Known {
    fetcher: Fetcher,
    entries: Arc<Mutex<HashMap<String, Fetched>>>,
}

impl Known {
    pub(super) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, entries: Arc::default() }
    }

    /// What `issuer` says of itself, at most an hour old; older while it does not answer.
    pub(super) async fn get(&self, issuer: &str, now: Timestamp) -> Result<Arc<Metadata>, Reason> {
        let kept = self.kept(issuer);
        if let Some((at, metadata)) = &kept
            && now.since(*at) < FRESH
        {
            return Ok(Arc::clone(metadata));
        }
        match self.fetch(issuer, now).await {
            Ok(metadata) => Ok(metadata),
            Err(reason) => kept.filter(|(at, _)| now.since(*at) < USABLE).map(|(_, metadata)| metadata).ok_or(reason),
        }
    }

    /// The same anew, after a signature by a key that is not known; `None` if it was fetched within the last minute.
    pub(super) async fn renewed(&self, issuer: &str, now: Timestamp) -> Option<Arc<Metadata>> {
        let is_due = self.kept(issuer).is_none_or(|(at, _)| now.since(at) >= AGAIN);
        if is_due { self.fetch(issuer, now).await.ok() } else { None }
    }

    /// Whether `issuer`, or where its tokens and keys are, failed too often lately.
    pub(super) fn is_away(&self, issuer: &str) -> bool {
        let metadata = self.kept(issuer).map(|(_, metadata)| metadata);
        let further = metadata.iter().flat_map(|metadata| {
            let token = metadata.token_endpoint().map(|url| url.as_str().to_owned());
            token.into_iter().chain([metadata.jwks_uri().as_str().to_owned()])
        });
        self.fetcher.leaves_alone(issuer) || further.into_iter().any(|url| self.fetcher.leaves_alone(&url))
    }

    fn kept(&self, issuer: &str) -> Option<Fetched> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned()
    }

    async fn fetch(&self, issuer: &str, now: Timestamp) -> Result<Arc<Metadata>, Reason> {
        let metadata = discover(&self.fetcher, issuer).await.map_err(|reason| {
            tracing::warn!(issuer, reason, "a provider does not say who it is");
            Reason::Away
        })?;
        let metadata = Arc::new(metadata);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MANY {
            entries.clear();
        }
        entries.insert(issuer.to_owned(), (now, Arc::clone(&metadata)));
        Ok(metadata)
    }
}
