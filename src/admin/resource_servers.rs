//! Resource servers: made and changed under rules that keep their tokens verifiable and their words readable.

use std::collections::BTreeMap;

use url::Url;

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::jose::Algorithm;
use crate::model::{ACCESS_TOKEN_LIFETIME_MAX, ResourceServer, ResourceSettings};
use crate::spec::Scope;
use crate::storage::{Database, resource_servers};
use crate::theme::Locale;

/// Permissions of a resource server, and languages of a description, at most.
const MANY: usize = 100;
/// Characters of a description at most.
const TEXT: usize = 200;

/// What a resource server is made from.
#[derive(Clone, Debug, Default)]
pub struct NewResourceServer {
    /// An absolute URI without a fragment (RFC 8707 §2).
    pub id: String,
    /// The name that people see.
    pub name: String,
    /// The rest.
    pub settings: ResourceSettings,
}

/// Registers a resource server. `offered` are the algorithms the realm has keys for.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_resource_server(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    new: NewResourceServer,
    offered: &[Algorithm],
) -> Result<ResourceServer, Error> {
    let is_uri = Url::parse(&new.id).is_ok_and(|url| url.fragment().is_none()) && new.id.len() <= 512;
    if !is_uri {
        return invalid("a resource server is named by an absolute URI without a fragment");
    }
    let server = ResourceServer {
        realm: origin.realm.clone(),
        id: new.id,
        name: new.name,
        settings: new.settings,
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    check(&server, offered)?;
    let mut tx = database.begin().await?;
    resource_servers::insert(&mut tx, &server).await?;
    let target = Target::ResourceServer(&server.id);
    audit::record(&mut tx, origin, &Event::success(EventName::ResourceServerCreated, actor, target)).await?;
    tx.commit().await?;
    Ok(server)
}

/// Stores `changed`, which must carry the version that was read. Tokens that were issued keep what they say.
///
/// # Errors
/// `Invalid`, and `Changed` if somebody else was faster.
pub async fn change_resource_server(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    changed: &ResourceServer,
    offered: &[Algorithm],
) -> Result<(), Error> {
    check(changed, offered)?;
    let mut tx = database.begin().await?;
    if !resource_servers::update(&mut tx, changed, origin.now).await? {
        return Err(Error::Changed);
    }
    let target = Target::ResourceServer(&changed.id);
    audit::record(&mut tx, origin, &Event::success(EventName::ResourceServerUpdated, actor, target)).await?;
    tx.commit().await?;
    Ok(())
}

fn invalid<T>(sentence: &str) -> Result<T, Error> {
    Err(Error::Invalid(sentence.to_owned()))
}

fn check(server: &ResourceServer, offered: &[Algorithm]) -> Result<(), Error> {
    let settings = &server.settings;
    if !is_text(&server.name) || server.name.trim().is_empty() {
        return invalid("the name of a resource server has 1 to 200 characters in one line");
    }
    if settings.signing_alg.as_deref().is_some_and(|name| !offered.iter().any(|alg| alg.as_str() == name)) {
        let names: Vec<&str> = offered.iter().map(|alg| alg.as_str()).collect();
        return Err(Error::Invalid(format!(
            "signing_alg must be one that the realm has keys for: {}",
            names.join(", ")
        )));
    }
    let longest = ACCESS_TOKEN_LIFETIME_MAX.as_secs();
    if settings.access_token_lifetime_seconds.is_some_and(|seconds| !(1..=longest).contains(&u64::from(seconds))) {
        return Err(Error::Invalid(format!("access_token_lifetime_seconds must be between 1 and {longest}")));
    }
    check_permissions(&settings.permissions)?;
    check_descriptions(settings)
}

fn check_permissions(permissions: &BTreeMap<String, String>) -> Result<(), Error> {
    if permissions.len() > MANY {
        return invalid("a resource server declares at most 100 permissions");
    }
    // The alphabet of scope values: everybody can read and split it.
    let is_name = |name: &str| Scope::parse(name).is_ok_and(|scope| scope.contains(name));
    match permissions.iter().find(|(name, text)| !is_name(name) || !is_text(text)) {
        Some((name, _)) => Err(Error::Invalid(format!(
            "the permission {name:?} is not usable: a name has 1 to 256 printable ASCII characters without spaces, \
             quotation marks and backslashes, a description at most 200 characters in one line"
        ))),
        None => Ok(()),
    }
}

fn check_descriptions(settings: &ResourceSettings) -> Result<(), Error> {
    for (scope, texts) in &settings.scope_descriptions {
        if !settings.scopes.contains(scope) {
            return Err(Error::Invalid(format!("{scope:?} is described, but is none of the scopes")));
        }
        let is_tag = |tag: &str| tag.is_empty() || Locale::parse(tag).is_some_and(|locale| locale.as_str() == tag);
        if texts.len() > MANY
            || texts.iter().any(|(tag, text)| !is_tag(tag) || !is_text(text) || text.trim().is_empty())
        {
            return Err(Error::Invalid(format!(
                "the descriptions of {scope:?} are not usable: each stands under a language tag such as de or pt-BR, \
                 or an empty one for all others, and has 1 to 200 characters in one line"
            )));
        }
    }
    Ok(())
}

/// Whether pages and lists can show `text`.
fn is_text(text: &str) -> bool {
    text.chars().count() <= TEXT && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Timestamp;
    use crate::model::RealmId;

    #[test]
    fn settings_that_are_refused() {
        for (settings, part) in [
            (json!({}), ""),
            (json!({"scopes": "a b", "scope_descriptions": {"a": {"": "Read", "de": "Lesen", "pt-BR": "Ler"}}}), ""),
            (
                json!({"permissions": {"read:all": ""}, "signing_alg": "ES256", "access_token_lifetime_seconds": 86400}),
                "",
            ),
            (json!({"signing_alg": "PS256"}), "has keys for: RS256, ES256"),
            (json!({"signing_alg": "none"}), "has keys for"),
            (json!({"access_token_lifetime_seconds": 0}), "between 1 and 86400"),
            (json!({"access_token_lifetime_seconds": 86401}), "between 1 and 86400"),
            (json!({"permissions": {"": ""}}), "not usable"),
            (json!({"permissions": {"read all": ""}}), "not usable"),
            (json!({"permissions": {"read": "a\nb"}}), "not usable"),
            (json!({"scopes": "a", "scope_descriptions": {"b": {}}}), "none of the scopes"),
            (json!({"scopes": "a", "scope_descriptions": {"a": {"deutsch!": "x"}}}), "language tag"),
            (json!({"scopes": "a", "scope_descriptions": {"a": {"DE": "x"}}}), "language tag"),
            (json!({"scopes": "a", "scope_descriptions": {"a": {"de": " "}}}), "language tag"),
        ] {
            let server = ResourceServer {
                realm: RealmId::default_realm(),
                id: "https://api.example".to_owned(),
                name: "API".to_owned(),
                settings: serde_json::from_value(settings.clone()).unwrap(),
                version: 1,
                created_at: Timestamp::from_secs(0),
                updated_at: Timestamp::from_secs(0),
            };
            let told = check(&server, &[Algorithm::RS256, Algorithm::ES256])
                .map_or_else(|error| error.to_string(), |()| String::new());
            assert!(told.contains(part) && told.is_empty() == part.is_empty(), "{settings}: {told}");
        }
    }
}
