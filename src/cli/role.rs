//! `gatehouse role …`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin::{self, By, Holder, RoleChange};
use crate::clock::Timestamp;
use crate::model::{BuiltInRole, Held, Role, Step, UserId};
use crate::storage::{holdings, roles};

/// Looks after roles.
#[derive(Debug, Args)]
pub(super) struct RoleCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Makes a role.
    Create {
        /// Its name, for good: lower-case letters, digits, `-`, `_`, `.` and `:`.
        name: String,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
        /// A role that its holders have as well; all of them.
        #[arg(long = "inherits", value_name = "ROLE")]
        inherits: Vec<String>,
    },
    /// Lists roles by name, those that are built in first.
    List {
        /// Begins after this name.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most, beside those that are built in.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Shows a role.
    Show {
        /// Its name.
        name: String,
    },
    /// Changes a role; what is not named stays.
    Change {
        /// Its name.
        name: String,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
        /// A role that its holders have as well; all of them.
        #[arg(long = "inherits", value_name = "ROLE")]
        inherits: Vec<String>,
        /// It inherits from nothing.
        #[arg(long, conflicts_with = "inherits")]
        inherits_nothing: bool,
    },
    /// Takes a role from everybody and removes it.
    Delete {
        /// Its name.
        name: String,
    },
    /// Gives a role to a user. To the members of a group `group grant` does.
    Grant {
        /// Its name.
        name: String,
        /// A username or an address.
        user: String,
    },
    /// Takes a role back from a user.
    Revoke {
        /// Its name.
        name: String,
        /// A username or an address.
        user: String,
    },
    /// Lists those who were given a role by name, not through a group or another role.
    Holders {
        /// Its name.
        name: String,
        /// Begins after this user, by id.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Says which roles and groups a user has in the end, and the way to each.
    Of {
        /// A username or an address.
        user: String,
    },
}

pub(super) async fn run(command: &RoleCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    let (database, origin, by) = (&context.parts.shared.database, &context.origin, By::operator(ACTOR));
    match &command.act {
        Act::Create { name, description, inherits } => {
            let wanted = RoleChange { description: description.clone(), inherits: Some(inherits.clone()) };
            let role = admin::create_role(database, origin, by, name, wanted).await?;
            Ok(Answer::new(format!("{name} is made"), describe(&role)))
        }
        Act::List { after, limit } => list(&context, after, *limit).await,
        Act::Show { name } => find(&context, name).await.map(|role| show(&role)),
        Act::Change { name, description, inherits, inherits_nothing } => {
            let inherits = (!inherits.is_empty() || *inherits_nothing).then(|| inherits.clone());
            let change = RoleChange { description: description.clone(), inherits };
            let role = admin::change_role(database, origin, by, name, change).await?;
            Ok(Answer::new(format!("{name} is changed"), describe(&role)))
        }
        Act::Delete { name } => {
            admin::delete_role(database, origin, by, name).await?;
            Ok(Answer::sentence(format!("{name} is deleted")))
        }
        Act::Grant { name, user } => {
            let user = context.user(user).await?;
            let is_new = admin::grant_role(database, origin, by, name, Holder::User(&user.id)).await?;
            let word = if is_new { "has the role" } else { "was given it before: the role" };
            Ok(Answer::new(format!("{} {word} {name}", user.username), json!({ "changed": is_new })))
        }
        Act::Revoke { name, user } => {
            let user = context.user(user).await?;
            let was_there = admin::withdraw_role(database, origin, by, name, Holder::User(&user.id)).await?;
            let word = if was_there { "was taken the role" } else { "was not given the role" };
            Ok(Answer::new(format!("{} {word} {name}", user.username), json!({ "changed": was_there })))
        }
        Act::Holders { name, after, limit } => {
            find(&context, name).await?;
            let limit = (*limit).clamp(1, 1000);
            Ok(people(&roles::holders(database, &origin.realm, name, (after, limit)).await?))
        }
        Act::Of { user } => {
            let user = context.user(user).await?;
            let held = holdings::of_user(database, &origin.realm, &user.id).await?;
            let all =
                held.groups.iter().map(|held| ("group", held)).chain(held.roles.iter().map(|held| ("role", held)));
            let rows: Vec<Vec<String>> = all
                .map(|(kind, held)| {
                    let way: Vec<&str> = held.way.iter().map(Step::name).collect();
                    vec![kind.to_owned(), held.name.clone(), way.join(" > ")]
                })
                .collect();
            let told = |list: &[Held]| list.iter().map(way).collect::<Vec<Value>>();
            let json = json!({ "id": user.id, "roles": told(&held.roles), "groups": told(&held.groups) });
            Ok(Answer::table(&["KIND", "NAME", "BY"], &rows, json))
        }
    }
}

/// A list of users by id and name.
pub(super) fn people(found: &[(UserId, String)]) -> Answer {
    let rows: Vec<Vec<String>> = found.iter().map(|(id, name)| vec![name.clone(), id.to_string()]).collect();
    let json = found.iter().map(|(id, name)| json!({ "id": id, "username": name })).collect();
    Answer::table(&["USERNAME", "ID"], &rows, json)
}

fn way(held: &Held) -> Value {
    let steps: Vec<Value> = held.way.iter().map(|step| json!({ "kind": step.kind(), "name": step.name() })).collect();
    json!({ "name": held.name, "by": steps })
}

async fn find(context: &Context, name: &str) -> Result<Role, Failure> {
    let realm = &context.origin.realm;
    if let Some(role) = BuiltInRole::find(realm, name) {
        return Ok(role.role(realm));
    }
    let found = roles::find(&context.parts.shared.database, realm, name).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no role called {name}")))
}

async fn list(context: &Context, after: &str, limit: i64) -> Result<Answer, Failure> {
    let realm = &context.origin.realm;
    let mut found: Vec<Role> = Vec::new();
    if after.is_empty() {
        found.extend(BuiltInRole::of(realm).iter().map(|role| role.role(realm)));
    }
    found.extend(roles::list(&context.parts.shared.database, realm, after, limit.clamp(1, 1000)).await?);
    let row = |role: &Role| vec![role.name.clone(), role.inherits.join(" "), role.description.clone()];
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    Ok(Answer::table(&["NAME", "INHERITS", "DESCRIPTION"], &rows, found.iter().map(describe).collect()))
}

fn show(role: &Role) -> Answer {
    let json = describe(role);
    Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json)
}

fn describe(role: &Role) -> Value {
    json!({
        "name": role.name,
        "description": role.description,
        "inherits": role.inherits,
        "built_in": role.is_built_in(),
        "created_at": role.created_at.map(Timestamp::to_rfc3339),
    })
}
