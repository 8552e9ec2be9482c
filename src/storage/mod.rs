//! Durable rows on SQLite or PostgreSQL: one SQL text for both, a module a table.
//!
//! Rules: every statement names the realm; single use is one guarded statement whose row count decides; no transaction
//! is open over hashing, signing or a call to elsewhere.

pub mod access_tokens;
pub mod application_uses;
pub mod audit_events;
pub mod authorization_codes;
pub mod avatars;
pub mod backup_codes;
pub mod browser_sessions;
pub mod check;
mod check_newcomers;
mod check_notices;
mod check_roles;
mod check_upstreams;
mod check_ways_in;
pub mod clients;
pub mod consents;
pub(crate) mod driver;
pub mod email_changes;
pub mod email_codes;
pub mod enrolled_factors;
pub mod erasure;
mod error;
pub mod exports;
pub mod factor_tallies;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod grants;
pub mod groups;
pub mod held;
pub mod holdings;
pub mod inbox;
pub mod invitations;
pub mod linked_identities;
pub mod login_devices;
pub mod maintenance;
pub mod meta;
pub mod notification_preferences;
pub mod outbox;
pub mod password_history;
#[cfg(test)]
mod plans;
pub mod profile_deferrals;
pub mod profiles;
pub mod realms;
pub mod recoveries;
pub mod refresh_tokens;
pub mod registrations;
pub mod resource_servers;
pub mod roles;
pub mod schema;
pub mod sealed;
pub mod signing_keys;
mod text;
pub mod totp_factors;
pub mod trusted_devices;
pub mod upstreams;
pub mod users;
pub mod webauthn_credentials;
mod writer;

pub use driver::{Database, DatabaseOptions, Transaction};
pub use error::StorageError;
