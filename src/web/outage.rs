//! The page for somebody whose realm or page is not there, or could not even be looked up: in the looks of the house, for those
//! of the realm are out of reach.

use actix_web::error::PathError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, RETRY_AFTER};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, error, web};

use super::State;
use super::error::{protocol_error, retry_after, status};
use super::middleware::RequestInfo;
use super::page::{HTML, guard};
use super::visitor::language_of;
use crate::provider;
use crate::secret::base64url;
use crate::theme::{Branding, Chrome, ErrorKind, ErrorPage, LanguageWishes, Locale, Page, PageRequest};

/// The answer to a request for a page. What went wrong is for the log alone.
pub fn page(state: &State, request: &HttpRequest, error: &provider::Error) -> HttpResponse {
    let told = protocol_error(error);
    let is_internal = matches!(error, provider::Error::Internal(_));
    let page = ErrorPage {
        kind: if is_internal { ErrorKind::Internal } else { ErrorKind::Unavailable },
        code: told.code.as_str().to_owned(),
        retry_after: retry_after(error),
        ..empty(request)
    };
    answer((state, request), page, status(error), &told.description)
}

/// The answer to a request for a page of a realm that does not exist.
pub fn unknown_realm(state: &State, request: &HttpRequest) -> HttpResponse {
    let page = ErrorPage { kind: ErrorKind::NotFound, code: "not_found".to_owned(), ..empty(request) };
    answer((state, request), page, StatusCode::NOT_FOUND, "there is no such realm")
}

/// The answer to a request for an address that nothing has: a page for people, JSON for programs.
pub async fn unknown_address(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    nothing_there(&state, &request)
}

/// A path whose variable part names nothing is an address that nothing has.
pub fn unknown_path(error: PathError, request: &HttpRequest) -> Error {
    match request.app_data::<web::Data<State>>() {
        Some(state) => error::InternalError::from_response(error, nothing_there(state, request)).into(),
        None => error.into(),
    }
}

fn nothing_there(state: &State, request: &HttpRequest) -> HttpResponse {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = "there is nothing at this address";
    if !accept.contains("text/html") {
        return HttpResponse::NotFound().json(serde_json::json!({ "error": "not_found", "error_description": plain }));
    }
    let page = ErrorPage { kind: ErrorKind::NotFound, code: "not_found".to_owned(), ..empty(request) };
    answer((state, request), page, StatusCode::NOT_FOUND, plain)
}

fn empty(request: &HttpRequest) -> ErrorPage {
    let request_id = request.extensions().get::<RequestInfo>().map(|info| info.request_id.clone()).unwrap_or_default();
    ErrorPage { request_id, ..ErrorPage::default() }
}

/// `plain` is for the case that even this page cannot be rendered.
fn answer((state, request): (&State, &HttpRequest), page: ErrorPage, status: StatusCode, plain: &str) -> HttpResponse {
    let seconds = page.retry_after;
    let page = Page::Error(page);
    let nonce = base64url(&state.shared.random.bytes::<16>());
    let accept = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let wanted = language_of(request);
    let wishes = LanguageWishes {
        ui_locales: wanted.as_ref().map(Locale::as_str),
        accept_language: accept,
        ..LanguageWishes::default()
    };
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let rendered = state.themes.render(&PageRequest {
        theme: None,
        locale: &state.themes.negotiate(&wishes),
        branding: &Branding::default(),
        chrome: Chrome { nonce: &nonce, csrf: "", base: &state.options.base_path, realm: "", current: &target },
        page: &page,
    });
    let mut response = HttpResponse::build(status);
    guard(&mut response, &page, &nonce, false);
    if let Some(seconds) = seconds {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    match rendered {
        Ok(rendered) => response.content_type(HTML).body(rendered.html),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            response.content_type("text/plain; charset=utf-8").body(plain.to_owned())
        }
    }
}
