//! `gatehouse serve`.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::{Answer, Common, Failure, settings};
use crate::app::{App, Demo, Reload, Role, Surroundings, ensure_demo};
use crate::config::{LogForm, Settings};
use crate::telemetry::{self, LogFormat, LogHandle};

/// Serves people and applications.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Development: demo people and a demo application, logs for people, templates read again when they change.
    #[arg(long)]
    dev: bool,
    /// What this process does: everything, serve, or background jobs with the internal listener alone.
    #[arg(long, value_enum, default_value_t, conflicts_with = "dev")]
    role: RoleFlag,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum RoleFlag {
    #[default]
    All,
    Web,
    Worker,
}

impl From<RoleFlag> for Role {
    fn from(flag: RoleFlag) -> Self {
        match flag {
            RoleFlag::All => Self::All,
            RoleFlag::Web => Self::Web,
            RoleFlag::Worker => Self::Worker,
        }
    }
}

/// What `--dev` sets where file, environment and flags say nothing.
const DEVELOPMENT: &[(&str, &str)] = &[
    ("GATEHOUSE_LOG__FORMAT", "text"),
    ("GATEHOUSE_LOG__LEVEL", "warn"),
    ("GATEHOUSE_OUTBOUND__ALLOW_LOOPBACK", "true"),
];

pub(super) fn run(command: &Serve, common: &Common) -> Result<Answer, Failure> {
    let weaker: &'static [_] = if command.dev { DEVELOPMENT } else { &[] };
    let running = settings::load(common, weaker)?;
    let settings = running.settings.clone();
    let log = start_log(&settings)?;
    let around = Surroundings { development: command.dev, catches_mail: command.dev, ..settings::surroundings(common) };
    actix_web::rt::System::new().block_on(async {
        let mut app = App::build_as(command.role.into(), &settings, &around).await?;
        let from = common.clone();
        let read = move || settings::load(&from, weaker).map_err(|failure| failure.sentence().to_owned());
        app.reload_by(Reload { read: Box::new(read), running, log });
        if command.dev {
            let demo = ensure_demo(&settings, &around, app.parts()).await?;
            app.add_demo(&settings, &around)?;
            welcome(&demo, app.parts().mailer.as_ref().is_some_and(|mailer| mailer.caught().is_some()));
        }
        tracing::info!(address = %app.address(), issuer = settings.server.issuer, "listening");
        app.run().await?;
        Ok(Answer::new(String::new(), serde_json::Value::Null))
    })
}

/// What a newcomer needs to know; on the console, so that it is seen once the server is up.
fn welcome(demo: &Demo, catches_mail: bool) {
    let mut lines = vec![
        String::new(),
        "  Gatehouse is running in development mode.".to_owned(),
        String::new(),
        format!("  Open the demo application   {}", demo.demo_url),
        format!("  The provider itself         {}", demo.issuer),
        format!("  Preview of all pages        {}/admin/themes/default/preview", demo.issuer),
        format!("  Discovery                   {}/.well-known/openid-configuration", demo.issuer),
    ];
    lines.extend(catches_mail.then(|| format!("  Caught mail                 {}/dev/mail", demo.issuer)));
    lines.extend([String::new(), "  People who can sign in:".to_owned()]);
    lines.extend(demo.users.iter().map(|user| format!("    {:<8} {}", user.username, user.password)));
    lines.push(String::new());
    // A closed console is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

fn start_log(settings: &Settings) -> Result<LogHandle, Failure> {
    let format = match settings.log.format {
        LogForm::Json => LogFormat::Json,
        LogForm::Text => LogFormat::Text,
    };
    telemetry::init(&telemetry::LogSettings { filter: settings.log.level.clone(), format }).map_err(Failure::Settings)
}
