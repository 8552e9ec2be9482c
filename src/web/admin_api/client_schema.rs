//! The shapes of what is said of clients.

use serde_json::{Value, json};

use super::clients::{OVERLAP, OVERLAP_MAX};
use super::openapi::optional;
use crate::web::account_api::schema::{count, instant, instant_or_null, items, object, text, text_or_null, yes_or_no};

pub fn schemas() -> Vec<(&'static str, Value)> {
    let metadata = || {
        json!({ "type": "object", "description": "Client metadata with the names of RFC 7591 and OpenID Connect \
            Registration, and Gatehouse's own. In requests a merge patch (RFC 7396): null takes a value back." })
    };
    let overlap = json!({ "type": "integer", "minimum": 0, "maximum": OVERLAP_MAX, "default": OVERLAP });
    let secrets = ("secrets", list("ClientSecret"));
    vec![
        ("Clients", items("ClientSummary", true)),
        ("ClientSummary", summary()),
        ("Client", object(&client(metadata()))),
        (
            "ClientSaved",
            object(
                &[
                    client(metadata()),
                    vec![
                        (
                            "client_secret",
                            json!({ "type": ["string", "null"], "description": "A new secret, shown this once." }),
                        ),
                        ("warnings", list("ClientWarning")),
                    ],
                ]
                .concat(),
            ),
        ),
        ("NewClient", optional(object(&[("client_id", text_or_null()), ("metadata", metadata())]), &["metadata"])),
        ("ClientChange", optional(object(&[("enabled", yes_or_no()), ("metadata", metadata())]), &[])),
        ("SecretTerms", optional(object(&[("overlap_seconds", overlap)]), &[])),
        ("NewSecret", object(&[("client_id", text()), ("client_secret", text()), secrets])),
        (
            "ClientSecret",
            object(&[
                ("id", text()),
                ("is_typed", yes_or_no()),
                ("is_valid", yes_or_no()),
                ("created_at", instant()),
                ("expires_at", instant_or_null()),
            ]),
        ),
        ("ClientWarning", object(&[("field", text()), ("message", text()), ("fix", text())])),
        ("Deviation", object(&[("name", text()), ("message", text()), ("fix", text()), ("specification", text())])),
        ("Contrast", contrast()),
    ]
}

fn list(of: &str) -> Value {
    json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") } })
}

fn summary() -> Value {
    object(&[
        ("client_id", text()),
        ("client_name", text_or_null()),
        ("enabled", yes_or_no()),
        ("token_endpoint_auth_method", text()),
        ("first_party", yes_or_no()),
        ("deviations", json!({ "type": "array", "items": text() })),
        ("updated_at", instant()),
    ])
}

fn client(metadata: Value) -> Vec<(&'static str, Value)> {
    let publisher = json!({
        "type": ["object", "null"], "required": ["domain", "verified_at"], "additionalProperties": false,
        "properties": { "domain": text(), "verified_at": instant() },
    });
    let in_effect = json!({ "type": "object", "description": "What holds after server and realm have had their say." });
    vec![
        ("client_id", text()),
        ("enabled", yes_or_no()),
        ("metadata", metadata),
        ("verified_publisher", publisher),
        ("in_effect", in_effect),
        ("deviations", list("Deviation")),
        ("contrast", list("Contrast")),
        ("secrets", list("ClientSecret")),
        ("version", count()),
        ("created_at", instant()),
        ("updated_at", instant()),
    ]
}

/// A custom color that is not served as it is set, because its contrast is too low.
fn contrast() -> Value {
    let ratio = || json!({ "type": "number", "minimum": 1, "maximum": 21 });
    let color = || json!({ "type": "string", "pattern": "^#[0-9a-f]{6}$" });
    object(&[
        ("member", json!({ "enum": ["accent", "accent_dark"] })),
        ("scheme", json!({ "enum": ["light", "dark"] })),
        ("use", json!({ "enum": ["control", "link"] })),
        ("needed", ratio()),
        ("given", color()),
        ("given_contrast", ratio()),
        ("served", color()),
        ("served_contrast", ratio()),
    ])
}
