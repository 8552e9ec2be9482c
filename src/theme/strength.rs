//! What a page's script judges a new password by while it is typed (product AC-06): as much of the realm's rules as can be
//! told without knowing anything secret. It is advice; what counts is what the server says of the password that was sent.

use serde::Serialize;

/// The rules that can be judged in the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Strength {
    /// Characters (Unicode scalar values after Normalization Form C) at least.
    pub least: usize,
    /// Characters at most.
    pub most: usize,
    /// Kinds of characters that are asked for: `lower`, `upper`, `digit`, `special`, with spaces between.
    pub classes: String,
}

impl Strength {
    /// Sample data: `least` characters of any kind.
    pub(super) fn sample(least: usize) -> Self {
        Self { least, most: 256, classes: String::new() }
    }
}
