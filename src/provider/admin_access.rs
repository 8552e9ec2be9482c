//! Who calls the administration API: an application, with an access token of a person who administers the realm at this moment.

use super::account_access::{Caller, person};
use super::context::Context;
use super::error::Error;
use crate::model::{BuiltInRole, REALM_ADMIN_SCOPE};
use crate::storage::holdings;

/// The scope value. It gives an application what the person may do, and nothing to a person who administers nothing.
pub const SCOPE: &str = REALM_ADMIN_SCOPE;

/// Whether the person may act.
#[derive(Clone, Debug)]
pub enum Access {
    /// They administer the realm of the context.
    OfRealm(Caller),
    /// They administer every realm.
    OfAll(Caller),
    /// They do not, or do no more.
    Refused,
}

/// The access of whoever's token is `access_token`. Roles are read now: a token tells nothing of them.
///
/// # Errors
/// Those of [`person`].
pub async fn find(context: &Context, access_token: &str) -> Result<Access, Error> {
    let caller = person(context, access_token, (SCOPE, "the access token lacks the scope realm_admin")).await?;
    let held = holdings::of_user(context.database(), context.realm(), &caller.user.id).await?;
    // The role of that name is built in, and the default realm's alone.
    let is_of_all = context.realm().is_default() && held.has(BuiltInRole::SuperAdmin);
    Ok(if is_of_all {
        Access::OfAll(caller)
    } else if held.has(BuiltInRole::Admin) {
        Access::OfRealm(caller)
    } else {
        Access::Refused
    })
}
