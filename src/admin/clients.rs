//! Clients: registered with findings told, secrets made here and shown once.

use std::time::Duration;

use super::{By, Error, TypedSecret};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::keys::SubKeys;
use crate::model::{
    Client, ClientId, ClientSecret, EndReason, Revocation, UserId, gives_power_over_people, secret_binding,
};
use crate::secret::{Secret, token_hash};
use crate::spec::{ClientAuthMethod, ClientMetadata, Finding, GrantType};
use crate::storage::signing_keys::{self, SigningKey};
use crate::storage::{Database, Transaction, clients, grants, realms, resource_servers, users};
use crate::theme::Branding;

/// Prefix of client secrets, so that leaked ones are found by scanners.
const SECRET_PREFIX: &str = "ghs_";

/// Typed secrets of a client that are valid at a time, at most, before one more is added.
const TYPED_MAX: usize = 2;

/// What a client is made from.
#[derive(Clone, Debug, Default)]
pub struct NewClient {
    /// The `client_id`; a random one if absent.
    pub id: Option<String>,
    /// What it registers.
    pub metadata: ClientMetadata,
    /// The secret it brings along; one is made if it needs one and brings none.
    pub secret: Option<TypedSecret>,
}

impl NewClient {
    /// What a client is that says nothing else: one that signs people in, and can keep a secret unless it is public.
    pub fn usual_metadata(is_public: bool) -> ClientMetadata {
        ClientMetadata {
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            token_endpoint_auth_method: if is_public {
                ClientAuthMethod::None
            } else {
                ClientAuthMethod::ClientSecretBasic
            },
            ..ClientMetadata::default()
        }
    }
}

/// A client and the secret that is shown this once.
#[derive(Clone, Debug)]
pub struct ClientWithSecret {
    /// The client.
    pub client: Client,
    /// Its secret, if its method needs one.
    pub secret: Option<Secret<String>>,
    /// What is unwise but allowed.
    pub warnings: Vec<Finding>,
}

/// Registers a client.
///
/// # Errors
/// `Invalid`, `Metadata`, `Taken`, and `Lacks` for one with power over people whose rights `by` lacks.
pub async fn create_client(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    by: By<'_>,
    new: NewClient,
) -> Result<ClientWithSecret, Error> {
    let id = new.id.unwrap_or_else(|| origin.random.id());
    let is_plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if id.is_empty() || id.len() > 128 || !is_plain {
        return Err(Error::Invalid("a client_id has 1 to 128 letters, digits, `-`, `_` and `.`".to_owned()));
    }
    // Both stand in `sub`: a client must not pass for a person (RFC 9700 §4.15).
    if users::find(database, &origin.realm, &UserId::from(id.as_str())).await?.is_some() {
        return Err(Error::Taken);
    }
    let warnings = check(database, origin, &new.metadata).await?;
    let client = Client {
        realm: origin.realm.clone(),
        id: ClientId::from(id),
        enabled: true,
        metadata: new.metadata,
        publisher: None,
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    check_power(&mut tx, origin, by, &[&client.metadata]).await?;
    clients::insert(&mut tx, &client).await?;
    let secret = match SecretForm::of(client.metadata.token_endpoint_auth_method) {
        Some(_) => insert_secret(&mut tx, sub_keys, origin, &client, new.secret).await?,
        None if new.secret.is_some() => return Err(no_secret()),
        None => None,
    };
    audit::record(&mut tx, origin, &Event::success(EventName::ClientCreated, by.actor, Target::Client(&client.id)))
        .await?;
    tx.commit().await?;
    Ok(ClientWithSecret { client, secret, warnings })
}

/// Stores `changed`, which must carry the version that was read. A client whose new method needs a secret it does not
/// have gets one; secrets that the new method cannot use stop working. A publisher that was verified has to be verified
/// again after a change of publisher, home page or redirect URIs.
///
/// # Errors
/// `NotFound`, `Invalid`, `Metadata`, `Changed` if somebody else was faster, and `Lacks` for one that has, or is to have,
/// power over people whose rights `by` lacks.
pub async fn change_client(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    by: By<'_>,
    mut changed: Client,
) -> Result<ClientWithSecret, Error> {
    let before = clients::find(database, &origin.realm, &changed.id).await?.ok_or(Error::NotFound)?;
    let warnings = check(database, origin, &changed.metadata).await?;
    changed.publisher = before.publisher.clone().filter(|_| is_confirmed_still(&before, &changed));
    let form = SecretForm::of(changed.metadata.token_endpoint_auth_method);
    let is_new_form = form != SecretForm::of(before.metadata.token_endpoint_auth_method);
    let mut tx = database.begin().await?;
    check_power(&mut tx, origin, by, &[&before.metadata, &changed.metadata]).await?;
    if !clients::update(&mut tx, &changed, origin.now).await? {
        return Err(Error::Changed);
    }
    if is_new_form {
        clients::expire_secrets(&mut tx, &origin.realm, &changed.id, origin.now).await?;
    }
    let secret = if is_new_form && form.is_some() {
        insert_secret(&mut tx, sub_keys, origin, &changed, None).await?
    } else {
        None
    };
    let event = Event::success(EventName::ClientUpdated, by.actor, Target::Client(&changed.id))
        .detail("changed", differences(&before, &changed));
    audit::record(&mut tx, origin, &event).await?;
    if before.publisher.is_some() && changed.publisher.is_none() {
        let event = Event::success(EventName::ClientPublisherWithdrawn, by.actor, Target::Client(&changed.id));
        audit::record(&mut tx, origin, &event).await?;
    }
    tx.commit().await?;
    Ok(ClientWithSecret { client: changed, secret, warnings })
}

/// Whether what the publisher has confirmed is still the same application.
fn is_confirmed_still(before: &Client, after: &Client) -> bool {
    let (before, after) = (&before.metadata, &after.metadata);
    before.publisher() == after.publisher()
        && before.client_uri == after.client_uri
        && before.redirect_uris == after.redirect_uris
}

/// Refuses clients that could take over the rights of whoever signs in with them, unless `by` has every such right: where
/// nobody is asked for consent, or has consented before, new redirect URIs or a new secret are enough (product UM-11).
async fn check_power(
    tx: &mut Transaction,
    origin: &Origin,
    by: By<'_>,
    metadata: &[&ClientMetadata],
) -> Result<(), Error> {
    if metadata.iter().any(|metadata| gives_power_over_people(metadata.scope.as_ref())) {
        by.check_every_right(tx, origin).await?;
    }
    Ok(())
}

/// How a method of authentication needs its secret stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SecretForm {
    Digest,
    Sealed,
}

impl SecretForm {
    /// `None` for methods without a secret.
    const fn of(method: ClientAuthMethod) -> Option<Self> {
        match method {
            ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => Some(Self::Digest),
            // Only an HMAC needs the secret itself.
            ClientAuthMethod::ClientSecretJwt => Some(Self::Sealed),
            ClientAuthMethod::None | ClientAuthMethod::PrivateKeyJwt => None,
        }
    }
}

/// Refuses what cannot be saved; what is left are warnings.
async fn check(database: &Database, origin: &Origin, metadata: &ClientMetadata) -> Result<Vec<Finding>, Error> {
    let realm = realms::find(database, &origin.realm).await?.ok_or(Error::NotFound)?;
    let bounds = &realm.settings.client_bounds;
    let mut findings = metadata.validate();
    findings.extend(metadata.beyond(bounds.security_profile));
    let (fatal, warnings): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|f| f.fatal);
    if !fatal.is_empty() {
        return Err(Error::Metadata(fatal));
    }
    if let Some(branding) = &metadata.branding {
        Branding::from_json(branding.clone()).map_err(|problem| Error::Invalid(format!("branding: {problem}")))?;
    }
    check_algorithms(database, origin, (metadata, &bounds.signing_algorithms)).await?;
    for (resource, names) in &metadata.permissions {
        let server = resource_servers::find(database, &origin.realm, resource).await?;
        let is_declared =
            |name: &String| server.as_ref().is_some_and(|server| server.settings.permissions.contains_key(name));
        if let Some(name) = names.iter().find(|name| !is_declared(name)) {
            return Err(Error::Invalid(format!("{resource} declares no permission {name:?}")));
        }
    }
    Ok(warnings)
}

/// Refuses algorithms that the realm does not want or has no keys for. A realm whose first keys are still to be made lacks
/// none.
async fn check_algorithms(
    database: &Database,
    origin: &Origin,
    (metadata, allowed): (&ClientMetadata, &[String]),
) -> Result<(), Error> {
    let wanted = [
        &metadata.id_token_signed_response_alg,
        &metadata.userinfo_signed_response_alg,
        &metadata.introspection_signed_response_alg,
    ];
    let chosen = wanted.into_iter().flatten();
    if let Some(alg) = chosen.clone().find(|alg| !allowed.is_empty() && !allowed.contains(alg)) {
        return Err(Error::Invalid(format!("the realm allows {} alone, not {alg}", allowed.join(", "))));
    }
    if wanted.iter().all(|alg| alg.is_none()) {
        return Ok(());
    }
    let keys = signing_keys::list(database, &origin.realm).await?;
    let is_live = |key: &SigningKey| key.revoked_at.is_none() && origin.now < key.retires_at;
    let offered: Vec<&str> = keys.iter().filter(|key| is_live(key)).map(|key| key.alg.as_str()).collect();
    match chosen.into_iter().find(|alg| !offered.contains(&alg.as_str())) {
        Some(alg) if !offered.is_empty() => {
            Err(Error::Invalid(format!("the realm has no keys for {alg}; add it to keys.algorithms")))
        }
        _ => Ok(()),
    }
}

/// The names of what differs, separated by spaces.
fn differences(before: &Client, after: &Client) -> String {
    let fields = |client: &Client| match serde_json::to_value(&client.metadata) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (old, new) = (fields(before), fields(after));
    let mut names: Vec<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    names.retain(|name| old.get(*name) != new.get(*name));
    if before.enabled != after.enabled {
        names.push("enabled");
    }
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

fn no_secret() -> Error {
    Error::Invalid("the client proves itself without a secret".to_owned())
}

/// Stores the secret that was typed, or makes one and returns it.
async fn insert_secret(
    tx: &mut Transaction,
    sub_keys: &SubKeys,
    origin: &Origin,
    client: &Client,
    typed: Option<TypedSecret>,
) -> Result<Option<Secret<String>>, Error> {
    let is_made = typed.is_none();
    let (value, secret_hash) = if let Some(typed) = typed {
        (typed.value, typed.hash)
    } else {
        let value = origin.random.token(SECRET_PREFIX);
        let hash = token_hash(value.expose());
        (value, hash)
    };
    let id = origin.random.id();
    let sealed = match SecretForm::of(client.metadata.token_endpoint_auth_method) {
        // A key of HS256 has at least 256 bits (RFC 7518 §3.2).
        Some(SecretForm::Sealed) if value.expose().len() < 32 => {
            return Err(Error::Invalid("a secret that signs has at least 32 characters".to_owned()));
        }
        Some(SecretForm::Sealed) => {
            Some(sub_keys.seal(&secret_binding(&client.realm, &client.id, &id), value.expose())?)
        }
        Some(SecretForm::Digest) | None => None,
    };
    let secret = ClientSecret { id, secret_hash, sealed, created_at: origin.now, expires_at: None };
    clients::insert_secret(tx, &client.realm, &client.id, &secret).await?;
    Ok(is_made.then_some(value))
}

/// Gives a client a new secret; the old ones work for `overlap` more.
///
/// # Errors
/// `NotFound`, `Lacks`, and `Invalid` for a client without secrets.
pub async fn rotate_secret(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    act: (By<'_>, &ClientId),
    overlap: Duration,
) -> Result<Secret<String>, Error> {
    let made = replace_secret(database, sub_keys, origin, act, (overlap, None)).await?;
    made.ok_or_else(no_secret)
}

/// The same with the secret that is given, or with a new one, which is returned to be shown once.
///
/// # Errors
/// `NotFound`, `Lacks` for one with power over people whose rights `by` lacks, and `Invalid` for a client without secrets, or
/// with too many typed ones.
pub async fn replace_secret(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    (by, id): (By<'_>, &ClientId),
    (overlap, typed): (Duration, Option<TypedSecret>),
) -> Result<Option<Secret<String>>, Error> {
    let client = clients::find(database, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    if SecretForm::of(client.metadata.token_endpoint_auth_method).is_none() {
        return Err(no_secret());
    }
    if typed.is_some() && !overlap.is_zero() {
        let secrets = clients::secrets(database, &origin.realm, id).await?;
        let valid = secrets.iter().filter(|secret| secret.is_typed() && secret.is_valid(origin.now)).count();
        // Each costs a hash when a caller is wrong.
        if valid >= TYPED_MAX {
            return Err(Error::Invalid(format!(
                "{TYPED_MAX} typed secrets of the client are valid; wait until one has expired, or leave no overlap"
            )));
        }
    }
    let mut tx = database.begin().await?;
    check_power(&mut tx, origin, by, &[&client.metadata]).await?;
    clients::expire_secrets(&mut tx, &origin.realm, id, origin.now + overlap).await?;
    let value = insert_secret(&mut tx, sub_keys, origin, &client, typed).await?;
    audit::record(&mut tx, origin, &Event::success(EventName::ClientSecretRotated, by.actor, Target::Client(id)))
        .await?;
    tx.commit().await?;
    Ok(value)
}

/// Removes a client; its grants end, and are returned to be announced.
///
/// # Errors
/// `NotFound`.
pub async fn delete_client(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    id: &ClientId,
) -> Result<Vec<Revocation>, Error> {
    let mut tx = database.begin().await?;
    let ended = grants::revoke_of_client(&mut tx, &origin.realm, id, EndReason::Administrator, origin.now).await?;
    if !clients::delete(&mut tx, &origin.realm, id).await? {
        return Err(Error::NotFound);
    }
    audit::record(&mut tx, origin, &Event::success(EventName::ClientDeleted, actor, Target::Client(id))).await?;
    tx.commit().await?;
    Ok(ended)
}
