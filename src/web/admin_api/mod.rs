//! The administration API, `/api/admin/v1` (product UM-21 in part): what administrators of a realm do, for applications with
//! an access token of theirs. The rules are those of the command line; here stands what a call demands and how its answer is
//! written.

mod call;
mod client_schema;
mod clients;
mod openapi;
mod operation;
mod realm;
mod realm_schema;
mod roles;
mod users;

use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

pub use openapi::document;

use self::call::Call;
use self::operation::{Act, OPERATIONS, Operation};
use super::State;
use super::account_api::cors;
use super::account_api::problem::Problem;
use super::account_api::request_id;
use super::error::JsonError;
use super::extract::{self, RealmContext, RealmError};
use super::methods;

/// Where it lives in a realm.
pub const BASE: &str = "/api/admin/v1";
/// Where those who administer every realm reach another one, below [`BASE`] of the default realm.
const OTHERS: &str = "/realms/{target}";

/// The routes below each realm: the operations, and nothing else.
pub fn routes(config: &mut ServiceConfig) {
    let mut paths: Vec<&str> = OPERATIONS.iter().map(|operation| operation.path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut scope = web::scope(BASE);
    for (prefix, path) in ["", OTHERS].into_iter().flat_map(|prefix| paths.iter().map(move |path| (prefix, *path))) {
        let mut resource = web::resource(format!("{prefix}{path}"));
        let mut allow = Vec::new();
        for operation in OPERATIONS.iter().filter(|operation| operation.path == path) {
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
        .service(methods::get("/docs/openapi-admin.json", json));
}

/// `GET /docs/openapi-admin.json`
async fn json(context: RealmContext) -> Result<HttpResponse, JsonError> {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(document(context.0.issuer().as_str())))
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
        Act::ListUsers => users::search(&call).await,
        Act::CreateUser => users::create(call).await,
        Act::ShowUser => users::show(&call).await,
        Act::SuspendUser => users::suspend(&call).await,
        Act::ReinstateUser => users::reinstate(&call).await,
        Act::UnlockUser => users::unlock(&call).await,
        Act::EndSessions => users::end_sessions(&call).await,
        Act::DeleteUser => users::delete(&call).await,
        Act::KeepUser => users::keep(&call).await,
        Act::ShowHoldings => users::show_holdings(&call).await,
        Act::GrantRole => roles::grant(&call, false, true).await,
        Act::WithdrawRole => roles::grant(&call, false, false).await,
        Act::ListRoles => roles::list_roles(&call).await,
        Act::CreateRole => roles::create_role(call).await,
        Act::ShowRole => roles::show_role(&call).await,
        Act::ChangeRole => roles::change_role(call).await,
        Act::DeleteRole => roles::delete_role(&call).await,
        Act::ListHolders => roles::holders(&call).await,
        Act::ListGroups => roles::list_groups(&call).await,
        Act::CreateGroup => roles::create_group(call).await,
        Act::ShowGroup => roles::show_group(&call).await,
        Act::ChangeGroup => roles::change_group(call).await,
        Act::DeleteGroup => roles::delete_group(&call).await,
        Act::ListMembers => roles::members(&call).await,
        Act::AddMember => roles::membership(&call, true).await,
        Act::RemoveMember => roles::membership(&call, false).await,
        Act::GrantGroupRole => roles::grant(&call, true, true).await,
        Act::WithdrawGroupRole => roles::grant(&call, true, false).await,
        Act::ListClients => clients::search(&call).await,
        Act::CreateClient => clients::create(call).await,
        Act::ShowClient => clients::show(&call).await,
        Act::ChangeClient => clients::change(call).await,
        Act::RotateSecret => clients::rotate_secret(call).await,
        Act::DeleteClient => clients::delete(&call).await,
        Act::IssueAccessLink => users::issue_access_link(call).await,
        Act::ShowRealm => Ok(realm::show(&call)),
        Act::ListEvents => realm::events(&call).await,
    }
}
