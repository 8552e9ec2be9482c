//! What the tests share.

pub mod app;
pub mod application;
pub mod authenticator;
pub mod browser;
pub mod databases;
pub mod documents;
pub mod jwe;
pub mod key_server;
pub mod mmdb;
pub mod process;
pub mod provider;
pub mod request;
pub mod servers;
