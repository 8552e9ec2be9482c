//! From a theme's wishes to the colors that are served: each checked against what it stands on, and moved if need be.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::color::{CONTROL_CONTRAST, Color, TEXT_CONTRAST};
use super::manifest::{Manifest, Wishes};

/// Accent colors of a realm or client, above those of the theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accents {
    /// In the light scheme.
    pub light: Option<Color>,
    /// In the dark scheme.
    pub dark: Option<Color>,
}

/// A color that was moved to be readable.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjustment {
    /// The token and its scheme, such as `light.accent`.
    pub token: String,
    /// The color asked for.
    pub wish: Color,
    /// The color served.
    pub served: Color,
    /// The contrast of the wish with what it stands on.
    pub wished_contrast: f64,
    /// The contrast of what is served.
    pub served_contrast: f64,
}

/// The colors of one scheme: what is asked for, and what follows from it.
#[derive(Clone, Debug)]
struct Palette {
    background: Color,
    surface: Color,
    text: Color,
    accent: Color,
    link: Color,
    danger: Color,
    focus: Color,
    muted: Color,
    border: Color,
    adjustments: Vec<Adjustment>,
}

/// The lowest contrast of `color` with any of `grounds`.
fn worst(color: Color, grounds: &[Color]) -> f64 {
    grounds.iter().map(|ground| color.contrast(*ground)).fold(21.0, f64::min)
}

/// Moves colors and keeps note of it.
struct Adjuster {
    scheme: &'static str,
    adjustments: Vec<Adjustment>,
}

impl Adjuster {
    fn reach(&mut self, token: &str, wish: Color, ratio: f64, grounds: &[Color]) -> Color {
        let served = wish.reaching(ratio, grounds);
        if served != wish {
            self.adjustments.push(Adjustment {
                token: format!("{}.{token}", self.scheme),
                wish,
                served,
                wished_contrast: worst(wish, grounds),
                served_contrast: worst(served, grounds),
            });
        }
        served
    }
}

impl Palette {
    fn new(scheme: &'static str, wishes: Wishes, accent: Option<Color>) -> Self {
        let dark = scheme == "dark";
        let (paper, ink) = if dark { (Color::new(16, 20, 24), Color::WHITE) } else { (Color::WHITE, Color::INK) };
        let mut adjuster = Adjuster { scheme, adjustments: Vec::new() };
        let background = wishes.background.unwrap_or(paper);
        let surface = wishes.surface.unwrap_or(paper);
        let grounds = [background, surface];
        let text = adjuster.reach("text", wishes.text.unwrap_or(ink), TEXT_CONTRAST, &grounds);
        let wish = accent.or(wishes.accent).unwrap_or(text);
        let filled = adjuster.reach("accent", wish, CONTROL_CONTRAST, &grounds);
        let focus = if accent.is_some() { filled } else { wishes.focus.unwrap_or(filled) };
        Self {
            background,
            surface,
            text,
            accent: filled,
            link: filled.reaching(TEXT_CONTRAST, &grounds),
            danger: adjuster.reach("danger", wishes.danger.unwrap_or(text), TEXT_CONTRAST, &grounds),
            focus: adjuster.reach("focus", focus, CONTROL_CONTRAST, &grounds),
            muted: text.mix(surface, 34).reaching(TEXT_CONTRAST, &grounds),
            border: text.mix(surface, 52).reaching(CONTROL_CONTRAST, &grounds),
            adjustments: adjuster.adjustments,
        }
    }

    /// The custom properties, without selector.
    fn properties(&self) -> String {
        let soft = |color: Color, percent: u8| self.surface.mix(color, percent);
        // Pressed buttons move away from their own label, so that it stays readable.
        let away = if self.accent.ink() == Color::WHITE { Color::INK } else { Color::WHITE };
        let pairs = [
            ("background", self.background),
            ("surface", self.surface),
            ("raised", soft(self.text, 4)),
            ("text", self.text),
            ("muted", self.muted),
            ("line", soft(self.text, 13)),
            ("border", self.border),
            ("accent", self.accent),
            ("accent-strong", self.accent.mix(away, 14)),
            ("accent-soft", soft(self.accent, 9)),
            ("on-accent", self.accent.ink()),
            ("link", self.link),
            ("danger", self.danger),
            ("danger-soft", soft(self.danger, 8)),
            ("focus", self.focus),
        ];
        pairs.iter().fold(String::new(), |mut css, (name, color)| {
            let _ = write!(css, "--{name}:{color};");
            css
        })
    }
}

/// Both schemes of a theme, with the accents of a realm or client if it has any.
fn schemes(manifest: &Manifest, accents: Accents) -> [Palette; 2] {
    // One accent alone serves both schemes: contrast moves it where needed.
    let light = accents.light.or(accents.dark);
    let dark = accents.dark.or(accents.light);
    [Palette::new("light", manifest.color.light, light), Palette::new("dark", manifest.color.dark, dark)]
}

/// The colors of a theme that could not be served as asked for.
pub(super) fn adjustments(manifest: &Manifest, accents: Accents) -> Vec<Adjustment> {
    schemes(manifest, accents).into_iter().flat_map(|palette| palette.adjustments).collect()
}

/// What an accent has become in one use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shade {
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// `control` or `link`.
    pub r#use: &'static str,
    /// The contrast that the use needs.
    pub needed: f64,
    /// The accent that is asked for.
    pub wish: Color,
    /// Whether that is the accent of the dark scheme.
    pub is_dark_wish: bool,
    /// What is served.
    pub served: Color,
    grounds: [Color; 2],
}

impl Shade {
    /// The lowest contrast of `color` with what the accent stands on.
    pub fn contrast_of(&self, color: Color) -> f64 {
        worst(color, &self.grounds)
    }
}

/// What `accents` become in each scheme and use.
pub(super) fn shades(manifest: &Manifest, accents: Accents) -> Vec<Shade> {
    let [light, dark] = schemes(manifest, accents);
    let light =
        accents.light.map(|wish| (wish, false)).or(accents.dark.map(|wish| (wish, true))).zip(Some(("light", light)));
    let dark =
        accents.dark.map(|wish| (wish, true)).or(accents.light.map(|wish| (wish, false))).zip(Some(("dark", dark)));
    let uses = [light, dark].into_iter().flatten().map(|((wish, is_dark_wish), (scheme, palette))| {
        let grounds = [palette.background, palette.surface];
        let shade = |r#use, needed, served| Shade { scheme, r#use, needed, wish, is_dark_wish, served, grounds };
        [shade("control", CONTROL_CONTRAST, palette.accent), shade("link", TEXT_CONTRAST, palette.link)]
    });
    uses.flatten().collect()
}

/// The colors of both schemes as custom properties of the root.
pub(super) fn colors(manifest: &Manifest, accents: Accents) -> String {
    let [light, dark] = schemes(manifest, accents);
    let (light, dark) = (light.properties(), dark.properties());
    // The page names a scheme where the person has chosen one.
    format!(
        ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}\n\
         :root[data-scheme=light]{{color-scheme:light}}\n:root[data-scheme=dark]{{color-scheme:dark;{dark}}}\n"
    )
}

/// The colors of both schemes by name, for what cannot use custom properties: mails.
pub(super) fn named(manifest: &Manifest, accents: Accents) -> [BTreeMap<String, String>; 2] {
    schemes(manifest, accents).map(|palette| {
        let properties = palette.properties();
        let pairs = properties.split(';').filter_map(|pair| pair.strip_prefix("--")?.split_once(':'));
        pairs.map(|(name, color)| (name.replace('-', "_"), color.to_owned())).collect()
    })
}

/// Shape and type as custom properties of the root.
pub(super) fn shape(manifest: &Manifest) -> String {
    let pairs = [
        ("radius", &manifest.shape.radius, "12px"),
        ("width", &manifest.shape.width, "400px"),
        ("family", &manifest.typography.family, "system-ui, sans-serif"),
        ("size", &manifest.typography.size, "1rem"),
    ];
    let body = pairs.iter().fold(String::new(), |mut css, (name, value, otherwise)| {
        let _ = write!(css, "--{name}:{};", value.as_deref().unwrap_or(otherwise));
        css
    });
    format!(":root{{color-scheme:light dark;{body}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(toml: &str) -> Manifest {
        Manifest::parse(&format!("name='x'\ncontract=1\n{toml}")).unwrap()
    }

    #[test]
    fn whatever_accent_is_asked_for_is_served_readable() {
        let manifest = manifest("[color.light]\nbackground='#fff'\nsurface='#f5f7fa'\ntext='#888'");
        for step in 0..=255 {
            let accents = Accents { light: Some(Color::new(255, step, 0)), dark: Some(Color::new(0, 0, step)) };
            for palette in schemes(&manifest, accents) {
                for ground in [palette.background, palette.surface] {
                    assert!(palette.text.contrast(ground) >= TEXT_CONTRAST);
                    assert!(palette.muted.contrast(ground) >= TEXT_CONTRAST);
                    assert!(palette.link.contrast(ground) >= TEXT_CONTRAST);
                    assert!(palette.accent.contrast(ground) >= CONTROL_CONTRAST);
                    assert!(palette.focus.contrast(ground) >= CONTROL_CONTRAST);
                    assert!(palette.border.contrast(ground) >= CONTROL_CONTRAST);
                }
                assert!(palette.accent.contrast(palette.accent.ink()) >= TEXT_CONTRAST);
            }
        }
    }

    #[test]
    fn a_moved_color_is_told_with_both_ratios() {
        let adjusted = adjustments(&manifest("[color.light]\naccent='#ffe066'\n"), Accents::default());
        let accent = adjusted.iter().find(|entry| entry.token == "light.accent").unwrap();
        assert!(accent.wished_contrast < CONTROL_CONTRAST && accent.served_contrast >= CONTROL_CONTRAST);
        assert_eq!(accent.wish, "#ffe066".parse().unwrap());
    }
}
