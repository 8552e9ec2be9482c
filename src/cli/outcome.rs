//! How a command ends: an answer for people and for scripts, or a failure with its exit code.

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::app::StartError;
use crate::storage::StorageError;

/// What a command has to say, twice: as text and as JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For people; lines without a final line feed.
    pub text: String,
    /// For scripts.
    pub json: Value,
}

impl Answer {
    /// An answer that is one sentence.
    pub fn sentence(text: impl Into<String>) -> Self {
        let text = text.into();
        let json = json!({ "message": text });
        Self { text, json }
    }

    /// An answer in both forms.
    pub const fn new(text: String, json: Value) -> Self {
        Self { text, json }
    }

    /// A table with a head.
    pub fn table(head: &[&str], rows: &[Vec<String>], json: Value) -> Self {
        let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let padded: Vec<String> =
                cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
            padded.join("  ").trim_end().to_owned()
        };
        let mut lines = vec![line(&mut head.iter().copied())];
        lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
        Self { text: lines.join("\n"), json }
    }
}

/// Why a command did not do what it was asked.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The command line is wrong.
    Usage(String),
    /// The settings are wrong.
    Settings(String),
    /// What was named does not exist.
    NotFound(String),
    /// It may not be done: a name is taken, a rule is broken.
    Refused(String),
    /// The same for many things at once, told one by one for scripts too.
    Detailed(String, Value),
    /// Database, Redis or network are away.
    Unavailable(String),
    /// Anything else.
    Other(String),
}

impl Failure {
    const fn code(&self) -> u8 {
        match self {
            Self::Other(_) => 1,
            Self::Usage(_) => 2,
            Self::Settings(_) => 3,
            Self::NotFound(_) => 4,
            Self::Refused(_) | Self::Detailed(..) => 5,
            Self::Unavailable(_) => 6,
        }
    }

    /// What scripts are told of it.
    fn json(&self) -> Value {
        match self {
            Self::Detailed(text, details) => {
                let error = text.lines().next().unwrap_or_default();
                json!({ "error": error, "details": details })
            }
            other => json!({ "error": other.sentence() }),
        }
    }

    /// What is told of it.
    pub(super) fn sentence(&self) -> &str {
        match self {
            Self::Usage(text)
            | Self::Settings(text)
            | Self::NotFound(text)
            | Self::Refused(text)
            | Self::Detailed(text, _)
            | Self::Unavailable(text)
            | Self::Other(text) => text,
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Database(error) => error.into(),
            StartError::Setting(_) | StartError::Keys(_) => Self::Settings(error.to_string()),
            StartError::Ephemeral(_) | StartError::Listen(..) => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(_) | StorageError::Contention => Self::Unavailable(error.to_string()),
            StorageError::Conflict => Self::Refused(error.to_string()),
            StorageError::Corrupt { .. } | StorageError::Migration(_) => Self::Other(error.to_string()),
        }
    }
}

/// Prints the outcome where it belongs and gives its exit code.
pub(super) fn print(outcome: Result<Answer, Failure>, as_json: bool) -> ExitCode {
    match outcome {
        Ok(answer) => {
            let text = if as_json && !answer.json.is_null() { answer.json.to_string() } else { answer.text };
            if !text.is_empty() {
                // A closed pipe is the reader's choice.
                let _ = writeln!(std::io::stdout(), "{text}");
            }
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let text = if as_json { failure.json().to_string() } else { format!("gatehouse: {}", failure.sentence()) };
            let _ = writeln!(std::io::stderr(), "{text}");
            ExitCode::from(failure.code())
        }
    }
}
