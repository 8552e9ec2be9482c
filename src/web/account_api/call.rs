//! One call: who asks in whose name, and what was sent.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, IF_MATCH};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use serde_json::{Map, Value};

use super::operation::Operation;
use super::problem::Problem;
use crate::audit::Origin;
use crate::authn::{FRESH, Visit};
use crate::clock::Timestamp;
use crate::model::Revocation;
use crate::provider;
use crate::provider::account_access::{self, Caller};
use crate::provider::{Context, grant, zones};
use crate::spec::bearer_token;
use crate::theme::LanguageWishes;
use crate::web::State;
use crate::web::extract::{authorization, query};
use crate::web::place::place;

/// Bytes of JSON.
const JSON_MAX: usize = 64 * 1024;
/// How long a body may take to arrive.
const DEADLINE: Duration = Duration::from_secs(30);
/// Entries of a list in one answer, by default and at most.
const PAGE: usize = 50;
const PAGE_MAX: usize = 100;

/// A call that may be made.
pub struct Call {
    pub state: web::Data<State>,
    pub context: Context,
    pub request: HttpRequest,
    pub caller: Caller,
    /// The browser session that the token comes from, while it is live; always there where a fresh one is demanded.
    visit: Option<Visit>,
    payload: Payload,
}

/// A part of a list.
pub struct Paging {
    /// How many entries.
    pub limit: usize,
    /// Behind which: its instant and its name.
    pub after: Option<(Timestamp, String)>,
}

impl Call {
    /// Near which place `source` is, in the language that the caller asks for (RFC 9110 §12.5.4).
    pub fn near(&self, source: &str) -> Option<String> {
        let accepted = self.request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let default = self.context.state.realm.settings.default_locale.as_deref();
        let wishes = LanguageWishes { accept_language: accepted, default, ..LanguageWishes::default() };
        self.context.shared.places.near(source, self.state.themes.negotiate(&wishes).language())
    }

    /// The call in `request`, if its token allows `operation`.
    pub async fn open(
        operation: &Operation,
        (state, context): (web::Data<State>, Context),
        (request, payload): (HttpRequest, Payload),
    ) -> Result<Self, Problem> {
        let needed = operation.scope;
        let scope = needed.as_str();
        let refused = |error: provider::Error| Problem::refused(&error, scope);
        let token = authorization(&request)
            .and_then(|header| bearer_token(header, None, Some(&query(&request)?)))
            .map_err(|error| refused(error.into()))?;
        let Some(token) = token else { return Err(Problem::without_token(scope)) };
        // No text column can hold NUL: there is nothing of such a name.
        if request.match_info().get("id").is_some_and(|id| id.contains('\0')) {
            return Err(Problem::new("not_found"));
        }
        let caller = account_access::find(&context, token.expose(), needed).await.map_err(refused)?;
        // From here on every event names the application.
        let context = Context { client: Some(caller.client.clone()), ..context };
        if operation.method != "GET" {
            let (zone, key) = (&zones::ACCOUNT_CHANGE, caller.user.id.as_str());
            zones::check(&context, zone, key)?;
            zones::record(&context, zone, key).await?;
        }
        let authenticator = &state.authenticator;
        let visit = authenticator.visit_of(&context.origin(), &caller.user, &caller.grant.session_id).await?;
        // What counts is when the person was asked for this token, not what else happened in the browser since; compared
        // as `max_age` is, so that doing what the challenge says always helps.
        let is_fresh = context.now.since(caller.grant.auth_time) <= FRESH
            && visit.as_ref().is_some_and(|visit| !visit.is_on_trust());
        if operation.is_fresh && !is_fresh {
            return Err(Problem::stale(scope));
        }
        Ok(Self { state, context, request, caller, visit, payload })
    }

    /// Where audit events come from.
    pub fn origin(&self) -> Origin {
        self.context.origin()
    }

    /// The browser session behind the token, while it is live.
    pub fn visit(&self) -> Option<&Visit> {
        self.visit.as_ref()
    }

    /// The browser session behind a fresh token.
    pub fn fresh_visit(&self) -> Result<&Visit, Problem> {
        self.visit.as_ref().ok_or_else(|| Problem::new("insufficient_user_authentication"))
    }

    /// The last part of the path.
    pub fn id(&self) -> &str {
        self.request.match_info().get("id").unwrap_or_default()
    }

    /// The versions that `If-Match` names; `None` for any.
    pub fn expected(&self) -> Option<Vec<String>> {
        expected(&self.request)
    }

    /// Which part of a list is wanted.
    pub fn paging(&self) -> Result<Paging, Problem> {
        let query = query(&self.request).map_err(|_| Problem::new("invalid_request"))?;
        let limit = match query.get("limit").map(str::parse::<usize>) {
            None => PAGE,
            Some(Ok(limit)) if (1..=PAGE_MAX).contains(&limit) => limit,
            Some(_) => return Err(Problem::fault("limit", &["not-offered"])),
        };
        let after = match query.get("cursor") {
            None => None,
            Some(text) => Some(place(text).ok_or_else(|| Problem::fault("cursor", &["not-offered"]))?),
        };
        Ok(Paging { limit, after })
    }

    /// The object in a JSON body.
    pub async fn object(&mut self) -> Result<Map<String, Value>, Problem> {
        object(&self.request, &mut self.payload).await
    }

    /// The bytes of a body of at most `most`.
    pub async fn body(&mut self, most: usize) -> Result<Vec<u8>, Problem> {
        body(&mut self.payload, most).await
    }

    /// The media type of the body, without parameters.
    pub fn media_type(&self) -> String {
        media_type(&self.request)
    }

    /// Tells every instance what has ended.
    pub async fn announce(&self, ended: &[Revocation]) {
        for revocation in ended {
            grant::announce(&self.context, revocation).await;
        }
    }
}

/// The versions that `If-Match` names (RFC 9110 §13.1.1); `None` for any.
pub fn expected(request: &HttpRequest) -> Option<Vec<String>> {
    let values: Vec<&str> = request.headers().get_all(IF_MATCH).filter_map(|value| value.to_str().ok()).collect();
    let tags: Vec<&str> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
    if tags.is_empty() || tags.contains(&"*") {
        return None;
    }
    // The strong comparison: a weak tag fits nothing.
    let strong = |tag: &&str| Some(tag.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    Some(tags.iter().filter_map(strong).collect())
}

/// The object in the JSON body of `request`.
pub async fn object(request: &HttpRequest, payload: &mut Payload) -> Result<Map<String, Value>, Problem> {
    if !["application/json", "application/merge-patch+json"].contains(&media_type(request).as_str()) {
        return Err(Problem::new("unsupported_media_type"));
    }
    let body = body(payload, JSON_MAX).await?;
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Problem::new("invalid_request")),
    }
}

async fn body(payload: &mut Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    let read = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::new("invalid_request"))?;
            if body.len() + chunk.len() > most {
                return Err(Problem::new("content_too_large"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(())
    };
    tokio::time::timeout(DEADLINE, read).await.map_err(|_| Problem::new("invalid_request"))??;
    Ok(body)
}

fn media_type(request: &HttpRequest) -> String {
    header(request, CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn header(request: &HttpRequest, name: HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
