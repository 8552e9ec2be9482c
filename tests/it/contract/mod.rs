//! One suite, every backend.

mod authn;
mod ephemeral;
mod keys;
mod rewrap;
mod storage;
