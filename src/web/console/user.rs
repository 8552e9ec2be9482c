//! `/admin/users/{id}`: a person, how they prove who they are, and what they hold with the way to it.

use actix_web::{HttpResponse, web};

use super::list::segment;
use super::room::Room;
use crate::admin::{self, By};
use crate::model::{Held, Step, User, UserId};
use crate::storage::{StorageError, holdings, users};
use crate::theme::{ConsoleBody, ConsoleCount, ConsoleHeld, ConsoleUser};
use crate::web::page::{Failure, Handled, respond};
use crate::web::visitor::Visitor;

/// `GET /admin/users/{id}`
pub async fn show(visitor: Visitor, id: web::Path<String>) -> HttpResponse {
    respond(&visitor, one(&visitor, &id).await)
}

async fn one(visitor: &Visitor, id: &str) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(user) = find(visitor, id).await? else { return Ok(room.nothing(visitor, "users")) };
    let body = ConsoleBody::User(Box::new(body(visitor, &room, &user).await?));
    Ok(room.reply(visitor, "users", body).into())
}

/// The user of that identifier in this realm.
pub async fn find(visitor: &Visitor, id: &str) -> Result<Option<User>, StorageError> {
    // No text column can hold NUL: there is nobody of such a name.
    if id.contains('\0') {
        return Ok(None);
    }
    users::find(visitor.context.database(), visitor.context.realm(), &UserId::from(id)).await
}

/// The path of the page of `user`.
pub fn page(visitor: &Visitor, user: &User) -> String {
    visitor.path(&format!("/admin/users/{}", segment(user.id.as_str())))
}

/// Whether the administrator may act upon `user`: whoever has rights that they lack is out of reach (product UM-11).
pub async fn is_within_reach(visitor: &Visitor, room: &Room, user: &User) -> Result<bool, Failure> {
    let by = By::person(&room.visit.user.id);
    match admin::check_over(visitor.context.database(), &visitor.origin(), by, &user.id).await {
        Ok(()) => Ok(true),
        Err(admin::Error::Lacks(_)) => Ok(false),
        Err(error) => Err(super::door::failed(error)),
    }
}

async fn body(visitor: &Visitor, room: &Room, user: &User) -> Result<ConsoleUser, Failure> {
    let (database, realm) = (visitor.context.database(), visitor.context.realm());
    let held = holdings::of_user(database, realm, &user.id).await?;
    let found = visitor.state.authenticator.checkup(&visitor.origin(), &user.id).await?;
    let count = |name, count| ConsoleCount { name, count };
    let can_link = user.id != room.visit.user.id && is_within_reach(visitor, room, user).await?;
    Ok(ConsoleUser {
        id: user.id.to_string(),
        name: user.username.clone(),
        list: visitor.path("/admin/users"),
        status: user.status.as_str(),
        email: user.email.clone().unwrap_or_default(),
        email_verified: user.email_verified,
        has_password: user.password_hash.is_some(),
        locked_until: user.locked_until.filter(|until| *until > visitor.context.now).map(Into::into),
        made: user.created_at.into(),
        delete_at: user.delete_at.map(Into::into),
        factors: vec![
            count("passkeys", found.passkeys),
            count("security-keys", found.security_keys),
            count("authenticators", found.authenticators),
            count("backup-codes", found.backup_codes),
            count("sessions", found.sessions),
        ],
        roles: held.roles.iter().map(shown).collect(),
        groups: held.groups.iter().map(shown).collect(),
        access_link: can_link.then(|| format!("{}/access-link", page(visitor, user))),
    })
}

fn shown(held: &Held) -> ConsoleHeld {
    let (_, before) = held.way.split_last().unzip();
    let before: &[Step] = before.unwrap_or_default();
    ConsoleHeld { name: held.name.clone(), by: before.iter().map(|step| step.name().to_owned()).collect() }
}
