//! Mail: promised in the transaction of the act it tells of, written and sent afterwards (product EV-06, EV-10).
//!
//! Everybody promises by [`Outbox::enqueue`]; `jobs` lets a [`Courier`] deliver. What is promised is sent at least once,
//! always under the same `Message-ID`; what is rolled back was never promised.

mod courier;
mod letter;
mod notice;
mod outbox;
mod view;

pub use courier::{Courier, Delivery, Letterhead};
pub use letter::{Draft, write};
pub use outbox::{Error, Outbox};
