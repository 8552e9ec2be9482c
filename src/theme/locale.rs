//! Languages: what a theme speaks, and which of them a person gets.

use std::fmt;

use serde::Serialize;
use unic_langid::LanguageIdentifier;

/// A language that a theme speaks, by its canonical BCP 47 tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Locale(String);

impl Locale {
    /// English, in which every theme is complete.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The locale of a tag; `None` for text that is no BCP 47 language tag.
    pub fn parse(tag: &str) -> Option<Self> {
        tag.parse::<LanguageIdentifier>().ok().map(|tag| Self(tag.to_string()))
    }

    /// The canonical tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `rtl` for scripts written from right to left, otherwise `ltr`.
    pub fn direction(&self) -> &'static str {
        match self.language() {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi" => "rtl",
            _ => "ltr",
        }
    }

    /// The primary language subtag.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What speaks for a language, the strongest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct LanguageWishes<'a> {
    /// The `ui_locales` parameter: tags separated by spaces (OpenID Connect Core §3.1.2.1).
    pub ui_locales: Option<&'a str>,
    /// The choice made in the switcher.
    pub cookie: Option<&'a str>,
    /// The account's setting.
    pub account: Option<&'a str>,
    /// The `Accept-Language` header (RFC 9110 §12.5.4).
    pub accept_language: Option<&'a str>,
    /// The realm's default.
    pub default: Option<&'a str>,
}

/// No header of a browser is longer; the rest is not read.
const MAX_TAGS: usize = 32;

/// The first wish that is among `offered`, English otherwise. Unknown and malformed tags are ignored.
pub(super) fn negotiate(wishes: LanguageWishes<'_>, offered: &[Locale]) -> Locale {
    let listed = wishes.ui_locales.into_iter().flat_map(|tags| tags.split_ascii_whitespace()).take(MAX_TAGS);
    let single = [wishes.cookie, wishes.account].into_iter().flatten();
    let accepted = wishes.accept_language.map(accepted).unwrap_or_default();
    listed
        .chain(single)
        .chain(accepted)
        .chain(wishes.default)
        .find_map(|tag| offer(tag, offered))
        .unwrap_or_else(Locale::english)
}

/// The tags of `Accept-Language` by falling weight; those of weight 0 are refused, `*` says nothing.
fn accepted(header: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, f32)> = header
        .split(',')
        .take(MAX_TAGS)
        .filter_map(|entry| {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok())?;
            (weight > 0.0).then_some((tag.trim(), weight))
        })
        .collect();
    tags.sort_by(|one, two| two.1.total_cmp(&one.1));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

/// The offered locale for a tag: the very same, or one of the same language (`fr-CA` is served `fr`).
fn offer(tag: &str, offered: &[Locale]) -> Option<Locale> {
    let wanted = Locale::parse(tag)?;
    offered
        .iter()
        .find(|locale| **locale == wanted)
        .or_else(|| offered.iter().find(|locale| locale.as_str() == wanted.language()))
        .or_else(|| offered.iter().find(|locale| locale.language() == wanted.language()))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(wishes: LanguageWishes<'_>) -> String {
        let offered: Vec<Locale> =
            ["ar", "de", "en", "es", "fr"].iter().map(|tag| Locale::parse(tag).unwrap()).collect();
        negotiate(wishes, &offered).to_string()
    }

    #[test]
    fn the_request_wins_over_the_cookie_and_that_over_the_browser() {
        let all = LanguageWishes {
            ui_locales: Some("tlh fr-CA es"),
            cookie: Some("de"),
            account: Some("es"),
            accept_language: Some("ar"),
            default: Some("es"),
        };
        assert_eq!(chosen(all), "fr");
        assert_eq!(chosen(LanguageWishes { ui_locales: None, ..all }), "de");
        assert_eq!(chosen(LanguageWishes { ui_locales: Some("xx"), cookie: Some("??"), ..all }), "es");
        assert_eq!(chosen(LanguageWishes { ui_locales: None, cookie: None, account: None, ..all }), "ar");
        assert_eq!(chosen(LanguageWishes { default: Some("es"), ..LanguageWishes::default() }), "es");
        assert_eq!(chosen(LanguageWishes::default()), "en");
    }

    #[test]
    fn the_browsers_weights_count() {
        let header = |text| chosen(LanguageWishes { accept_language: Some(text), ..LanguageWishes::default() });
        assert_eq!(header("en;q=0.4, fr;q=0.8, it, *;q=0.1"), "fr");
        assert_eq!(header("fr;q=0, de-AT;q=0.2"), "de");
        assert_eq!(header("*"), "en");
        assert_eq!(header(";;;q=,,=\u{fe}, es ; q=0.5"), "es");
    }

    #[test]
    fn tags_are_canonical_and_know_their_direction() {
        assert_eq!(Locale::parse("EN-us").unwrap().as_str(), "en-US");
        assert_eq!(Locale::parse("not a tag"), None);
        assert_eq!(Locale::parse("ar-EG").unwrap().direction(), "rtl");
        assert_eq!(Locale::parse("de").unwrap().direction(), "ltr");
    }
}
