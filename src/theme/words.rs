//! The words: Fluent messages per language, English behind every other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use tera::{Kwargs, State, Value};
use unic_langid::LanguageIdentifier;

use super::error::ThemeError;
use super::locale::Locale;
use super::source::Files;

type Bundle = FluentBundle<Arc<FluentResource>>;

/// The messages of one folder, read once for all themes that inherit them: those of the default theme are megabytes.
#[derive(Clone)]
pub(super) struct Messages(Vec<(Locale, Arc<FluentResource>, BTreeSet<String>)>);

impl Messages {
    /// Reads `locales/*.ftl`.
    pub fn read(theme: &str, files: &Files) -> Result<Self, ThemeError> {
        let mut found = Vec::new();
        for (path, bytes) in files {
            let Some(tag) = path.strip_prefix("locales/").and_then(|name| name.strip_suffix(".ftl")) else { continue };
            let fault = |problem: String| ThemeError::new(theme, format!("{path}: {problem}"));
            let locale = Locale::parse(tag).ok_or_else(|| fault("the file name is no language tag".to_owned()))?;
            let text = String::from_utf8(bytes.clone()).map_err(|_| fault("not UTF-8".to_owned()))?;
            let keys = keys_of(&text).collect();
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| fault(format!("{errors:?}")))?;
            found.push((locale, Arc::new(resource), keys));
        }
        Ok(Self(found))
    }
}

/// All messages of one theme, its parents' included.
pub(super) struct Words {
    bundles: BTreeMap<String, Bundle>,
    /// The keys of each language.
    keys: BTreeMap<String, BTreeSet<String>>,
}

impl Words {
    /// The messages of a chain of themes, the farthest parent first; what comes later overrides.
    pub fn join<'a>(theme: &str, chain: impl Iterator<Item = &'a Messages>) -> Result<Self, ThemeError> {
        let mut bundles: BTreeMap<String, Bundle> = BTreeMap::new();
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (locale, resource, own) in chain.flat_map(|messages| &messages.0) {
            keys.entry(locale.as_str().to_owned()).or_default().extend(own.iter().cloned());
            let bundle = bundles.entry(locale.as_str().to_owned()).or_insert_with(|| empty(locale));
            bundle.add_resource_overriding(Arc::clone(resource));
        }
        if bundles.contains_key("en") {
            Ok(Self { bundles, keys })
        } else {
            Err(ThemeError::new(theme, "locales/en.ftl is missing"))
        }
    }

    /// The languages there are.
    pub fn locales(&self) -> Vec<Locale> {
        self.bundles.keys().filter_map(|tag| Locale::parse(tag)).collect()
    }

    /// The messages that a language leaves to English.
    pub fn missing(&self, tag: &str) -> Vec<&str> {
        let (Some(english), Some(own)) = (self.keys.get("en"), self.keys.get(tag)) else { return Vec::new() };
        english.difference(own).map(String::as_str).collect()
    }

    /// The sentence for `key` in the language, or in English.
    pub fn say(&self, tag: &str, key: &str, values: &FluentArgs<'_>) -> Option<Result<String, String>> {
        [tag, "en"].iter().filter_map(|tag| self.bundles.get(*tag)).find_map(|bundle| {
            let pattern = bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(values), &mut errors).into_owned();
            Some(if errors.is_empty() { Ok(text) } else { Err(format!("message `{key}`: {errors:?}")) })
        })
    }
}

/// The messages of a Fluent file: an identifier at the beginning of a line, then `=`.
fn keys_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).filter_map(|key| {
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        is_key.then(|| key.to_owned())
    })
}

fn empty(locale: &Locale) -> Bundle {
    let id: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation is done in HTML, by <bdi> (pages Q-6); the marks would be seen in attributes.
    bundle.set_use_isolating(false);
    bundle
}

/// `t(key=…, or=…, name=…)`: a sentence; `or` names the message to take where `key` is unknown.
pub(super) fn say(words: &Words, values: &Kwargs, state: &State) -> tera::TeraResult<Value> {
    let tag = state.get::<String>("lang")?.unwrap_or_else(|| "en".to_owned());
    let mut arguments = FluentArgs::new();
    for (name, value) in values.iter() {
        let Some(name) = name.as_str().filter(|name| !matches!(*name, "key" | "or")) else { continue };
        let value = match (value.as_i128(), value.as_str()) {
            (Some(number), _) => FluentValue::from(i64::try_from(number).unwrap_or(i64::MAX)),
            (None, Some(text)) => FluentValue::from(text.to_owned()),
            (None, None) => return Err(tera::Error::message(format!("`{name}` is neither text nor number"))),
        };
        arguments.set(name.to_owned(), value);
    }
    let key = values.must_get::<String>("key")?;
    let keys = [Some(key.clone()), values.get::<String>("or")?];
    let found = keys.iter().flatten().find_map(|key| words.say(&tag, key, &arguments));
    let text = found.ok_or_else(|| tera::Error::message(format!("there is no message `{key}`")))?;
    text.map(Value::from).map_err(tera::Error::message)
}
