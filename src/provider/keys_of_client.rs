//! The keys of a client behind its `jwks_uri`: fetched when needed, again on an unknown `kid`, at most every 60 s.

use std::time::Duration;

use serde_json::{Map, Value};

use super::clients::KnownClient;
use super::context::Context;
use super::error::Error;
use crate::ephemeral::Slot;
use crate::jose::{ClientKeySet, ProtectedHeader};

/// The least time between two fetches for one client.
const REFETCH: Duration = Duration::from_mins(1);
/// A document of keys at most, in bytes.
const LIMIT: usize = 256 * 1024;

/// The last document fetched, as text.
static DOCUMENT: Slot<String> = Slot::new("client_jwks", Duration::from_hours(1));
/// Says that a document was fetched within the last minute.
static FETCHED: Slot<()> = Slot::new("client_jwks_fetched", REFETCH);

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
    let (store, realm, id) = (&context.shared.ephemeral, context.realm().as_str(), known.client.id.as_str());
    if let Some(document) = store.get(&DOCUMENT, realm, id).await?
        && let Some(claims) = ClientKeySet::parse(&document).verify(header, assertion)
    {
        return Ok(Some(claims));
    }
    if !store.claim(&FETCHED, realm, id).await? {
        return Ok(None);
    }
    let Ok(bytes) = context.shared.fetcher.get(uri, LIMIT).await else {
        tracing::warn!(client = id, "the keys of the client cannot be fetched");
        return Ok(None);
    };
    let document = String::from_utf8_lossy(&bytes).into_owned();
    store.put(&DOCUMENT, realm, id, &document).await?;
    Ok(ClientKeySet::parse(&document).verify(header, assertion))
}
