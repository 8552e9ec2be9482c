//! `theme.toml`: a theme's name, parent and design tokens, as written and with the parent's behind them.

use serde::Deserialize;

use super::color::Color;

/// The version of template data and ids that this release serves.
pub(super) const CONTRACT: u32 = 1;

/// A `theme.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub name: String,
    pub parent: Option<String>,
    pub contract: u32,
    #[serde(default)]
    pub color: Schemes,
    #[serde(default)]
    pub shape: Shape,
    #[serde(default, rename = "type")]
    pub typography: Typography,
    #[serde(default)]
    pub brand: Brand,
}

/// The colors of both schemes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Schemes {
    pub light: Wishes,
    pub dark: Wishes,
}

/// The colors asked for; the rest of a scheme is derived from them.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wishes {
    pub accent: Option<Color>,
    pub background: Option<Color>,
    pub surface: Option<Color>,
    pub text: Option<Color>,
    pub danger: Option<Color>,
    pub focus: Option<Color>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Shape {
    pub radius: Option<String>,
    pub width: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typography {
    pub family: Option<String>,
    pub size: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Brand {
    pub name: Option<String>,
    pub logo: Option<String>,
    pub logo_dark: Option<String>,
    pub favicon: Option<String>,
}

impl Manifest {
    /// Reads a manifest and refuses values that could leave their declaration in the style sheet.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| format!("theme.toml: {error}"))?;
        let lengths = [&manifest.shape.radius, &manifest.shape.width, &manifest.typography.size];
        if let Some(bad) = lengths.into_iter().flatten().find(|value| !is_length(value)) {
            return Err(format!("theme.toml: `{bad}` is not a length in px, rem or em"));
        }
        match &manifest.typography.family {
            Some(family) if !is_family(family) => Err(format!("theme.toml: `{family}` is not a list of font families")),
            _ => Ok(manifest),
        }
    }

    /// This manifest with the gaps filled from its parent.
    #[must_use]
    pub fn over(self, parent: Self) -> Self {
        Self {
            color: Schemes {
                light: self.color.light.over(parent.color.light),
                dark: self.color.dark.over(parent.color.dark),
            },
            shape: Shape {
                radius: self.shape.radius.or(parent.shape.radius),
                width: self.shape.width.or(parent.shape.width),
            },
            typography: Typography {
                family: self.typography.family.or(parent.typography.family),
                size: self.typography.size.or(parent.typography.size),
            },
            brand: Brand {
                name: self.brand.name.or(parent.brand.name),
                logo: self.brand.logo.or(parent.brand.logo),
                logo_dark: self.brand.logo_dark.or(parent.brand.logo_dark),
                favicon: self.brand.favicon.or(parent.brand.favicon),
            },
            ..self
        }
    }
}

impl Wishes {
    fn over(self, parent: Self) -> Self {
        Self {
            accent: self.accent.or(parent.accent),
            background: self.background.or(parent.background),
            surface: self.surface.or(parent.surface),
            text: self.text.or(parent.text),
            danger: self.danger.or(parent.danger),
            // A focus color chosen for another accent would look foreign; it follows the accent unless set.
            focus: self.focus.or(self.accent).or(parent.focus),
        }
    }
}

fn is_length(text: &str) -> bool {
    let number = ["px", "rem", "em"].iter().find_map(|unit| text.strip_suffix(unit));
    number.is_some_and(|number| number.parse::<f32>().is_ok_and(|value| (0.0..=1000.0).contains(&value)))
}

fn is_family(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '"' | '\''))
        && text.matches('"').count().is_multiple_of(2)
        && text.matches('\'').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_declaration() {
        let with = |line: &str| Manifest::parse(&format!("name = 'x'\ncontract = 1\n{line}"));
        assert!(with("[shape]\nradius = '12px'").is_ok());
        assert!(with("[type]\nfamily = '\"Source Sans\", system-ui, sans-serif'").is_ok());
        for line in [
            "[shape]\nradius = '1px;}*{color:red'",
            "[shape]\nwidth = 'NaNpx'",
            "[type]\nfamily = 'a;}'",
            "[type]\nfamily = 'a\"'",
            "[color.light]\naccent = 'url(//x)'",
            "colour = 1",
        ] {
            assert!(with(line).is_err(), "{line}");
        }
    }
}
