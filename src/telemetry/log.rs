//! Logs on standard output: one JSON object a line, or text for people. Values are escaped, so no input can forge a line.

use serde::{Deserialize, Serialize};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry, reload};

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For machines.
    #[default]
    Json,
    /// For people.
    Text,
}

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// A level, or directives such as `info,gatehouse=debug`.
    pub filter: String,
    /// The form of a line.
    pub format: LogFormat,
}

/// Changes what is logged.
#[derive(Clone, Debug)]
pub struct LogHandle(reload::Handle<EnvFilter, Registry>);

impl LogHandle {
    /// Logs by another filter from now on.
    ///
    /// # Errors
    /// A filter that cannot be read; the one in use stays.
    pub fn set(&self, filter: &str) -> Result<(), String> {
        self.0.reload(read(filter)?).map_err(|error| error.to_string())
    }
}

/// Starts logging for the whole process.
///
/// # Errors
/// A filter that cannot be read, or logging that was started before.
pub fn init(settings: &LogSettings) -> Result<LogHandle, String> {
    let (filter, handle) = reload::Layer::new(read(&settings.filter)?);
    let registry = tracing_subscriber::registry().with(filter);
    let started = match settings.format {
        LogFormat::Json => registry
            .with(
                tracing_subscriber::fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_current_span(false)
                    .with_span_list(false),
            )
            .try_init(),
        LogFormat::Text => registry.with(tracing_subscriber::fmt::layer().compact()).try_init(),
    };
    started.map(|()| LogHandle(handle)).map_err(|error| error.to_string())
}

fn read(filter: &str) -> Result<EnvFilter, String> {
    EnvFilter::try_new(filter).map_err(|error| format!("log.level: {error}"))
}
