//! Gatehouse, a standalone OpenID Connect identity provider.
//!
//! The modules below stand in floor order. A module imports only from floors below its own;
//! `tests/it/architecture.rs` reads this list and enforces it.
//!
//! ```text
//! 12  main
//! 11  cli
//! 10  app
//!  9  web        jobs
//!  8  provider   authn   admin   account   federation
//!  7  mail
//!  6  keys
//!  5  audit
//!  4  storage    outbound   places
//!  3  model      ephemeral   theme   telemetry   hashing   imaging
//!  2  spec       config      random
//!  1  jose       preferences
//!  0  clock      secret     background
//! ```

pub mod background;
pub mod clock;
pub mod secret;

pub mod jose;
pub mod preferences;

pub mod config;
pub mod random;
pub mod spec;

pub mod ephemeral;
pub mod hashing;
pub mod imaging;
pub mod model;
pub mod telemetry;
pub mod theme;

pub mod outbound;
pub mod places;
pub mod storage;

pub mod audit;

pub mod keys;

pub mod mail;

pub mod account;
pub mod admin;
pub mod authn;
pub mod federation;
pub mod provider;

pub mod jobs;
pub mod web;

pub mod app;

pub mod cli;
