//! All integration tests in one binary: linked once.

mod architecture;
mod contract;
mod support;
