//! The account area as an installed application (product TH-12).

use fluent_bundle::FluentArgs;

use super::branding::Branding;
use super::locale::Locale;
use super::palette;
use super::themes::Themes;

/// What a web application manifest says of looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppLook {
    /// What it is called.
    pub name: String,
    /// The same where there is little room.
    pub short_name: String,
    /// The path of its icon, an SVG.
    pub icon: String,
    /// The style sheet's path.
    pub stylesheet: String,
    /// Behind the pages, as in CSS.
    pub background: String,
    /// The color of controls, as in CSS.
    pub accent: String,
}

impl Themes {
    /// How the account area of a realm looks whose theme is `theme` and whose pages stand below `base`, in the words of
    /// `locale`.
    pub fn app(
        &self,
        (theme, locale): (Option<&str>, &Locale),
        base: &str,
        (branding, realm): (&Branding, &str),
    ) -> Option<AppLook> {
        let (name, theme) = self.named(theme)?;
        let asset = |plain: &str| theme.path_of(base, &name, plain);
        let [light, _] = palette::named(&theme.manifest, branding.accents());
        let color = |name: &str| light.get(name).cloned().unwrap_or_default();
        let own_name = branding.name.as_deref().or(theme.manifest.brand.name.as_deref());
        let short_name = own_name.unwrap_or(realm).to_owned();
        let mut values = FluentArgs::new();
        values.set("realm", short_name.as_str());
        let said = theme.words.say(locale.as_str(), "app-name", &values).and_then(Result::ok);
        Some(AppLook {
            name: said.unwrap_or_else(|| short_name.clone()),
            short_name,
            icon: asset(theme.manifest.brand.favicon.as_deref().unwrap_or("icon.svg")),
            stylesheet: theme.style_path(base, &name, branding.accents()),
            background: color("background"),
            accent: color("accent"),
        })
    }
}
