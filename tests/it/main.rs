//! All integration tests in one binary: linked once.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod architecture;
mod contract;
mod documentation;
mod pages;
mod protocol;
mod support;
