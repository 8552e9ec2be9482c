//! `/docs`: the API for people to read, and its OpenAPI document for programs.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};

use super::BASE;
use super::openapi::{document, meaning};
use super::operation::{self, Gives, Operation, Takes};
use super::problem::PROBLEMS;
use crate::provider::account_access::AccountScope;
use crate::theme::{DocsEntry, DocsOperation, DocsPage, Page};
use crate::web::error::JsonError;
use crate::web::extract::RealmContext;
use crate::web::page::{Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /docs`
pub async fn page(visitor: Visitor) -> HttpResponse {
    let entry = |name: &str, text: &str| DocsEntry { name: name.to_owned(), text: text.to_owned() };
    let page = DocsPage {
        base: visitor.context.issuer().endpoint(BASE),
        document: visitor.path("/docs/openapi.json"),
        scopes: AccountScope::ALL.iter().map(|scope| entry(scope.as_str(), meaning(*scope))).collect(),
        operations: operation::all().map(told).collect(),
        problems: PROBLEMS.iter().map(|(code, status, title)| entry(&format!("{status} {code}"), title)).collect(),
    };
    respond(&visitor, Ok(Reply::ok(Page::Docs(Box::new(page))).into()))
}

/// `GET /docs/openapi.json`
pub async fn json(context: RealmContext) -> Result<HttpResponse, JsonError> {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        // Public by nature: tools of developers read it from anywhere.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(document(context.0.issuer().as_str())))
}

fn told(operation: &Operation) -> DocsOperation {
    DocsOperation {
        id: operation.id,
        method: operation.method,
        path: if operation.path.is_empty() { "/" } else { operation.path },
        summary: operation.summary,
        scope: operation.scope.as_str(),
        fresh: operation.is_fresh,
        takes: match operation.takes {
            Takes::Nothing => "",
            Takes::Paging => "limit, cursor",
            Takes::Search => "limit, cursor, kind, words, from, until",
            Takes::Json(schema) | Takes::Patch(schema) => schema,
            Takes::Picture => "image/jpeg, image/png, image/webp",
        },
        gives: match operation.gives {
            Gives::Nothing => "204",
            Gives::Archive => "application/zip",
            Gives::Json(schema) | Gives::Versioned(schema) | Gives::Created(schema) => schema,
        },
    }
}
