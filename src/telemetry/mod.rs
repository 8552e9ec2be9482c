//! What operators see: structured logs, metrics with fixed names, and the name of each request.

mod log;
mod metric;
mod request_id;

pub use log::{LogFormat, LogSettings, init};
pub use metric::{METRICS, MetricsHandle};
pub use request_id::RequestId;
