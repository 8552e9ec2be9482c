//! `gatehouse theme …`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use super::{Answer, Common, Failure, settings};
use crate::theme::{self, Report, Themes};

/// Looks after themes.
#[derive(Debug, Subcommand)]
pub(super) enum Theme {
    /// Lists the themes there are.
    List,
    /// Renders every page in every state and language and says all that is wrong; exit code 5 if anything is.
    Check {
        /// The themes; all of them if none is named.
        names: Vec<String>,
    },
    /// Makes the folder of a new theme to start from.
    New {
        /// Lower-case letters, digits and `-`.
        name: String,
    },
}

pub(super) fn run(command: &Theme, common: &Common) -> Result<Answer, Failure> {
    let settings = settings::load(common, &[])?.settings;
    let directory = settings.theme.directory.clone();
    let names = || Themes::load(directory.clone(), &settings.theme.name).map(|themes| themes.names());
    let failed = |error: theme::ThemeError| Failure::Refused(error.to_string());
    match command {
        Theme::List => {
            let names = names().map_err(failed)?;
            Ok(Answer::new(names.join("\n"), json!(names)))
        }
        Theme::Check { names: wanted } => {
            let wanted = if wanted.is_empty() { names().map_err(failed)? } else { wanted.clone() };
            let mut checked = Vec::new();
            for name in wanted {
                let report = theme::check(directory.as_deref(), &name).map_err(failed)?;
                checked.push((name, report));
            }
            answer(&checked)
        }
        Theme::New { name } => make(name, directory),
    }
}

fn answer(checked: &[(String, Report)]) -> Result<Answer, Failure> {
    let mut lines = Vec::new();
    for (name, report) in checked {
        lines.extend(report.problems.iter().map(|problem| format!("{name}: {problem}")));
        lines.extend(report.notes.iter().map(|note| format!("{name}: note: {note}")));
    }
    if checked.iter().any(|(_, report)| !report.problems.is_empty()) {
        return Err(Failure::Refused(format!("a theme has to be put right\n{}", lines.join("\n"))));
    }
    lines.extend(checked.iter().map(|(name, _)| format!("{name}: every page renders in every state and language")));
    let json = checked.iter().map(|(name, report)| json!({ "theme": name, "notes": report.notes })).collect();
    Ok(Answer::new(lines.join("\n"), json))
}

fn make(name: &str, directory: Option<PathBuf>) -> Result<Answer, Failure> {
    let directory = directory
        .ok_or_else(|| Failure::Settings("theme.directory is not set, so there is no place for it".to_owned()))?;
    let files = theme::skeleton(name)
        .ok_or_else(|| Failure::Usage("a theme's name has lower-case letters, digits and dashes".to_owned()))?;
    let folder = directory.join(name);
    if folder.exists() {
        return Err(Failure::Refused(format!("{} is there already", folder.display())));
    }
    for (path, text) in files {
        let file = folder.join(path);
        let parent = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        parent
            .and_then(|()| std::fs::write(&file, text))
            .map_err(|error| Failure::Other(format!("{} cannot be written: {error}", file.display())))?;
    }
    Ok(Answer::new(folder.display().to_string(), json!({ "theme": name, "folder": folder })))
}
