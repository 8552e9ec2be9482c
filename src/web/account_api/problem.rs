//! Refusals of the API: problem details (RFC 9457) with stable codes, and challenges (RFC 6750, RFC 9470).

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Map, Value, json};

use crate::account::{AttributeFault, Fault, FaultKind};
use crate::admin;
use crate::authn::{self, FRESH};
use crate::imaging::{ImageError, Refusal};
use crate::provider;
use crate::spec::{ErrorCode, Finding};
use crate::storage::StorageError;
use crate::web::error::{self, whole_seconds};

/// Every refusal there is: code, status, title.
pub const PROBLEMS: &[(&str, u16, &str)] = &[
    ("invalid_request", 400, "The request is malformed."),
    ("invalid_token", 401, "An access token is needed, and the one sent is missing, expired, revoked or for others."),
    ("insufficient_user_authentication", 401, "The person must have been authenticated within the last 5 minutes."),
    ("insufficient_scope", 403, "The access token lacks the scope that this needs."),
    ("not_found", 404, "There is nothing of that name."),
    ("method_not_allowed", 405, "This cannot be done here."),
    ("wrong_code", 409, "The code does not fit."),
    ("enrollment_expired", 409, "There is no secret waiting to be confirmed; begin anew."),
    ("limit_reached", 409, "There are as many as there may be."),
    ("credential_refused", 409, "What the browser made does not fit what it was asked."),
    ("passkeys_impossible", 409, "Browsers make no passkeys for the address of this issuer."),
    ("address_taken", 409, "The address belongs to another account by now."),
    ("change_expired", 409, "No new address waits for proof in this session; begin anew."),
    ("mail_unavailable", 409, "This server sends no mail, so no address can be proven."),
    ("recovery_impossible", 409, "The account has no proven address and could not be recovered after a lock."),
    ("last_way_in", 409, "It is the only way into the account."),
    ("last_administrator", 409, "Nobody would be left to administer the realm."),
    ("second_factor_missing", 409, "There is no second factor that backup codes could stand in for."),
    ("precondition_failed", 412, "It was changed meanwhile; read it again."),
    ("content_too_large", 413, "The body is too large."),
    ("unsupported_media_type", 415, "The body is of another type than this takes."),
    ("validation_failed", 422, "Something in the request is not as it must be; the member errors names each."),
    ("too_many_requests", 429, "Too many requests; come back later."),
    ("server_error", 500, "The request failed; its id names it in the log."),
    ("temporarily_unavailable", 503, "A part is away or busy; try again."),
];

/// Those of the administration API beside.
pub const ADMIN_PROBLEMS: &[(&str, u16, &str)] = &[
    ("not_an_administrator", 403, "The person behind the access token does not administer this realm."),
    ("right_missing", 403, "Nobody hands on, or acts upon, a right that they lack."),
    ("name_taken", 409, "There is one of that name."),
    ("no_change", 409, "It is not in a state in which this does anything."),
];

/// A refusal.
#[derive(Debug)]
pub struct Problem {
    code: &'static str,
    detail: Option<Box<str>>,
    errors: Vec<Value>,
    challenge: Option<String>,
    retry_after: Option<u64>,
    allow: Option<String>,
}

impl Problem {
    /// The refusal `code`, which is one of [`PROBLEMS`].
    pub const fn new(code: &'static str) -> Self {
        Self { code, detail: None, errors: Vec::new(), challenge: None, retry_after: None, allow: None }
    }

    /// The refusal `code` with what is the matter this time.
    pub fn told(code: &'static str, detail: String) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(code) }
    }

    /// What is wrong with fields of a profile.
    pub fn faults(faults: &[Fault], own: &[AttributeFault]) -> Self {
        let one = |(field, kind): (String, FaultKind)| {
            let mut error = json!({ "field": field, "code": kind.as_str() });
            if let (Some(error), count @ 1..) = (error.as_object_mut(), kind.count()) {
                error.insert("limit".to_owned(), json!(count));
            }
            error
        };
        let standard = faults.iter().map(|fault| (fault.field.as_str().to_owned(), fault.kind));
        let own = own.iter().map(|fault| (format!("attributes.{}", fault.name), fault.kind));
        Self { errors: standard.chain(own).map(one).collect(), ..Self::new("validation_failed") }
    }

    /// What is wrong with one field.
    pub fn fault(field: &str, codes: &[&str]) -> Self {
        let errors = codes.iter().map(|code| json!({ "field": field, "code": code })).collect();
        Self { errors, ..Self::new("validation_failed") }
    }

    /// What is wrong with one member of what was sent, at the place that a pointer names (RFC 6901).
    pub fn pointed(path: &[&str], code: &str) -> Self {
        let steps = || path.iter().filter(|step| !step.is_empty());
        let escaped: Vec<String> = steps().map(|step| step.replace('~', "~0").replace('/', "~1")).collect();
        let pointer = format!("/{}", escaped.join("/"));
        let field = steps().next_back().copied().unwrap_or_default();
        Self {
            errors: vec![json!({ "field": field, "pointer": pointer, "code": code })],
            ..Self::new("validation_failed")
        }
    }

    /// What of a client's metadata cannot be saved.
    fn findings(findings: &[Finding]) -> Self {
        let one = |found: &Finding| {
            let pointer = format!("/metadata/{}", found.field.replace('[', "/").replace(']', ""));
            json!({
                "field": found.field, "pointer": pointer, "code": "not-allowed", "message": found.message, "fix": found.fix,
            })
        };
        Self { errors: findings.iter().map(one).collect(), ..Self::new("validation_failed") }
    }

    /// Too many tries or mails: again after `wait`.
    pub fn throttled(wait: Duration) -> Self {
        Self { retry_after: Some(whole_seconds(wait)), ..Self::new("too_many_requests") }
    }

    /// Another method than those allowed here.
    pub fn method(allow: String) -> Self {
        Self { allow: Some(allow), ..Self::new("method_not_allowed") }
    }

    /// No token was sent at all: the challenge carries no error (RFC 6750 §3.1).
    pub fn without_token(scope: &str) -> Self {
        let challenge = format!(r#"Bearer realm="gatehouse", scope="{scope}""#);
        Self { challenge: Some(challenge), ..Self::new("invalid_token") }
    }

    /// The authentication behind the token is too old (RFC 9470 §3).
    pub fn stale(scope: &str) -> Self {
        let challenge = format!(
            r#"Bearer realm="gatehouse", error="insufficient_user_authentication", error_description="a more recent authentication is required", scope="{}", max_age="{}""#,
            scope,
            FRESH.as_secs()
        );
        Self { challenge: Some(challenge), ..Self::new("insufficient_user_authentication") }
    }

    /// What the provider refused, where `scope` was demanded.
    pub fn refused(error: &provider::Error, scope: &str) -> Self {
        let told = error::protocol_error(error);
        let code = match told.code {
            ErrorCode::InvalidToken => "invalid_token",
            ErrorCode::InsufficientScope => "insufficient_scope",
            _ => return Self::from_provider(error),
        };
        let challenge = format!(
            r#"Bearer realm="gatehouse", error="{}", error_description="{}", scope="{}""#,
            told.code, told.description, scope
        );
        Self { challenge: Some(challenge), ..Self::new(code) }
    }

    /// What failed.
    pub fn from_provider(error: &provider::Error) -> Self {
        let told = error::protocol_error(error);
        let code = match error {
            provider::Error::Protocol(_) if told.code == ErrorCode::ServerError => "server_error",
            provider::Error::Protocol(_) => "invalid_request",
            provider::Error::Throttled(_) => "too_many_requests",
            provider::Error::Unavailable(_) => "temporarily_unavailable",
            provider::Error::Internal(_) => "server_error",
        };
        Self { retry_after: error::retry_after(error), ..Self::new(code) }
    }

    /// The response; `request_id` names the request in the log.
    pub fn response(self, request_id: &str) -> HttpResponse {
        let found = PROBLEMS.iter().chain(ADMIN_PROBLEMS).find(|(code, _, _)| *code == self.code);
        let (status, title) = found.map_or((500, ""), |(_, status, title)| (*status, *title));
        let mut body = Map::new();
        body.insert("type".to_owned(), json!(format!("urn:gatehouse:problem:{}", self.code)));
        body.insert("title".to_owned(), json!(title));
        body.insert("status".to_owned(), json!(status));
        body.insert("code".to_owned(), json!(self.code));
        if let Some(detail) = self.detail {
            body.insert("detail".to_owned(), json!(detail));
        }
        body.insert("request_id".to_owned(), json!(request_id));
        if !self.errors.is_empty() {
            body.insert("errors".to_owned(), json!(self.errors));
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(challenge) = self.challenge {
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(allow) = self.allow {
            response.insert_header((actix_web::http::header::ALLOW, allow));
        }
        response.insert_header((CONTENT_TYPE, "application/problem+json")).body(Value::Object(body).to_string())
    }
}

impl From<provider::Error> for Problem {
    fn from(error: provider::Error) -> Self {
        Self::from_provider(&error)
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::from_provider(&error.into())
    }
}

impl From<authn::Error> for Problem {
    fn from(error: authn::Error) -> Self {
        match error {
            authn::Error::Busy(span) => {
                Self { retry_after: Some(whole_seconds(span)), ..Self::new("temporarily_unavailable") }
            }
            authn::Error::Unavailable(reason) => Self::from_provider(&provider::Error::Unavailable(reason)),
            authn::Error::Internal(reason) => Self::from_provider(&provider::Error::Internal(reason)),
            authn::Error::LastAdministrator => Self::new("last_administrator"),
        }
    }
}

impl From<admin::Error> for Problem {
    fn from(error: admin::Error) -> Self {
        match error {
            admin::Error::NotFound => Self::new("not_found"),
            admin::Error::Taken => Self::new("name_taken"),
            admin::Error::Invalid(sentence) => Self::told("validation_failed", sentence),
            admin::Error::Lacks(_) => Self::told("right_missing", error.to_string()),
            admin::Error::LastAdministrator(_) => Self::told("last_administrator", error.to_string()),
            admin::Error::Changed => Self::new("precondition_failed"),
            admin::Error::Storage(error) => error.into(),
            admin::Error::Busy => Self::new("temporarily_unavailable"),
            admin::Error::Metadata(findings) => Self::findings(&findings),
            admin::Error::Unreachable(_) | admin::Error::Keys(_) => {
                Self::from_provider(&provider::Error::Internal(error.to_string()))
            }
        }
    }
}

impl From<ImageError> for Problem {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Refused(Refusal::TooLarge) => Self::new("content_too_large"),
            ImageError::Refused(refusal) => Self::fault("picture", &[refusal.as_str()]),
            ImageError::Busy(span) => {
                Self { retry_after: Some(whole_seconds(span)), ..Self::new("temporarily_unavailable") }
            }
            ImageError::Unusable(reason) => Self::from_provider(&provider::Error::Internal(reason)),
        }
    }
}
