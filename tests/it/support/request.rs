//! What a client sends and reads: authorization requests, credentials, parts of a JWT.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

/// Where the clients wait for responses.
pub const CALLBACK: &str = "https://app.example.com/cb";
/// The verifier of every request (RFC 7636 appendix B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Its challenge.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An authorization request that would be granted, to be bent by a test.
#[derive(Clone)]
pub struct Request(Vec<(String, String)>);

impl From<&str> for Request {
    /// The plain request of a client.
    fn from(client: &str) -> Self {
        let request = Self(Vec::new()).with("client_id", client).with("redirect_uri", CALLBACK);
        let request = request.with("response_type", "code").with("scope", "openid email").with("state", "s-1");
        request.with("code_challenge", CHALLENGE).with("code_challenge_method", "S256")
    }
}

impl Request {
    /// With `name` set to `value`.
    pub fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// With one more `name`.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without `name`.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    pub fn query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The scope values asked for.
    pub fn scopes(&self) -> Vec<String> {
        let scope = self.0.iter().find(|(name, _)| name == "scope");
        scope.map(|(_, scope)| scope.split(' ').map(str::to_owned).collect()).unwrap_or_default()
    }
}

/// The `Authorization` of a client with a secret (RFC 6749 §2.3.1).
pub fn basic(client: &str, secret: &str) -> String {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret))))
}

/// A part of a JWT, read without checking anything: 0 is the header, 1 the claims.
pub fn part(jwt: &str, index: usize) -> Value {
    let part = jwt.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The names of an object's members.
pub fn members(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}
