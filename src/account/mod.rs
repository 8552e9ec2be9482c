//! What people see and change of their own profile: the rules behind the account pages and the account API.

pub mod activity;
pub mod avatar;
pub mod export;
mod field;
mod profile;

pub use field::{Fault, FaultKind, Field};
pub use profile::{Change, Person, Saved, Sheet, find, save};
