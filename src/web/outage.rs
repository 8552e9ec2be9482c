//! The page for somebody whose realm could not even be looked up: in the looks of the house, for those of the realm are
//! out of reach.

use actix_web::http::header::{ACCEPT_LANGUAGE, RETRY_AFTER};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

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
    let request_id = request.extensions().get::<RequestInfo>().map(|info| info.request_id.clone()).unwrap_or_default();
    let nonce = base64url(&state.shared.random.bytes::<16>());
    let accept = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let wanted = language_of(request);
    let wishes = LanguageWishes {
        ui_locales: wanted.as_ref().map(Locale::as_str),
        accept_language: accept,
        ..LanguageWishes::default()
    };
    let is_internal = matches!(error, provider::Error::Internal(_));
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let page = Page::Error(ErrorPage {
        kind: if is_internal { ErrorKind::Internal } else { ErrorKind::Unavailable },
        code: told.code.as_str().to_owned(),
        request_id,
        application: None,
        return_to: None,
        retry_after: retry_after(error),
        details: None,
    });
    let rendered = state.themes.render(&PageRequest {
        theme: None,
        locale: &state.themes.negotiate(&wishes),
        branding: &Branding::default(),
        chrome: Chrome { nonce: &nonce, csrf: "", base: &state.options.base_path, realm: "", current: &target },
        page: &page,
    });
    let mut response = HttpResponse::build(status(error));
    guard(&mut response, &page, &nonce, false);
    if let Some(seconds) = retry_after(error) {
        response.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    match rendered {
        Ok(rendered) => response.content_type(HTML).body(rendered.html),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            response.content_type("text/plain; charset=utf-8").body(told.description.into_owned())
        }
    }
}
