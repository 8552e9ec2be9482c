//! Discovery documents as bytes, made once per realm and what it offers.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use actix_web::web::Bytes;

use crate::provider::discovery::{self, Offer};
use crate::provider::{Context, Error};
use crate::secret::{base64url, sha256};

/// Documents kept at most.
const CAPACITY: usize = 1_000;

/// A document ready to be sent.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its JSON.
    pub bytes: Bytes,
    /// Its strong validator, quoted.
    pub etag: String,
    /// Whether it offers to make accounts, which a realm may change.
    registration: bool,
}

/// The documents made so far.
#[derive(Clone, Debug)]
pub struct Documents {
    locales: Vec<String>,
    made: Arc<RwLock<HashMap<String, Document>>>,
}

impl Documents {
    /// No document yet; `locales` are the languages of the pages.
    pub fn new(locales: Vec<String>) -> Self {
        Self { locales, made: Arc::default() }
    }

    /// The discovery document of the realm.
    pub fn metadata(&self, context: &Context) -> Result<Document, Error> {
        let issuer = context.issuer();
        let registration = context.state.realm.settings.registration.is_open() && context.shared.outbox.is_on();
        let made = self.made.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(document) = made.get(issuer.as_str()).filter(|document| document.registration == registration) {
            return Ok(document.clone());
        }
        drop(made);
        let algorithms = context.state.keys.algorithms(context.now);
        let offer = Offer { issuer, algorithms: &algorithms, locales: &self.locales, registration };
        let json =
            serde_json::to_vec(&discovery::metadata(&offer)).map_err(|error| Error::Internal(error.to_string()))?;
        let etag = format!("\"{}\"", base64url(&sha256(&json)));
        let document = Document { bytes: Bytes::from(json), etag, registration };
        let mut made = self.made.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if made.len() >= CAPACITY {
            made.clear();
        }
        made.insert(issuer.as_str().to_owned(), document.clone());
        Ok(document)
    }
}
