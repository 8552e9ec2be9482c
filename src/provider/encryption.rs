//! Whom an answer is encrypted for. Keys are found beforehand; encrypting itself is work for the threads that sign.

use std::sync::Arc;

use super::clients::KnownClient;
use super::context::Context;
use super::error::Error;
use super::keys_of_client;
use crate::jose::{ContentEncryption, Encrypter};
use crate::spec::{OAuthError, ResponseEncryption};

/// A key of the client, and how the content is encrypted for it.
#[derive(Clone, Debug)]
pub struct Recipient {
    encrypter: Arc<Encrypter>,
    enc: ContentEncryption,
}

impl Recipient {
    /// The key that `wanted` asks for; `None` if nothing is to be encrypted.
    ///
    /// # Errors
    /// `invalid_request` when the client has no key that serves; unavailable while its `jwks_uri` cannot be read.
    pub async fn find(
        context: &Context,
        known: &KnownClient,
        wanted: Option<ResponseEncryption>,
    ) -> Result<Option<Self>, Error> {
        let Some(ResponseEncryption { alg, enc }) = wanted else { return Ok(None) };
        let encrypter = keys_of_client::encrypter(context, known, alg)
            .await?
            .ok_or_else(|| OAuthError::invalid_request("the client has no usable key to encrypt the answer for"))?;
        Ok(Some(Self { encrypter, enc }))
    }

    /// `jwt` within a JWE (nested JWT, RFC 7519 §5.2). Encrypts: on a thread that signs.
    pub fn wrap(&self, jwt: &str) -> Result<String, Error> {
        self.encrypt(jwt.as_bytes(), true)
    }

    /// `json` as it is within a JWE. Encrypts: on a thread that signs.
    pub fn encrypt_json(&self, json: &str) -> Result<String, Error> {
        self.encrypt(json.as_bytes(), false)
    }

    fn encrypt(&self, content: &[u8], is_jwt: bool) -> Result<String, Error> {
        self.encrypter.encrypt(self.enc, content, is_jwt).map_err(|error| Error::Internal(error.to_string()))
    }
}
