//! What people see and change of their own profile, and what they were told: the rules behind the account pages and the
//! account API.

pub mod activity;
pub mod avatar;
pub mod export;
pub mod inbox;
pub mod notifications;
mod profile;

pub use crate::model::{AttributeFault, Fault, FaultKind, Field};
pub use profile::{Change, OwnAttributes, Person, Saved, Sheet, find, save};
