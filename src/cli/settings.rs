//! From flags to settings and surroundings.

use std::path::PathBuf;

use super::{Common, Failure};
use crate::app::Surroundings;
use crate::clock::Clock;
use crate::config::{self, Loaded, Sources};
use crate::random::Random;

/// Loads the settings of a command; `weaker` are defaults of the command itself, below file and environment.
pub(super) fn load(common: &Common, weaker: &[(&str, &str)]) -> Result<Loaded, Failure> {
    let mut sources = Sources { environment: environment(weaker), ..Sources::default() };
    if let Some(path) = &common.config {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Settings(format!("{} cannot be read: {error}", path.display())))?;
        sources.file = Some((path.display().to_string(), text));
    }
    for pair in &common.set {
        let (path, value) =
            pair.split_once('=').ok_or_else(|| Failure::Usage(format!("--set {pair}: write SECTION.NAME=VALUE")))?;
        sources.flags.push((path.to_owned(), value.to_owned()));
    }
    config::load(&sources).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Failure::Settings(format!("the settings are wrong:\n  {}", lines.join("\n  ")))
    })
}

fn environment(weaker: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = std::env::vars().filter(|(name, _)| name != "GATEHOUSE_CONFIG");
    let weaker = weaker.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    weaker.chain(own).collect()
}

/// Time, chance and files of this machine.
pub(super) fn surroundings(common: &Common) -> Surroundings {
    Surroundings {
        clock: Clock::System,
        random: Random::System,
        data_directory: common.data_directory.clone(),
        program: program(),
        development: false,
        catches_mail: false,
    }
}

/// This program. Linux has a name for it that holds also after the file was replaced by a newer one.
fn program() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { running } else { std::env::current_exe().unwrap_or(running) }
}
