//! Who is the user? Passwords, lockout, the steps of a login, browser sessions. No HTTP, and no knowledge of the protocol
//! on whose behalf somebody signs in.

pub mod accept_terms;
mod account;
mod attempts;
mod backup_codes;
mod ceremony;
mod conclude;
mod console;
mod deletion;
mod disowned;
mod email_change;
mod email_code;
mod enroll;
mod enroll_at_login;
mod enroll_key_at_login;
mod error;
mod factors;
mod flow;
mod held;
mod invitation;
mod kept;
mod linked;
mod lock;
mod lockout;
mod login;
mod mail_proof;
mod new_credential;
mod own;
mod passkey_login;
mod passkeys;
mod password;
mod profile_step;
mod recovery;
mod registration;
mod required;
mod reset;
mod reset_key;
mod risk;
mod second_factor;
mod session;
mod settings;
mod step_up;
mod totp;
mod trust;
mod update_password;
mod upstream_login;
mod vendors;
mod weak_words;
mod webauthn;

use std::sync::Arc;

use arc_swap::ArcSwap;

pub use crate::model::CharacterClass;
pub use account::NewPassword;
pub use ceremony::{CeremonyAnswer, CeremonyRequest};
pub use deletion::Leaving;
pub use email_change::{EmailAsk as NewEmailAsk, EmailAsker, EmailChanged, NewEmailLink};
pub use email_code::{EmailAsk, EmailAsked, EmailLink, RESEND_PAUSE};
pub use enroll::{Enrolled, NAME_CHARS_MAX, TOTP_FACTORS_MAX};
pub use error::Error;
pub use flow::{CodeJudgment, Complaint, LoginFlow, Method};
pub use held::{HELD_MAX, Held};
pub use invitation::{Accepted, Guest};
pub use kept::KeptForm;
pub use linked::Linking;
pub use lockout::{Lockout, Tally};
pub use login::{Demand, Login, LoginRules, Outcome, Step, Typed};
pub use own::{Checkup, FRESH};
pub use passkey_login::KeyLogin;
pub use passkeys::{CREDENTIALS_MAX, NewCredential, Removed};
pub use password::{Password, PasswordError, PasswordPolicy, Weakness};
pub use profile_step::Told;
pub use recovery::{Proven, RECOVERY_LIFETIME, RecoveryFlow, RecoveryStep};
pub use registration::{Applicant, Applied, FirstKey, FirstPassword, RegistrationFault, RegistrationPolicy, Verified};
pub use required::RequiredAction;
pub use reset::Reset;
pub use reset_key::KeyReset;
pub use risk::Manner;
pub use session::{Browser, KnownDevice, SignedIn, Visit};
pub use settings::{LoginLimits, LoginZone, Settings};
pub use totp::{TotpRule, TotpSecret};
pub use trust::{Trust, is_trust_token};
pub use update_password::Updated;
pub use upstream_login::{Asserted, Entered};
pub use vendors::vendor;
pub use webauthn::RelyingParty;

use crate::ephemeral::EphemeralStore;
use crate::hashing::breach::Breaches;
pub use crate::hashing::{HashError, HashOptions, Hasher, Verification};
use crate::keys::SubKeys;
use crate::mail::Outbox;
use crate::places::Places;
use crate::storage::Database;

/// Finds out who users are. Cheap to clone; every operation is given the realm, the instant and the source as an
/// `audit::Origin`.
#[derive(Clone, Debug)]
pub struct Authenticator {
    database: Database,
    ephemeral: EphemeralStore,
    hasher: Hasher,
    settings: Arc<ArcSwap<Settings>>,
    turns: Arc<attempts::Turns>,
    breaches: Arc<Breaches>,
    /// Seal the secrets of factors.
    sub_keys: Arc<SubKeys>,
    /// Where mails to people are left.
    outbox: Outbox,
    /// Where addresses are.
    places: Places,
}

impl Authenticator {
    /// Over these parts.
    pub fn new(
        database: Database,
        ephemeral: EphemeralStore,
        (hasher, sub_keys, outbox): (Hasher, Arc<SubKeys>, Outbox),
        settings: Settings,
    ) -> Self {
        let settings = Arc::new(ArcSwap::from_pointee(settings));
        Self {
            database,
            ephemeral,
            hasher,
            settings,
            turns: Arc::default(),
            breaches: Arc::default(),
            sub_keys,
            outbox,
            places: Places::default(),
        }
    }

    /// Whether people can be reached, so that an account can be recovered.
    pub const fn can_recover(&self) -> bool {
        self.outbox.is_on()
    }

    /// Hashes passwords.
    pub const fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// The settings it works by. An operation asks once, so that it works by the same ones to its end.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.load_full()
    }

    /// Works by other settings from the next operation on.
    pub fn replace_settings(&self, settings: Settings) {
        self.settings.store(Arc::new(settings));
    }
}
