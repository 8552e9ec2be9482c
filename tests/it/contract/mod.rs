//! One suite, every backend.

mod authn;
mod ephemeral;
mod factors;
mod keys;
mod session_limit;
mod storage;
