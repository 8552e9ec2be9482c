//! Short-lived state: written once and taken once, or merely counted. In process, or in Redis for several instances.
//!
//! Nothing that must survive lives here. Replay checks fail closed: when the store is away or full, the caller gets an
//! error and refuses.

mod announce;
mod error;
mod gcra;
mod limiter;
mod memory;
mod redis_store;
mod slot;
mod store;

pub use announce::{Announcement, Listener};
pub use error::EphemeralError;
pub use gcra::{Throttle, Zone};
pub use limiter::SourceLimiter;
pub use memory::MemoryLimits;
pub use redis_store::RedisOptions;
pub use slot::Slot;
pub use store::EphemeralStore;
