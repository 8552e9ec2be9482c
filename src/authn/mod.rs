//! Who is the user? Passwords, lockout, the steps of a login, browser sessions. No HTTP, and no knowledge of the protocol
//! on whose behalf somebody signs in.

mod account;
mod attempts;
mod error;
pub mod flow;
mod lockout;
mod login;
mod password;
mod session;
mod settings;
mod weak_words;

use std::sync::Arc;

pub use account::NewPassword;
pub use error::Error;
pub use flow::{Complaint, LoginFlow};
pub use lockout::{Lockout, Tally};
pub use login::{Login, Outcome, Step, Typed};
pub use password::{CharacterClass, Password, PasswordError, PasswordPolicy, Weakness};
pub use session::{Browser, KnownDevice, PASSWORD_ACR, SignedIn, Visit};
pub use settings::{LoginLimits, LoginZone, Settings};

use crate::ephemeral::EphemeralStore;
pub use crate::hashing::{HashError, HashOptions, Hasher, Verification};
use crate::storage::Database;

/// Finds out who users are. Cheap to clone; every operation is given the realm, the instant and the source as an
/// `audit::Origin`.
#[derive(Clone, Debug)]
pub struct Authenticator {
    database: Database,
    ephemeral: EphemeralStore,
    hasher: Hasher,
    settings: Arc<Settings>,
    turns: Arc<attempts::Turns>,
}

impl Authenticator {
    /// Over these parts.
    pub fn new(database: Database, ephemeral: EphemeralStore, hasher: Hasher, settings: Settings) -> Self {
        Self { database, ephemeral, hasher, settings: Arc::new(settings), turns: Arc::default() }
    }

    /// Hashes passwords.
    pub const fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// The settings it works by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
