//! Roles: made, changed, given and taken back (product RB-01).

use super::Error;
use super::rights::{By, Decision};
use crate::audit::{self, Event, EventName, Origin, Target};
use crate::model::{BuiltInRole, DESCRIPTION_CHARS, GroupId, Holdings, INHERITED_MAX, Role, UserId};
use crate::storage::{Database, Transaction, groups, holdings, roles, users};

/// What is to become different in a role; what is absent stays. The name never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleChange {
    /// What it is for.
    pub description: Option<String>,
    /// All it inherits from.
    pub inherits: Option<Vec<String>>,
}

/// To whom a role is given.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A user.
    User(&'a UserId),
    /// The members of a group.
    Group(&'a GroupId),
}

impl<'a> Holder<'a> {
    const fn target(self) -> Target<'a> {
        match self {
            Self::User(id) => Target::User(id),
            Self::Group(id) => Target::Group(id),
        }
    }
}

/// Makes a role.
///
/// # Errors
/// `Invalid`, `Taken`, `Lacks`.
pub async fn create_role(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    name: &str,
    wanted: RoleChange,
) -> Result<Role, Error> {
    if !Role::is_name(name) {
        let sentence = "a role's name has 1 to 60 lower-case letters, digits, `-`, `_`, `.` and `:`, a letter first";
        return Err(Error::Invalid(sentence.to_owned()));
    }
    // Names of other realms' built-in roles too: nobody shall take a role of that name for more than it is.
    if BuiltInRole::parse(name).is_some() {
        return Err(Error::Taken);
    }
    let description = checked_description(wanted.description.unwrap_or_default())?;
    let created_at = Some(origin.now);
    let role =
        Role { realm: origin.realm.clone(), name: name.to_owned(), description, inherits: Vec::new(), created_at };
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    roles::insert(&mut decision.tx, &role, origin.now).await?;
    let inherits = wanted.inherits.unwrap_or_default();
    let role = set_inherited(&mut decision.tx, origin, by, (role, inherits)).await?;
    let event = Event::success(EventName::RoleCreated, by.actor, Target::Role(name));
    audit::record(&mut decision.tx, origin, &event.detail("inherits", role.inherits.join(" "))).await?;
    decision.commit(origin).await?;
    Ok(role)
}

/// Changes a role. Whoever has it has what it inherits from by then, from the next request on.
///
/// # Errors
/// `NotFound`, `Invalid` also for a built-in role and for a circle, `Lacks`, `LastAdministrator`.
pub async fn change_role(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    name: &str,
    change: RoleChange,
) -> Result<Role, Error> {
    refuse_built_in(origin, name)?;
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    let mut role = roles::find_in(&mut decision.tx, &origin.realm, name).await?.ok_or(Error::NotFound)?;
    let held = holdings::of_role(&mut decision.tx, &origin.realm, name).await?;
    by.check(&mut decision.tx, origin, &held).await?;
    let mut event = Event::success(EventName::RoleUpdated, by.actor, Target::Role(name));
    if let Some(description) = change.description {
        role.description = checked_description(description)?;
        event = event.detail("changed", "description");
    }
    roles::describe(&mut decision.tx, &role, origin.now).await?;
    if let Some(inherits) = change.inherits {
        roles::disinherit(&mut decision.tx, &origin.realm, name).await?;
        role = set_inherited(&mut decision.tx, origin, by, (role, inherits)).await?;
        event = event.detail("inherits", role.inherits.join(" "));
    }
    audit::record(&mut decision.tx, origin, &event).await?;
    decision.commit(origin).await?;
    Ok(role)
}

/// Lets `role`, which inherits from nothing in `tx`, inherit from `inherits`.
async fn set_inherited(
    tx: &mut Transaction,
    origin: &Origin,
    by: By<'_>,
    (mut role, mut inherits): (Role, Vec<String>),
) -> Result<Role, Error> {
    inherits.sort_unstable();
    inherits.dedup();
    if inherits.len() > INHERITED_MAX {
        return Err(Error::Invalid(format!("a role inherits from at most {INHERITED_MAX} others")));
    }
    for from in &inherits {
        let gained = existing(tx, origin, from).await?;
        if gained.has_role(&role.name) {
            return Err(Error::Invalid(format!("{from} inherits from {}: roles do not inherit in circles", role.name)));
        }
        by.check(tx, origin, &gained).await?;
        roles::inherit(tx, &origin.realm, &role.name, from).await?;
    }
    role.inherits = inherits;
    Ok(role)
}

/// Removes a role from everybody.
///
/// # Errors
/// `NotFound`, `Invalid` for a built-in role and for one that a factor rule names, `Lacks`, `LastAdministrator`.
pub async fn delete_role(database: &Database, origin: &Origin, by: By<'_>, name: &str) -> Result<(), Error> {
    refuse_built_in(origin, name)?;
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    decision.check_unnamed(origin, |rule| rule.roles().iter().any(|role| role == name)).await?;
    let held = holdings::of_role(&mut decision.tx, &origin.realm, name).await?;
    by.check(&mut decision.tx, origin, &held).await?;
    if !roles::delete(&mut decision.tx, &origin.realm, name).await? {
        return Err(Error::NotFound);
    }
    let event = Event::success(EventName::RoleDeleted, by.actor, Target::Role(name));
    audit::record(&mut decision.tx, origin, &event).await?;
    decision.commit(origin).await
}

/// Gives a role to a user or to the members of a group; `false` when it was given to them before.
///
/// # Errors
/// `NotFound`, `Invalid` for the role that everybody has, `Lacks`.
pub async fn grant_role(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    name: &str,
    to: Holder<'_>,
) -> Result<bool, Error> {
    let mut decision = open(database, origin, (name, to)).await?;
    let gained = existing(&mut decision.tx, origin, name).await?;
    by.check(&mut decision.tx, origin, &gained).await?;
    let (tx, realm) = (&mut decision.tx, &origin.realm);
    let is_new = match to {
        Holder::User(user) => roles::grant(tx, realm, (user, name), origin.now).await?,
        Holder::Group(group) => groups::grant(tx, realm, (group, name), origin.now).await?,
    };
    if is_new {
        let event = Event::success(EventName::RoleGranted, by.actor, to.target()).detail("role", name);
        audit::record(tx, origin, &event).await?;
        decision.commit(origin).await?;
    }
    Ok(is_new)
}

/// Takes a role back; `false` when it was not given to them directly.
///
/// # Errors
/// `NotFound`, `Invalid` for the role that everybody has, `Lacks`, `LastAdministrator`.
pub async fn withdraw_role(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    name: &str,
    from: Holder<'_>,
) -> Result<bool, Error> {
    let mut decision = open(database, origin, (name, from)).await?;
    let lost = existing(&mut decision.tx, origin, name).await?;
    by.check(&mut decision.tx, origin, &lost).await?;
    let (tx, realm) = (&mut decision.tx, &origin.realm);
    let was_there = match from {
        Holder::User(user) => roles::withdraw(tx, realm, (user, name)).await?,
        Holder::Group(group) => groups::withdraw(tx, realm, (group, name)).await?,
    };
    if was_there {
        let event = Event::success(EventName::RoleWithdrawn, by.actor, from.target()).detail("role", name);
        audit::record(tx, origin, &event).await?;
        decision.commit(origin).await?;
    }
    Ok(was_there)
}

/// A decision about who holds the role `name`: the user's row first, as everywhere.
async fn open(database: &Database, origin: &Origin, (name, holder): (&str, Holder<'_>)) -> Result<Decision, Error> {
    if name == BuiltInRole::User.as_str() {
        return Err(Error::Invalid("everybody has the role user".to_owned()));
    }
    let mut tx = database.begin().await?;
    if let Holder::User(user) = holder {
        users::find_locked(&mut tx, &origin.realm, user).await?.ok_or(Error::NotFound)?;
    }
    let mut decision = Decision::begin(tx, origin).await?;
    if let Holder::Group(group) = holder {
        groups::find_in(&mut decision.tx, &origin.realm, group).await?.ok_or(Error::NotFound)?;
    }
    Ok(decision)
}

/// What comes with the role `name`.
///
/// # Errors
/// `Invalid` when there is no such role.
async fn existing(tx: &mut Transaction, origin: &Origin, name: &str) -> Result<Holdings, Error> {
    let is_there =
        BuiltInRole::find(&origin.realm, name).is_some() || roles::find_in(tx, &origin.realm, name).await?.is_some();
    if !is_there {
        return Err(Error::Invalid(format!("there is no role called {name}")));
    }
    Ok(holdings::of_role(tx, &origin.realm, name).await?)
}

fn refuse_built_in(origin: &Origin, name: &str) -> Result<(), Error> {
    match BuiltInRole::find(&origin.realm, name) {
        Some(_) => Err(Error::Invalid(format!("the role {name} is built in: it is neither changed nor deleted"))),
        None => Ok(()),
    }
}

pub(super) fn checked_description(text: String) -> Result<String, Error> {
    if text.chars().count() > DESCRIPTION_CHARS || text.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "a description has at most {DESCRIPTION_CHARS} characters and no line breaks"
        )));
    }
    Ok(text)
}

/// Refuses `rules` that name roles or groups which the realm does not have, as seen in `tx`, which holds the realm's row.
pub(super) async fn check_named(
    tx: &mut Transaction,
    origin: &Origin,
    rules: &[crate::model::FactorRule],
) -> Result<(), Error> {
    for rule in rules {
        let refused = |what: &str, name: &str| {
            Err(Error::Invalid(format!("the factor rule {} names the {what} {name}, which does not exist", rule.name)))
        };
        for name in rule.roles() {
            let is_built_in = BuiltInRole::find(&origin.realm, name).is_some();
            if !is_built_in && roles::find_in(tx, &origin.realm, name).await?.is_none() {
                return refused("role", name);
            }
        }
        for path in rule.groups() {
            if groups::find_by_path_in(tx, &origin.realm, path).await?.is_none() {
                return refused("group", path);
            }
        }
    }
    Ok(())
}
