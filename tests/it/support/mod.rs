//! What the tests share.

pub mod app;
pub mod browser;
pub mod databases;
pub mod request;
