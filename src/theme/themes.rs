//! All themes of the process, and the rendering of a page with one of them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use arc_swap::{ArcSwap, ArcSwapOption};
use serde_json::Value;

use super::branding::Branding;
use super::error::ThemeError;
use super::loaded::{Asset, Layer, Loaded, first_letter, hashed};
use super::locale::{self, LanguageWishes, Locale};
use super::manifest::{CONTRACT, Manifest};
use super::page::Page;
use super::palette::Accents;
use super::personal::Personal;
use super::source::{self, CONSOLE, DEFAULT};

/// What surrounds a page: the same for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Chrome<'a> {
    /// Lets the page's scripts run; new for every response.
    pub nonce: &'a str,
    /// Guards the page's form; empty on a page without one.
    pub csrf: &'a str,
    /// The path below which the realm lives, without a trailing slash.
    pub base: &'a str,
    /// The realm's name for people.
    pub realm: &'a str,
    /// The page's own path and query.
    pub current: &'a str,
}

/// A page and everything its rendering depends on.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// The theme; the configured one if absent or unknown.
    pub theme: Option<&'a str>,
    /// The language.
    pub locale: &'a Locale,
    /// Realm and client over the theme.
    pub branding: &'a Branding,
    /// What surrounds it.
    pub chrome: Chrome<'a>,
    /// Whom the page is for.
    pub personal: &'a Personal,
    /// The page.
    pub page: &'a Page,
}

/// A page as it is sent.
#[derive(Clone, Debug)]
pub struct RenderedPage {
    /// The document.
    pub html: String,
}

/// Names of languages in themselves.
const LANGUAGES: &[(&str, &str)] =
    &[("ar", "العربية"), ("de", "Deutsch"), ("en", "English"), ("es", "Español"), ("fr", "Français")];

/// The name of a language in itself; its tag when it is not known.
pub fn language_name(tag: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name)
}

/// All themes. Clones share them.
#[derive(Clone)]
pub struct Themes {
    set: Arc<ArcSwap<Set>>,
    default: String,
    directory: Option<PathBuf>,
    seen: Arc<Mutex<Fingerprint>>,
    /// What was wrong when changed files were read; shown instead of pages (pages T-8).
    broken: Arc<ArcSwapOption<ThemeError>>,
}

/// What a directory looked like when it was read.
type Fingerprint = (Option<SystemTime>, usize);

type Set = BTreeMap<String, Arc<Loaded>>;

type Folders = BTreeMap<String, Arc<Layer>>;

impl Themes {
    /// The built-in theme and those in `directory`; `default` is used by realms that set none.
    ///
    /// # Errors
    /// A theme that cannot be used, with its file.
    pub fn load(directory: Option<PathBuf>, default: &str) -> Result<Self, ThemeError> {
        let seen = look(directory.as_deref());
        let set = read(directory.as_deref())?;
        if !set.contains_key(default) {
            return Err(ThemeError::new(default, "there is no theme of that name"));
        }
        let set = Arc::new(ArcSwap::from_pointee(set));
        Ok(Self {
            set,
            default: default.to_owned(),
            directory,
            seen: Arc::new(Mutex::new(seen)),
            broken: Arc::default(),
        })
    }

    /// Reads the themes again and swaps them as a whole; broken ones leave the old in place.
    ///
    /// # Errors
    /// What is broken.
    pub fn reload(&self) -> Result<(), ThemeError> {
        let set = read(self.directory.as_deref())?;
        if !set.contains_key(&self.default) {
            return Err(ThemeError::new(&self.default, "its folder is gone"));
        }
        self.set.store(Arc::new(set));
        Ok(())
    }

    /// Reads the themes again if a file has changed, and says whether one had.
    ///
    /// # Errors
    /// What is broken; once per change.
    pub fn reload_changed(&self) -> Result<bool, ThemeError> {
        let now = look(self.directory.as_deref());
        let before = std::mem::replace(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner), now);
        if before == now {
            return Ok(false);
        }
        let outcome = self.reload();
        self.broken.store(outcome.as_ref().err().cloned().map(Arc::new));
        outcome.map(|()| true)
    }

    /// The themes by name.
    pub fn names(&self) -> Vec<String> {
        self.set.load().keys().filter(|name| *name != CONSOLE).cloned().collect()
    }

    /// The languages of the configured theme.
    pub fn locales(&self) -> Vec<Locale> {
        self.locales_of(None)
    }

    /// The languages of a theme; of the configured one if it is absent or unknown.
    pub fn locales_of(&self, name: Option<&str>) -> Vec<Locale> {
        self.find(name).map(|theme| theme.words.locales()).unwrap_or_default()
    }

    /// The theme that is used where `name` is asked for.
    pub fn name_of(&self, name: Option<&str>) -> String {
        self.named(name).map_or_else(|| self.default.clone(), |(name, _)| name)
    }

    /// The language a person gets.
    pub fn negotiate(&self, wishes: &LanguageWishes<'_>) -> Locale {
        locale::negotiate(*wishes, &self.locales())
    }

    /// Renders a page.
    ///
    /// # Errors
    /// A template that cannot be rendered, with its file and line.
    pub fn render(&self, request: &PageRequest<'_>) -> Result<RenderedPage, ThemeError> {
        if let Some(broken) = self.broken.load_full() {
            return Err(ThemeError::clone(&broken));
        }
        let (named, branding) = if request.page.is_of_console() {
            (self.console(), Branding::default())
        } else {
            (self.named(request.theme), request.branding.clone())
        };
        let (name, theme) = named.ok_or_else(|| ThemeError::new(&self.default, "there is no theme"))?;
        let context = context(&name, &theme, &PageRequest { branding: &branding, ..*request });
        let html = theme
            .tera
            .render(request.page.template(), &context)
            .map_err(|error| ThemeError::from_source(&name, &error))?;
        Ok(RenderedPage { html })
    }

    /// The asset called `path` as rendered pages name it: `{theme}/{hashed name}`, or a style sheet with its accents.
    pub fn asset(&self, path: &str) -> Option<Asset> {
        let (theme, name) = path.split_once('/')?;
        let theme = self.set.load().get(theme).cloned()?;
        if let Some(asset) = theme.assets.get(name) {
            return Some(asset.clone());
        }
        let accents = accents_of(name)?;
        let bytes = theme.style(accents).into_bytes();
        // The hash must fit, so that nobody can fill caches with invented names.
        (style_name(accents, &bytes) == name).then_some(Asset { bytes, content_type: "text/css; charset=utf-8" })
    }

    /// What shows the console: the built-in theme, whatever was put in its place (pages M-17).
    fn console(&self) -> Option<(String, Arc<Loaded>)> {
        self.set.load().get(CONSOLE).map(|console| (CONSOLE.to_owned(), Arc::clone(console)))
    }

    /// The theme called `name`, else the configured one, with what its assets are called after.
    pub(super) fn named(&self, name: Option<&str>) -> Option<(String, Arc<Loaded>)> {
        let theme = self.find(name)?;
        let name = name.filter(|name| self.set.load().contains_key(*name)).unwrap_or(&self.default);
        Some((name.to_owned(), theme))
    }

    pub(super) fn find(&self, name: Option<&str>) -> Option<Arc<Loaded>> {
        let set = self.set.load();
        name.and_then(|name| set.get(name)).or_else(|| set.get(&self.default)).or_else(|| set.get(DEFAULT)).cloned()
    }
}

impl Loaded {
    /// Where pages below `base` find the asset `plain` of this theme, called `name`.
    pub(super) fn path_of(&self, base: &str, name: &str, plain: &str) -> String {
        let hashed = self.names.get(plain).map_or("missing", String::as_str);
        format!("{base}/assets/{name}/{hashed}")
    }

    /// The same of the style sheet with these accents.
    pub(super) fn style_path(&self, base: &str, name: &str, accents: Accents) -> String {
        format!("{base}/assets/{name}/{}", style_name(accents, self.style(accents).as_bytes()))
    }
}

fn context(name: &str, theme: &Loaded, request: &PageRequest<'_>) -> tera::Context {
    let (chrome, branding) = (&request.chrome, request.branding);
    let asset = |plain: &str| theme.path_of(chrome.base, name, plain);
    let mut context = tera::Context::new();
    context.insert("page", request.page);
    request.personal.enter(&mut context);
    context.insert("lang", request.locale.as_str());
    context.insert("dir", request.locale.direction());
    for (name, value) in [
        ("nonce", chrome.nonce),
        ("csrf", chrome.csrf),
        ("base", chrome.base),
        ("realm", chrome.realm),
        ("current", chrome.current),
    ] {
        context.insert(name, value);
    }
    context.insert("stylesheet", &theme.style_path(chrome.base, name, branding.accents()));
    context.insert("script", &asset("theme.js"));
    context.insert("icon", &asset(theme.manifest.brand.favicon.as_deref().unwrap_or("icon.svg")));
    let logo = branding.logo.clone().or_else(|| theme.manifest.brand.logo.as_deref().map(asset));
    context.insert(
        "brand",
        &serde_json::json!({
            "name": branding.name.as_deref().or(theme.manifest.brand.name.as_deref()).unwrap_or(chrome.realm),
            "logo": logo, "help": branding.support, "terms": branding.terms, "privacy": branding.privacy,
        }),
    );
    context.insert("monogram", &request.page.application().map(|app| first_letter(&app.name)).unwrap_or_default());
    context.insert("switcher", &request.page.has_switcher());
    context.insert("form_id", &request.page.form());
    context.insert("languages", &languages(&theme.words.locales(), request.locale, chrome.current));
    context
}

/// The languages to choose from. `href` asks for `page` again in that language, where no form carries the choice.
fn languages(offered: &[Locale], current: &Locale, page: &str) -> Vec<Value> {
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("language="));
    let kept: Vec<&str> = kept.collect();
    let asked =
        |tag: &str| kept.iter().copied().chain([format!("language={tag}").as_str()]).collect::<Vec<_>>().join("&");
    offered
        .iter()
        .map(|locale| {
            let name = language_name(locale.as_str());
            serde_json::json!({
                "tag": locale.as_str(), "name": name, "dir": locale.direction(), "current": locale == current,
                "href": format!("{path}?{}", asked(locale.as_str())),
            })
        })
        .collect()
}

fn look(directory: Option<&Path>) -> Fingerprint {
    directory.map(source::fingerprint).unwrap_or_default()
}

fn read(directory: Option<&Path>) -> Result<Set, ThemeError> {
    let builtin = Arc::new(Layer::read(DEFAULT, source::builtin())?);
    let mut folders = Folders::new();
    for (name, files) in directory.map(source::folders).transpose()?.unwrap_or_default() {
        let layer = Layer::read(&name, files)?;
        folders.insert(name, Arc::new(layer));
    }
    folders.entry(DEFAULT.to_owned()).or_insert_with(|| Arc::clone(&builtin));
    let mut set = Set::new();
    let (below, console) = (builtin.foundation(), Layer::read(CONSOLE, source::console())?);
    let console = Loaded::build(CONSOLE, manifest_of(DEFAULT, &builtin)?, &[&below, &console])?;
    set.insert(CONSOLE.to_owned(), Arc::new(console));
    for (name, layer) in &folders {
        let chain = chain(name, layer, &folders, &builtin)?;
        let mut manifest: Option<Manifest> = None;
        for layer in &chain {
            let own = manifest_of(name, layer)?;
            manifest = Some(match manifest {
                None => own,
                Some(parent) => own.over(parent),
            });
        }
        let manifest = manifest.ok_or_else(|| ThemeError::new(name, "theme.toml is missing"))?;
        set.insert(name.clone(), Arc::new(Loaded::build(name, manifest, &chain)?));
    }
    Ok(set)
}

fn manifest_of(name: &str, layer: &Layer) -> Result<Manifest, ThemeError> {
    let text = layer.files.get("theme.toml").ok_or_else(|| ThemeError::new(name, "theme.toml is missing"))?;
    let manifest = Manifest::parse(&String::from_utf8_lossy(text)).map_err(|problem| ThemeError::new(name, problem))?;
    if manifest.contract > CONTRACT {
        return Err(ThemeError::new(
            name,
            format!("is written for contract {}, this program serves {CONTRACT}", manifest.contract),
        ));
    }
    Ok(manifest)
}

/// A theme behind its parents, the built-in theme first, and each of them once.
fn chain<'a>(
    name: &str,
    layer: &'a Arc<Layer>,
    folders: &'a Folders,
    builtin: &'a Arc<Layer>,
) -> Result<Vec<&'a Layer>, ThemeError> {
    let mut chain = vec![layer];
    let mut seen = vec![name.to_owned()];
    let mut parent = manifest_of(name, layer)?.parent;
    while let Some(above) = parent {
        if seen.contains(&above) {
            return Err(ThemeError::new(name, format!("inherits from itself through {above}")));
        }
        let layer =
            folders.get(&above).ok_or_else(|| ThemeError::new(name, format!("its parent {above} is missing")))?;
        parent = manifest_of(&above, layer)?.parent;
        chain.push(layer);
        seen.push(above);
    }
    if chain.last().is_none_or(|last| !Arc::ptr_eq(last, builtin)) {
        chain.push(builtin);
    }
    Ok(chain.into_iter().rev().map(AsRef::as_ref).collect())
}

/// `style.{light}.{dark}-{hash}.css`: the accents stand in the name, so that any instance can make the sheet.
fn style_name(accents: Accents, css: &[u8]) -> String {
    let digits = |color: Option<super::color::Color>| color.map(super::color::Color::digits).unwrap_or_default();
    hashed(&format!("style_{}_{}.css", digits(accents.light), digits(accents.dark)), css)
}

fn accents_of(name: &str) -> Option<Accents> {
    let (light, rest) = name.strip_prefix("style_")?.split_once('_')?;
    let dark = rest.split('-').next()?;
    let color = |digits: &str| if digits.is_empty() { Some(None) } else { format!("#{digits}").parse().ok().map(Some) };
    Some(Accents { light: color(light)?, dark: color(dark)? })
}

impl fmt::Debug for Themes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Themes").field("default", &self.default).finish_non_exhaustive()
    }
}
