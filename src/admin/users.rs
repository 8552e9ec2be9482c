//! Users: made, suspended, activated, unlocked.

use serde_json::{Map, Value};

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, Revocation, User, UserId, UserStatus};
use crate::storage::{Database, browser_sessions, grants, login_devices, users};

/// What a user is made from.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name to sign in with: 1 to 100 characters without spaces at its ends.
    pub username: String,
    /// An address.
    pub email: Option<String>,
    /// Whether the address was proven.
    pub email_verified: bool,
    /// Standard claims.
    pub claims: Map<String, Value>,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
}

/// Makes a user.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_user(database: &Database, origin: &Origin, actor: Actor<'_>, new: NewUser) -> Result<User, Error> {
    check(&new)?;
    let user = User {
        realm: origin.realm.clone(),
        id: UserId::from(origin.random.id()),
        username: new.username,
        email: new.email,
        email_verified: new.email_verified,
        status: UserStatus::Active,
        claims: new.claims,
        password_changed_at: new.password_hash.as_ref().map(|_| origin.now),
        password_hash: new.password_hash,
        failed_logins: 0,
        locked_until: None,
        created_at: origin.now,
        updated_at: origin.now,
    };
    let mut tx = database.begin().await?;
    users::insert(&mut tx, &user).await?;
    audit::record(&mut tx, origin, &Event::success(EventName::UserRegistered, actor, Target::User(&user.id))).await?;
    tx.commit().await?;
    Ok(user)
}

fn check(new: &NewUser) -> Result<(), Error> {
    let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    let name = &new.username;
    if name.is_empty() || name.chars().count() > 100 || name.trim() != name || name.chars().any(char::is_control) {
        return invalid("a username has 1 to 100 characters, no control characters and no spaces at its ends");
    }
    let is_address = |email: &String| {
        let parts = email.split_once('@');
        email.len() <= 254
            && !email.chars().any(|c| c.is_whitespace() || c.is_control())
            && parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'))
    };
    if new.email.as_ref().is_some_and(|email| !is_address(email)) {
        return invalid("the e-mail address is not one");
    }
    Ok(())
}

/// Suspends or activates a user. A suspended one loses every session and token at once; they are returned to be announced.
///
/// # Errors
/// `NotFound`.
pub async fn set_status(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    user: &UserId,
    status: UserStatus,
) -> Result<Vec<Revocation>, Error> {
    let mut tx = database.begin().await?;
    if !users::set_status(&mut tx, &origin.realm, user, status, origin.now).await? {
        return Err(Error::NotFound);
    }
    let (name, ended) = match status {
        UserStatus::Active => (EventName::UserActivated, Vec::new()),
        UserStatus::Suspended => {
            let reason = EndReason::UserChanged;
            browser_sessions::end_of_user(&mut tx, &origin.realm, user, reason, origin.now).await?;
            let ended = grants::revoke_of_user(&mut tx, &origin.realm, user, reason, origin.now).await?;
            (EventName::UserSuspended, ended)
        }
    };
    audit::record(&mut tx, origin, &Event::success(name, actor, Target::User(user))).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Lifts the locks of an account and of the user's browsers.
///
/// # Errors
/// `NotFound`.
pub async fn unlock(database: &Database, origin: &Origin, actor: Actor<'_>, user: &UserId) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    if !users::unlock(&mut tx, &origin.realm, user).await? {
        return Err(Error::NotFound);
    }
    login_devices::clear_of_user(&mut tx, &origin.realm, user).await?;
    audit::record(&mut tx, origin, &Event::success(EventName::UserUnlocked, actor, Target::User(user))).await?;
    tx.commit().await?;
    Ok(())
}
