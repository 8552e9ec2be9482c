//! Clients: registered with findings told, secrets made here and shown once.

use std::time::Duration;

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::keys::SubKeys;
use crate::model::{Client, ClientId, ClientSecret, EndReason, Revocation, secret_binding};
use crate::secret::{Secret, token_hash};
use crate::spec::{ClientAuthMethod, ClientMetadata, Finding};
use crate::storage::{Database, Transaction, clients, grants};

/// Prefix of client secrets, so that leaked ones are found by scanners.
const SECRET_PREFIX: &str = "ghs_";

/// What a client is made from.
#[derive(Clone, Debug, Default)]
pub struct NewClient {
    /// The `client_id`; a random one if absent.
    pub id: Option<String>,
    /// What it registers.
    pub metadata: ClientMetadata,
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
/// `Invalid`, `Metadata`, `Taken`.
pub async fn create_client(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    actor: Actor<'_>,
    new: NewClient,
) -> Result<ClientWithSecret, Error> {
    let id = new.id.unwrap_or_else(|| origin.random.id());
    let is_plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if id.is_empty() || id.len() > 128 || !is_plain {
        return Err(Error::Invalid("a client_id has 1 to 128 letters, digits, `-`, `_` and `.`".to_owned()));
    }
    let (fatal, warnings): (Vec<Finding>, Vec<Finding>) = new.metadata.validate().into_iter().partition(|f| f.fatal);
    if !fatal.is_empty() {
        return Err(Error::Metadata(fatal));
    }
    let client = Client {
        realm: origin.realm.clone(),
        id: ClientId::from(id),
        enabled: true,
        metadata: new.metadata,
        version: 1,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    clients::insert(&mut tx, &client).await?;
    let secret = match client.metadata.token_endpoint_auth_method {
        ClientAuthMethod::ClientSecretBasic
        | ClientAuthMethod::ClientSecretPost
        | ClientAuthMethod::ClientSecretJwt => Some(insert_secret(&mut tx, sub_keys, origin, &client).await?),
        ClientAuthMethod::None | ClientAuthMethod::PrivateKeyJwt => None,
    };
    audit::record(&mut tx, origin, &Event::success(EventName::ClientCreated, actor, Target::Client(&client.id)))
        .await?;
    tx.commit().await?;
    Ok(ClientWithSecret { client, secret, warnings })
}

async fn insert_secret(
    tx: &mut Transaction,
    sub_keys: &SubKeys,
    origin: &Origin,
    client: &Client,
) -> Result<Secret<String>, Error> {
    let value = origin.random.token(SECRET_PREFIX);
    let id = origin.random.id();
    // Only an HMAC needs the secret itself.
    let sealed = match client.metadata.token_endpoint_auth_method {
        ClientAuthMethod::ClientSecretJwt => {
            Some(sub_keys.seal(&secret_binding(&client.realm, &client.id, &id), value.expose())?)
        }
        _ => None,
    };
    let secret =
        ClientSecret { id, secret_hash: token_hash(value.expose()), sealed, created_at: origin.now, expires_at: None };
    clients::insert_secret(tx, &client.realm, &client.id, &secret).await?;
    Ok(value)
}

/// Gives a client a new secret; the old ones work for `overlap` more.
///
/// # Errors
/// `NotFound`, and `Invalid` for a client without secrets.
pub async fn rotate_secret(
    database: &Database,
    sub_keys: &SubKeys,
    origin: &Origin,
    (actor, id): (Actor<'_>, &ClientId),
    overlap: Duration,
) -> Result<Secret<String>, Error> {
    let client = clients::find(database, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    if matches!(client.metadata.token_endpoint_auth_method, ClientAuthMethod::None | ClientAuthMethod::PrivateKeyJwt) {
        return Err(Error::Invalid("the client proves itself without a secret".to_owned()));
    }
    let mut tx = database.begin().await?;
    clients::expire_secrets(&mut tx, &origin.realm, id, origin.now + overlap).await?;
    let value = insert_secret(&mut tx, sub_keys, origin, &client).await?;
    audit::record(&mut tx, origin, &Event::success(EventName::ClientSecretRotated, actor, Target::Client(id))).await?;
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
