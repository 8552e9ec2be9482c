//! What can go wrong with a theme: said with the file, for whoever wrote it.

use std::fmt;

/// A theme cannot be loaded or a page cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeError {
    /// The theme's name.
    pub theme: String,
    /// What is wrong and where, in as many lines as it takes.
    pub problem: String,
}

impl ThemeError {
    pub(super) fn new(theme: &str, problem: impl fmt::Display) -> Self {
        Self { theme: theme.to_owned(), problem: problem.to_string() }
    }

    /// The error with everything below it, as template errors carry file and line in their sources.
    pub(super) fn from_source(theme: &str, error: &dyn std::error::Error) -> Self {
        let mut problem = error.to_string();
        let mut below = error.source();
        while let Some(cause) = below {
            problem.push_str("\n  because: ");
            problem.push_str(&cause.to_string());
            below = cause.source();
        }
        Self::new(theme, problem)
    }
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "theme {}: {}", self.theme, self.problem)
    }
}

impl std::error::Error for ThemeError {}
