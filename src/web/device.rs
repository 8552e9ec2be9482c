//! The cookie by which a browser is known to one of its users (OWASP device cookies): strangers who lock an account do not
//! lock it there. It opens nothing by itself.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::cookie::Jar;
use crate::authn::KnownDevice;
use crate::jose::hmac_sha256;
use crate::keys::Purpose;
use crate::model::UserId;
use crate::provider::Context;
use crate::secret::{base64url, constant_time_eq};

/// How long a browser is known after the last login.
const LIFETIME: Duration = Duration::from_hours(90 * 24);

/// The device that the cookie names, if the cookie is ours.
pub fn read(context: &Context, request: &HttpRequest) -> Option<KnownDevice> {
    let cookie = Jar::Device.read(context, request)?;
    let mut parts = cookie.expose().split('.');
    let (user, id, mac) = (parts.next()?, parts.next()?, parts.next()?);
    let is_ours = constant_time_eq(authenticator(context, user, id).as_bytes(), mac.as_bytes());
    (is_ours && parts.next().is_none()).then(|| KnownDevice { user_id: UserId::from(user), id: id.to_owned() })
}

/// The cookie that makes this browser known to `user`.
pub fn keep(context: &Context, user: &UserId) -> Cookie<'static> {
    let id = context.shared.random.id();
    let value = format!("{user}.{id}.{}", authenticator(context, user.as_str(), &id));
    Jar::Device.keep(context, &value, Some(context.now + LIFETIME))
}

fn authenticator(context: &Context, user: &str, id: &str) -> String {
    let key = context.shared.sub_keys.key(Purpose::Cookie, context.realm());
    base64url(&hmac_sha256(key.expose(), &[b"device", user.as_bytes(), id.as_bytes()]))
}
