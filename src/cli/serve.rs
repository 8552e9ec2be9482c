//! `gatehouse serve`.

use std::io::Write;

use clap::Args;

use super::{Answer, Common, Failure, settings};
use crate::app::{App, Demo, Surroundings, ensure_demo};
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
    let around = Surroundings { development: command.dev, ..settings::surroundings(common) };
    actix_web::rt::System::new().block_on(async {
        let mut app = App::build(&settings, &around).await?;
        if command.dev {
            let demo = ensure_demo(&settings, &around, app.parts()).await?;
            app.add_demo(&settings, &around)?;
            welcome(&demo);
        }
        tracing::info!(address = %app.address(), issuer = settings.server.issuer, "listening");
        app.run().await?;
        Ok(Answer::new(String::new(), serde_json::Value::Null))
    })
}

/// What a newcomer needs to know; on the console, so that it is seen once the server is up.
fn welcome(demo: &Demo) {
    let mut lines = vec![
        String::new(),
        "  Gatehouse is running in development mode.".to_owned(),
        String::new(),
        format!("  Open the demo application   {}", demo.demo_url),
        format!("  The provider itself         {}", demo.issuer),
        format!("  Preview of all pages        {}/admin/themes/default/preview", demo.issuer),
        format!("  Discovery                   {}/.well-known/openid-configuration", demo.issuer),
        String::new(),
        "  People who can sign in:".to_owned(),
    ];
    lines.extend(demo.users.iter().map(|user| format!("    {:<8} {}", user.username, user.password)));
    lines.push(String::new());
    // A closed console is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

fn start_log(settings: &Settings) -> Result<(), Failure> {
    let format = match settings.log.format {
        LogForm::Json => LogFormat::Json,
        LogForm::Text => LogFormat::Text,
    };
    telemetry::init(&telemetry::LogSettings { filter: settings.log.level.clone(), format }).map_err(Failure::Settings)
}
