//! The OpenID Provider: protocol rules, no HTTP. It says that a login is needed; who the user is, others find out.

mod access;
pub mod applications;
pub mod authorize;
pub mod claims;
pub mod client_auth;
pub mod clients;
pub mod code;
mod context;
pub mod deviations;
pub mod discovery;
mod encryption;
mod error;
pub mod grant;
pub mod health;
pub mod interaction;
pub mod introspection;
mod issue;
mod issuer;
mod keys_of_client;
pub mod logout;
mod policy;
mod realms;
mod recent;
pub mod resources;
pub mod revocation;
mod revocations;
pub mod target;
pub mod token;
mod typed_secrets;
pub mod userinfo;
pub mod zones;

pub use context::{Context, RealmState, Shared};
pub use error::Error;
pub use issuer::Issuer;
pub use policy::{Policy, TokenSettings};
pub use realms::{Found, RealmDirectory};
pub use revocations::Revocations;
pub use typed_secrets::TypedSecrets;

/// The authentication context classes a login can reach, weakest first: a password alone.
pub const ACR_VALUES: &[&str] = &["urn:gatehouse:password"];
