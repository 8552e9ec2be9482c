//! All integration tests in one binary: linked once.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod account;
mod architecture;
mod commands;
mod contract;
mod deletion;
mod devices;
mod documentation;
mod email_change;
mod email_code;
mod enroll_key;
mod factor_rules;
mod faults;
mod invitations;
mod overview;
mod pages;
mod passkey_first;
mod passkeys;
mod password_update;
mod places;
mod profile_step;
mod protocol;
mod proxies;
mod recovery;
mod registration;
mod smtp;
mod step_up;
mod support;
mod terms;
mod upstream;
