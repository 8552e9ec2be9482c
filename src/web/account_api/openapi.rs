//! The OpenAPI 3.1 document of the API, made from its operations (product DX-01).

use serde_json::{Map, Value, json};

use super::lists::WORDS_CHARS;
use super::operation::{self, Gives, Operation, Takes};
use super::problem::PROBLEMS;
use super::{BASE, schema};
use crate::account::activity::ActivityKind;
use crate::provider::account_access::AccountScope;

/// Refusals that every operation may answer with.
pub const COMMON: [&str; 6] = [
    "invalid_request",
    "invalid_token",
    "insufficient_scope",
    "too_many_requests",
    "server_error",
    "temporarily_unavailable",
];

/// The document for the realm whose issuer is `issuer`.
pub fn document(issuer: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operation::all() {
        let path = paths.entry(format!("{BASE}{}", operation.path)).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.to_ascii_lowercase(), described(operation));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Gatehouse account API",
            "version": "1",
            "description": "What people see and change of their own account, for applications that act in their name.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": issuer }],
        "paths": paths,
        "components": {
            "schemas": schema::all(),
            "responses": responses(),
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
        "security": [{ "openIdConnect": [operation.scope.as_str()] }],
        "responses": answers(operation),
    });
    let parameters = parameters(operation);
    if let Some(members) = told.as_object_mut() {
        if !parameters.is_empty() {
            members.insert("parameters".to_owned(), json!(parameters));
        }
        if let Some(body) = body(operation.takes) {
            members.insert("requestBody".to_owned(), body);
        }
    }
    told
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut parameters = Vec::new();
    if operation.path.ends_with("{id}") {
        parameters.push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    if matches!(operation.takes, Takes::Paging | Takes::Search) {
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 50 });
        parameters.push(json!({ "name": "limit", "in": "query", "schema": limit }));
        parameters.push(json!({ "name": "cursor", "in": "query", "schema": { "type": "string" } }));
    }
    if operation.takes == Takes::Search {
        let kinds = ActivityKind::ALL.map(ActivityKind::as_str);
        let words = json!({ "type": "string", "maxLength": WORDS_CHARS });
        let instant = json!({ "type": "string", "format": "date-time" });
        parameters.push(json!({ "name": "kind", "in": "query", "schema": { "enum": kinds } }));
        parameters.push(json!({ "name": "words", "in": "query", "schema": words }));
        parameters.push(json!({ "name": "from", "in": "query", "schema": instant.clone() }));
        parameters.push(json!({ "name": "until", "in": "query", "schema": instant }));
    }
    if matches!(operation.takes, Takes::Patch(_)) {
        let meaning = "The `ETag` that the change builds on; without it the change is made upon whatever is there.";
        let header =
            json!({ "name": "If-Match", "in": "header", "description": meaning, "schema": { "type": "string" } });
        parameters.push(header);
    }
    parameters
}

fn reference(schema: &str) -> Value {
    json!({ "schema": { "$ref": format!("#/components/schemas/{schema}") } })
}

fn body(takes: Takes) -> Option<Value> {
    let content = match takes {
        Takes::Nothing | Takes::Paging | Takes::Search => return None,
        Takes::Json(schema) => json!({ "application/json": reference(schema) }),
        Takes::Patch(schema) => {
            json!({ "application/merge-patch+json": reference(schema), "application/json": reference(schema) })
        }
        Takes::Picture => json!({ "image/jpeg": {}, "image/png": {}, "image/webp": {} }),
    };
    Some(json!({ "required": true, "content": content }))
}

fn answers(operation: &Operation) -> Value {
    let with = |schema: &str| json!({ "description": "Done.", "content": { "application/json": reference(schema) } });
    let (status, good) = match operation.gives {
        Gives::Nothing => ("204", json!({ "description": "Done." })),
        Gives::Json(schema) => ("200", with(schema)),
        Gives::Created(schema) => ("201", with(schema)),
        Gives::Archive => ("200", json!({ "description": "Done.", "content": { "application/zip": {} } })),
        Gives::Versioned(schema) => {
            let headers = json!({ "ETag": { "schema": { "type": "string" } } });
            let content = json!({ "application/json": reference(schema) });
            ("200", json!({ "description": "Done.", "headers": headers, "content": content }))
        }
    };
    let mut answers = Map::from_iter([(status.to_owned(), good)]);
    let mut codes: Vec<&str> = COMMON.iter().chain(operation.refusals).copied().collect();
    if operation.is_fresh {
        codes.push("insufficient_user_authentication");
    }
    if matches!(operation.takes, Takes::Json(_) | Takes::Patch(_) | Takes::Picture) {
        codes.extend(["unsupported_media_type", "content_too_large"]);
    }
    if matches!(operation.takes, Takes::Paging | Takes::Search | Takes::Json(_)) {
        codes.push("validation_failed");
    }
    for (_, status, _) in PROBLEMS.iter().filter(|(code, _, _)| codes.contains(code)) {
        let reference = format!("#/components/responses/{}", joined(&codes, *status));
        answers.insert(status.to_string(), json!({ "$ref": reference }));
    }
    Value::Object(answers)
}

/// The name of the response that stands for those of `codes` that have `status`.
fn joined(codes: &[&str], status: u16) -> String {
    let of_status = PROBLEMS.iter().filter(|(code, known, _)| *known == status && codes.contains(code));
    of_status.map(|(code, _, _)| *code).collect::<Vec<_>>().join("-or-")
}

/// Every response that an operation refers to.
fn responses() -> Value {
    let described = |codes: &[&str]| {
        let told: Vec<String> = PROBLEMS
            .iter()
            .filter(|(code, _, _)| codes.contains(code))
            .map(|(code, _, title)| format!("`{code}`: {title}"))
            .collect();
        json!({ "description": told.join(" "), "content": { "application/problem+json": reference("Problem") } })
    };
    let mut responses: Map<String, Value> =
        PROBLEMS.iter().map(|(code, _, _)| ((*code).to_owned(), described(&[code]))).collect();
    for operation in operation::all() {
        let answers = answers(operation);
        let names = answers.as_object().into_iter().flat_map(Map::values).filter_map(|answer| answer["$ref"].as_str());
        for name in names.filter_map(|name| name.rsplit('/').next()).filter(|name| name.contains("-or-")) {
            let codes: Vec<&str> = name.split("-or-").collect();
            responses.insert(name.to_owned(), described(&codes));
        }
    }
    Value::Object(responses)
}

/// The scopes there are, in words.
pub const fn meaning(scope: AccountScope) -> &'static str {
    match scope {
        AccountScope::Read => "See the account.",
        AccountScope::Profile => "Change profile, preferences and picture.",
        AccountScope::Security => "Change what protects the account.",
    }
}
