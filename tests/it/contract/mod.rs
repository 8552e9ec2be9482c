//! One suite, every backend.

mod authn;
mod check;
mod ephemeral;
mod keys;
mod storage;
