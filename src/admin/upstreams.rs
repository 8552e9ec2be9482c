//! Providers elsewhere that people of a realm may sign in with.

use url::{Host, Url};

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::keys::SubKeys;
use crate::model::{UPSTREAMS_MAX, Upstream, UpstreamSettings, is_upstream_name, upstream_binding};
use crate::secret::Secret;
use crate::spec::Scope;
use crate::storage::{Database, StorageError, linked_identities, upstreams};

/// What a provider is made from.
#[derive(Clone, Debug, Default)]
pub struct NewUpstream {
    /// Its name in paths.
    pub name: String,
    /// The name that people see.
    pub display_name: String,
    /// Its issuer identifier, exactly.
    pub issuer: String,
    /// What this realm is called there.
    pub client_id: String,
    /// The client secret; none for a public client.
    pub secret: Option<Secret<String>>,
    /// The rest.
    pub settings: UpstreamSettings,
}

/// What becomes of the client secret.
#[derive(Clone, Debug, Default)]
pub enum SecretChange {
    /// It stays.
    #[default]
    Keep,
    /// Another takes its place.
    Replace(Secret<String>),
    /// There is none from now on.
    Remove,
}

/// Adds a provider, which is enabled at once.
///
/// # Errors
/// `Invalid`, and `Taken` when the realm knows the name or the issuer.
pub async fn create_upstream(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    actor: Actor<'_>,
    new: NewUpstream,
) -> Result<Upstream, Error> {
    let id = origin.random.id();
    let mut upstream = Upstream {
        realm: origin.realm.clone(),
        id,
        name: new.name,
        display_name: new.display_name,
        issuer: new.issuer,
        client_id: new.client_id,
        sealed: None,
        settings: new.settings,
        enabled: true,
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    check(&upstream)?;
    if upstreams::list(database, &origin.realm).await?.len() >= UPSTREAMS_MAX {
        return Err(Error::Invalid(format!("a realm has at most {UPSTREAMS_MAX} providers to sign in with")));
    }
    if let Some(secret) = &new.secret {
        upstream.sealed = Some(seal(sub_keys, &upstream, secret)?);
    }
    let mut tx = database.begin().await?;
    match upstreams::insert(&mut tx, &upstream).await {
        Err(StorageError::Conflict) => return Err(Error::Taken),
        other => other?,
    }
    let event = Event::success(EventName::UpstreamCreated, actor, Target::Upstream(&upstream.name));
    audit::record(&mut tx, origin, &said(event, &upstream)).await?;
    tx.commit().await?;
    Ok(upstream)
}

/// Stores `changed`, which must carry the version that was read. Name and issuer stay: what is linked hangs on them.
///
/// # Errors
/// `Invalid`, and `Changed` if somebody else was faster.
pub async fn change_upstream(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    actor: Actor<'_>,
    (mut changed, secret): (Upstream, SecretChange),
) -> Result<(), Error> {
    check(&changed)?;
    let secret_change = match &secret {
        SecretChange::Keep => "kept",
        SecretChange::Replace(secret) => {
            changed.sealed = Some(seal(sub_keys, &changed, secret)?);
            "replaced"
        }
        SecretChange::Remove => {
            changed.sealed = None;
            "removed"
        }
    };
    let mut tx = database.begin().await?;
    if !upstreams::update(&mut tx, &changed, origin.now).await? {
        return Err(Error::Changed);
    }
    let event = Event::success(EventName::UpstreamUpdated, actor, Target::Upstream(&changed.name));
    let event = said(event, &changed).detail("enabled", changed.enabled).detail("secret", secret_change);
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a provider with everything that was linked to it; how many identities that were. Whoever has no other way in gets
/// back by a mail or by an administrator.
///
/// # Errors
/// `NotFound`.
pub async fn remove_upstream(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    upstream: &Upstream,
) -> Result<u64, Error> {
    let mut tx = database.begin().await?;
    if !upstreams::delete(&mut tx, &origin.realm, &upstream.id).await? {
        return Err(Error::NotFound);
    }
    let linked = linked_identities::delete_of_issuer(&mut tx, &origin.realm, &upstream.issuer).await?;
    let event = Event::success(EventName::UpstreamDeleted, actor, Target::Upstream(&upstream.name));
    audit::record(&mut tx, origin, &event.detail("issuer", upstream.issuer.as_str()).detail("identities", linked))
        .await?;
    tx.commit().await?;
    Ok(linked)
}

/// What was decided, in the trail: above all whose word about addresses counts.
fn said<'a>(event: Event<'a>, upstream: &Upstream) -> Event<'a> {
    let settings = &upstream.settings;
    let event = event.detail("issuer", upstream.issuer.as_str()).detail("trusts_email", settings.trusts_email);
    event.detail("creates_users", settings.creates_users)
}

fn seal(sub_keys: &SubKeys, upstream: &Upstream, secret: &Secret<String>) -> Result<String, Error> {
    let text = secret.expose();
    // The alphabet of client_secret (RFC 6749, appendix A.2).
    if text.is_empty() || text.len() > 1024 || !text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
        return invalid("a client secret has 1 to 1024 printable ASCII characters");
    }
    Ok(sub_keys.seal(&upstream_binding(&upstream.realm, &upstream.id), text)?)
}

fn invalid<T>(sentence: &str) -> Result<T, Error> {
    Err(Error::Invalid(sentence.to_owned()))
}

fn check(upstream: &Upstream) -> Result<(), Error> {
    let is_line = |text: &str, most: usize| {
        !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
    };
    if !is_upstream_name(&upstream.name) {
        return invalid("a name has 1 to 32 lower-case letters, digits and `-`, and `-` at neither end");
    }
    if !is_line(&upstream.display_name, 60) {
        return invalid("the name that people see has 1 to 60 characters in one line");
    }
    if !is_line(&upstream.client_id, 256) {
        return invalid("a client_id has 1 to 256 characters in one line");
    }
    if !is_issuer(&upstream.issuer) {
        return invalid(
            "an issuer is an https URL without query and fragment, exactly as the provider's metadata say it",
        );
    }
    if Scope::parse(&upstream.settings.scopes).is_err() || upstream.settings.scopes.len() > 500 {
        return invalid("scopes are separated by single spaces, 500 characters in all at most");
    }
    Ok(())
}

/// OpenID Connect Discovery §3; without TLS for loopback hosts alone, which the fetcher reaches in development only.
fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let is_guarded = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    is_guarded && is_bare && url.password().is_none() && text.len() <= 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_urls_of_their_own() {
        for (text, fits) in [
            ("https://accounts.google.com", true),
            ("https://id.example/realms/a/", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080/realms/b", true),
            ("http://id.example", false),
            ("https://id.example?x", false),
            ("https://id.example#x", false),
            ("https://a@id.example", false),
            ("id.example", false),
            ("urn:a:b", false),
        ] {
            assert_eq!(is_issuer(text), fits, "{text}");
        }
    }
}
