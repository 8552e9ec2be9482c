//! Resources by the methods they answer. Any other method is 405 with `Allow` (RFC 9110 §15.5.6), never 404.

use actix_web::http::header::ALLOW;
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, Route, web};

/// Answers GET, and HEAD as RFC 9110 §9.3.2 asks. For what changes nothing.
pub fn get<H, Args>(path: &str, handler: H) -> Resource
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, "GET, HEAD", [web::get().to(handler.clone()), web::head().to(handler)])
}

/// Answers GET, but not HEAD: what is seen here may be gone afterwards, and programs that only look must not use it up.
pub fn get_once<H, Args>(path: &str, handler: H) -> Resource
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, "GET", [web::get().to(handler)])
}

/// Answers POST.
pub fn post<H, Args>(path: &str, handler: H) -> Resource
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, "POST", [web::post().to(handler)])
}

/// Answers GET with a form, and POST with what becomes of it.
pub fn form<G, GetArgs, P, PostArgs>(path: &str, show: G, send: P) -> Resource
where
    G: Handler<GetArgs>,
    GetArgs: FromRequest + 'static,
    G::Output: Responder + 'static,
    P: Handler<PostArgs>,
    PostArgs: FromRequest + 'static,
    P::Output: Responder + 'static,
{
    resource(path, "GET, POST", [web::get().to(show), web::post().to(send)])
}

fn resource<const N: usize>(path: &str, allow: &'static str, routes: [Route; N]) -> Resource {
    let refuse = move || async move { HttpResponse::MethodNotAllowed().insert_header((ALLOW, allow)).finish() };
    routes.into_iter().fold(web::resource(path), Resource::route).default_service(web::to(refuse))
}
