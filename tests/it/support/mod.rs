//! What the tests share.

pub mod application;
pub mod browser;
pub mod databases;
pub mod process;
pub mod servers;
