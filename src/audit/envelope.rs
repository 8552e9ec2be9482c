//! Events as others receive them: CloudEvents 1.0 in its JSON format, with the version of what is inside.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::storage::audit_events::AuditRow;

/// Names the shape of `data`. Members may be added under the same name; one that goes or changes makes a new name.
pub const DATA_SCHEMA: &str = "urn:gatehouse:audit-event:1";
/// Before the name of the event.
const TYPE_PREFIX: &str = "gatehouse.";

/// An event in its envelope (CloudEvents 1.0 §3); `source` and `id` together name it for ever.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CloudEvent<'a> {
    /// `1.0`
    pub specversion: &'static str,
    /// Names the event within its source.
    pub id: &'a str,
    /// The issuer of the realm.
    pub source: &'a str,
    /// `gatehouse.` and the name of the event.
    pub r#type: String,
    /// What was acted upon, as `kind/id`; absent when that is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When, as RFC 3339.
    pub time: String,
    /// `application/json`
    pub datacontenttype: &'static str,
    /// [`DATA_SCHEMA`]
    pub dataschema: &'static str,
    /// What happened.
    pub data: EventData<'a>,
}

/// What happened, in version 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventData<'a> {
    /// The realm's id.
    pub realm: &'a str,
    /// `success` or `failure`.
    pub result: &'a str,
    /// Who acted.
    pub actor: Party<'a>,
    /// What was acted upon.
    pub target: Party<'a>,
    /// Through which client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'a str>,
    /// From which address.
    pub address: &'a str,
    /// In which request; empty for acts that are none.
    pub request_id: &'a str,
    /// What changed, or why it failed.
    pub details: &'a Map<String, Value>,
}

/// An actor or a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Party<'a> {
    /// Its kind: `user`, `client`, …
    pub kind: &'a str,
    /// Its id; empty where the kind says it all.
    pub id: &'a str,
}

/// `row` of a realm whose issuer is `issuer`, in its envelope.
pub fn envelope<'a>(issuer: &'a str, row: &'a AuditRow) -> CloudEvent<'a> {
    CloudEvent {
        specversion: "1.0",
        id: &row.id,
        source: issuer,
        r#type: format!("{TYPE_PREFIX}{}", row.event),
        subject: (!row.target_id.is_empty()).then(|| format!("{}/{}", row.target_kind, row.target_id)),
        time: row.time.to_rfc3339(),
        datacontenttype: "application/json",
        dataschema: DATA_SCHEMA,
        data: EventData {
            realm: row.realm.as_str(),
            result: &row.result,
            actor: Party { kind: &row.actor_kind, id: &row.actor_id },
            target: Party { kind: &row.target_kind, id: &row.target_id },
            client_id: row.client_id.as_deref(),
            address: &row.source,
            request_id: &row.request_id,
            details: &row.details,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Actor, Event, EventName, Origin, Target, row};
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::{ClientId, RealmId, UserId};
    use crate::random::Random;

    fn origin() -> Origin {
        Origin {
            realm: RealmId::default_realm(),
            now: Timestamp::from_millis(1_763_712_930_250),
            source: "192.0.2.1".to_owned(),
            request_id: "r1".to_owned(),
            client: None,
            random: Random::seeded(1),
        }
    }

    #[test]
    fn every_attribute_is_where_cloudevents_wants_it() {
        let (user, client) = (UserId::from("u1"), ClientId::from("app"));
        let event = Event::success(EventName::ConsentGiven, Actor::User(&user), Target::Client(&client));
        let row = row(&origin(), &event.through(&client).detail("scope", "openid"));
        let expected = json!({
            "specversion": "1.0", "id": row.id, "source": "https://id.example", "type": "gatehouse.consent.given",
            "subject": "client/app", "time": "2025-11-21T08:15:30.250Z", "datacontenttype": "application/json",
            "dataschema": "urn:gatehouse:audit-event:1",
            "data": {
                "realm": "default", "result": "success", "actor": {"kind": "user", "id": "u1"},
                "target": {"kind": "client", "id": "app"}, "client_id": "app", "address": "192.0.2.1",
                "request_id": "r1", "details": {"scope": "openid"},
            },
        });
        assert_eq!(serde_json::to_value(envelope("https://id.example", &row)).unwrap(), expected);
    }

    #[test]
    fn attributes_are_never_empty() {
        // MUST be a non-empty string if present (CloudEvents 1.0 §3.1).
        for name in EventName::ALL {
            let row = row(&origin(), &Event::failure(*name, Actor::Anonymous, Target::Nothing));
            let value = serde_json::to_value(envelope("https://id.example", &row)).unwrap();
            assert!(value.get("subject").is_none());
            let attributes = value.as_object().unwrap().iter().filter(|(name, _)| *name != "data");
            for (name, value) in attributes {
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()) && value.as_str() != Some(""), "{name}");
            }
        }
    }
}
