//! One suite, every backend.

mod audit;
mod authn;
mod check;
mod ephemeral;
mod factors;
mod keys;
mod outbox;
mod passwords;
mod registration;
mod rewrap;
mod session_limit;
mod storage;
