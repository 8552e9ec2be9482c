//! Where people want to be told of what (product AC-12).

use std::collections::BTreeMap;

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::mail::{self, Outbox};
use crate::model::{ChannelFault, Channels, ClientId, Notice, RealmId, User, UserId};
use crate::storage::{Database, StorageError, notification_preferences as preferences, users};

/// What somebody has chosen for one notice, or is taken to have chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Of what they are told.
    pub notice: Notice,
    /// By which ways.
    pub channels: Channels,
}

/// A wish for other channels.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Whose.
    pub user: &'a User,
    /// What is wished for; of a notice that is absent nothing changes.
    pub wanted: &'a [Choice],
    /// The application that asks.
    pub through: Option<&'a ClientId>,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is as wished.
    Saved,
    /// Nothing was changed, for these reasons.
    Faulty(Vec<(Notice, ChannelFault)>),
    /// There is no such person.
    Gone,
}

/// What `user` has chosen, for every notice there is, in the order of [`Notice::ALL`].
pub async fn list(database: &Database, whose: (&RealmId, &UserId)) -> Result<Vec<Choice>, StorageError> {
    let chosen: BTreeMap<&str, Channels> = preferences::list_of_user(database, whose)
        .await?
        .into_iter()
        .map(|(notice, channels)| (notice.as_str(), channels))
        .collect();
    let choice = |notice: &Notice| {
        let mut channels = chosen.get(notice.as_str()).copied().unwrap_or_default();
        channels.mail |= notice.is_grave();
        Choice { notice: *notice, channels }
    };
    Ok(Notice::ALL.iter().map(choice).collect())
}

/// Saves what somebody wishes for. That less is told by mail is told by mail: a stranger who quiets an account is heard once.
///
/// # Errors
/// The database, or a mail that cannot be promised; nothing is changed then.
pub async fn save(
    (database, outbox): (&Database, &Outbox),
    origin: &Origin,
    change: Change<'_>,
) -> Result<Outcome, mail::Error> {
    let faults: Vec<(Notice, ChannelFault)> = change
        .wanted
        .iter()
        .filter_map(|choice| Some((choice.notice, choice.channels.fault(choice.notice)?)))
        .collect();
    if !faults.is_empty() {
        return Ok(Outcome::Faulty(faults));
    }
    let (realm, id) = (&origin.realm, &change.user.id);
    let mut tx = database.begin().await?;
    let Some(user) = users::find_locked(&mut tx, realm, id).await? else { return Ok(Outcome::Gone) };
    let (mut changed, mut is_quieter) = (Vec::new(), false);
    for choice in change.wanted {
        let before = preferences::find_in(&mut tx, (realm, id), choice.notice).await?.unwrap_or_default();
        if before != choice.channels {
            preferences::save(&mut tx, (realm, id), (choice.notice, choice.channels)).await?;
            changed.push(choice.notice.as_str());
            is_quieter |= before.mail && !choice.channels.mail;
        }
    }
    if !changed.is_empty() {
        let event = Event::success(EventName::UserUpdated, Actor::User(id), Target::User(id));
        let event = event.detail("changed", "notifications").detail("notices", changed.join(" "));
        let event = match change.through {
            Some(client) => event.through(client),
            None => event,
        };
        audit::record(&mut tx, origin, &event).await?;
    }
    if is_quieter {
        outbox.tell(&mut tx, origin, &user, (Notice::NotificationsChanged, "")).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Saved)
}
