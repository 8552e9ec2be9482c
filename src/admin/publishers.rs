//! Who publishes a client: the owner of the domain that the client states confirms it in a document there.

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{Client, ClientId, VerifiedPublisher};
use crate::outbound::{FetchError, Fetcher};
use crate::spec::publisher::confirms;
use crate::storage::{Database, clients};

/// The document at most, in bytes.
const LIMIT: usize = 256 * 1024;

/// Asks the domain that the client `id` states whether the client, of `issuer`, is theirs. A domain that answers and does
/// not name the client loses a confirmation of before; one that does not answer keeps it.
///
/// # Errors
/// `NotFound`; `Invalid` for a client that states no publisher, or whose publisher does not confirm it; `Unreachable`;
/// `Changed` if the client was changed meanwhile.
pub async fn verify_publisher(
    database: &Database,
    fetcher: &Fetcher,
    origin: &Origin,
    (actor, id): (Actor<'_>, &ClientId),
    issuer: &str,
) -> Result<VerifiedPublisher, Error> {
    let mut client = clients::find(database, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    let Some(stated) = client.metadata.publisher() else {
        return Err(Error::Invalid("the client states neither publisher_domain nor client_uri".to_owned()));
    };
    let document = fetcher.get(&stated.association, LIMIT).await.map_err(|error| {
        let sentence = format!("{}: {error}", stated.association);
        match error {
            FetchError::Forbidden | FetchError::TooLarge => Error::Invalid(sentence),
            FetchError::LeftAlone | FetchError::Failed => Error::Unreachable(sentence),
        }
    })?;
    if !confirms(&document, issuer, id.as_str()) {
        if client.publisher.take().is_some() {
            save(database, origin, actor, &client).await?;
        }
        let address = stated.association;
        return Err(Error::Invalid(format!("{address} does not name the client {id} of {issuer}")));
    }
    let publisher = VerifiedPublisher { domain: stated.domain, verified_at: origin.now };
    client.publisher = Some(publisher.clone());
    save(database, origin, actor, &client).await?;
    Ok(publisher)
}

async fn save(database: &Database, origin: &Origin, actor: Actor<'_>, client: &Client) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    if !clients::update(&mut tx, client, origin.now).await? {
        return Err(Error::Changed);
    }
    let target = Target::Client(&client.id);
    let event = match &client.publisher {
        Some(publisher) => Event::success(EventName::ClientPublisherVerified, actor, target)
            .detail("domain", publisher.domain.as_str()),
        None => Event::success(EventName::ClientPublisherWithdrawn, actor, target),
    };
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(())
}
