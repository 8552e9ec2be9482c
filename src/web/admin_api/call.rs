//! One call: who administers which realm, and what was sent.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};

use super::operation::Operation;
use crate::admin::By;
use crate::audit::{Actor, Origin};
use crate::authn::FRESH;
use crate::model::{GroupId, RealmId, Revocation, UserId};
use crate::provider;
use crate::provider::account_access::Caller;
use crate::provider::admin_access::{self, Access, SCOPE};
use crate::provider::{Context, grant, zones};
use crate::secret::{base64url, from_base64url};
use crate::spec::bearer_token;
use crate::storage::Database;
use crate::web::State;
use crate::web::account_api::call::{expected, object};
use crate::web::account_api::problem::Problem;
use crate::web::account_api::with_json;
use crate::web::extract::{authorization, query};

/// Entries of a list in one answer, by default and at most.
const PAGE: usize = 50;
const PAGE_MAX: usize = 100;
/// Bytes of a cursor's place at most.
const CURSOR_MAX: usize = 1024;

/// A call that may be made.
pub struct Call {
    pub state: web::Data<State>,
    /// The realm that is acted upon.
    pub context: Context,
    pub caller: Caller,
    request: HttpRequest,
    payload: Payload,
    /// Whether the realm is another than the administrator's own.
    is_away: bool,
}

impl Call {
    /// The call in `request`, if whoever's token it carries may make it.
    pub async fn open(
        operation: &Operation,
        (state, context): (web::Data<State>, Context),
        (request, payload): (HttpRequest, Payload),
    ) -> Result<Self, Problem> {
        let refused = |error: provider::Error| Problem::refused(&error, SCOPE);
        let token = authorization(&request)
            .and_then(|header| bearer_token(header, None, Some(&query(&request)?)))
            .map_err(|error| refused(error.into()))?;
        let Some(token) = token else { return Err(Problem::without_token(SCOPE)) };
        // No text column can hold NUL: there is nothing of such a name.
        if request.match_info().iter().any(|(_, value)| value.contains('\0')) {
            return Err(Problem::new("not_found"));
        }
        let (caller, is_of_all) = match admin_access::find(&context, token.expose()).await.map_err(refused)? {
            Access::OfAll(caller) => (caller, true),
            Access::OfRealm(caller) => (caller, false),
            Access::Refused => return Err(Problem::new("not_an_administrator")),
        };
        if operation.method != "GET" {
            let (zone, key) = (&zones::ADMIN_CHANGE, caller.user.id.as_str());
            zones::check(&context, zone, key)?;
            zones::record(&context, zone, key).await?;
        }
        if operation.is_fresh && !is_fresh(&state, &context, &caller).await? {
            return Err(Problem::stale(SCOPE));
        }
        let Some(target) = request.match_info().get("target") else {
            return Ok(Self { state, context, caller, request, payload, is_away: false });
        };
        if !is_of_all {
            return Err(Problem::new("not_an_administrator"));
        }
        let found = state.realms.find(&state.shared, target, context.now).await?;
        let found = found.ok_or_else(|| Problem::new("not_found"))?;
        let is_away = found.realm.id != *context.realm();
        let context = Context { state: found, ..context };
        Ok(Self { state, context, caller, request, payload, is_away })
    }

    /// Where audit events come from: the realm that is acted upon.
    pub fn origin(&self) -> Origin {
        self.context.origin()
    }

    pub fn realm(&self) -> &RealmId {
        self.context.realm()
    }

    pub fn database(&self) -> &Database {
        self.context.database()
    }

    pub fn actor(&self) -> Actor<'_> {
        Actor::Administrator(self.caller.user.id.as_str())
    }

    /// The administrator with what bounds them: in another realm they are there by a right above all of its own.
    pub fn by(&self) -> By<'_> {
        if self.is_away { By::operator(self.actor()) } else { By::person(&self.caller.user.id) }
    }

    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    pub fn user_id(&self) -> UserId {
        UserId::from(self.part("id"))
    }

    pub fn group_id(&self) -> GroupId {
        GroupId::from(self.part("id"))
    }

    /// A parameter of the query.
    pub fn asked(&self, name: &str) -> Result<Option<String>, Problem> {
        let query = query(&self.request).map_err(|_| Problem::new("invalid_request"))?;
        Ok(query.get(name).map(str::to_owned))
    }

    /// How many entries of a list are wanted, and after which place.
    pub fn paging(&self) -> Result<(usize, String), Problem> {
        let limit = match self.asked("limit")?.map(|text| text.parse::<usize>()) {
            None => PAGE,
            Some(Ok(limit)) if (1..=PAGE_MAX).contains(&limit) => limit,
            Some(_) => return Err(Problem::fault("limit", &["not-offered"])),
        };
        let Some(cursor) = self.asked("cursor")? else { return Ok((limit, String::new())) };
        let place = from_base64url(&cursor).and_then(|bytes| String::from_utf8(bytes).ok());
        let place = place.filter(|place| place.len() <= CURSOR_MAX && !place.contains('\0'));
        Ok((limit, place.ok_or_else(|| Problem::fault("cursor", &["not-offered"]))?))
    }

    /// The members of a JSON body, none of which is unknown.
    pub async fn members(&mut self, known: &[&str]) -> Result<Map<String, Value>, Problem> {
        let body = object(&self.request, &mut self.payload).await?;
        match body.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Problem::fault(name, &["unknown-member"])),
            None => Ok(body),
        }
    }

    /// The versions that `If-Match` names (RFC 9110 §13.1.1); `None` for any.
    pub fn expected(&self) -> Option<Vec<String>> {
        expected(&self.request)
    }

    /// Tells every instance what has ended.
    pub async fn announce(&self, ended: &[Revocation]) {
        for revocation in ended {
            grant::announce(&self.context, revocation).await;
        }
    }
}

/// Whether the administrator was authenticated a moment ago, in a session that goes on and that no mail began.
async fn is_fresh(state: &State, context: &Context, caller: &Caller) -> Result<bool, Problem> {
    let visit = state.authenticator.visit_of(&context.origin(), &caller.user, &caller.grant.session_id).await?;
    Ok(context.now.since(caller.grant.auth_time) <= FRESH && visit.is_some_and(|visit| !visit.is_on_trust()))
}

/// The entries of one part, of which one more than `limit` was read, and where the next begins.
pub fn list<T>(
    mut entries: Vec<T>,
    limit: usize,
    told: impl Fn(&T) -> Value,
    place: impl Fn(&T) -> String,
) -> HttpResponse {
    let has_more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| has_more).map(|last| base64url(place(last).as_bytes()));
    let items: Vec<Value> = entries.iter().map(told).collect();
    with_json(StatusCode::OK, &json!({ "items": items, "next": next }))
}

/// How many rows to read for a part of `limit`.
pub fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// The text of `member`, which may be absent.
pub fn text(body: &Map<String, Value>, member: &str) -> Result<Option<String>, Problem> {
    match body.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.contains('\0') => Ok(Some(text.clone())),
        Some(_) => Err(Problem::fault(member, &["malformed"])),
    }
}

/// The text of `member`, which has to be there.
pub fn needed(body: &Map<String, Value>, member: &str) -> Result<String, Problem> {
    text(body, member)?.ok_or_else(|| Problem::fault(member, &["missing"]))
}

/// The texts of `member`, which may be absent.
pub fn texts(body: &Map<String, Value>, member: &str) -> Result<Option<Vec<String>>, Problem> {
    let malformed = || Problem::fault(member, &["malformed"]);
    let Some(value) = body.get(member) else { return Ok(None) };
    let list = value.as_array().ok_or_else(malformed)?;
    let text = |value: &Value| value.as_str().filter(|text| !text.contains('\0')).map(str::to_owned);
    list.iter().map(|value| text(value).ok_or_else(malformed)).collect::<Result<_, _>>().map(Some)
}
