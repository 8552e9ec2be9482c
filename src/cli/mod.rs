//! The command line. Every command answers with an exit code that scripts can act on, and with JSON if asked.

mod config;
mod database;
mod outcome;
mod serve;
mod settings;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use outcome::{Answer, Failure};

/// A standalone OpenID Connect identity provider.
#[derive(Debug, Parser)]
#[command(name = "gatehouse", version, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Flags of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// Settings file (TOML).
    #[arg(long, global = true, env = "GATEHOUSE_CONFIG", value_name = "FILE")]
    config: Option<std::path::PathBuf>,
    /// Sets one setting, over file and environment.
    #[arg(long = "set", global = true, value_name = "SECTION.NAME=VALUE")]
    set: Vec<String>,
    /// Where the embedded default keeps its database and keys.
    #[arg(long, global = true, default_value = "var", value_name = "DIRECTORY")]
    data_directory: std::path::PathBuf,
    /// Answers in JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves people and applications.
    Serve(serve::Serve),
    /// Looks after the database.
    #[command(subcommand)]
    Db(database::Db),
    /// Looks at the settings.
    #[command(subcommand)]
    Config(config::Config),
}

/// Runs the command line and says how it ended: 0 done, 2 wrong usage, 3 wrong settings, 4 not found, 5 refused,
/// 6 a part is unavailable, 1 anything else.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; clap knows where each goes.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let outcome = execute(&cli);
    outcome::print(outcome, cli.common.json)
}

fn execute(cli: &Cli) -> Result<Answer, Failure> {
    match &cli.command {
        Command::Serve(command) => serve::run(command, &cli.common),
        Command::Db(command) => block_on(database::run(command, &cli.common)),
        Command::Config(command) => config::run(command, &cli.common),
    }
}

/// Runs a command that waits for database and network.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| Failure::Other(error.to_string()))?.block_on(future)
}
