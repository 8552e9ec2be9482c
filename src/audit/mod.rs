//! What happened: every authentication event and administrative act, in the transaction of the act itself.

mod appender;
mod envelope;
mod event;

pub use appender::Appender;
pub use envelope::{CloudEvent, DATA_SCHEMA, EventData, Party, envelope};
pub use event::{Actor, Event, EventName, EventResult, Origin, Target};

use crate::storage::audit_events::{self, AuditRow};
use crate::storage::{StorageError, Transaction};

/// Writes `event` into the trail as part of `tx`: it is there exactly if the act is.
pub async fn record(tx: &mut Transaction, origin: &Origin, event: &Event<'_>) -> Result<(), StorageError> {
    let row = row(origin, event);
    metrics::counter!("gatehouse_audit_events_total", "event" => event.name.as_str()).increment(1);
    audit_events::insert_all(tx, std::slice::from_ref(&row)).await
}

/// The stored form of an event.
fn row(origin: &Origin, event: &Event<'_>) -> AuditRow {
    let (actor_kind, actor_id) = event.actor.parts();
    let (target_kind, target_id) = event.target.parts();
    AuditRow {
        realm: origin.realm.clone(),
        id: origin.random.id_at(origin.now),
        time: origin.now,
        event: event.name.as_str().to_owned(),
        result: event.result.as_str().to_owned(),
        actor_kind: actor_kind.to_owned(),
        actor_id: actor_id.to_owned(),
        target_kind: target_kind.to_owned(),
        target_id: target_id.to_owned(),
        // Who acts comes before what it is about: an application that is the matter is the target.
        client_id: origin.client.as_ref().or(event.client).map(|client| client.as_str().to_owned()),
        source: origin.source.clone(),
        request_id: origin.request_id.clone(),
        details: event.details.clone(),
    }
}
