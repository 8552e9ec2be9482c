//! Where the files of a theme come from: the binary for the default theme, folders for all others.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use rust_embed::RustEmbed;

use super::error::ThemeError;

/// The theme that every other inherits from.
pub(super) const DEFAULT: &str = "default";

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/themes/default"]
struct Builtin;

/// What the console shows, over the default theme and under no other.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/themes/console"]
struct Console;

/// Stands for the console where assets are named after themes; no theme can be called so.
pub(super) const CONSOLE: &str = "_console";

/// The files of one theme by their path in the folder, `/` between the parts.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// No file of a theme is larger.
const MAX_FILE: u64 = 2 * 1024 * 1024;

/// The files of the default theme.
pub(super) fn builtin() -> Files {
    files::<Builtin>()
}

/// The files of the console.
pub(super) fn console() -> Files {
    files::<Console>()
}

fn files<Embedded: RustEmbed>() -> Files {
    Embedded::iter()
        .filter_map(|path| Embedded::get(&path).map(|file| (path.into_owned(), file.data.into_owned())))
        .collect()
}

/// The files of a new theme called `name`, to start from: tokens, a style sheet, a place for words; the rest is inherited.
pub fn skeleton(name: &str) -> Option<Vec<(String, String)>> {
    let manifest = format!(
        "name = \"{name}\"\nparent = \"{DEFAULT}\"\ncontract = 1\n\n[color.light]\naccent = \"#0b5cad\"\n\n\
         [color.dark]\naccent = \"#7db8ff\"\n\n[shape]\nradius = \"10px\"\n"
    );
    let style =
        "/* Comes after the inherited style sheet. Use its custom properties: var(--accent), var(--surface), … */\n";
    let words = "# Messages of this theme; what is not here is inherited. For example:\n# sign-in = Welcome back\n";
    let files = [("theme.toml", manifest.as_str()), ("assets/extra.css", style), ("locales/en.ftl", words)];
    is_theme_name(name).then(|| files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
}

/// Every theme folder in `directory` by name. Names are lower-case letters, digits and dashes; other folders are skipped.
pub(super) fn folders(directory: &Path) -> Result<BTreeMap<String, Files>, ThemeError> {
    let mut themes = BTreeMap::new();
    let whole = |error: std::io::Error| ThemeError::new("*", format!("{}: {error}", directory.display()));
    for entry in std::fs::read_dir(directory).map_err(whole)? {
        let path = entry.map_err(whole)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_dir() && is_theme_name(name) {
            let mut files = Files::new();
            collect(&path, "", &mut files).map_err(|problem| ThemeError::new(name, problem))?;
            themes.insert(name.to_owned(), files);
        }
    }
    Ok(themes)
}

/// Whether a name can be a theme's: it stands in URLs of assets.
pub(super) fn is_theme_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), String> {
    let say = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for entry in std::fs::read_dir(folder).map_err(|error| say(folder, error))? {
        let path = entry.map_err(|error| say(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.starts_with('.') {
            continue;
        }
        let about = std::fs::metadata(&path).map_err(|error| say(&path, error))?;
        if about.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if about.len() > MAX_FILE {
            return Err(format!("{prefix}{name} is larger than 2 MiB"));
        } else {
            files.insert(format!("{prefix}{name}"), std::fs::read(&path).map_err(|error| say(&path, error))?);
        }
    }
    Ok(())
}

/// The newest change below a folder and the number of files: differs whenever something was edited, added or removed.
pub(super) fn fingerprint(folder: &Path) -> (Option<SystemTime>, usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return (None, 0) };
    entries.flatten().fold((None, 0), |(newest, count), entry| {
        let path = entry.path();
        let own = entry.metadata().and_then(|about| about.modified()).ok();
        let (below, more) = if path.is_dir() { fingerprint(&path) } else { (None, 1) };
        (newest.max(own).max(below), count + more)
    })
}
