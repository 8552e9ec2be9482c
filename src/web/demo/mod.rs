//! The demo application of development mode: an ordinary relying party, built on the `openidconnect` crate, on a port of
//! its own. It shows what a client sees: tokens decoded, refreshed, revoked by signing out.

mod pages;
mod relying_party;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use relying_party::{Attempt, RelyingParty, Tokens};

use crate::outbound::FetchError;
use crate::random::Random;
use crate::spec::Parameters;

const COOKIE: &str = "gatehouse_demo";
/// Browsers remembered at most; a demo forgets the rest.
const BROWSERS: usize = 1_000;

/// What a browser of the demo is at.
enum Visit {
    /// Away at the provider.
    Leaving(Attempt),
    /// Back with tokens.
    SignedIn(Box<Tokens>),
}

/// The demo application.
pub struct Demo {
    party: RelyingParty,
    random: Random,
    visits: Mutex<HashMap<String, Visit>>,
}

impl Demo {
    /// An application at `home` that signs people in at `issuer` as the client `client_id`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(issuer: &str, home: &str, client_id: &str, random: Random) -> Result<Self, FetchError> {
        let party = RelyingParty::new(issuer, home, client_id)?;
        Ok(Self { party, random, visits: Mutex::default() })
    }

    fn take(&self, request: &HttpRequest) -> Option<(String, Visit)> {
        let id = request.cookie(COOKIE)?.value().to_owned();
        let visit = self.visits.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)?;
        Some((id, visit))
    }

    fn keep(&self, id: String, visit: Visit) {
        let mut visits = self.visits.lock().unwrap_or_else(PoisonError::into_inner);
        if visits.len() >= BROWSERS {
            visits.clear();
        }
        visits.insert(id, visit);
    }
}

/// The routes of the demo.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(home))
        .route("/demo.css", web::get().to(style))
        .route("/sign-in", web::post().to(sign_in))
        .route("/callback", web::get().to(callback))
        .route("/refresh", web::post().to(refresh))
        .route("/sign-out", web::post().to(sign_out));
}

async fn home(demo: web::Data<Demo>, request: HttpRequest) -> HttpResponse {
    match demo.take(&request) {
        Some((id, Visit::SignedIn(tokens))) => {
            let page = pages::signed_in(&tokens);
            demo.keep(id, Visit::SignedIn(tokens));
            show(page)
        }
        Some((id, visit @ Visit::Leaving(_))) => {
            demo.keep(id, visit);
            show(pages::welcome(demo.party.issuer()))
        }
        None => show(pages::welcome(demo.party.issuer())),
    }
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(pages::STYLE)
}

async fn sign_in(demo: web::Data<Demo>) -> HttpResponse {
    match demo.party.begin().await {
        Ok((url, attempt)) => {
            let id = demo.random.id();
            demo.keep(id.clone(), Visit::Leaving(attempt));
            let cookie = Cookie::build(COOKIE, id).path("/").http_only(true).same_site(SameSite::Lax).finish();
            HttpResponse::SeeOther().cookie(cookie).insert_header((LOCATION, url)).finish()
        }
        Err(reason) => show(pages::failed(&reason)),
    }
}

async fn callback(demo: web::Data<Demo>, request: HttpRequest) -> HttpResponse {
    let Ok(answer) = Parameters::parse(request.query_string()) else {
        return show(pages::failed("The answer cannot be read."));
    };
    let Some((id, Visit::Leaving(attempt))) = demo.take(&request) else {
        return show(pages::failed("This browser did not start a sign-in here."));
    };
    match demo.party.finish(attempt, &answer).await {
        Ok(tokens) => {
            demo.keep(id, Visit::SignedIn(Box::new(tokens)));
            HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish()
        }
        Err(reason) => show(pages::failed(&reason)),
    }
}

async fn refresh(demo: web::Data<Demo>, request: HttpRequest) -> HttpResponse {
    let Some((id, Visit::SignedIn(tokens))) = demo.take(&request) else {
        return HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish();
    };
    match demo.party.refresh(*tokens).await {
        Ok(tokens) => {
            demo.keep(id, Visit::SignedIn(Box::new(tokens)));
            HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish()
        }
        Err(reason) => show(pages::failed(&reason)),
    }
}

async fn sign_out(demo: web::Data<Demo>, request: HttpRequest) -> HttpResponse {
    let tokens = match demo.take(&request) {
        Some((_, Visit::SignedIn(tokens))) => Some(tokens),
        _ => None,
    };
    let url = demo.party.sign_out(tokens.as_deref());
    HttpResponse::SeeOther().insert_header((LOCATION, url)).finish()
}

fn show(page: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .content_type("text/html; charset=utf-8")
        .body(page)
}
