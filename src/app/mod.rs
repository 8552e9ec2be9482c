//! The composition root: from settings to a running program. The only place that knows every concrete type.

mod assemble;
mod demo;
mod error;
mod listen;
mod mail;
mod reload;
mod serve;

pub use assemble::{Parts, Role, Surroundings, assemble, open_database};
pub use demo::{Demo, ensure as ensure_demo};
pub use error::StartError;
pub use reload::{Read, Reload};
pub use serve::App;
