//! The keys of a client behind its `jwks_uri`: fetched when needed, again on an unknown `kid`, at most every 60 s.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::clients::KnownClient;
use super::context::Context;
use super::error::Error;
use crate::ephemeral::Slot;
use crate::jose::{ClientKeySet, Encrypter, EncryptionKeySet, KeyManagement, ProtectedHeader};

/// The least time between two fetches for one client.
const REFETCH: Duration = Duration::from_mins(1);
/// A document of keys at most, in bytes.
const LIMIT: usize = 256 * 1024;

/// The last document fetched, as text.
static DOCUMENT: Slot<String> = Slot::new("client_jwks", Duration::from_hours(1));
/// Says that a document was fetched within the last minute.
static FETCHED: Slot<()> = Slot::new("client_jwks_fetched", REFETCH);
/// Says that one is being fetched; a fetch takes 5 s at most.
static FETCHING: Slot<()> = Slot::new("client_jwks_fetching", FETCHING_LIFETIME);
const FETCHING_LIFETIME: Duration = Duration::from_secs(6);
/// How often those who wait look again.
const LOOK: Duration = Duration::from_millis(50);

/// The claims of `assertion` if a key of the client signed it.
pub async fn verify(
    context: &Context,
    known: &KnownClient,
    header: &ProtectedHeader,
    assertion: &str,
) -> Result<Option<Map<String, Value>>, Error> {
    if known.client.metadata.jwks.is_some() {
        return Ok(known.keys.verify(header, assertion));
    }
    let Some(uri) = known.client.metadata.jwks_uri.as_deref() else {
        return Ok(None);
    };
    let verified = |document: &str| ClientKeySet::parse(document).verify(header, assertion);
    if let Some(claims) = kept(context, known).await?.as_deref().and_then(verified) {
        return Ok(Some(claims));
    }
    Ok(fetch(context, known, uri).await?.as_deref().and_then(verified))
}

/// The key of the client to encrypt for by `alg`.
///
/// # Errors
/// Unavailable while the document at its `jwks_uri` is not known.
pub async fn encrypter(
    context: &Context,
    known: &KnownClient,
    alg: KeyManagement,
) -> Result<Option<Arc<Encrypter>>, Error> {
    let Some(uri) = known.client.metadata.jwks_uri.as_deref() else {
        return Ok(known.encryption.select(alg));
    };
    let select = |document: &str| EncryptionKeySet::parse(document).select(alg);
    let kept = kept(context, known).await?;
    if let Some(encrypter) = kept.as_deref().and_then(select) {
        return Ok(Some(encrypter));
    }
    match fetch(context, known, uri).await?.or(kept) {
        Some(document) => Ok(select(&document)),
        None => Err(Error::Unavailable("the keys of the client cannot be fetched".to_owned())),
    }
}

/// The last document fetched, if that was within the hour.
async fn kept(context: &Context, known: &KnownClient) -> Result<Option<String>, Error> {
    let (realm, id) = (context.realm().as_str(), known.client.id.as_str());
    Ok(context.shared.ephemeral.get(&DOCUMENT, realm, id).await?)
}

/// The document as it is now, or as it was fetched within the last minute; `None` if that failed. Of several callers one
/// fetches, and the others wait for it.
async fn fetch(context: &Context, known: &KnownClient, uri: &str) -> Result<Option<String>, Error> {
    let (store, realm, id) = (&context.shared.ephemeral, context.realm().as_str(), known.client.id.as_str());
    let mut waited = Duration::ZERO;
    while !store.claim(&FETCHING, realm, id).await? {
        if waited >= FETCHING_LIFETIME {
            return kept(context, known).await;
        }
        tokio::time::sleep(LOOK).await;
        waited += LOOK;
    }
    // In a task of its own: a caller that goes away must not use up the one fetch of this minute.
    let (context, id, uri) = (context.clone(), known.client.id.clone(), uri.to_owned());
    let task = tokio::spawn(async move {
        let document = fetch_if_due(&context, id.as_str(), &uri).await;
        context.shared.ephemeral.release(&FETCHING, context.realm().as_str(), id.as_str()).await?;
        document
    });
    task.await.map_err(|error| Error::Internal(error.to_string()))?
}

async fn fetch_if_due(context: &Context, id: &str, uri: &str) -> Result<Option<String>, Error> {
    let (store, realm) = (&context.shared.ephemeral, context.realm().as_str());
    if !store.claim(&FETCHED, realm, id).await? {
        return Ok(store.get(&DOCUMENT, realm, id).await?);
    }
    let Ok(bytes) = context.shared.fetcher.get(uri, LIMIT).await else {
        tracing::warn!(client = id, "the keys of the client cannot be fetched");
        return Ok(None);
    };
    let document = String::from_utf8_lossy(&bytes).into_owned();
    store.put(&DOCUMENT, realm, id, &document).await?;
    Ok(Some(document))
}
