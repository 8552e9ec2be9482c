//! Races and faults: real processes, real servers, and the promises that must hold when they are killed or taken away.

mod canaries;
mod codes;
mod crashes;
mod health;
mod keys;
mod metrics;
mod postgres;
mod redis;
mod refreshes;
mod reload;
mod rewrap;
mod roles;
