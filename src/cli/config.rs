//! `gatehouse config check|show|docs`.

use clap::Subcommand;
use serde_json::json;

use super::{Answer, Common, Failure, settings};
use crate::config;

/// Looks at the settings.
#[derive(Debug, Subcommand)]
pub(super) enum Config {
    /// Says everything that is wrong.
    Check,
    /// Shows every value and where it comes from; secrets stay hidden.
    Show,
    /// Writes the reference of all settings as Markdown.
    Docs,
}

pub(super) fn run(command: &Config, common: &Common) -> Result<Answer, Failure> {
    match command {
        Config::Check => settings::load(common, &[]).map(|_| Answer::sentence("the settings are valid")),
        Config::Show => {
            let shown = settings::load(common, &[])?.shown;
            let rows: Vec<Vec<String>> =
                shown.iter().map(|line| vec![line.path.to_owned(), line.value.clone(), line.source.clone()]).collect();
            let json = shown
                .iter()
                .map(|line| json!({ "setting": line.path, "value": line.value, "source": line.source }))
                .collect();
            Ok(Answer::table(&["SETTING", "VALUE", "SOURCE"], &rows, json))
        }
        Config::Docs => {
            let page = config::markdown();
            let json = json!({ "markdown": page });
            Ok(Answer::new(page.trim_end().to_owned(), json))
        }
    }
}
