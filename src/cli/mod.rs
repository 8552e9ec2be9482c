//! The command line. Every command answers with an exit code that scripts can act on, and with JSON if asked.

mod about;
mod audit;
mod breach;
mod client;
mod config;
mod context;
mod contrast;
mod database;
mod deletion;
mod group;
mod import;
mod invitation;
mod keys;
mod mail;
mod outcome;
mod patch;
mod realm;
mod resource;
mod role;
mod serve;
mod settings;
mod theme;
mod upstream;
mod user;
mod user_password;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::imaging;

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
    /// Looks after users.
    User(user::UserCommand),
    /// Looks after invitations.
    Invitation(invitation::InvitationCommand),
    /// Looks after clients.
    Client(client::ClientCommand),
    /// Looks after realms.
    #[command(subcommand)]
    Realm(realm::RealmCommand),
    /// Looks after resource servers.
    Resource(resource::ResourceCommand),
    /// Looks after providers elsewhere that people may sign in with.
    Upstream(upstream::UpstreamCommand),
    /// Looks after roles.
    Role(role::RoleCommand),
    /// Looks after groups.
    Group(group::GroupCommand),
    /// Looks after signing keys.
    Keys(keys::KeysCommand),
    /// Looks at the audit trail.
    Audit(audit::AuditCommand),
    /// Looks after the file of breached passwords.
    #[command(subcommand)]
    Breach(breach::Breach),
    /// Looks after themes.
    #[command(subcommand)]
    Theme(theme::Theme),
    /// Looks after mail.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Lists the metrics with their meaning.
    Metrics,
    /// Writes the OpenAPI document of the account API, or of the administration API.
    Openapi {
        /// The administration API.
        #[arg(long)]
        admin: bool,
    },
    /// Says which version this is.
    Version,
    /// Asks a running server whether it is healthy; exit code 6 if it is not.
    Healthcheck {
        /// Its address.
        #[arg(long, default_value = "127.0.0.1:8080")]
        address: std::net::SocketAddr,
    },
    /// Draws a picture: what the server starts for each that somebody sends. Reads the file, writes a line and the picture.
    #[command(name = imaging::COMMAND, hide = true)]
    DrawPicture {
        /// In the idle class of the scheduler.
        #[arg(long)]
        idle: bool,
    },
    /// Writes completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
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
        Command::User(command) => block_on(user::run(command, &cli.common)),
        Command::Invitation(command) => block_on(invitation::run(command, &cli.common)),
        Command::Client(command) => block_on(client::run(command, &cli.common)),
        Command::Realm(command) => block_on(realm::realm(command, &cli.common)),
        Command::Resource(command) => block_on(resource::run(command, &cli.common)),
        Command::Upstream(command) => block_on(upstream::run(command, &cli.common)),
        Command::Role(command) => block_on(role::run(command, &cli.common)),
        Command::Group(command) => block_on(group::run(command, &cli.common)),
        Command::Keys(command) => block_on(keys::run(command, &cli.common)),
        Command::Audit(command) => block_on(audit::run(command, &cli.common)),
        Command::Breach(command) => breach::run(command, &cli.common),
        Command::Theme(command) => theme::run(command, &cli.common),
        Command::Mail(command) => block_on(mail::run(command, &cli.common)),
        Command::Metrics => Ok(about::metrics()),
        Command::Openapi { admin } => about::openapi(&cli.common, *admin),
        Command::Version => Ok(about::version()),
        Command::Healthcheck { address } => about::healthcheck(*address),
        Command::DrawPicture { idle } => about::draw_picture(*idle),
        Command::Completions { shell } => Ok(about::completions(*shell, Cli::command())),
    }
}

/// Runs a command that waits for database and network.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| Failure::Other(error.to_string()))?.block_on(future)
}
