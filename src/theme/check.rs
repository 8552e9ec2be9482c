//! `gatehouse theme check` (T-10): everything that can be known about a theme before anybody signs in with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::branding::Branding;
use super::error::ThemeError;
use super::locale::Locale;
use super::mail::{MailRequest, mail_samples};
use super::palette::{self, Accents};
use super::sample::{Sample, samples};
use super::source::DEFAULT;
use super::themes::{Chrome, PageRequest, Themes};

/// A script larger than this would slow sign-in down on every page (product TH-10), in bytes.
const MAX_SCRIPT: usize = 10 * 1024;
/// The largest picture or font, in bytes (T-7).
const MAX_ASSET: usize = 512 * 1024;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What must be put right before the theme is used.
    pub problems: Vec<String>,
    /// What works, but not as its maker may have meant.
    pub notes: Vec<String>,
}

/// Checks the theme `name` in `directory`: every page in every state and language, the ids that scripts and tests go by,
/// references to other hosts, sizes, missing messages and colors that were moved to be readable.
///
/// # Errors
/// When the theme cannot be loaded at all.
pub fn check(directory: Option<&Path>, name: &str) -> Result<Report, ThemeError> {
    let themes = Themes::load(directory.map(Path::to_owned), name)?;
    // What is built in, not an override of it: its ids are the contract.
    let reference = Themes::load(None, DEFAULT)?;
    let theme = themes.find(Some(name)).ok_or_else(|| ThemeError::new(name, "there is no theme of that name"))?;
    let mut report = Report::default();
    if theme.manifest.name != name {
        report.problems.push(format!("theme.toml: its name is `{}`, its folder is `{name}`", theme.manifest.name));
    }
    let languages = theme.words.locales();
    for sample in samples() {
        let wanted = render(&reference, DEFAULT, &Locale::english(), &sample).map(|html| ids(&html))?;
        // The same fault in every language is one fault.
        let mut faults: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for locale in &languages {
            let of_language = match render(&themes, name, locale, &sample) {
                Err(error) => vec![error.problem],
                Ok(html) => wanted.difference(&ids(&html)).map(|id| format!("id `{id}` is missing")).collect(),
            };
            for fault in of_language {
                faults.entry(fault).or_default().push(locale.as_str());
            }
        }
        let told = faults.iter().map(|(fault, tags)| format!("{} ({}): {fault}", sample.name, tags.join(", ")));
        report.problems.extend(told);
    }
    report.problems.extend(mails(&themes, name, &languages));
    for (path, bytes) in &theme.files {
        report.problems.extend(foreign(path, &String::from_utf8_lossy(bytes)));
        let limit = if path.ends_with("js") { MAX_SCRIPT } else { MAX_ASSET };
        if path.starts_with("assets/") && bytes.len() > limit {
            report.problems.push(format!("{path} has {} bytes, {limit} are the most", bytes.len()));
        }
    }
    for locale in &languages {
        let missing = theme.words.missing(locale.as_str());
        if !missing.is_empty() {
            report.notes.push(format!("locales/{locale}.ftl: shown in English: {}", missing.join(", ")));
        }
    }
    report.notes.extend(palette::adjustments(&theme.manifest, Accents::default()).into_iter().map(|moved| {
        format!(
            "{}: {} has a contrast of {:.1}, so {} with {:.1} is served",
            moved.token, moved.wish, moved.wished_contrast, moved.served, moved.served_contrast
        )
    }));
    Ok(report)
}

/// The largest HTML part of a mail (pages B-2), in bytes.
const MAX_MAIL: usize = 60 * 1024;

/// What is wrong with the mails of a theme, in any language.
fn mails(themes: &Themes, name: &str, languages: &[Locale]) -> Vec<String> {
    let mut problems = Vec::new();
    let branding = Branding::default();
    for view in mail_samples() {
        for locale in languages {
            let issuer = "https://id.example.com";
            let request =
                MailRequest { theme: Some(name), locale, branding: &branding, realm: "Gatehouse", issuer, view: &view };
            let place = format!("mail/{} ({locale})", view.kind);
            match themes.mail(&request) {
                Err(error) => problems.push(format!("{place}: {}", error.problem)),
                Ok(mail) => {
                    let needed = [&view.code, &view.link, &view.lock].into_iter().flatten();
                    let lost = needed.filter(|needed| !mail.text.contains(needed.as_str()));
                    problems.extend(lost.map(|lost| format!("{place}: its text lacks {lost}")));
                    if mail.html.len() > MAX_MAIL {
                        problems.push(format!("{place}: larger than {MAX_MAIL} bytes"));
                    }
                }
            }
        }
    }
    problems
}

fn render(themes: &Themes, name: &str, locale: &Locale, sample: &Sample) -> Result<String, ThemeError> {
    let chrome =
        Chrome { nonce: "sample", csrf: "sample", base: "", realm: "Gatehouse", current: "/interaction/sample/login" };
    let branding = Branding::default();
    let request = PageRequest { theme: Some(name), locale, branding: &branding, chrome, page: &sample.page };
    themes.render(&request).map(|rendered| rendered.html)
}

/// The ids of a page; nothing else in our HTML is written ` id="`.
fn ids(html: &str) -> BTreeSet<String> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// References that would make a browser fetch from another host (T-11).
fn foreign(path: &str, text: &str) -> Vec<String> {
    let of_templates =
        ["src=\"http", "src=\"//", "srcset=\"http", "srcset=\"//", "<link rel=\"stylesheet\" href=\"http"];
    let of_styles = ["@import", "url(http", "url(//", "url(\"http", "url('http", "url(\"//", "url('//"];
    let patterns: &[&str] = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => &of_templates,
        Some("css" | "svg") => &of_styles,
        _ => &[],
    };
    let found = patterns.iter().filter(|pattern| text.contains(**pattern));
    found
        .map(|pattern| format!("{path}: `{pattern}` reaches for another host; pages fetch from their own only"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_theme_has_nothing_to_put_right_in_any_language() {
        let report = check(None, DEFAULT).unwrap();
        assert_eq!(report, Report::default());
    }

    #[test]
    fn a_careless_theme_is_told_everything_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let theme = directory.path().join("acme");
        std::fs::create_dir_all(theme.join("templates")).unwrap();
        std::fs::create_dir_all(theme.join("assets")).unwrap();
        std::fs::create_dir_all(theme.join("locales")).unwrap();
        std::fs::write(theme.join("theme.toml"), "name='acme'\ncontract=1\n[color.light]\naccent='#ffe066'\n").unwrap();
        std::fs::write(theme.join("templates/start.html"), "{% extends \"layout.html\" %}").unwrap();
        std::fs::write(theme.join("templates/error.html"), "{{ page.nothing }}").unwrap();
        std::fs::write(theme.join("assets/extra.css"), "@import url(//fonts.example/x.css);").unwrap();
        std::fs::write(theme.join("locales/nl.ftl"), "sign-in = Inloggen\n").unwrap();
        let report = check(Some(directory.path()), "acme").unwrap();
        for part in ["id `sign-in` is missing", "page.nothing", "@import"] {
            assert!(report.problems.iter().any(|problem| problem.contains(part)), "{part}: {report:#?}");
        }
        assert!(report.notes.iter().any(|note| note.starts_with("locales/nl.ftl")));
        assert!(report.notes.iter().any(|note| note.starts_with("light.accent: #ffe066")));
    }
}
