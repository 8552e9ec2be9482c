//! Identifiers as types, so that one kind cannot stand where another is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    )*};
}

id! {
    /// Names a realm in every row. Never changes, unlike the realm's name.
    RealmId;
    /// Names a user within a realm; also the public subject (`sub`) that clients see.
    UserId;
    /// The `client_id` (RFC 6749 §2.2), unique within a realm.
    ClientId;
    /// Names a grant within a realm.
    GrantId;
    /// Names a browser session within a realm: the `sid` claim. Not the cookie's secret.
    SessionId;
    /// Names a factor within a realm.
    FactorId;
    /// Names a group within a realm.
    GroupId;
}

impl RealmId {
    /// The realm at the base URL.
    pub fn default_realm() -> Self {
        Self("default".to_owned())
    }

    /// Whether this is the realm at the base URL.
    pub fn is_default(&self) -> bool {
        self.0 == "default"
    }
}
