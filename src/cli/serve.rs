//! `gatehouse serve`.

use clap::Args;

use super::{Answer, Common, Failure, settings};
use crate::app::App;
use crate::config::{LogForm, Settings};
use crate::telemetry::{self, LogFormat};

/// Serves people and applications.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Development: demo people and a demo application, logs for people, templates read again when they change.
    #[arg(long)]
    dev: bool,
}

/// What `--dev` sets where file, environment and flags say nothing.
const DEVELOPMENT: &[(&str, &str)] = &[
    ("GATEHOUSE_LOG__FORMAT", "text"),
    ("GATEHOUSE_LOG__LEVEL", "warn"),
    ("GATEHOUSE_OUTBOUND__ALLOW_LOOPBACK", "true"),
];

pub(super) fn run(command: &Serve, common: &Common) -> Result<Answer, Failure> {
    let weaker = if command.dev { DEVELOPMENT } else { &[] };
    let settings = settings::load(common, weaker)?.settings;
    start_log(&settings)?;
    let around = settings::surroundings(common);
    actix_web::rt::System::new().block_on(async {
        let app = App::build(&settings, &around).await?;
        tracing::info!(address = %app.address(), issuer = settings.server.issuer, "listening");
        app.run().await?;
        Ok(Answer::new(String::new(), serde_json::Value::Null))
    })
}

fn start_log(settings: &Settings) -> Result<(), Failure> {
    let format = match settings.log.format {
        LogForm::Json => LogFormat::Json,
        LogForm::Text => LogFormat::Text,
    };
    telemetry::init(&telemetry::LogSettings { filter: settings.log.level.clone(), format }).map_err(Failure::Settings)
}
