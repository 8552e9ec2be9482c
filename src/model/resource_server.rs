//! An API that is called with access tokens.

use serde::{Deserialize, Serialize};

use super::RealmId;
use crate::clock::Timestamp;
use crate::spec::Scope;

/// A resource server: the audience of access tokens (RFC 9068 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// The realm.
    pub realm: RealmId,
    /// The identifier that stands in `aud`: an absolute URI.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The rest.
    pub settings: ResourceSettings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a resource server decides about the tokens meant for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResourceSettings {
    /// The scopes it understands.
    pub scopes: Scope,
    /// JWT (RFC 9068) or opaque.
    pub token_format: TokenFormat,
    /// Access-token lifetime in seconds.
    pub access_token_lifetime_seconds: Option<u32>,
    /// The algorithm of its JWT access tokens (RFC 7518 §3.1); RS256 if absent.
    pub signing_alg: Option<String>,
    /// The clients that may introspect tokens for it.
    pub introspection_clients: Vec<String>,
}

/// The form of an access token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFormat {
    /// A signed JWT that a resource server verifies by itself (RFC 9068).
    #[default]
    Jwt,
    /// A random string that only introspection explains (RFC 7662).
    Opaque,
}
