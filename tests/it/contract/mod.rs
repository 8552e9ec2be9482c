//! One suite, every backend.

mod audit;
mod authn;
mod ephemeral;
mod keys;
mod rewrap;
mod storage;
