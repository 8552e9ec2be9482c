//! What becomes of the colors that a realm or client sets (product TH-03): where their contrast is too low, the nearest shade
//! that passes is served, and both ratios are told.

use std::fmt;

use serde::Serialize;

use super::branding::Branding;
use super::color::Color;
use super::manifest::Manifest;
use super::palette::{self, Shade};
use super::themes::Themes;

/// A custom color whose contrast is too low for one of its uses, and what is served there instead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// The member of the branding: `accent` or `accent_dark`.
    pub member: &'static str,
    /// The scheme in which it is too low: `light` or `dark`.
    pub scheme: &'static str,
    /// What is colored: `control` for buttons and marks, `link` for words.
    pub r#use: &'static str,
    /// The ratio that this use needs (WCAG 2.2 §1.4.3, §1.4.11).
    pub needed: f64,
    /// The color that is set.
    pub given: Color,
    /// Its lowest ratio to what it stands on, rounded down to hundredths.
    pub given_contrast: f64,
    /// The color that is served.
    pub served: Color,
    /// Its lowest ratio, rounded down to hundredths.
    pub served_contrast: f64,
}

impl fmt::Display for Contrast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colored = if self.r#use == "link" { "links" } else { "buttons and marks" };
        write!(
            f,
            "branding.{}: {} has a contrast of {:.2} in the {} scheme, where {colored} need {:.1}; they are {} with {:.2}",
            self.member, self.given, self.given_contrast, self.scheme, self.needed, self.served, self.served_contrast
        )
    }
}

impl Themes {
    /// What becomes of the colors of `layer`, over `below` and the theme; of those of other layers nothing is said. A theme
    /// that is absent or unknown is the configured one, as for pages.
    pub fn contrast(&self, theme: Option<&str>, layer: &Branding, below: &Branding) -> Vec<Contrast> {
        self.find(theme).map(|theme| contrast(&theme.manifest, layer, below)).unwrap_or_default()
    }
}

fn contrast(manifest: &Manifest, layer: &Branding, below: &Branding) -> Vec<Contrast> {
    let accents = layer.clone().over(below.clone()).accents();
    let is_own = |shade: &Shade| if shade.is_dark_wish { layer.accent_dark.is_some() } else { layer.accent.is_some() };
    palette::shades(manifest, accents)
        .into_iter()
        .filter(|shade| shade.served != shade.wish && is_own(shade))
        .map(told)
        .collect()
}

fn told(shade: Shade) -> Contrast {
    // Rounded up, a ratio that fails would look like one that passes.
    let hundredths = |ratio: f64| (ratio * 100.0).floor() / 100.0;
    Contrast {
        member: if shade.is_dark_wish { "accent_dark" } else { "accent" },
        scheme: shade.scheme,
        r#use: shade.r#use,
        needed: shade.needed,
        given: shade.wish,
        given_contrast: hundredths(shade.contrast_of(shade.wish)),
        served: shade.served,
        served_contrast: hundredths(shade.contrast_of(shade.served)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GROUNDS: &str = "name='x'\ncontract=1\n[color.light]\nbackground='#ffffff'\nsurface='#ffffff'\n\
                           [color.dark]\nbackground='#101418'\nsurface='#101418'\n";

    fn of(layer: serde_json::Value, below: serde_json::Value) -> Vec<Contrast> {
        let read = |value| Branding::from_json(value).unwrap();
        contrast(&Manifest::parse(GROUNDS).unwrap(), &read(layer), &read(below))
    }

    fn places(found: &[Contrast]) -> Vec<(&'static str, &'static str, &'static str)> {
        found.iter().map(|one| (one.member, one.scheme, one.r#use)).collect()
    }

    #[test]
    fn every_use_of_a_color_that_is_too_low_is_told_with_both_ratios() {
        let yellow = of(json!({"accent": "#ffe066"}), json!({}));
        assert_eq!(places(&yellow), [("accent", "light", "control"), ("accent", "light", "link")]);
        for one in &yellow {
            assert!(one.given_contrast < one.needed && one.served_contrast >= one.needed, "{one:?}");
            assert!(one.served_contrast < one.needed + 0.5, "no further than needed: {one:?}");
            assert_eq!(one.given.to_string(), "#ffe066");
        }
        // A color that buttons may have, but words may not.
        assert_eq!(
            places(&of(json!({"accent": "#808080", "accent_dark": "#ffffff"}), json!({}))),
            [("accent", "light", "link")]
        );
        // Alone, a dark accent serves both schemes.
        let white = of(json!({"accent_dark": "#ffffff"}), json!({}));
        assert_eq!(places(&white), [("accent_dark", "light", "control"), ("accent_dark", "light", "link")]);
        let navy = of(json!({"accent": "#0a1a50", "accent_dark": "#0a1a50"}), json!({}));
        assert_eq!(places(&navy), [("accent_dark", "dark", "control"), ("accent_dark", "dark", "link")]);
        let sentence = navy[0].to_string();
        assert!(sentence.starts_with("branding.accent_dark: #0a1a50 has a contrast of 1."), "{sentence}");
        assert!(sentence.contains("in the dark scheme, where buttons and marks need 3.0; they are #"), "{sentence}");
        assert!(of(json!({"accent": "#0b5cad", "accent_dark": "#7db8ff"}), json!({})).is_empty());
    }

    #[test]
    fn nothing_is_said_of_the_colors_of_other_layers() {
        let low = json!({"accent": "#ffe066", "accent_dark": "#0a1a50"});
        assert!(of(json!({}), low.clone()).is_empty());
        assert!(of(json!({"name": "Shop"}), low.clone()).is_empty());
        // The accent of a client stands for both schemes: the dark one of the realm is none of its.
        let own = of(json!({"accent": "#123456"}), low.clone());
        assert_eq!(places(&own), [("accent", "dark", "control"), ("accent", "dark", "link")]);
        let own = of(json!({"accent_dark": "#101418"}), low);
        assert_eq!(places(&own), [("accent_dark", "dark", "control"), ("accent_dark", "dark", "link")]);
    }

    #[test]
    fn ratios_are_rounded_down() {
        let found = of(json!({"accent": "#777777", "accent_dark": "#ffffff"}), json!({}));
        assert_eq!(found.iter().map(|one| one.given_contrast).collect::<Vec<_>>(), [4.47], "it is 4.478");
    }
}
