//! Settings: one typed tree from file < environment < flags, validated whole, with every problem told at once.
//!
//! Plain data, read once at the start and passed by value. Defaults, names of environment variables, the check for unknown
//! names and `docs/configuration.md` all follow from the one declaration in `settings`.

mod docs;
mod load;
mod problem;
mod proxies;
mod settings;
mod validate;
mod value;
mod zones;

pub use docs::markdown;
pub use load::{Loaded, Shown, Source, Sources, load};
pub use problem::Problem;
pub use proxies::{ForwardedHeader, TrustedProxy};
pub use settings::*;
pub use value::{Lifetime, Setting};
pub use zones::{Counts, RateLimits, RateZone};
