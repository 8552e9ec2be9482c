//! One suite, every backend.

mod keys;
mod storage;
