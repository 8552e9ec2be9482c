//! The shapes of what the API takes and answers, in JSON Schema (2020-12, as OpenAPI 3.1 uses it).

use serde_json::{Map, Value, json};

use crate::account::Field;
use crate::authn::NAME_CHARS_MAX;
use crate::model::{Notice, RiskPoint};

/// Every schema by name.
pub fn all() -> Map<String, Value> {
    let schemas = [
        ("Account", account()),
        ("Profile", profile()),
        ("ProfileChange", change(false)),
        ("Preferences", preferences()),
        ("PreferencesChange", change(true)),
        ("Picture", object(&[("picture", text_or_null())])),
        ("NewPassword", new_password()),
        ("Authenticators", items("Authenticator", false)),
        ("Authenticator", authenticator()),
        ("NewAuthenticator", new_authenticator()),
        ("Enrollment", object(&[("secret", text()), ("otpauth_uri", text()), ("digits", count())])),
        ("BackupCodes", object(&[("left", count())])),
        ("NewBackupCodes", object(&[("codes", json!({ "type": "array", "items": text() }))])),
        ("Sessions", items("Session", true)),
        ("Session", session()),
        ("TrustedDevices", items("TrustedDevice", true)),
        ("Link", link()),
        ("Links", items("Link", false)),
        ("TrustedDevice", trusted_device()),
        ("Applications", items("Application", true)),
        ("Application", application()),
        ("Activity", items("Event", true)),
        ("Event", event()),
        ("Export", export()),
        ("Deletion", object(&[("delete_at", instant()), ("keep_uri", text())])),
        ("Problem", problem()),
    ];
    schemas.into_iter().chain(newer()).map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// Passkeys, inbox and notifications.
fn newer() -> Vec<(&'static str, Value)> {
    let kind = || json!({ "enum": ["passkey", "security-key"] });
    let member =
        |name: &str, schema: Value| json!({ "type": "object", "required": [name], "properties": { name: schema } });
    vec![
        ("Passkeys", items("Passkey", false)),
        ("Passkey", passkey(kind())),
        ("PasskeyKind", member("kind", kind())),
        ("PasskeyRequest", object(&[("ceremony", text()), ("options", json!({ "type": "object" }))])),
        ("NewPasskey", new_passkey(kind())),
        ("PasskeyName", member("name", json!({ "type": "string", "maxLength": NAME_CHARS_MAX }))),
        ("Inbox", items("InboxEntry", true)),
        ("InboxEntry", inbox_entry()),
        ("InboxMark", member("read", yes_or_no())),
        ("InboxNewest", member("newest", json!({ "type": "string", "description": "The id of the newest seen." }))),
        ("Email", email()),
        ("NewEmail", member("email", json!({ "type": "string", "format": "email", "maxLength": 254 }))),
        ("EmailCode", member("code", text())),
        ("Lock", object(&[("recovery_uri", text())])),
        ("Notifications", notifications()),
        ("NotificationsChange", notifications_change()),
    ]
}

fn passkey(kind: Value) -> Value {
    object(&[
        ("id", text()),
        ("kind", kind),
        ("name", text()),
        ("vendor", text()),
        ("synced", yes_or_no()),
        ("created_at", instant()),
        ("last_used_at", instant_or_null()),
    ])
}

fn new_passkey(kind: Value) -> Value {
    let credential = json!({ "type": "object", "description": "`PublicKeyCredential.toJSON()` of what was made." });
    object(&[("kind", kind), ("ceremony", text()), ("credential", credential)])
}

fn email() -> Value {
    let mut pending = object(&[("email", text()), ("expires_at", instant()), ("current", yes_or_no())]);
    if let Some(pending) = pending.as_object_mut() {
        pending.insert("type".to_owned(), json!(["object", "null"]));
    }
    object(&[("email", text_or_null()), ("email_verified", yes_or_no()), ("pending", pending)])
}

fn inbox_entry() -> Value {
    let notices: Vec<&str> = Notice::ALL.iter().map(|notice| notice.as_str()).collect();
    object(&[
        ("id", text()),
        ("notice", json!({ "enum": notices })),
        ("about", text()),
        ("source", text()),
        ("place", text_or_null()),
        ("time", instant()),
        ("read_at", instant_or_null()),
    ])
}

fn notifications() -> Value {
    let channels = [("mail", yes_or_no()), ("inbox", yes_or_no()), ("always_by_mail", yes_or_no())];
    let of: Vec<(&str, Value)> = Notice::ALL.iter().map(|notice| (notice.as_str(), object(&channels))).collect();
    object(&[("mail_reaches", yes_or_no()), ("notices", object(&of))])
}

fn notifications_change() -> Value {
    let mut channels = object(&[("mail", yes_or_no()), ("inbox", yes_or_no())]);
    if let Some(channels) = channels.as_object_mut() {
        channels.remove("required");
    }
    let of: Map<String, Value> =
        Notice::ALL.iter().map(|notice| (notice.as_str().to_owned(), channels.clone())).collect();
    json!({ "type": "object", "properties": of, "additionalProperties": false })
}

pub fn text() -> Value {
    json!({ "type": "string" })
}

pub fn text_or_null() -> Value {
    json!({ "type": ["string", "null"] })
}

pub fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

pub fn yes_or_no() -> Value {
    json!({ "type": "boolean" })
}

pub fn instant() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

pub fn instant_or_null() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

/// An object with these members, all of them always there, and no others.
pub fn object(members: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let members: Map<String, Value> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": members, "required": names, "additionalProperties": false })
}

pub fn items(of: &str, has_parts: bool) -> Value {
    let list = json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") } });
    if !has_parts {
        return object(&[("items", list)]);
    }
    let next = json!({ "type": ["string", "null"], "description": "The cursor of what follows; null at the end." });
    object(&[("items", list), ("next", next)])
}

/// A field of the profile: its length is the one that is checked.
fn field(field: Field) -> Value {
    if field == Field::Links {
        let link = json!({ "type": "string", "format": "uri", "maxLength": Field::Website.max_length() });
        return json!({ "type": ["array", "null"], "items": link, "maxItems": 5 });
    }
    json!({ "type": ["string", "null"], "maxLength": field.max_length() })
}

fn fields(are_preferences: bool) -> Vec<(&'static str, Value)> {
    let wanted = Field::ALL.iter().filter(|field| field.is_preference() == are_preferences);
    wanted.map(|known| (known.as_str(), field(*known))).collect()
}

fn profile() -> Value {
    let yes_or_null = json!({ "type": ["boolean", "null"] });
    let own = [
        ("sub", text()),
        ("username", text()),
        ("email", text_or_null()),
        ("email_verified", yes_or_null.clone()),
        ("phone_number_verified", yes_or_null),
        ("picture", text_or_null()),
        ("updated_at", json!({ "type": "integer", "description": "Seconds since the epoch." })),
    ];
    object(&own.into_iter().chain(fields(false)).chain([("attributes", attributes())]).collect::<Vec<_>>())
}

/// The realm's own attributes, which differ from realm to realm.
fn attributes() -> Value {
    json!({
        "type": "object", "additionalProperties": { "type": ["string", "number", "boolean", "null"] },
        "description": "The realm's own attributes that the person may read, by name.",
    })
}

fn preferences() -> Value {
    object(&fields(true))
}

fn change(of_preferences: bool) -> Value {
    let own = (!of_preferences).then(|| ("attributes", attributes()));
    let mut schema = object(&fields(of_preferences).into_iter().chain(own).collect::<Vec<_>>());
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("required");
    }
    schema
}

fn account() -> Value {
    let advice = json!({ "type": "array", "items": { "enum": ["add_second_factor", "make_backup_codes"] } });
    object(&[
        ("sub", text()),
        ("username", text()),
        ("passkeys", count()),
        ("security_keys", count()),
        ("authenticators", count()),
        ("backup_codes_left", count()),
        ("sessions", count()),
        ("applications", count()),
        ("unread_notices", count()),
        ("advice", advice),
    ])
}

fn new_password() -> Value {
    json!({
        "type": "object", "required": ["new_password"], "additionalProperties": false,
        "properties": {
            "new_password": { "type": "string", "minLength": 1, "maxLength": 256 },
            "end_other_sessions": { "type": "boolean", "default": true },
        },
    })
}

fn authenticator() -> Value {
    let used = instant_or_null();
    object(&[("id", text()), ("name", text()), ("created_at", instant()), ("last_used_at", used)])
}

fn new_authenticator() -> Value {
    json!({
        "type": "object", "required": ["code"],
        "properties": { "name": { "type": "string", "maxLength": 60 }, "code": text() },
    })
}

fn session() -> Value {
    object(&[
        ("id", text()),
        ("current", yes_or_no()),
        ("browser", text()),
        ("system", text()),
        ("source", text()),
        ("place", text_or_null()),
        ("created_at", instant()),
        ("last_seen_at", instant()),
    ])
}

fn trusted_device() -> Value {
    object(&[
        ("id", text()),
        ("browser", text()),
        ("system", text()),
        ("source", text()),
        ("place", text_or_null()),
        ("created_at", instant()),
        ("last_used_at", instant()),
        ("expires_at", instant()),
    ])
}

fn link() -> Value {
    object(&[
        ("id", text()),
        ("provider", text()),
        ("issuer", text()),
        ("label", text()),
        ("usable", yes_or_no()),
        ("linked_at", instant()),
        ("last_used_at", instant_or_null()),
    ])
}

fn application() -> Value {
    object(&[
        ("id", text()),
        ("name", text()),
        ("scope", json!({ "type": "array", "items": text() })),
        ("since", instant()),
        ("last_used_at", instant_or_null()),
        ("current", yes_or_no()),
    ])
}

fn event() -> Value {
    object(&[
        ("id", text()),
        ("event", text()),
        ("success", yes_or_no()),
        ("time", instant()),
        ("source", text()),
        ("place", text_or_null()),
        ("client_id", text_or_null()),
        ("risk", json!({ "type": "array", "items": { "enum": RiskPoint::ALL } })),
    ])
}

fn export() -> Value {
    object(&[
        ("state", json!({ "enum": ["wanted", "ready", "failed"] })),
        ("requested_at", instant()),
        ("expires_at", instant()),
        ("size", count()),
    ])
}

/// RFC 9457 §3.
pub fn problem() -> Value {
    let error = json!({
        "type": "object", "required": ["field", "code"],
        "properties": {
            "field": text(), "code": text(), "limit": count(), "message": text(), "fix": text(),
            "pointer": { "type": "string", "format": "json-pointer" },
        },
    });
    json!({
        "type": "object", "required": ["type", "title", "status", "code", "request_id"], "additionalProperties": false,
        "properties": {
            "type": { "type": "string", "format": "uri" }, "title": text(), "status": count(), "code": text(),
            "request_id": text(), "detail": text(), "errors": { "type": "array", "items": error },
        },
    })
}
