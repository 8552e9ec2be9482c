//! One suite, every backend.

mod authn;
mod keys;
mod storage;
