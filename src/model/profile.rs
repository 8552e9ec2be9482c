//! What people tell of themselves beyond the standard claims.

use crate::preferences::{ColorScheme, DateFormat, NumberFormat};

/// A person's profile beside the claims of [`User`](super::User).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// A few sentences; empty for none.
    pub bio: String,
    /// Where they are; empty for not told.
    pub location: String,
    /// Pages of theirs elsewhere.
    pub links: Vec<String>,
    /// The form of dates.
    pub date_format: DateFormat,
    /// The form of numbers.
    pub number_format: NumberFormat,
    /// The colors of pages.
    pub color_scheme: ColorScheme,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            bio: String::new(),
            location: String::new(),
            links: Vec::new(),
            date_format: DateFormat::Language,
            number_format: NumberFormat::Language,
            color_scheme: ColorScheme::System,
        }
    }
}
