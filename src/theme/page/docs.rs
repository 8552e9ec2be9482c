//! The page that tells developers what the account API does.

use serde::Serialize;

/// `/docs`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsPage {
    /// The address of the API.
    pub base: String,
    /// Where the OpenAPI document is.
    pub document: String,
    /// The scopes.
    pub scopes: Vec<DocsEntry>,
    /// What can be done.
    pub operations: Vec<DocsOperation>,
    /// What can be refused.
    pub problems: Vec<DocsEntry>,
}

/// A name and what it means.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsEntry {
    /// The name.
    pub name: String,
    /// What it means, in English.
    pub text: String,
}

/// An operation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocsOperation {
    /// Its `operationId`; the id of its element.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path below the base.
    pub path: &'static str,
    /// What it does, in English.
    pub summary: &'static str,
    /// The scope it demands.
    pub scope: &'static str,
    /// Whether it demands a fresh login.
    pub fresh: bool,
    /// What it is sent; empty for nothing.
    pub takes: &'static str,
    /// What it answers.
    pub gives: &'static str,
}
