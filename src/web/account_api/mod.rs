//! The account API, `/api/account/v1` (product AC-20): what the account pages do, for applications with an access token of
//! the person. The rules are those of the pages; here stands what a call demands and how its answer is written.

pub(super) mod call;
pub(super) mod cors;
mod docs;
mod email;
mod leaving;
mod links;
mod lists;
mod notices;
mod openapi;
mod operation;
mod passkeys;
pub(super) mod problem;
mod profile;
pub(super) mod schema;
mod security;
mod shape;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

pub use openapi::document;

use self::call::Call;
use self::operation::{Act, Operation};
use self::problem::Problem;
use self::profile::Half;
use super::State;
use super::extract::{self, RealmError};
use super::methods;

/// Where it lives in a realm.
pub const BASE: &str = "/api/account/v1";

/// The routes below each realm: the operations, and nothing else.
pub fn routes(config: &mut ServiceConfig) {
    let mut paths: Vec<&str> = operation::all().map(|operation| operation.path).collect();
    paths.dedup();
    paths.sort_unstable();
    paths.dedup();
    let mut scope = web::scope(BASE);
    for path in paths {
        let mut resource = web::resource(path);
        let mut allow = Vec::new();
        for operation in operation::all().filter(|operation| operation.path == path) {
            allow.push(operation.method);
            let handler = move |state, request, body| answer(operation, state, request, body);
            let method = Method::from_bytes(operation.method.as_bytes()).unwrap_or(Method::GET);
            if method == Method::GET {
                allow.push("HEAD");
                resource = resource.route(web::head().to(handler));
            }
            resource = resource.route(web::method(method).to(handler));
        }
        let allow = allow.join(", ");
        let refuse = move |request: HttpRequest| {
            let problem = Problem::method(allow.clone());
            async move { problem.response(&request_id(&request)) }
        };
        scope = scope.service(resource.default_service(web::to(refuse)));
    }
    let unknown = |request: HttpRequest| async move { Problem::new("not_found").response(&request_id(&request)) };
    config
        .service(scope.default_service(web::to(unknown)).wrap(from_fn(cors::open_to_all)))
        .service(methods::get("/docs", docs::page))
        .service(methods::get("/docs/openapi.json", docs::json));
}

async fn answer(
    operation: &'static Operation,
    state: web::Data<State>,
    request: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    let id = request_id(&request);
    let context = match extract::context(&request).await {
        Ok(context) => context,
        Err(RealmError::Unknown) => return Problem::new("not_found").response(&id),
        Err(RealmError::Failed(error)) => return Problem::from(error).response(&id),
    };
    let outcome = match Call::open(operation, (state, context), (request, body.into_inner())).await {
        Ok(call) => perform(operation.act, call).await,
        Err(problem) => Err(problem),
    };
    outcome.unwrap_or_else(|problem| problem.response(&id))
}

async fn perform(act: Act, call: Call) -> Result<HttpResponse, Problem> {
    match act {
        Act::ShowAccount => security::overview(&call).await,
        Act::ShowProfile => profile::show(&call, Half::Profile).await,
        Act::ChangeProfile => profile::change(call, Half::Profile).await,
        Act::ShowPreferences => profile::show(&call, Half::Preferences).await,
        Act::ChangePreferences => profile::change(call, Half::Preferences).await,
        Act::SetPicture => profile::set_picture(call).await,
        Act::RemovePicture => profile::remove_picture(&call).await,
        Act::ChangePassword => security::change_password(call).await,
        Act::ListAuthenticators => security::list_authenticators(&call, StatusCode::OK).await,
        Act::BeginAuthenticator => security::begin_authenticator(&call).await,
        Act::AddAuthenticator => security::add_authenticator(call).await,
        Act::RemoveAuthenticator => security::remove_authenticator(&call).await,
        Act::CountBackupCodes => security::count_codes(&call).await,
        Act::MakeBackupCodes => security::make_codes(&call).await,
        Act::ListSessions => lists::sessions(&call).await,
        Act::EndSession => lists::end_session(&call).await,
        Act::EndOtherSessions => lists::end_others(&call).await,
        Act::ListTrustedDevices => lists::trusted_devices(&call).await,
        Act::Distrust => lists::distrust(&call).await,
        Act::ListApplications => lists::applications(&call).await,
        Act::RevokeApplication => lists::revoke_application(&call).await,
        Act::ListActivity => lists::activity(&call).await,
        Act::ListPasskeys => passkeys::list(&call, StatusCode::OK).await,
        Act::BeginPasskey => passkeys::begin(call).await,
        Act::AddPasskey => passkeys::add(call).await,
        Act::RenamePasskey => passkeys::rename(call).await,
        Act::RemovePasskey => passkeys::remove(&call).await,
        Act::ListInbox => notices::list(&call).await,
        Act::ShowInboxEntry => notices::show(&call).await,
        Act::MarkInboxEntry => notices::mark(call).await,
        Act::MarkInbox => notices::mark_all(call).await,
        Act::ShowNotifications => notices::show_channels(&call).await,
        Act::ChangeNotifications => notices::change_channels(call).await,
        Act::ShowExport => leaving::show_export(&call, StatusCode::OK).await,
        Act::AskExport => leaving::ask_export(&call).await,
        Act::TakeExport => leaving::take_export(&call).await,
        Act::DeleteAccount => leaving::delete_account(&call).await,
        Act::ShowEmail => email::show(&call).await,
        Act::AskEmail => email::ask(call).await,
        Act::ConfirmEmail => email::confirm(call).await,
        Act::ResendEmail => email::resend(&call).await,
        Act::CancelEmail => email::cancel(&call).await,
        Act::LockAccount => email::lock(&call).await,
        Act::ListLinks => links::list(&call).await,
        Act::RemoveLink => links::remove(&call).await,
    }
}

pub(super) fn request_id(request: &HttpRequest) -> String {
    use actix_web::HttpMessage;
    let extensions = request.extensions();
    extensions.get::<super::middleware::RequestInfo>().map(|info| info.request_id.clone()).unwrap_or_default()
}

pub(super) fn nothing() -> HttpResponse {
    HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish()
}

pub(super) fn with_json(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).insert_header((CACHE_CONTROL, "no-store")).json(body)
}
