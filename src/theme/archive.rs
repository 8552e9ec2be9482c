//! The page of the archive that people download of what is held about them. It stands alone: no script, no other host, its
//! few styles in itself.

use serde::Serialize;

use super::account::Moment;
use super::error::ThemeError;
use super::locale::Locale;
use super::themes::Themes;

/// What the page shows.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveView {
    /// What to call the person.
    pub name: String,
    /// When the archive was made.
    pub made: Moment,
    /// What the picture beside the page is called, if there is one.
    pub picture: Option<String>,
    /// What is held.
    pub sections: Vec<ArchiveSection>,
}

/// What is held of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveSection {
    /// Names words: `archive-{name}`.
    pub name: &'static str,
    /// What there is.
    pub entries: Vec<Vec<ArchiveFact>>,
}

/// One value.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveFact {
    /// As in the JSON beside the page.
    pub key: String,
    /// To be read.
    pub value: String,
}

/// A page and everything its rendering depends on.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveRequest<'a> {
    /// The theme; the configured one if absent or unknown.
    pub theme: Option<&'a str>,
    /// The language.
    pub locale: &'a Locale,
    /// The realm's name for people.
    pub realm: &'a str,
    /// The data.
    pub view: &'a ArchiveView,
}

impl Themes {
    /// Writes the page of an archive.
    ///
    /// # Errors
    /// A template or a message that cannot be rendered, with its file and line.
    pub fn archive(&self, request: &ArchiveRequest<'_>) -> Result<String, ThemeError> {
        let name = request.theme.unwrap_or_default();
        let theme = self.find(request.theme).ok_or_else(|| ThemeError::new(name, "there is no theme"))?;
        let mut context = tera::Context::new();
        context.insert("page", request.view);
        context.insert("lang", request.locale.as_str());
        context.insert("dir", request.locale.direction());
        context.insert("realm", request.realm);
        theme.tera.render("archive.html", &context).map_err(|error| ThemeError::from_source(name, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn what_people_have_told_is_text_in_every_language() {
        let evil = "</dd><script>alert(1)</script>{{ realm }}";
        let fact = ArchiveFact { key: "name".to_owned(), value: evil.to_owned() };
        let names =
            ["account", "profile", "preferences", "credentials", "sessions", "applications", "terms", "messages"];
        let section = |name| ArchiveSection { name, entries: vec![vec![fact.clone()]] };
        let sections = names.into_iter().chain(["links", "activity"]).map(section).collect();
        let made = Timestamp::from_secs(1_800_000_000).into();
        let view = ArchiveView { name: evil.to_owned(), made, picture: Some("picture.png".to_owned()), sections };
        let themes = Themes::load(None, "default").unwrap();
        for tag in ["en", "de", "fr", "es", "ar"] {
            let locale = Locale::parse(tag).unwrap();
            let page =
                themes.archive(&ArchiveRequest { theme: None, locale: &locale, realm: evil, view: &view }).unwrap();
            assert!(!page.contains("<script") && page.contains("{{ realm }}"), "{page}");
            assert!(page.contains(&format!("lang=\"{tag}\"")) && !page.contains("src=\"http"), "{page}");
        }
    }
}
