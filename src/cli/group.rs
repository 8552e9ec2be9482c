//! `gatehouse group …`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::role::people;
use super::{Answer, Common, Failure};
use crate::admin::{self, By, GroupChange, Holder};
use crate::model::Group;
use crate::storage::groups;

/// Looks after groups.
#[derive(Debug, Args)]
pub(super) struct GroupCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Makes a group.
    Create {
        /// Where it stands, such as /staff/finance; the group around it has to be there.
        path: String,
        /// What it is for.
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Lists groups by path.
    List {
        /// Begins after this path.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Shows a group with the roles that it gives itself.
    Show {
        /// Its path.
        path: String,
    },
    /// Changes, renames or moves a group with all within it; what is not named stays.
    Change {
        /// Its path.
        path: String,
        /// Where it is to stand.
        #[arg(long, value_name = "PATH")]
        to: Option<String>,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
    },
    /// Removes a group with all within it; its members stay users.
    Delete {
        /// Its path.
        path: String,
    },
    /// Lists those who were put into a group itself.
    Members {
        /// Its path.
        path: String,
        /// Begins after this user, by id.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Puts a user into a group.
    Add {
        /// Its path.
        path: String,
        /// A username or an address.
        user: String,
    },
    /// Takes a user out of a group.
    Remove {
        /// Its path.
        path: String,
        /// A username or an address.
        user: String,
    },
    /// Gives a role to the members of a group and of all within it.
    Grant {
        /// Its path.
        path: String,
        /// The role's name.
        role: String,
    },
    /// Takes a role back from the members of a group.
    Revoke {
        /// Its path.
        path: String,
        /// The role's name.
        role: String,
    },
}

pub(super) async fn run(command: &GroupCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    let (database, origin, by) = (&context.parts.shared.database, &context.origin, By::operator(ACTOR));
    match &command.act {
        Act::Create { path, description } => {
            let group = admin::create_group(database, origin, by, path, description.clone()).await?;
            Ok(Answer::new(format!("{path} is made"), describe(&group, &[])))
        }
        Act::List { after, limit } => list(&context, after, *limit).await,
        Act::Show { path } => {
            let group = find(&context, path).await?;
            let json = describe(&group, &groups::roles(database, &origin.realm, &group.id).await?);
            Ok(Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json))
        }
        Act::Change { path, to, description } => {
            let group = find(&context, path).await?;
            let change = GroupChange { path: to.clone(), description: description.clone() };
            let group = admin::change_group(database, origin, by, &group.id, change).await?;
            let roles = groups::roles(database, &origin.realm, &group.id).await?;
            Ok(Answer::new(format!("{} is changed", group.path), describe(&group, &roles)))
        }
        Act::Delete { path } => {
            let group = find(&context, path).await?;
            admin::delete_group(database, origin, by, &group.id).await?;
            Ok(Answer::sentence(format!("{path} is deleted")))
        }
        Act::Members { path, after, limit } => {
            let group = find(&context, path).await?;
            let part = (after.as_str(), (*limit).clamp(1, 1000));
            Ok(people(&groups::members(database, &origin.realm, &group.id, part).await?))
        }
        Act::Add { .. } | Act::Remove { .. } | Act::Grant { .. } | Act::Revoke { .. } => {
            belong(&context, by, &command.act).await
        }
    }
}

/// Who is in a group, and what its members have.
async fn belong(context: &Context, by: By<'_>, act: &Act) -> Result<Answer, Failure> {
    let (database, origin) = (&context.parts.shared.database, &context.origin);
    let (changed, text) = match act {
        Act::Add { path, user } => {
            let (group, user) = (find(context, path).await?, context.user(user).await?);
            let is_new = admin::add_member(database, origin, by, &group.id, &user.id).await?;
            (is_new, format!("{} is in {path}", user.username))
        }
        Act::Remove { path, user } => {
            let (group, user) = (find(context, path).await?, context.user(user).await?);
            let was_there = admin::remove_member(database, origin, by, &group.id, &user.id).await?;
            (was_there, format!("{} is not in {path}", user.username))
        }
        Act::Grant { path, role } => {
            let group = find(context, path).await?;
            let is_new = admin::grant_role(database, origin, by, role, Holder::Group(&group.id)).await?;
            (is_new, format!("members of {path} have the role {role}"))
        }
        Act::Revoke { path, role } => {
            let group = find(context, path).await?;
            let was_there = admin::withdraw_role(database, origin, by, role, Holder::Group(&group.id)).await?;
            (was_there, format!("{path} does not give the role {role}"))
        }
        Act::Create { .. }
        | Act::List { .. }
        | Act::Show { .. }
        | Act::Change { .. }
        | Act::Delete { .. }
        | Act::Members { .. } => (false, String::new()),
    };
    Ok(Answer::new(text, json!({ "changed": changed })))
}

async fn find(context: &Context, path: &str) -> Result<Group, Failure> {
    let found = groups::find_by_path(&context.parts.shared.database, &context.origin.realm, path).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no group {path}")))
}

async fn list(context: &Context, after: &str, limit: i64) -> Result<Answer, Failure> {
    let (database, realm) = (&context.parts.shared.database, &context.origin.realm);
    let found = groups::list(database, realm, after, limit.clamp(1, 1000)).await?;
    let rows: Vec<Vec<String>> =
        found.iter().map(|group| vec![group.path.clone(), group.description.clone()]).collect();
    let json = found
        .iter()
        .map(|group| json!({ "id": group.id, "path": group.path, "description": group.description }))
        .collect();
    Ok(Answer::table(&["PATH", "DESCRIPTION"], &rows, json))
}

fn describe(group: &Group, roles: &[String]) -> Value {
    json!({
        "id": group.id,
        "path": group.path,
        "description": group.description,
        "roles": roles,
        "created_at": group.created_at.to_rfc3339(),
    })
}
