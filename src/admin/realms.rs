//! Realms: made under names that stay unambiguous in URLs.

use serde_json::{Map, Value};
use url::Url;

use super::Error;
use super::roles::check_named;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::jose::Algorithm;
use crate::model::{
    ACCESS_TOKEN_LIFETIME_MAX, CONCERNED_MAX, DELETION_DELAY_DAYS_MAX, EndReason, FACTOR_RULES_MAX, FactorRule,
    GRACE_DAYS_MAX, PASSWORD_HISTORY_MAX, PasswordRules, Realm, RealmId, RealmSettings, Requirement, Revocation,
    SessionLimit, TRUST_DAYS_MAX, Those, check_attributes, is_host_name,
};
use crate::storage::{Database, Transaction, browser_sessions, grants, realms};
use crate::theme::{Branding, Locale};

/// A host name that a realm can have for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealmHost(String);

impl RealmHost {
    /// Reads a host name in any case, for an installation whose base URL is `base`.
    ///
    /// # Errors
    /// `Invalid` for addresses, ports, the host of the base URL, and names that plain http would not stay on this machine
    /// for.
    pub fn parse(text: &str, base: &str) -> Result<Self, Error> {
        let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
        let host = text.to_ascii_lowercase();
        if !is_host_name(&host) {
            return invalid("a realm's host is a name such as login.customer.example, without scheme, port and path");
        }
        let base = Url::parse(base).map_err(|error| Error::Invalid(error.to_string()))?;
        if base.host_str() == Some(host.as_str()) {
            return invalid("that is the host of the base URL, which is the default realm's");
        }
        if base.scheme() != "https" && !host.ends_with(".localhost") {
            return invalid("where the base URL begins with http://, a realm's host ends with .localhost");
        }
        Ok(Self(host))
    }
}

/// What a realm is made from.
#[derive(Clone, Debug, Default)]
pub struct NewRealm {
    /// 1 to 50 lower-case letters, digits and `-`.
    pub name: String,
    /// The name that people see.
    pub display_name: String,
    /// The host that is the realm's alone; without one it is at `/realms/{name}`.
    pub host: Option<RealmHost>,
}

/// Makes a realm.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    new: NewRealm,
) -> Result<Realm, Error> {
    if !Realm::is_name(&new.name) {
        return Err(Error::Invalid("a realm's name has 1 to 50 lower-case letters, digits and `-`".to_owned()));
    }
    let display_name = checked_display_name(&new.display_name)?;
    let realm = Realm {
        id: RealmId::from(origin.random.id()),
        name: new.name,
        host: new.host.map(|host| host.0),
        display_name,
        enabled: true,
        settings: RealmSettings::default(),
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    if !realms::insert(&mut tx, &realm).await? {
        return Err(Error::Taken);
    }
    let origin = Origin { realm: realm.id.clone(), ..origin.clone() };
    audit::record(&mut tx, &origin, &Event::success(EventName::RealmCreated, actor, Target::Realm(&realm.id))).await?;
    tx.commit().await?;
    Ok(realm)
}

fn checked_display_name(name: &str) -> Result<String, Error> {
    let trimmed = name.trim();
    if trimmed.is_empty() || trimmed.chars().count() > 100 {
        return Err(Error::Invalid("a display name has 1 to 100 characters".to_owned()));
    }
    Ok(trimmed.to_owned())
}

/// What is to become different in a realm; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct RealmChange {
    /// The name that people see.
    pub display_name: Option<String>,
    /// The host that is the realm's alone; `Some(None)` for the path below the base URL.
    pub host: Option<Option<RealmHost>>,
    /// How many sessions each user may have at once; `Some(None)` for any number.
    pub session_limit: Option<Option<SessionLimit>>,
    /// A disabled realm answers 404 everywhere.
    pub enabled: Option<bool>,
    /// All other settings, with the version of the realm that they were read from.
    pub settings: Option<(i64, RealmSettings)>,
}

/// Changes the realm that `origin` names. A change of its host is a change of its issuer: what the old issuer has issued
/// ends, sessions included, and is returned to be announced (a refresh must not change `iss`, OpenID Connect Core 1.0 §12.2).
///
/// # Errors
/// `NotFound`, `Invalid`, `Taken`, and `Changed` if settings were read from an older version.
pub async fn change_realm(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    change: RealmChange,
) -> Result<(Realm, Vec<Revocation>), Error> {
    let mut tx = database.begin().await?;
    let mut realm = realms::lock(&mut tx, &origin.realm).await?.ok_or(Error::NotFound)?;
    let id = realm.id.clone();
    let mut event = Event::success(EventName::RealmUpdated, actor, Target::Realm(&id));
    if let Some(name) = change.display_name {
        realm.display_name = checked_display_name(&name)?;
        event = event.detail("display_name", realm.display_name.as_str());
    }
    if let Some(enabled) = change.enabled {
        if realm.id.is_default() && !enabled {
            return Err(Error::Invalid("the default realm cannot be disabled".to_owned()));
        }
        realm.enabled = enabled;
        event = event.detail("enabled", enabled);
    }
    if let Some((version, settings)) = change.settings {
        if version != realm.version {
            return Err(Error::Changed);
        }
        check_settings(&settings)?;
        check_named(&mut tx, origin, &settings.factor_rules).await?;
        event = event.detail("settings", differences(&realm.settings, &settings));
        realm.settings = settings;
    }
    if let Some(limit) = change.session_limit {
        realm.settings.session_limit = limit;
        event = event.detail("session_limit", serde_json::json!(limit));
    }
    let mut ended = Vec::new();
    let host = change.host.map_or_else(|| realm.host.clone(), |host| host.map(|host| host.0));
    if host != realm.host {
        if realm.id.is_default() {
            return Err(Error::Invalid("the default realm is at the base URL".to_owned()));
        }
        event = event.detail("host", host.clone());
        realm.host = host;
        ended = end_all(&mut tx, origin).await?;
    }
    realm.version += 1;
    realm.updated_at = origin.now;
    realms::update(&mut tx, &realm).await?;
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok((realm, ended))
}

fn check_settings(settings: &RealmSettings) -> Result<(), Error> {
    let bounds = &settings.client_bounds;
    let longest = u32::try_from(ACCESS_TOKEN_LIFETIME_MAX.as_secs()).unwrap_or(u32::MAX);
    for (name, seconds, most) in [
        ("access_token_lifetime_seconds", settings.access_token_lifetime_seconds, longest),
        ("id_token_lifetime_seconds", settings.id_token_lifetime_seconds, longest),
        ("refresh_token_lifetime_seconds", settings.refresh_token_lifetime_seconds, u32::MAX),
        ("client_bounds.access_token_lifetime_seconds", bounds.access_token_lifetime_seconds, longest),
        ("client_bounds.id_token_lifetime_seconds", bounds.id_token_lifetime_seconds, longest),
        ("client_bounds.refresh_token_lifetime_seconds", bounds.refresh_token_lifetime_seconds, u32::MAX),
        ("client_bounds.refresh_absolute_lifetime_seconds", bounds.refresh_absolute_lifetime_seconds, u32::MAX),
    ] {
        if seconds.is_some_and(|seconds| !(1..=most).contains(&seconds)) {
            return Err(Error::Invalid(format!("{name} must be between 1 and {most}")));
        }
    }
    let is_offered = |name: &String| Algorithm::ALL.iter().any(|alg| alg.as_str() == name);
    if let Some(name) = bounds.signing_algorithms.iter().find(|name| !is_offered(name)) {
        return Err(Error::Invalid(format!("client_bounds.signing_algorithms: {name} is not offered")));
    }
    if settings.password_min_length.is_some_and(|length| !(8..=128).contains(&length)) {
        return Err(Error::Invalid("password_min_length must be between 8 and 128".to_owned()));
    }
    if settings.deletion_delay_days.is_some_and(|days| !(1..=DELETION_DELAY_DAYS_MAX).contains(&days)) {
        return Err(Error::Invalid(format!("deletion_delay_days must be between 1 and {DELETION_DELAY_DAYS_MAX}")));
    }
    check_passwords(&settings.passwords)?;
    check_factor_rules(&settings.factor_rules)?;
    if settings.default_locale.as_deref().is_some_and(|tag| Locale::parse(tag).is_none()) {
        return Err(Error::Invalid("default_locale must be a language tag such as de or pt-BR".to_owned()));
    }
    if settings.trusted_devices.is_some_and(|rules| !(1..=TRUST_DAYS_MAX).contains(&rules.days)) {
        return Err(Error::Invalid(format!("trusted_devices.days must be between 1 and {TRUST_DAYS_MAX}")));
    }
    settings.risk.check().map_err(|problem| Error::Invalid(problem.to_owned()))?;
    settings.registration.check().map_err(|problem| Error::Invalid(problem.to_owned()))?;
    check_attributes(&settings.attributes).map_err(Error::Invalid)?;
    let branding = Value::Object(settings.branding.clone());
    Branding::from_json(branding).map_err(|problem| Error::Invalid(format!("branding: {problem}")))?;
    Ok(())
}

fn check_factor_rules(rules: &[FactorRule]) -> Result<(), Error> {
    let invalid = |sentence: String| Err(Error::Invalid(sentence));
    if rules.len() > FACTOR_RULES_MAX {
        return invalid(format!("there are at most {FACTOR_RULES_MAX} factor_rules"));
    }
    for rule in rules {
        let name = &rule.name;
        if !(1..=100).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return invalid("the name of a factor rule has 1 to 100 characters".to_owned());
        }
        if rule.grace_days > GRACE_DAYS_MAX {
            return invalid(format!("grace_days of the factor rule {name} must be between 0 and {GRACE_DAYS_MAX}"));
        }
        if rule.since.as_deref().is_some_and(|since| Timestamp::from_rfc3339(since).is_none()) {
            return invalid(format!("since of the factor rule {name} is a time such as 2026-01-31T12:00:00Z"));
        }
        let lists = rule.concerns.those();
        let is_empty = lists.is_some_and(Those::has_empty_list)
            || matches!(&rule.require, Requirement::OneOf(kinds) if kinds.is_empty());
        if is_empty {
            return invalid(format!("the factor rule {name} has an empty list"));
        }
        if lists.is_some_and(|lists| lists.entries() > CONCERNED_MAX) {
            return invalid(format!(
                "the factor rule {name} names more than {CONCERNED_MAX} clients, roles and groups"
            ));
        }
    }
    Ok(())
}

fn check_passwords(rules: &PasswordRules) -> Result<(), Error> {
    let invalid = |sentence: String| Err(Error::Invalid(sentence));
    if rules.max_length.is_some_and(|length| !(64..=256).contains(&length)) {
        return invalid("passwords.max_length must be between 64 and 256".to_owned());
    }
    if rules.max_age_days.is_some_and(|days| days > 3650) {
        return invalid("passwords.max_age_days must be between 0 and 3650".to_owned());
    }
    if rules.history.is_some_and(|history| history > PASSWORD_HISTORY_MAX) {
        return invalid(format!("passwords.history must be between 0 and {PASSWORD_HISTORY_MAX}"));
    }
    let is_word = |word: &String| (3..=100).contains(&word.chars().count());
    if rules.blocked_words.len() > 1000 || !rules.blocked_words.iter().all(is_word) {
        return invalid("passwords.blocked_words has at most 1000 words of 3 to 100 characters".to_owned());
    }
    Ok(())
}

/// The names of what differs, separated by spaces.
fn differences(before: &RealmSettings, after: &RealmSettings) -> String {
    let fields = |settings: &RealmSettings| match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (old, new) = (fields(before), fields(after));
    let mut names: Vec<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    names.retain(|name| old.get(*name) != new.get(*name));
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

async fn end_all(tx: &mut Transaction, origin: &Origin) -> Result<Vec<Revocation>, Error> {
    browser_sessions::end_of_realm(tx, &origin.realm, EndReason::Administrator, origin.now).await?;
    Ok(grants::revoke_of_realm(tx, &origin.realm, EndReason::Administrator, origin.now).await?)
}
