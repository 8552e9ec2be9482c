//! Roles and groups: made, changed, and who holds them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::call::{Call, list, needed, rows, text, texts};
use crate::admin::{self, GroupChange, Holder, RoleChange};
use crate::clock::Timestamp;
use crate::model::{BuiltInRole, Group, Role, UserId};
use crate::storage::{groups, roles};
use crate::web::account_api::problem::Problem;
use crate::web::account_api::{nothing, with_json};

pub async fn list_roles(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let realm = call.realm();
    // Built-in roles come with the first part, beside its entries.
    let mut found: Vec<Role> = Vec::new();
    if after.is_empty() {
        found.extend(BuiltInRole::of(realm).iter().map(|role| role.role(realm)));
    }
    let limit = limit + found.len();
    found.extend(roles::list(call.database(), realm, &after, rows(limit)).await?);
    found.truncate(limit + 1);
    Ok(list(found, limit, role, |role| role.name.clone()))
}

pub async fn create_role(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["name", "description", "inherits"]).await?;
    let wanted = RoleChange { description: text(&body, "description")?, inherits: texts(&body, "inherits")? };
    let name = needed(&body, "name")?;
    let made = admin::create_role(call.database(), &call.origin(), call.by(), &name, wanted).await?;
    Ok(with_json(StatusCode::CREATED, &role(&made)))
}

async fn found_role(call: &Call) -> Result<Role, Problem> {
    let (realm, name) = (call.realm(), call.part("role"));
    if let Some(role) = BuiltInRole::find(realm, name) {
        return Ok(role.role(realm));
    }
    roles::find(call.database(), realm, name).await?.ok_or_else(|| Problem::new("not_found"))
}

pub async fn show_role(call: &Call) -> Result<HttpResponse, Problem> {
    Ok(with_json(StatusCode::OK, &role(&found_role(call).await?)))
}

pub async fn change_role(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["description", "inherits"]).await?;
    let change = RoleChange { description: text(&body, "description")?, inherits: texts(&body, "inherits")? };
    let changed = admin::change_role(call.database(), &call.origin(), call.by(), call.part("role"), change).await?;
    Ok(with_json(StatusCode::OK, &role(&changed)))
}

pub async fn delete_role(call: &Call) -> Result<HttpResponse, Problem> {
    admin::delete_role(call.database(), &call.origin(), call.by(), call.part("role")).await?;
    Ok(nothing())
}

pub async fn holders(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let role = found_role(call).await?;
    Ok(people(roles::holders(call.database(), call.realm(), &role.name, (&after, rows(limit))).await?, limit))
}

/// Gives a role to whom the path names, or takes it back. Doing it again changes nothing.
pub async fn grant(call: &Call, of_group: bool, gives: bool) -> Result<HttpResponse, Problem> {
    let (user, group) = (call.user_id(), call.group_id());
    let holder = if of_group { Holder::Group(&group) } else { Holder::User(&user) };
    let (database, origin, by, name) = (call.database(), call.origin(), call.by(), call.part("role"));
    found_role(call).await?;
    if gives {
        admin::grant_role(database, &origin, by, name, holder).await?;
    } else {
        admin::withdraw_role(database, &origin, by, name, holder).await?;
    }
    Ok(nothing())
}

pub async fn list_groups(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let found = groups::list(call.database(), call.realm(), &after, rows(limit)).await?;
    Ok(list(found, limit, summary, |group| group.path.clone()))
}

pub async fn create_group(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["path", "description"]).await?;
    let (path, description) = (needed(&body, "path")?, text(&body, "description")?.unwrap_or_default());
    let made = admin::create_group(call.database(), &call.origin(), call.by(), &path, description).await?;
    whole(&call, &made, StatusCode::CREATED).await
}

async fn found_group(call: &Call) -> Result<Group, Problem> {
    let found = groups::find(call.database(), call.realm(), &call.group_id()).await?;
    found.ok_or_else(|| Problem::new("not_found"))
}

pub async fn show_group(call: &Call) -> Result<HttpResponse, Problem> {
    whole(call, &found_group(call).await?, StatusCode::OK).await
}

pub async fn change_group(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.members(&["path", "description"]).await?;
    let change = GroupChange { path: text(&body, "path")?, description: text(&body, "description")? };
    let changed = admin::change_group(call.database(), &call.origin(), call.by(), &call.group_id(), change).await?;
    whole(&call, &changed, StatusCode::OK).await
}

pub async fn delete_group(call: &Call) -> Result<HttpResponse, Problem> {
    admin::delete_group(call.database(), &call.origin(), call.by(), &call.group_id()).await?;
    Ok(nothing())
}

pub async fn members(call: &Call) -> Result<HttpResponse, Problem> {
    let (limit, after) = call.paging()?;
    let group = found_group(call).await?;
    Ok(people(groups::members(call.database(), call.realm(), &group.id, (&after, rows(limit))).await?, limit))
}

/// Puts somebody into a group, or takes them out of it. Doing it again changes nothing.
pub async fn membership(call: &Call, enters: bool) -> Result<HttpResponse, Problem> {
    let (group, user) = (call.group_id(), UserId::from(call.part("user")));
    let (database, origin, by) = (call.database(), call.origin(), call.by());
    if enters {
        admin::add_member(database, &origin, by, &group, &user).await?;
    } else {
        admin::remove_member(database, &origin, by, &group, &user).await?;
    }
    Ok(nothing())
}

fn people(found: Vec<(UserId, String)>, limit: usize) -> HttpResponse {
    let told = |(id, name): &(UserId, String)| json!({ "id": id, "username": name });
    list(found, limit, told, |(id, _)| id.as_str().to_owned())
}

fn role(role: &Role) -> Value {
    json!({
        "name": role.name, "description": role.description, "inherits": role.inherits, "built_in": role.is_built_in(),
        "created_at": role.created_at.map(Timestamp::to_rfc3339),
    })
}

fn summary(group: &Group) -> Value {
    json!({ "id": group.id, "path": group.path, "description": group.description })
}

async fn whole(call: &Call, group: &Group, status: StatusCode) -> Result<HttpResponse, Problem> {
    let body = json!({
        "id": group.id, "path": group.path, "description": group.description,
        "roles": groups::roles(call.database(), call.realm(), &group.id).await?,
        "created_at": group.created_at.to_rfc3339(),
    });
    Ok(with_json(status, &body))
}
