//! The shapes of the realm, of its audit trail, and of the way back in.

use serde_json::{Value, json};

use super::openapi::optional;
use crate::model::{ACCESS_LIFETIME, ACCESS_LIFETIME_MAX, ACCESS_REASON_CHARS};
use crate::web::account_api::schema::{instant, items, object, text, text_or_null, yes_or_no};

pub fn schemas() -> Vec<(&'static str, Value)> {
    let contrast = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Contrast" } });
    let reason = json!({ "type": "string", "minLength": 1, "maxLength": ACCESS_REASON_CHARS });
    let lifetime = json!({
        "type": "integer", "minimum": 60, "maximum": ACCESS_LIFETIME_MAX.as_secs(), "default": ACCESS_LIFETIME.as_secs(),
    });
    let settings = json!({ "type": "object", "description": "As `gatehouse realm show` writes them." });
    vec![
        ("AccessTerms", optional(object(&[("reason", reason), ("lifetime_seconds", lifetime)]), &["reason"])),
        ("AccessLink", object(&[("link", json!({ "type": "string", "format": "uri" })), ("expires_at", instant())])),
        (
            "Realm",
            object(&[
                ("id", text()),
                ("name", text()),
                ("display_name", text()),
                ("issuer", text()),
                ("host", text_or_null()),
                ("enabled", yes_or_no()),
                ("settings", settings),
                ("contrast", contrast),
                ("created_at", instant()),
                ("updated_at", instant()),
            ]),
        ),
        ("Events", items("Event", true)),
        ("Event", event()),
    ]
}

/// An event in its envelope (CloudEvents 1.0, JSON format).
fn event() -> Value {
    let party = || object(&[("kind", text()), ("id", text())]);
    let data = json!({
        "type": "object", "required": ["realm", "result", "actor", "target", "address", "request_id", "details"],
        "properties": {
            "realm": text(), "result": { "enum": ["success", "failure"] }, "actor": party(), "target": party(),
            "client_id": text(), "address": text(), "request_id": text(), "details": { "type": "object" },
        },
    });
    json!({
        "type": "object", "required": ["specversion", "id", "source", "type", "time", "datacontenttype", "dataschema", "data"],
        "properties": {
            "specversion": { "const": "1.0" }, "id": text(), "source": text(), "type": text(), "subject": text(),
            "time": instant(), "datacontenttype": { "const": "application/json" }, "dataschema": text(), "data": data,
        },
    })
}
