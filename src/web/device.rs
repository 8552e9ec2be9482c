//! The cookie by which a browser is known to one of its users (OWASP device cookies): strangers who lock an account do not
//! lock it there. It opens nothing by itself.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::cookie::Jar;
use crate::authn::{Browser, KnownDevice, Trust, is_trust_token};
use crate::clock::Timestamp;
use crate::jose::hmac_sha256;
use crate::keys::Purpose;
use crate::model::UserId;
use crate::provider::Context;
use crate::secret::{Secret, base64url, constant_time_eq};

/// How long a browser is known after the last login.
const LIFETIME: Duration = Duration::from_hours(90 * 24);

/// Users of one browser to whom it is known, at most.
const KNOWN: usize = 8;
/// Between two of them; in no identifier.
const JOINT: char = '~';

/// A browser as one user's, and until when it is.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the login is told.
    pub device: KnownDevice,
    end: Timestamp,
}

/// Whose device the cookie says that the browser is, the latest first; what is not ours is left out.
pub fn read(context: &Context, request: &HttpRequest) -> Vec<Known> {
    let Some(cookie) = Jar::Device.read(context, request) else { return Vec::new() };
    cookie.expose().split(JOINT).take(KNOWN).filter_map(|entry| parse(context, entry)).collect()
}

fn parse(context: &Context, entry: &str) -> Option<Known> {
    let mut parts = entry.split('.');
    let (user, id, end, mac) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_ours = constant_time_eq(authenticator(context, (user, id, end)).as_bytes(), mac.as_bytes());
    let end = Timestamp::from_secs(end.parse().ok()?);
    // Browsers forget a cookie in time; whoever has copied it does not.
    let is_known = is_ours && context.now < end && parts.next().is_none();
    is_known.then(|| Known { device: KnownDevice { user_id: UserId::from(user), id: id.to_owned() }, end })
}

/// The cookie that makes this browser known to `user`, as it is to others.
pub fn keep(context: &Context, known: &[Known], user: &UserId) -> Cookie<'static> {
    let (id, end) = (context.shared.random.id(), context.now + LIFETIME);
    let new = Known { device: KnownDevice { user_id: user.clone(), id }, end };
    let others = known.iter().filter(|known| known.device.user_id != *user);
    let entries: Vec<String> =
        std::iter::once(&new).chain(others).take(KNOWN).map(|known| written(context, known)).collect();
    Jar::Device.keep(context, &entries.join(&JOINT.to_string()), Some(end))
}

fn written(context: &Context, known: &Known) -> String {
    let (user, id, end) = (known.device.user_id.as_str(), known.device.id.as_str(), known.end.as_secs().to_string());
    let mac = authenticator(context, (user, id, &end));
    format!("{user}.{id}.{end}.{mac}")
}

/// Users of one browser who are not asked for the second factor in it, at most.
const TRUSTING: usize = 4;

/// What the cookie of trusted browsers holds.
pub fn trust(context: &Context, request: &HttpRequest) -> Vec<Secret<String>> {
    let Some(cookie) = Jar::Trust.read(context, request) else { return Vec::new() };
    let tokens = cookie.expose().split('.').filter(|token| is_trust_token(token));
    tokens.take(TRUSTING).map(|token| Secret::new(token.to_owned())).collect()
}

/// The cookie that holds `trust` as well, before those of other users.
pub fn keep_trust(context: &Context, browser: &Browser, trust: &Trust) -> Cookie<'static> {
    let all = std::iter::once(&trust.token).chain(&browser.trust).take(TRUSTING);
    let all: Vec<&str> = all.map(|token| token.expose().as_str()).collect();
    Jar::Trust.keep(context, &all.join("."), Some(trust.expires_at))
}

fn authenticator(context: &Context, (user, id, end): (&str, &str, &str)) -> String {
    let key = context.shared.sub_keys.key(Purpose::Cookie, context.realm());
    base64url(&hmac_sha256(key.expose(), &[b"device", user.as_bytes(), id.as_bytes(), end.as_bytes()]))
}
