//! The OpenAPI 3.1 document of the administration API, made from its operations (product UM-21).

use serde_json::{Map, Value, json};

use super::operation::{Gives, OPERATIONS, Operation, Takes};
use super::realm::EVENT_FILTERS;
use super::users::SEARCH_CHARS;
use super::{BASE, client_schema, realm_schema};
use crate::model::UserStatus;
use crate::provider::admin_access::SCOPE;
use crate::web::account_api::problem::{ADMIN_PROBLEMS, PROBLEMS};
use crate::web::account_api::schema::{
    instant, instant_or_null, items, object, problem, text, text_or_null, yes_or_no,
};

/// Refusals that every operation may answer with.
const COMMON: [&str; 7] = [
    "invalid_request",
    "invalid_token",
    "insufficient_scope",
    "not_an_administrator",
    "too_many_requests",
    "server_error",
    "temporarily_unavailable",
];

/// The document for the realm whose issuer is `issuer`.
pub fn document(issuer: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(format!("{BASE}{}", operation.path)).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.to_ascii_lowercase(), described(operation));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Gatehouse administration API",
            "version": "1",
            "description": format!("What administrators of a realm see and do. At the default realm, whoever holds \
                super_admin reaches every realm below {BASE}/realms/{{name}}."),
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": issuer }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "openIdConnect": {
                    "type": "openIdConnect",
                    "openIdConnectUrl": format!("{issuer}/.well-known/openid-configuration"),
                },
            },
        },
    })
}

fn described(operation: &Operation) -> Value {
    let mut told = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "security": [{ "openIdConnect": [SCOPE] }],
        "responses": answers(operation),
    });
    let parameters = parameters(operation);
    if let Some(members) = told.as_object_mut() {
        if !parameters.is_empty() {
            members.insert("parameters".to_owned(), json!(parameters));
        }
        if let Takes::Json(schema) = operation.takes {
            let content = json!({ "application/json": reference(schema) });
            members.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
    }
    told
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let of_path = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let of_path =
        of_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let mut parameters: Vec<Value> = of_path.collect();
    if matches!(operation.takes, Takes::Paging | Takes::Search | Takes::Events) {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 50 });
        parameters.push(json!({ "name": "limit", "in": "query", "schema": limit }));
        parameters.push(json!({ "name": "cursor", "in": "query", "schema": { "type": "string" } }));
    }
    if operation.takes == Takes::Events {
        let instant = json!({ "type": "string", "format": "date-time" });
        let text = json!({ "type": "string", "maxLength": SEARCH_CHARS });
        let filters = EVENT_FILTERS.map(|(name, is_time)| (name, if is_time { &instant } else { &text }));
        parameters.extend(filters.map(|(name, schema)| json!({ "name": name, "in": "query", "schema": schema })));
    }
    if operation.takes == Takes::Search {
        let words = json!({ "type": "string", "maxLength": SEARCH_CHARS });
        parameters.push(json!({ "name": "search", "in": "query", "schema": words }));
    }
    parameters
}

fn reference(schema: &str) -> Value {
    json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") } })
}

fn answers(operation: &Operation) -> Value {
    let with = |schema: &str| json!({ "description": "Done.", "content": { "application/json": reference(schema) } });
    let (status, good) = match operation.gives {
        Gives::Nothing => ("204", json!({ "description": "Done." })),
        Gives::Json(schema) => ("200", with(schema)),
        Gives::Created(schema) => ("201", with(schema)),
    };
    let mut codes: Vec<&str> = COMMON.iter().chain(operation.refusals).copied().collect();
    if operation.is_fresh {
        codes.push("insufficient_user_authentication");
    }
    match operation.takes {
        Takes::Nothing => {}
        Takes::Paging | Takes::Search | Takes::Events => codes.push("validation_failed"),
        Takes::Json(_) => codes.extend(["unsupported_media_type", "content_too_large", "validation_failed"]),
    }
    let mut told: Map<String, Value> = Map::from_iter([(status.to_owned(), good)]);
    let known = || PROBLEMS.iter().chain(ADMIN_PROBLEMS).filter(|(code, _, _)| codes.contains(code));
    for (_, status, _) in known() {
        let meant = known().filter(|(_, other, _)| other == status);
        let words: Vec<String> = meant.map(|(code, _, title)| format!("`{code}`: {title}")).collect();
        let content = json!({ "application/problem+json": reference("Problem") });
        told.insert(status.to_string(), json!({ "description": words.join(" "), "content": content }));
    }
    Value::Object(told)
}

/// `schema` with no other members needed than these.
pub fn optional(mut schema: Value, needed: &[&str]) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("required".to_owned(), json!(needed));
    }
    schema
}

fn schemas() -> Map<String, Value> {
    let texts = || json!({ "type": "array", "items": text() });
    let steps = object(&[("kind", json!({ "enum": ["role", "group"] })), ("name", text())]);
    let held = object(&[("name", text()), ("by", json!({ "type": "array", "items": steps }))]);
    let all_held = json!({ "type": "array", "items": held });
    let (new_user, new_role) = (
        object(&[("username", text()), ("email", text_or_null()), ("email_verified", yes_or_no())]),
        object(&[("name", text()), ("description", text_or_null()), ("inherits", texts())]),
    );
    let role_change = object(&[("description", text_or_null()), ("inherits", texts())]);
    let group_change = object(&[("path", text_or_null()), ("description", text_or_null())]);
    let schemas = [
        ("Users", items("User", true)),
        ("User", user()),
        ("NewUser", optional(new_user, &["username"])),
        ("Deletion", object(&[("delete_at", instant())])),
        ("Holdings", object(&[("roles", all_held.clone()), ("groups", all_held)])),
        ("Roles", items("Role", true)),
        (
            "Role",
            object(&[
                ("name", text()),
                ("description", text()),
                ("inherits", texts()),
                ("built_in", yes_or_no()),
                ("created_at", instant_or_null()),
            ]),
        ),
        ("NewRole", optional(new_role, &["name"])),
        ("RoleChange", optional(role_change, &[])),
        ("Groups", items("GroupSummary", true)),
        ("GroupSummary", object(&[("id", text()), ("path", text()), ("description", text())])),
        (
            "Group",
            object(&[
                ("id", text()),
                ("path", text()),
                ("description", text()),
                ("roles", texts()),
                ("created_at", instant()),
            ]),
        ),
        ("NewGroup", optional(group_change.clone(), &["path"])),
        ("GroupChange", optional(group_change, &[])),
        ("People", items("Person", true)),
        ("Person", object(&[("id", text()), ("username", text())])),
        ("Problem", problem()),
    ];
    let beside = client_schema::schemas().into_iter().chain(realm_schema::schemas());
    schemas.into_iter().chain(beside).map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn user() -> Value {
    object(&[
        ("id", text()),
        ("username", text()),
        ("email", text_or_null()),
        ("email_verified", yes_or_no()),
        ("status", json!({ "enum": UserStatus::ALL.map(UserStatus::as_str) })),
        ("has_password", yes_or_no()),
        ("locked_until", instant_or_null()),
        ("created_at", instant()),
        ("updated_at", instant()),
        ("delete_at", instant_or_null()),
    ])
}
