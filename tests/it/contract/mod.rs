//! One suite, every backend.

mod authn;
mod ephemeral;
mod keys;
mod session_limit;
mod storage;
