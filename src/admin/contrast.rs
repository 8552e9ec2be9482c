//! What becomes of the colors that realms and clients set (product TH-03).

use serde_json::Value;

use crate::model::RealmSettings;
use crate::spec::ClientMetadata;
use crate::theme::{Branding, Contrast, Themes};

/// The colors of a realm that are too low in contrast, with what is served instead.
pub fn contrast_of_realm(themes: &Themes, settings: &RealmSettings) -> Vec<Contrast> {
    themes.contrast(settings.theme.as_deref(), &of_realm(settings), &Branding::default())
}

/// The colors of a client that are too low in contrast, in a realm with these settings.
pub fn contrast_of_client(themes: &Themes, settings: &RealmSettings, metadata: &ClientMetadata) -> Vec<Contrast> {
    let own = metadata.branding.clone().map(Branding::from_json).and_then(Result::ok).unwrap_or_default();
    themes.contrast(settings.theme.as_deref(), &own, &of_realm(settings))
}

fn of_realm(settings: &RealmSettings) -> Branding {
    // Pages leave out what cannot be read, too.
    Branding::from_json(Value::Object(settings.branding.clone())).unwrap_or_default()
}
