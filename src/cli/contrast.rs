//! What is said of custom colors when they are saved (product TH-03).

use serde_json::{Value, json};

use super::context::Context;
use crate::admin;
use crate::model::RealmSettings;
use crate::spec::ClientMetadata;
use crate::theme::{Contrast, ThemeError, Themes};

/// Colors whose contrast is too low, for people and for scripts.
pub(super) struct Told {
    /// A note for each.
    pub notes: Vec<String>,
    /// The same as a list; null when it cannot be known.
    pub json: Value,
}

/// Those of a realm.
pub(super) fn of_realm(context: &Context, settings: &RealmSettings) -> Told {
    if settings.branding.is_empty() {
        return told(Ok(Vec::new()));
    }
    told(themes(context).map(|themes| admin::contrast_of_realm(&themes, settings)))
}

/// Those of a client of the context's realm.
pub(super) fn of_client(context: &Context, metadata: &ClientMetadata) -> Told {
    if metadata.branding.is_none() {
        return told(Ok(Vec::new()));
    }
    let settings = &context.realm.realm.settings;
    told(themes(context).map(|themes| admin::contrast_of_client(&themes, settings, metadata)))
}

fn themes(context: &Context) -> Result<Themes, ThemeError> {
    let theme = &context.settings.theme;
    Themes::load(theme.directory.clone(), &theme.name)
}

fn told(found: Result<Vec<Contrast>, ThemeError>) -> Told {
    match found {
        Ok(found) => Told { notes: found.iter().map(|one| format!("note: {one}")).collect(), json: json!(found) },
        // What was to be saved is saved; the theme is another matter.
        Err(error) => Told { notes: vec![format!("note: contrast is unknown: {error}")], json: Value::Null },
    }
}
