//! The applications that a user has given access, and how it is taken back (product AC-11).

use super::context::Context;
use super::error::Error;
use super::grant::announce;
use crate::audit::{self, Actor, Event, EventName, Target};
use crate::clock::Timestamp;
use crate::model::{ClientId, EndReason, UserId};
use crate::spec::Scope;
use crate::storage::{application_uses, consents, grants};

/// Grants looked at.
const GRANTS_MAX: i64 = 500;

/// An application with access.
#[derive(Clone, Debug)]
pub struct ConnectedApplication {
    /// Which one.
    pub client_id: ClientId,
    /// Its name, as [`name_of`] tells it.
    pub name: String,
    /// Everything it was allowed.
    pub scope: Scope,
    /// The first of it.
    pub since: Timestamp,
    /// When it did anything last, to within minutes; not known of one that has not since this is written down.
    pub last_used: Option<Timestamp>,
}

/// The applications of `user`: those with a stored consent, and those with live tokens. The latest first.
pub async fn list(context: &Context, user: &UserId) -> Result<Vec<ConnectedApplication>, Error> {
    let (database, realm) = (context.database(), context.realm());
    let mut found: Vec<ConnectedApplication> = Vec::new();
    let mut add = |client_id: ClientId, scope: &Scope, since: Timestamp| match found
        .iter_mut()
        .find(|known| known.client_id == client_id)
    {
        Some(known) => {
            known.scope = known.scope.union(scope);
            known.since = known.since.min(since);
        }
        None => {
            found.push(ConnectedApplication {
                name: String::new(),
                client_id,
                scope: scope.clone(),
                since,
                last_used: None,
            });
        }
    };
    for consent in consents::list_of_user(database, realm, user).await? {
        add(consent.client_id.clone(), &consent.scope, consent.granted_at);
    }
    for grant in grants::list_of_user(database, realm, user, GRANTS_MAX).await? {
        if grant.is_live(context.now) {
            add(grant.client_id.clone(), &grant.scope, grant.created_at);
        }
    }
    let last_uses = application_uses::list_of_user(database, (realm, user)).await?;
    for application in &mut found {
        let known = last_uses.iter().find(|(client, _)| *client == application.client_id);
        application.last_used = known.map(|(_, at)| *at);
        application.name = name_of(context, &application.client_id).await?;
    }
    found.sort_by_key(|application| std::cmp::Reverse(application.since));
    Ok(found)
}

/// The applications of `user` whose names `words` stand in, in any letter case; none where nothing is looked for.
pub async fn named_with(context: &Context, user: &UserId, words: &str) -> Result<Vec<ClientId>, Error> {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let found = list(context, user).await?.into_iter();
    Ok(found.filter(|known| known.name.to_lowercase().contains(&words)).map(|known| known.client_id).collect())
}

/// What people call the client `id`: its identifier when it is gone or has no name.
pub async fn name_of(context: &Context, id: &ClientId) -> Result<String, Error> {
    let shared = &context.shared;
    let known = shared.clients.find(context.database(), &shared.sub_keys, (context.realm(), id), context.now).await?;
    Ok(known.and_then(|known| known.client.metadata.client_name.clone()).unwrap_or_else(|| id.to_string()))
}

/// Takes back everything that `user` allowed `client`: the consent is forgotten and every token ends, on every instance.
pub async fn revoke(context: &Context, user: &UserId, client: &ClientId) -> Result<(), Error> {
    let mut tx = context.database().begin().await?;
    consents::delete(&mut tx, context.realm(), user, client).await?;
    application_uses::delete(&mut tx, (context.realm(), user), client).await?;
    let ended = grants::revoke_of_user_and_client(
        &mut tx,
        context.realm(),
        (user, client),
        EndReason::UserChanged,
        context.now,
    )
    .await?;
    let event = Event::success(EventName::ConsentRevoked, Actor::User(user), Target::Client(client)).through(client);
    audit::record(&mut tx, &context.origin(), &event).await?;
    tx.commit().await?;
    for revocation in &ended {
        announce(context, revocation).await;
    }
    Ok(())
}
