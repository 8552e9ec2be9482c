//! Groups: made within each other, moved, entered and left (product RB-05).

use super::Error;
use super::rights::{By, Decision};
use super::roles::checked_description;
use crate::audit::{self, Event, EventName, Origin, Target};
use crate::model::{GROUP_DEPTH_MAX, Group, GroupId, UserId};
use crate::storage::{Database, Transaction, groups, holdings, users};

/// What is to become different in a group; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Where it is to stand, with its own name last.
    pub path: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// Makes a group at `path`; the group around it has to be there.
///
/// # Errors
/// `Invalid`, `Taken`, `Lacks`.
pub async fn create_group(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    path: &str,
    description: String,
) -> Result<Group, Error> {
    let description = checked_description(description)?;
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    let parent = place(&mut decision.tx, origin, path).await?;
    let group = Group {
        realm: origin.realm.clone(),
        id: GroupId::from(origin.random.id()),
        parent: parent.map(|parent| parent.id),
        path: path.to_owned(),
        description,
        created_at: origin.now,
    };
    groups::insert(&mut decision.tx, &group).await?;
    let event = Event::success(EventName::GroupCreated, by.actor, Target::Group(&group.id));
    audit::record(&mut decision.tx, origin, &event.detail("path", path)).await?;
    decision.commit(origin).await?;
    Ok(group)
}

/// The group around `path`, which may be a group's; `None` at the top.
async fn place(tx: &mut Transaction, origin: &Origin, path: &str) -> Result<Option<Group>, Error> {
    let Some((parent, _)) = Group::split(path) else {
        let sentence =
            "a group's path is /name or /group/name; a name has 1 to 60 characters without spaces at its ends";
        return Err(Error::Invalid(sentence.to_owned()));
    };
    if Group::depth(path) > GROUP_DEPTH_MAX {
        return Err(Error::Invalid(format!("groups stand at most {GROUP_DEPTH_MAX} deep")));
    }
    let Some(parent) = parent else { return Ok(None) };
    let found = groups::find_by_path_in(tx, &origin.realm, parent).await?;
    found.map(Some).ok_or_else(|| Error::Invalid(format!("there is no group {parent}")))
}

/// Changes, renames or moves a group; those within it move along.
///
/// # Errors
/// `NotFound`, `Taken`, `Lacks`, `LastAdministrator`, `Invalid` also for a place within itself and where a factor rule names
/// it or one within it.
pub async fn change_group(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    id: &GroupId,
    change: GroupChange,
) -> Result<Group, Error> {
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    let mut group = groups::find_in(&mut decision.tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    let held = holdings::of_group(&mut decision.tx, &origin.realm, id).await?;
    by.check(&mut decision.tx, origin, &held).await?;
    let mut event = Event::success(EventName::GroupUpdated, by.actor, Target::Group(id));
    if let Some(description) = change.description {
        group.description = checked_description(description)?;
        event = event.detail("changed", "description");
    }
    match change.path.filter(|path| *path != group.path) {
        Some(path) => {
            event = event.detail("from", group.path.as_str()).detail("path", path.as_str());
            group = relocate(&mut decision, origin, (group, path)).await?;
            let held = holdings::of_group(&mut decision.tx, &origin.realm, id).await?;
            by.check(&mut decision.tx, origin, &held).await?;
        }
        None => groups::update(&mut decision.tx, &group, origin.now).await?,
    }
    audit::record(&mut decision.tx, origin, &event).await?;
    decision.commit(origin).await?;
    Ok(group)
}

/// Moves `group` to `path` with all within it.
async fn relocate(
    decision: &mut Decision,
    origin: &Origin,
    (mut group, path): (Group, String),
) -> Result<Group, Error> {
    if group.is_around(&path) {
        return Err(Error::Invalid("a group cannot stand within itself".to_owned()));
    }
    decision.check_unnamed(origin, |rule| rule.groups().iter().any(|named| group.is_around(named))).await?;
    let parent = place(&mut decision.tx, origin, &path).await?;
    let inner = groups::within(&mut decision.tx, &origin.realm, &group.path).await?;
    let moved = |one: &Group| format!("{path}{}", one.path.strip_prefix(&group.path).unwrap_or_default());
    if inner.iter().any(|one| Group::depth(&moved(one)) > GROUP_DEPTH_MAX) {
        return Err(Error::Invalid(format!("groups stand at most {GROUP_DEPTH_MAX} deep")));
    }
    for one in inner.iter().filter(|one| one.id != group.id) {
        groups::update(&mut decision.tx, &Group { path: moved(one), ..one.clone() }, origin.now).await?;
    }
    group.path = path;
    group.parent = parent.map(|parent| parent.id);
    groups::update(&mut decision.tx, &group, origin.now).await?;
    Ok(group)
}

/// Removes a group with all within it; nobody is a member any more.
///
/// # Errors
/// `NotFound`, `Lacks`, `LastAdministrator`, `Invalid` where a factor rule names it or one within it.
pub async fn delete_group(database: &Database, origin: &Origin, by: By<'_>, id: &GroupId) -> Result<(), Error> {
    let mut decision = Decision::begin(database.begin().await?, origin).await?;
    let group = groups::find_in(&mut decision.tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    decision.check_unnamed(origin, |rule| rule.groups().iter().any(|named| group.is_around(named))).await?;
    for one in groups::within(&mut decision.tx, &origin.realm, &group.path).await? {
        let held = holdings::of_group(&mut decision.tx, &origin.realm, &one.id).await?;
        by.check(&mut decision.tx, origin, &held).await?;
        groups::delete(&mut decision.tx, &origin.realm, &one.id).await?;
        let event = Event::success(EventName::GroupDeleted, by.actor, Target::Group(&one.id));
        audit::record(&mut decision.tx, origin, &event.detail("path", one.path.as_str())).await?;
    }
    decision.commit(origin).await
}

/// Puts a user into a group; `false` when they were in it.
///
/// # Errors
/// `NotFound`, `Lacks`.
pub async fn add_member(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    id: &GroupId,
    user: &UserId,
) -> Result<bool, Error> {
    let (mut decision, group) = open(database, origin, by, (id, user)).await?;
    let is_new = groups::add_member(&mut decision.tx, &origin.realm, (id, user), origin.now).await?;
    if is_new {
        let event = Event::success(EventName::GroupMemberAdded, by.actor, Target::User(user));
        audit::record(&mut decision.tx, origin, &event.detail("group", group.path.as_str())).await?;
        decision.commit(origin).await?;
    }
    Ok(is_new)
}

/// Takes a user out of a group; `false` when they were not in it by themselves.
///
/// # Errors
/// `NotFound`, `Lacks`, `LastAdministrator`.
pub async fn remove_member(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    id: &GroupId,
    user: &UserId,
) -> Result<bool, Error> {
    let (mut decision, group) = open(database, origin, by, (id, user)).await?;
    let was_there = groups::remove_member(&mut decision.tx, &origin.realm, (id, user)).await?;
    if was_there {
        let event = Event::success(EventName::GroupMemberRemoved, by.actor, Target::User(user));
        audit::record(&mut decision.tx, origin, &event.detail("group", group.path.as_str())).await?;
        decision.commit(origin).await?;
    }
    Ok(was_there)
}

/// A decision about a member: the user's row first, as everywhere.
async fn open(
    database: &Database,
    origin: &Origin,
    by: By<'_>,
    (id, user): (&GroupId, &UserId),
) -> Result<(Decision, Group), Error> {
    let mut tx = database.begin().await?;
    users::find_locked(&mut tx, &origin.realm, user).await?.ok_or(Error::NotFound)?;
    let mut decision = Decision::begin(tx, origin).await?;
    let group = groups::find_in(&mut decision.tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
    let held = holdings::of_group(&mut decision.tx, &origin.realm, id).await?;
    by.check(&mut decision.tx, origin, &held).await?;
    Ok((decision, group))
}
