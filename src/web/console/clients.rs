//! `/admin/clients`: applications by id, filtered by text and by whether they deviate.

use actix_web::HttpResponse;

use super::list::{Asked, PART, segment};
use super::room::Room;
use crate::model::Client;
use crate::provider::Policy;
use crate::provider::deviations::{self, Deviation};
use crate::storage::{StorageError, clients};
use crate::theme::{ClientRow, ConsoleBody, ConsoleClients};
use crate::web::page::{Failure, Handled, respond};
use crate::web::visitor::Visitor;

/// Applications that one page looks at: what lies in their metadata no index finds.
pub const LOOKED_AT: usize = 500;
/// Applications read at once.
const BATCH: usize = 100;

/// `GET /admin/clients`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, list(&visitor).await)
}

async fn list(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (asked, deviating) = (Asked::of(visitor), visitor.parameter("deviating").is_some());
    let (clients, next) = find(visitor, &asked, deviating).await?;
    let list = visitor.path("/admin/clients");
    let more = [("deviating", if deviating { "yes" } else { "" })];
    let is_part = deviating || !asked.search.is_empty() || !asked.after.is_empty();
    let body = ConsoleClients {
        next: next.map(|place| asked.next(&list, &more, &place)),
        all: is_part.then(|| list.clone()),
        action: list,
        search: asked.search,
        deviating,
        clients,
    };
    Ok(room.reply(visitor, "clients", ConsoleBody::Clients(body)).into())
}

/// A part of the list, and after which client the next begins. It may be short, or empty, where little fits.
async fn find(visitor: &Visitor, asked: &Asked, deviating: bool) -> Result<(Vec<ClientRow>, Option<String>), Failure> {
    let wanted = asked.search.to_lowercase();
    let (mut found, mut after, mut seen) = (Vec::new(), asked.after.clone(), 0);
    while seen < LOOKED_AT {
        let batch = some(visitor, &after, BATCH).await?;
        let is_last = batch.len() < BATCH;
        for client in batch {
            let row = row(visitor, &client);
            let fits = row.id.to_lowercase().contains(&wanted) || row.name.to_lowercase().contains(&wanted);
            if !fits || (deviating && row.deviations == 0) {
                after = row.id;
                continue;
            }
            if found.len() == PART {
                return Ok((found, Some(after)));
            }
            after.clone_from(&row.id);
            found.push(row);
        }
        if is_last {
            return Ok((found, None));
        }
        seen += BATCH;
    }
    Ok((found, Some(after)))
}

/// At most `count` clients after `after`.
pub async fn some(visitor: &Visitor, after: &str, count: usize) -> Result<Vec<Client>, StorageError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    clients::list(visitor.context.database(), visitor.context.realm(), after, count).await
}

/// `client` as it stands in lists.
pub fn row(visitor: &Visitor, client: &Client) -> ClientRow {
    ClientRow {
        id: client.id.to_string(),
        name: client.metadata.client_name.clone().unwrap_or_default(),
        page: visitor.path(&format!("/admin/clients/{}", segment(client.id.as_str()))),
        enabled: client.enabled,
        deviations: deviations_of(client, &policy(visitor, client)).len(),
    }
}

/// What holds for `client` in this realm.
pub fn policy(visitor: &Visitor, client: &Client) -> Policy {
    Policy::resolve(&visitor.context.shared.tokens, &visitor.context.state.realm.settings, client)
}

/// Where `client` deviates, by what the command line says as well.
pub fn deviations_of(client: &Client, policy: &Policy) -> Vec<Deviation> {
    deviations::of(client, policy)
}
