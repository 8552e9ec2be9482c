//! Users: made, suspended, activated, unlocked.

use serde_json::{Map, Value};

use super::Error;
use super::rights::Decision;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{
    ATTRIBUTES, EndReason, Revocation, UpdateReason, User, UserId, UserStatus, canonical_identifier, is_email_address,
};
use crate::storage::{
    Database, StorageError, Transaction, browser_sessions, email_changes, factor_tallies, grants, login_devices,
    realms, recoveries, trusted_devices, users,
};

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
    /// When the password was set, where that was before now.
    pub password_changed_at: Option<Timestamp>,
    /// The identifier and subject to keep; made here where it is absent.
    pub id: Option<UserId>,
    /// May not sign in yet.
    pub suspended: bool,
    /// Has to choose another password at the first login.
    pub temporary_password: bool,
}

/// Makes a user.
///
/// # Errors
/// `Invalid`, `Taken`.
pub async fn create_user(database: &Database, origin: &Origin, actor: Actor<'_>, new: NewUser) -> Result<User, Error> {
    check(&new.username, new.email.as_deref())?;
    let user = new.user(origin);
    let mut tx = database.begin().await?;
    add(&mut tx, origin, actor, &user).await?;
    tx.commit().await?;
    Ok(user)
}

impl NewUser {
    pub(super) fn user(self, origin: &Origin) -> User {
        let changed_at = self.password_changed_at.filter(|changed_at| *changed_at <= origin.now);
        User {
            realm: origin.realm.clone(),
            id: self.id.unwrap_or_else(|| UserId::from(origin.random.id())),
            username: self.username,
            email: self.email,
            email_verified: self.email_verified,
            status: if self.suspended { UserStatus::Suspended } else { UserStatus::Active },
            claims: self.claims,
            password_changed_at: self.password_hash.as_ref().map(|_| changed_at.unwrap_or(origin.now)),
            password_update: self.temporary_password.then_some(UpdateReason::Administrator),
            password_hash: self.password_hash,
            failed_logins: 0,
            locked_until: None,
            created_at: origin.now,
            updated_at: origin.now,
            delete_at: None,
        }
    }
}

pub(super) async fn add(
    tx: &mut Transaction,
    origin: &Origin,
    actor: Actor<'_>,
    user: &User,
) -> Result<(), StorageError> {
    users::insert(tx, user).await?;
    audit::record(tx, origin, &Event::success(EventName::UserRegistered, actor, Target::User(&user.id))).await
}

/// What is to become different in a user; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The name to sign in with.
    pub username: Option<String>,
    /// The address; `Some(None)` for none. A new one is not proven unless that is said.
    pub email: Option<Option<String>>,
    /// Whether the address was proven.
    pub email_verified: Option<bool>,
    /// Standard claims by name; null removes one.
    pub claims: Map<String, Value>,
    /// Attributes of the realm's own by name; null removes one, also one that the realm has no more.
    pub attributes: Map<String, Value>,
}

/// Changes a user. The subject that clients see stays, and so do sessions and tokens.
///
/// # Errors
/// `NotFound`, `Invalid`, `Taken`.
pub async fn change_user(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    id: &UserId,
    change: UserChange,
) -> Result<User, Error> {
    if change.claims.contains_key(ATTRIBUTES) {
        return Err(Error::Invalid("the realm's own attributes are no claim: they are changed one by one".to_owned()));
    }
    let attributes = read_attributes(database, origin, &change.attributes).await?;
    let mut tx = database.begin().await?;
    let mut user = users::find_locked(&mut tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    let mut changed = apply(&mut user, change);
    for (name, value) in attributes {
        changed.push(format!("attribute:{name}"));
        user.set_attribute(&name, value);
    }
    check(&user.username, user.email.as_deref())?;
    if user.email_verified && user.email.is_none() {
        return Err(Error::Invalid("there is no e-mail address that could be verified".to_owned()));
    }
    user.updated_at = origin.now;
    users::update(&mut tx, &user).await?;
    // The administrator's word is the last one: nothing that was mailed before changes the address again.
    if changed.iter().any(|name| name == "email") {
        email_changes::forget(&mut tx, &origin.realm, id).await?;
        email_changes::forget_former(&mut tx, (&origin.realm, id), Timestamp::from_secs(0)).await?;
    }
    let event = Event::success(EventName::UserUpdated, actor, Target::User(id)).detail("changed", changed.join(" "));
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(user)
}

/// The values of attributes as they are kept.
async fn read_attributes(
    database: &Database,
    origin: &Origin,
    sent: &Map<String, Value>,
) -> Result<Map<String, Value>, Error> {
    if sent.is_empty() {
        return Ok(Map::new());
    }
    let realm = realms::find(database, &origin.realm).await?.ok_or(Error::NotFound)?;
    let schema = &realm.settings.attributes;
    let read = |(name, sent): (&String, &Value)| {
        let value = match schema.iter().find(|attribute| attribute.name == *name) {
            Some(attribute) => attribute.read(sent).map_err(|kind| {
                let limit = Some(kind.count()).filter(|count| *count > 0).map(|count| format!(" ({count})"));
                Error::Invalid(format!("attribute {name}: {}{}", kind.as_str(), limit.unwrap_or_default()))
            })?,
            // What the realm had once can still be taken away.
            None if sent.is_null() => Value::Null,
            None => return Err(Error::Invalid(format!("the realm has no attribute called {name}"))),
        };
        Ok((name.clone(), value))
    };
    sent.iter().map(read).collect()
}

/// The names of what changes, never the values.
fn apply(user: &mut User, change: UserChange) -> Vec<String> {
    let mut changed = Vec::new();
    if let Some(username) = change.username {
        changed.push("username".to_owned());
        user.username = username;
    }
    if let Some(email) = change.email {
        changed.push("email".to_owned());
        // The same address in other letters was proven before.
        let is_same = email.as_deref().map(canonical_identifier) == user.email.as_deref().map(canonical_identifier);
        user.email_verified &= is_same;
        user.email = email;
    }
    if let Some(verified) = change.email_verified {
        changed.push("email_verified".to_owned());
        user.email_verified = verified;
    }
    for (name, value) in change.claims {
        if value.is_null() {
            user.claims.remove(&name);
        } else {
            user.claims.insert(name.clone(), value);
        }
        changed.push(name);
    }
    changed
}

pub(super) fn check(name: &str, email: Option<&str>) -> Result<(), Error> {
    let invalid = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    if name.is_empty() || name.chars().count() > 100 || name.trim() != name || name.chars().any(char::is_control) {
        return invalid("a username has 1 to 100 characters, no control characters and no spaces at its ends");
    }
    if email.is_some_and(|email| !is_email_address(email)) {
        return invalid("the e-mail address is not one");
    }
    Ok(())
}

/// Suspends or activates a user. A suspended one loses every session and token at once; they are returned to be announced.
///
/// # Errors
/// `NotFound`, and `LastAdministrator` when nobody would be left to administer the realm.
pub async fn set_status(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    user: &UserId,
    status: UserStatus,
) -> Result<Vec<Revocation>, Error> {
    let mut tx = database.begin().await?;
    users::hold(&mut tx, &origin.realm, user).await?;
    let mut decision = Decision::begin(tx, origin).await?;
    let tx = &mut decision.tx;
    if !users::set_status(tx, &origin.realm, user, status, origin.now).await? {
        return Err(Error::NotFound);
    }
    let (name, ended) = match status {
        UserStatus::Active => (EventName::UserActivated, Vec::new()),
        UserStatus::Suspended | UserStatus::Locked | UserStatus::Pending => {
            let reason = EndReason::UserChanged;
            browser_sessions::end_of_user(tx, &origin.realm, user, reason, origin.now).await?;
            let ended = grants::revoke_of_user(tx, &origin.realm, (user, None), reason, origin.now).await?;
            recoveries::void_of_user(tx, &origin.realm, user).await?;
            trusted_devices::clear_of_user(tx, &origin.realm, user).await?;
            let is_locked = status == UserStatus::Locked;
            (if is_locked { EventName::UserLocked } else { EventName::UserSuspended }, ended)
        }
    };
    audit::record(tx, origin, &Event::success(name, actor, Target::User(user))).await?;
    decision.commit(origin).await?;
    Ok(ended)
}

/// Demands that a user chooses a new password at the next login. Sessions go on.
///
/// # Errors
/// `NotFound` also for a user without a password.
pub async fn demand_password(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    user: &UserId,
) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    if !users::demand_password(&mut tx, &origin.realm, user, UpdateReason::Administrator).await? {
        return Err(Error::NotFound);
    }
    let event = Event::success(EventName::UserUpdated, actor, Target::User(user)).detail("changed", "password_update");
    audit::record(&mut tx, origin, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// Lifts the locks of an account, of the user's browsers and second factors.
///
/// # Errors
/// `NotFound`.
pub async fn unlock(database: &Database, origin: &Origin, actor: Actor<'_>, user: &UserId) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    if !users::unlock(&mut tx, &origin.realm, user).await? {
        return Err(Error::NotFound);
    }
    login_devices::clear_of_user(&mut tx, &origin.realm, user).await?;
    factor_tallies::clear(&mut tx, &origin.realm, user).await?;
    audit::record(&mut tx, origin, &Event::success(EventName::UserUnlocked, actor, Target::User(user))).await?;
    tx.commit().await?;
    Ok(())
}
