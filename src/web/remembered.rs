//! The accounts that a browser goes on showing when they are signed out (pages L-7). The cookie is sealed by us for each of
//! them after a login in this very browser: nobody can name an account and be shown whose it is. It opens nothing.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::cookie::Jar;
use crate::clock::Timestamp;
use crate::jose::hmac_sha256;
use crate::keys::Purpose;
use crate::model::{RememberedAccounts, UserId};
use crate::provider::Context;
use crate::secret::{base64url, constant_time_eq};

/// How long an account is remembered after its last login.
const LIFETIME: Duration = Duration::from_hours(90 * 24);
/// Accounts of one browser at most.
const ACCOUNTS: usize = 8;
/// Between two accounts; in no identifier.
const JOINT: char = '~';

/// An account, and until when it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Whose.
    pub user_id: UserId,
    end: Timestamp,
}

/// The accounts that the browser remembers, the latest first; none where the realm does not wish it.
pub fn read(context: &Context, request: &HttpRequest) -> Vec<Remembered> {
    if rule(context) == RememberedAccounts::Never {
        return Vec::new();
    }
    let Some(cookie) = Jar::Accounts.read(context, request) else { return Vec::new() };
    cookie.expose().split(JOINT).take(ACCOUNTS).filter_map(|entry| parse(context, entry)).collect()
}

/// The cookie after a login of `user` who chose to be `kept` signed in, or not: what was chosen last counts.
pub fn after_login(context: &Context, known: &[Remembered], (user, kept): (&UserId, bool)) -> Option<Cookie<'static>> {
    let new = rule(context).includes(kept).then(|| Remembered { user_id: user.clone(), end: context.now + LIFETIME });
    if new.is_none() && known.iter().all(|entry| entry.user_id != *user) {
        return None;
    }
    let others = known.iter().filter(|entry| entry.user_id != *user).cloned();
    Some(keep(context, &new.into_iter().chain(others).take(ACCOUNTS).collect::<Vec<_>>()))
}

/// The cookie without `users`, if it names any of them.
pub fn without(context: &Context, known: &[Remembered], users: &[&UserId]) -> Option<Cookie<'static>> {
    let left: Vec<Remembered> = known.iter().filter(|entry| !users.contains(&&entry.user_id)).cloned().collect();
    (left.len() < known.len()).then(|| keep(context, &left))
}

fn rule(context: &Context) -> RememberedAccounts {
    context.state.realm.settings.remembered_accounts
}

fn keep(context: &Context, entries: &[Remembered]) -> Cookie<'static> {
    let Some(end) = entries.iter().map(|entry| entry.end).max() else { return Jar::Accounts.forget(context) };
    let entries: Vec<String> = entries.iter().map(|entry| written(context, entry)).collect();
    Jar::Accounts.keep(context, &entries.join(&JOINT.to_string()), Some(end))
}

fn written(context: &Context, entry: &Remembered) -> String {
    let (user, end) = (entry.user_id.as_str(), entry.end.as_secs().to_string());
    let mac = authenticator(context, (user, &end));
    format!("{user}.{end}.{mac}")
}

fn parse(context: &Context, entry: &str) -> Option<Remembered> {
    let mut parts = entry.split('.');
    let (user, end, mac) = (parts.next()?, parts.next()?, parts.next()?);
    let is_ours = constant_time_eq(authenticator(context, (user, end)).as_bytes(), mac.as_bytes());
    let until = Timestamp::from_secs(end.parse().ok()?);
    // Browsers forget a cookie in time; whoever has copied it does not.
    let is_good = is_ours && context.now < until && parts.next().is_none();
    is_good.then(|| Remembered { user_id: UserId::from(user), end: until })
}

fn authenticator(context: &Context, (user, end): (&str, &str)) -> String {
    let key = context.shared.sub_keys.key(Purpose::Cookie, context.realm());
    base64url(&hmac_sha256(key.expose(), &[b"account", user.as_bytes(), end.as_bytes()]))
}
