//! From file, environment and flags to settings: unknown names refused with a suggestion, everything wrong told at once.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::settings::{SETTINGS, SettingDoc, Settings};
use super::validate;
use super::value::Setting;
use crate::secret::Secret;

const PREFIX: &str = "GATEHOUSE_";
/// Names for the tests of this project, which are no settings.
const TEST_PREFIX: &str = "GATEHOUSE_TEST_";

/// Where settings come from, weakest first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file's name and text.
    pub file: Option<(String, String)>,
    /// Environment variables.
    pub environment: Vec<(String, String)>,
    /// `section.name=value`.
    pub flags: Vec<(String, String)>,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(pub String);

/// One line of `config show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The setting.
    pub path: &'static str,
    /// Its value, or `[secret]`.
    pub value: String,
    /// Where it came from.
    pub source: String,
}

/// Settings with their origin.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Every value with its source, for `config show`.
    pub shown: Vec<Shown>,
    /// Every value as it was written, in the order of [`SETTINGS`].
    written: Vec<Secret<String>>,
}

impl Loaded {
    /// The settings whose values differ in `other`.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let both = self.written.iter().zip(&other.written).zip(SETTINGS);
        both.filter(|((own, other), _)| own.expose() != other.expose()).map(|(_, setting)| setting.path).collect()
    }

    /// Takes back from `earlier` what was written for the settings that `kept` names, so that they differ once more the
    /// next time.
    pub fn keep(&mut self, earlier: &Self, kept: impl Fn(&str) -> bool) {
        for ((own, earlier), setting) in self.written.iter_mut().zip(&earlier.written).zip(SETTINGS) {
            if kept(setting.path) {
                own.clone_from(earlier);
            }
        }
    }
}

/// Raw values by path, and what was found wrong so far.
pub(super) struct Values {
    found: BTreeMap<String, (Source, String)>,
    problems: Vec<Problem>,
}

/// Reads and validates all settings.
///
/// # Errors
/// Every problem of every source.
pub fn load(sources: &Sources) -> Result<Loaded, Vec<Problem>> {
    let mut values = Values { found: BTreeMap::new(), problems: Vec::new() };
    if let Some((name, text)) = &sources.file {
        values.add_file(name, text);
    }
    values.add_environment(&sources.environment);
    for (path, value) in &sources.flags {
        values.add(path, Source(format!("--set {path}")), value.clone());
    }
    let settings = Settings::assemble(&mut values);
    if let Some(settings) = &settings {
        values.problems.extend(validate::problems(settings));
    }
    values.problems.dedup();
    match settings {
        Some(settings) if values.problems.is_empty() => {
            Ok(Loaded { settings, shown: values.shown(), written: values.written() })
        }
        _ => Err(values.problems),
    }
}

impl Values {
    /// The value of `path`, or of its default; `None`, with a problem noted, when it cannot be read.
    pub(super) fn read<T: Setting>(&mut self, path: &'static str, default: &'static str) -> Option<T> {
        let (place, text) = match self.found.get(path) {
            Some((source, text)) => (source.0.clone(), text.as_str()),
            None => (path.to_owned(), default),
        };
        match T::read(text) {
            Ok(value) => Some(value),
            Err(wrong) => {
                let shown = if T::SECRET { "the value".to_owned() } else { format!("`{text}`") };
                let problem = Problem { place, message: format!("{path}: {shown} {wrong}") };
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
                None
            }
        }
    }

    fn add(&mut self, path: &str, source: Source, value: String) {
        if SETTINGS.iter().any(|setting| setting.path == path) {
            self.found.insert(path.to_owned(), (source, value));
            return;
        }
        let message = match nearest(path) {
            Some(known) => format!("there is no setting `{path}`; did you mean `{known}`?"),
            None => format!("there is no setting `{path}`"),
        };
        self.problems.push(Problem { place: source.0, message });
    }

    fn add_file(&mut self, name: &str, text: &str) {
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let place = place(name, text, error.span().map_or(0, |span| span.start));
                self.problems.push(Problem { place, message: error.message().to_owned() });
                return;
            }
        };
        for (section, value) in table.get_ref() {
            let at = place(name, text, section.span().start);
            match value.get_ref() {
                DeValue::Table(settings) => self.add_section((name, text), section.get_ref(), settings),
                _ => self.add(section.get_ref(), Source(at), String::new()),
            }
        }
    }

    fn add_section(&mut self, (name, text): (&str, &str), section: &str, settings: &DeTable<'_>) {
        for (key, value) in settings {
            let at = place(name, text, key.span().start);
            let path = format!("{section}.{}", key.get_ref());
            match as_text(value) {
                Some(value) => self.add(&path, Source(at), value),
                None => self.problems.push(Problem {
                    place: at,
                    message: format!("{path} must be a text, a number, true, false, or a list of those"),
                }),
            }
        }
    }

    fn add_environment(&mut self, environment: &[(String, String)]) {
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix(PREFIX).filter(|_| !name.starts_with(TEST_PREFIX)) else { continue };
            let path = rest.to_lowercase().replacen("__", ".", 1);
            match path.strip_suffix("_file").filter(|stem| is_secret(stem)) {
                Some(stem) => match std::fs::read_to_string(Path::new(value)) {
                    Ok(text) => self.add(stem, Source(name.clone()), text.trim_end().to_owned()),
                    Err(error) => self
                        .problems
                        .push(Problem { place: name.clone(), message: format!("the file cannot be read: {error}") }),
                },
                None => self.add(&path, Source(name.clone()), value.clone()),
            }
        }
    }

    fn written(&self) -> Vec<Secret<String>> {
        let text =
            |setting: &SettingDoc| self.found.get(setting.path).map_or(setting.default, |(_, text)| text.as_str());
        SETTINGS.iter().map(|setting| Secret::new(text(setting).to_owned())).collect()
    }

    fn shown(&self) -> Vec<Shown> {
        SETTINGS
            .iter()
            .map(|setting| {
                let found = self.found.get(setting.path);
                let value = found.map_or(setting.default, |(_, text)| text.as_str());
                let hidden = setting.secret && !value.is_empty();
                Shown {
                    path: setting.path,
                    value: if hidden { "[secret]".to_owned() } else { value.to_owned() },
                    source: found.map_or("default".to_owned(), |(source, _)| source.0.clone()),
                }
            })
            .collect()
    }
}

fn is_secret(path: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.path == path && setting.secret)
}

/// Scalars as they would be typed; lists joined by commas.
fn as_text(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(as_text).collect();
            items.map(|items| items.join(","))
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// `name:line:column`, both from 1.
fn place(name: &str, text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(1, |rest| rest.chars().count() + 1);
    format!("{name}:{line}:{column}")
}

fn nearest(path: &str) -> Option<&'static str> {
    SETTINGS
        .iter()
        .map(|setting| (strsim::damerau_levenshtein(path, setting.path), setting.path))
        .min()
        .filter(|(distance, _)| *distance <= 4)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(sources: &Sources) -> Vec<String> {
        load(sources).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    fn file(text: &str) -> Sources {
        Sources { file: Some(("g.toml".to_owned(), text.to_owned())), ..Sources::default() }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn the_defaults_are_valid() {
        let loaded = load(&Sources::default()).unwrap();
        assert_eq!(loaded.settings.server.issuer, "http://localhost:8080");
        assert_eq!(loaded.shown.len(), SETTINGS.len());
    }

    #[test]
    fn later_sources_win() {
        let mut sources = file("[server]\nlisten = \"127.0.0.1:1\"\n[tokens]\naccess_token = \"1m\"\ncode = \"30s\"");
        sources.environment = pairs(&[("GATEHOUSE_TOKENS__ACCESS_TOKEN", "2m"), ("GATEHOUSE_TOKENS__CODE", "40s")]);
        sources.flags = pairs(&[("tokens.code", "50s")]);
        let loaded = load(&sources).unwrap();
        assert_eq!(loaded.settings.server.listen.port(), 1);
        assert_eq!(loaded.settings.tokens.access_token.0.as_secs(), 120);
        assert_eq!(loaded.settings.tokens.code.0.as_secs(), 50);
        let shown = loaded.shown.iter().find(|shown| shown.path == "server.listen").unwrap();
        assert_eq!(shown.source, "g.toml:2:1");
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let mut sources = file("[server]\nisuer = \"https://x\"\nworkers = \"many\"\n\n[tokens]\ncode = true\n");
        sources.environment = pairs(&[("GATEHOUSE_LOG__FORMAT", "xml"), ("GATEHOUSE_TEST_POSTGRES", "ignored")]);
        assert_eq!(
            problems(&sources),
            [
                "g.toml:2:1: there is no setting `server.isuer`; did you mean `server.issuer`?",
                "g.toml:3:1: server.workers: `many` is not a whole number",
                "g.toml:6:1: tokens.code: `true` is not a duration such as 250ms, 10s, 15m, 12h or 30d",
                "GATEHOUSE_LOG__FORMAT: log.format: `xml` is none of json text",
            ]
        );
        assert_eq!(problems(&file("[server\n")).len(), 1);
    }

    #[test]
    fn secrets_come_from_files_and_are_not_shown() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("url");
        std::fs::write(&path, "postgres://u:hunter2@h/d\n").unwrap();
        let environment = pairs(&[("GATEHOUSE_DATABASE__URL_FILE", path.to_str().unwrap())]);
        let loaded = load(&Sources { environment, ..Sources::default() }).unwrap();
        assert_eq!(loaded.settings.database.url.as_ref().unwrap().expose(), "postgres://u:hunter2@h/d");
        assert!(!format!("{loaded:?}").contains("hunter2"));
    }

    #[test]
    fn differences_are_named_and_secrets_compared() {
        let load = |level: &str, url: &str| {
            let flags = pairs(&[("log.level", level), ("redis.url", url)]);
            load(&Sources { flags, ..Sources::default() }).unwrap()
        };
        let (one, other) = (load("info", "redis://a"), load("debug", "redis://b"));
        assert_eq!(one.differences(&one), [] as [&str; 0]);
        assert_eq!(one.differences(&other), ["redis.url", "log.level"]);
        let same = super::load(&Sources { flags: pairs(&[("redis.url", "redis://a")]), ..Sources::default() });
        assert_eq!(one.differences(&same.unwrap()), [] as [&str; 0], "a default written down is no difference");
    }
}
