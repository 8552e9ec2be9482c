//! A letter under the letterhead of a realm.

use crate::clock::Timestamp;
use crate::outbound::mail::Letter;
use crate::theme::{Branding, Locale, MailRequest, MailView, Themes};

use super::Letterhead;

/// What a letter is made from, beside its letterhead.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The first half of its `Message-ID`.
    pub id: &'a str,
    /// Its `Date`.
    pub date: Timestamp,
    /// Where it goes.
    pub to: &'a str,
    /// The theme; that of the realm if absent.
    pub theme: Option<&'a str>,
    /// The language.
    pub locale: &'a Locale,
    /// What it says.
    pub view: &'a MailView,
}

/// Writes `draft` under `letterhead`.
///
/// # Errors
/// What of template or words cannot be rendered.
pub fn write(themes: &Themes, letterhead: &Letterhead, draft: Draft<'_>) -> Result<Letter, String> {
    let settings = &letterhead.realm.settings;
    let branding = Branding::from_json(serde_json::Value::Object(settings.branding.clone())).unwrap_or_default();
    let request = MailRequest {
        theme: draft.theme.or(settings.theme.as_deref()),
        locale: draft.locale,
        branding: &branding,
        realm: &letterhead.realm.display_name,
        issuer: &letterhead.issuer,
        view: draft.view,
    };
    let rendered = themes.mail(&request).map_err(|error| error.to_string())?;
    let host = url::Url::parse(&letterhead.issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
    Ok(Letter {
        id: draft.id.to_owned(),
        host: host.unwrap_or_else(|| "localhost".to_owned()),
        date: draft.date,
        reply_to: branding.support.as_deref().and_then(|link| link.strip_prefix("mailto:")).map(str::to_owned),
        from_name: branding.name.unwrap_or_else(|| letterhead.realm.display_name.clone()),
        to: draft.to.to_owned(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
    })
}
