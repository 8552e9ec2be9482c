//! What operators see: structured logs, metrics with fixed names, the machine, and the name of each request.

mod log;
pub mod machine;
mod metric;
mod request_id;

pub use log::{LogFormat, LogHandle, LogSettings, init};
pub use metric::{METRICS, MetricsHandle};
pub use request_id::RequestId;
