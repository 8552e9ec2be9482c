//! One suite, every backend.

mod audit;
mod authn;
mod check;
mod credentials;
mod deletion;
mod email_change;
mod email_code;
mod ephemeral;
mod exports;
mod factor_rules;
mod factors;
mod house;
mod keys;
mod outbox;
mod passkeys;
mod passwords;
mod recovery;
mod registration;
mod rewrap;
mod roles;
mod security_keys;
mod session_limit;
mod step_up;
mod storage;
mod trust;
