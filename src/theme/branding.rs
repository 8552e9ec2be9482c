//! Branding above a theme: what a realm or a client may set in the console. Plain values only, no HTML, no CSS (T-5).

use serde::{Deserialize, Serialize};

use super::color::Color;
use super::palette::Accents;

/// One layer of branding. Layers are laid over each other with [`Branding::over`]; what is absent shines through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The provider's name, small beside its logo and in page titles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A logo on the own origin: an absolute path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The logo in the dark scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_dark: Option<String>,
    /// The accent color in the light scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// The accent color in the dark scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_dark: Option<Color>,
    /// Where help is found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// Terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// Privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
}

impl Branding {
    /// Reads a layer as realms and clients store it.
    ///
    /// # Errors
    /// A sentence for the person who set it: an unknown field, a malformed color, a logo from elsewhere, an unsafe link.
    pub fn from_json(value: serde_json::Value) -> Result<Self, String> {
        let layer: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        for logo in [&layer.logo, &layer.logo_dark].into_iter().flatten() {
            if !is_local_path(logo) {
                return Err("a logo is a path on this server, beginning with one slash".to_owned());
            }
        }
        for link in [&layer.support, &layer.terms, &layer.privacy].into_iter().flatten() {
            if !is_safe_link(link) {
                return Err("a link begins with https://, or with one slash, or with mailto:".to_owned());
            }
        }
        Ok(layer)
    }

    /// This layer with what it leaves open taken from `below`.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        // A dark logo or accent belongs to the light one beside it, never to that of another layer.
        let own_logo = self.logo.is_some();
        let own_accent = self.accent.is_some();
        Self {
            name: self.name.or(below.name),
            logo: self.logo.or(below.logo),
            logo_dark: if own_logo { self.logo_dark } else { self.logo_dark.or(below.logo_dark) },
            accent: self.accent.or(below.accent),
            accent_dark: if own_accent { self.accent_dark } else { self.accent_dark.or(below.accent_dark) },
            support: self.support.or(below.support),
            terms: self.terms.or(below.terms),
            privacy: self.privacy.or(below.privacy),
        }
    }

    pub(super) const fn accents(&self) -> Accents {
        Accents { light: self.accent, dark: self.accent_dark }
    }
}

/// Whether a text is an absolute path on the own origin.
pub(super) fn is_local_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\n', '\r', '\t'])
}

fn is_safe_link(text: &str) -> bool {
    is_local_path(text)
        || url::Url::parse(text).is_ok_and(|url| match url.scheme() {
            "https" => true,
            "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
            "mailto" => !url.path().is_empty(),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_later_layer_wins_and_keeps_its_pair_together() {
        let realm =
            Branding::from_json(json!({"name": "Acme", "accent": "#0b5cad", "accent_dark": "#7db8ff", "terms": "/t"}));
        let client = Branding::from_json(json!({"accent": "#c2185b"}));
        let both = client.unwrap().over(realm.unwrap());
        assert_eq!(both.name.as_deref(), Some("Acme"));
        assert_eq!(both.accent, "#c2185b".parse().ok());
        assert_eq!(both.accent_dark, None);
        assert_eq!(both.terms.as_deref(), Some("/t"));
    }

    #[test]
    fn links_and_logos_lead_nowhere_unsafe() {
        for bad in [
            json!({"terms": "javascript:alert(1)"}),
            json!({"privacy": "//evil.example"}),
            json!({"support": "data:text/html,x"}),
            json!({"logo": "https://elsewhere.example/logo.png"}),
            json!({"logo": "/\\evil.example"}),
            json!({"accent": "red;}"}),
            json!({"css": "*{}"}),
        ] {
            assert!(Branding::from_json(bad.clone()).is_err(), "{bad}");
        }
        assert!(
            Branding::from_json(json!({"support": "mailto:help@acme.example", "terms": "https://acme.example/t"}))
                .is_ok()
        );
    }
}
