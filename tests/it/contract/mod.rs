//! One suite, every backend.

mod storage;
