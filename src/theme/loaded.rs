//! A theme ready to be served: templates compiled, messages read, assets named by what is in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use super::error::ThemeError;
use super::manifest::Manifest;
use super::palette::{self, Accents};
use super::personal;
use super::source::Files;
use super::words::{self, Messages, Words};
use crate::secret::{base64url, sha256};

/// A file that browsers fetch. Its name changes with its content, so it may be kept for ever.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub content_type: &'static str,
}

/// What one folder adds to the themes that stand on it.
pub(super) struct Layer {
    /// Its files.
    pub files: Files,
    messages: Messages,
}

impl Layer {
    /// Reads the messages among `files` of the theme called `name`.
    pub fn read(name: &str, files: Files) -> Result<Self, ThemeError> {
        let messages = Messages::read(name, &files)?;
        Ok(Self { files, messages })
    }

    /// What pages of another kind can stand on: all of it but the pages themselves.
    pub fn foundation(&self) -> Self {
        let is_page = |path: &str| {
            path.strip_prefix("templates/").is_some_and(|name| name != "layout.html" && !name.starts_with('_'))
        };
        let files = self.files.iter().filter(|(path, _)| !is_page(path));
        Self {
            files: files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(),
            messages: self.messages.clone(),
        }
    }
}

/// One theme with everything it inherits.
pub(super) struct Loaded {
    pub manifest: Manifest,
    pub tera: Tera,
    pub words: Arc<Words>,
    /// By hashed name.
    pub assets: BTreeMap<String, Asset>,
    /// From the plain name to the hashed one.
    pub names: BTreeMap<String, String>,
    /// Every file, the parents' included.
    pub files: Files,
    style: String,
}

impl Loaded {
    /// Builds a theme from its chain, the farthest parent first.
    pub fn build(name: &str, manifest: Manifest, chain: &[&Layer]) -> Result<Self, ThemeError> {
        let words = Arc::new(Words::join(name, chain.iter().map(|layer| &layer.messages))?);
        let mut files = Files::new();
        for layer in chain {
            files.extend(layer.files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
        }
        let tera = compile(name, &files, &words)?;
        let text =
            |path: &str| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let style = format!("{}{}", text("assets/theme.css"), text("assets/extra.css"));
        let (mut assets, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (path, bytes) in &files {
            let Some(plain) = path.strip_prefix("assets/") else { continue };
            let Some(content_type) = content_type(plain) else { continue };
            let hashed = hashed(plain, bytes);
            names.insert(plain.to_owned(), hashed.clone());
            assets.insert(hashed, Asset { bytes: bytes.clone(), content_type });
        }
        Ok(Self { manifest, tera, words, assets, names, files, style })
    }

    /// The style sheet with the accents of a realm or client.
    pub fn style(&self, accents: Accents) -> String {
        format!("{}{}{}", palette::shape(&self.manifest), palette::colors(&self.manifest, accents), self.style)
    }
}

fn compile(theme: &str, files: &Files, words: &Arc<Words>) -> Result<Tera, ThemeError> {
    let mut tera = Tera::new();
    let (own, sentences) = (Arc::clone(words), "t");
    tera.register_function(sentences, move |values: Kwargs, state: &State| words::say(&own, &values, state));
    tera.register_function("when", |values: Kwargs, state: &State| personal::when(&values, state));
    tera.register_filter("first_letter", |text: &str, _: Kwargs, _: &State| first_letter(text));
    tera.register_filter("in_group", |scopes: Vec<Value>, values: Kwargs, _: &State| in_group(scopes, &values));
    tera.register_filter("with_fault", |fields: Vec<Value>, _: Kwargs, _: &State| with_fault(fields));
    let mut templates = Vec::new();
    for (path, bytes) in files {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        // Escaping goes by the ending: anything else would be served unescaped.
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        if ending != Some("html") && !(ending == Some("txt") && name.starts_with("mail/")) {
            let wish = "a template's name ends in .html, that of a mail's plain text in .txt";
            return Err(ThemeError::new(theme, format!("{path}: {wish}")));
        }
        let text =
            String::from_utf8(bytes.clone()).map_err(|_| ThemeError::new(theme, format!("{path}: not UTF-8")))?;
        templates.push((name.to_owned(), text));
    }
    tera.add_raw_templates(templates).map_err(|error| ThemeError::from_source(theme, &error))?;
    Ok(tera)
}

/// What stands in a circle instead of a picture.
pub(super) fn first_letter(text: &str) -> String {
    text.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).unwrap_or_default()
}

fn in_group(scopes: Vec<Value>, values: &Kwargs) -> tera::TeraResult<Value> {
    let group = values.must_get::<String>("group")?;
    let of_group = |scope: &Value| scope.get_from_path("group").and_then(Value::as_str) == Some(group.as_str());
    Ok(Value::from(scopes.into_iter().filter(of_group).collect::<Vec<Value>>()))
}

fn with_fault(fields: Vec<Value>) -> Value {
    let has_fault = |field: &Value| field.get_from_path("fault").is_some_and(|fault| !fault.is_none());
    Value::from(fields.into_iter().filter(has_fault).collect::<Vec<Value>>())
}

/// `name-{hash}.ext`.
pub(super) fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = base64url(&sha256(bytes));
    let short = digest.get(..12).unwrap_or(&digest);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{short}.{ending}"),
        None => format!("{name}-{short}"),
    }
}

fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}
