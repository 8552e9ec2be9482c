//! A realm: an isolated issuer with its own users, clients, keys and policies.

use serde::{Deserialize, Serialize};

use super::{RealmId, SessionLimit};
use crate::clock::Timestamp;

/// A realm as stored. Its issuer URL follows from the base URL and its name, see `provider::Issuer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    /// Names the realm in every row.
    pub id: RealmId,
    /// The name in `/realms/{name}`; `default` for the realm at the base URL.
    pub name: String,
    /// What people read: "Sign out of *display name*?".
    pub display_name: String,
    /// A disabled realm answers 404 everywhere.
    pub enabled: bool,
    /// What the realm's administrators may set.
    pub settings: RealmSettings,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Realm {
    /// Whether a realm can have this name: 1 to 50 lower-case letters, digits and `-`, which is never first or last.
    pub fn is_name(name: &str) -> bool {
        let is_plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=50).contains(&name.len()) && is_plain && !name.starts_with('-') && !name.ends_with('-')
    }
}

/// A realm's own settings; what is absent comes from the server's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealmSettings {
    /// The theme folder.
    pub theme: Option<String>,
    /// Branding above the theme: names, colors and links, as the theme floor defines them.
    pub branding: serde_json::Map<String, serde_json::Value>,
    /// BCP 47 tag used when nothing else decides.
    pub default_locale: Option<String>,
    /// Whether login asks for identifier and password on one page.
    pub combined_login: Option<bool>,
    /// Access-token lifetime in seconds.
    pub access_token_lifetime_seconds: Option<u32>,
    /// Refresh-token idle lifetime in seconds.
    pub refresh_token_lifetime_seconds: Option<u32>,
    /// ID-token lifetime in seconds.
    pub id_token_lifetime_seconds: Option<u32>,
    /// Shortest password in characters.
    pub password_min_length: Option<u16>,
    /// How many sessions each user may have at once; any number where absent.
    pub session_limit: Option<SessionLimit>,
}
