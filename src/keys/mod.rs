//! The keys of the house: the key-encryption key and what is derived from it, and the signing keys of every realm with
//! their rotation (RFC 7517). In which phase a key is, is a function of the clock, so all instances turn over together;
//! which instance makes the next key, a constraint of the database decides.

mod error;
#[cfg(test)]
mod fixtures;
mod kek;
mod phase;
mod plan;
mod rewrap;
mod ring;
mod rings;
mod rotation;
mod snapshot;
mod sub_keys;
mod threads;
mod unlock;

pub use error::KeyError;
pub use kek::{Kek, KekSource, check_private, previous_keks};
pub use phase::KeyPhase;
pub use plan::{JWKS_MAX_AGE, RotationPolicy};
pub use rewrap::{KekChange, RewrapProgress, finish, plan_change, put_in_force, unfinished, visit};
pub use ring::KeyRing;
pub use rings::KeyRings;
pub use rotation::{Activation, By, Revocation, Rotation};
pub use snapshot::JwksDocument;
pub use sub_keys::{DataRoot, Purpose, SubKeys};
pub use threads::SigningThreads;
pub use unlock::unlock;
