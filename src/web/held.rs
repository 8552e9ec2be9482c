//! The cookies by which a browser holds sessions: the current one by itself, those of others as a list. Whoever is not kept
//! signed in is forgotten with the browser's window, so there are two lists: one goes with it, one stays.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::cookie::Jar;
use crate::authn::{Browser, HELD_MAX, Held};
use crate::clock::Timestamp;
use crate::model::BrowserSession;
use crate::provider::Context;
use crate::secret::Secret;

/// Between two secrets; in none.
const JOINT: char = '.';

/// The secrets of the sessions that are not current.
pub fn others(context: &Context, request: &HttpRequest) -> Vec<Secret<String>> {
    let lists = [Jar::Others, Jar::KeptOthers].into_iter().filter_map(|jar| jar.read(context, request));
    let secrets = lists.flat_map(|list| list.expose().split(JOINT).map(str::to_owned).collect::<Vec<_>>());
    secrets.filter(|secret| !secret.is_empty()).take(HELD_MAX).map(Secret::new).collect()
}

/// The cookies after which `browser` holds `current` and `others`, and nothing else.
pub fn cookies(
    context: &Context,
    browser: &Browser,
    current: Option<(&BrowserSession, &Secret<String>)>,
    others: &[Held],
) -> Vec<Cookie<'static>> {
    let mut cookies = vec![match current {
        Some((session, token)) => Jar::Session.keep(context, token.expose(), end(session)),
        None => Jar::Session.forget(context),
    }];
    for (jar, kept) in [(Jar::Others, false), (Jar::KeptOthers, true)] {
        let held: Vec<&Held> = others.iter().filter(|held| held.session.remembered == kept).collect();
        if !held.is_empty() {
            let list: Vec<&str> = held.iter().map(|held| held.token.expose().as_str()).collect();
            let end = held.iter().filter_map(|held| end(&held.session)).max();
            cookies.push(jar.keep(context, &list.join(&JOINT.to_string()), end));
        } else if !browser.other_sessions.is_empty() {
            cookies.push(jar.forget(context));
        }
    }
    cookies
}

/// When the browser forgets the session; `None` for when its window is closed.
fn end(session: &BrowserSession) -> Option<Timestamp> {
    session.remembered.then_some(session.expires_at)
}
