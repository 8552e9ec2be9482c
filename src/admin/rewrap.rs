//! Replacing the key-encryption key: put in force, everything sealed anew, and both written down.

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::keys::{self, RewrapProgress, SubKeys};
use crate::storage::{Database, StorageError};

/// How often another command may be in the way before this one gives up.
const TRIES: u32 = 5;
/// How often all values are visited until one visit finds nothing left; instances that do not know the new key yet could
/// go on sealing under the old one for ever.
const VISITS: u32 = 10;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Values looked at.
    pub seen: u64,
    /// Values sealed anew.
    pub rewrapped: u64,
    /// Values that none of the keys opens, by table and row.
    pub unreadable: Vec<String>,
    /// Whether nothing is sealed under a replaced key any more.
    pub finished: bool,
}

/// Seals everything anew under the key that `sub_keys` seals with. Instances may run meanwhile; an interrupted call is
/// made again. With `leave_unreadable`, values that no key opens do not keep the replaced key needed.
pub async fn rewrap(
    database: &Database,
    sub_keys: &SubKeys,
    (origin, actor): (&Origin, Actor<'_>),
    leave_unreadable: bool,
    mut tell: impl FnMut(&RewrapProgress),
) -> Result<Rewrapped, Error> {
    put_in_force(database, sub_keys, origin, actor).await?;
    let mut done = Rewrapped::default();
    for _ in 0..VISITS {
        let unfinished = keys::unfinished(database).await?;
        let visit = keys::visit(database, sub_keys, &mut tell).await?;
        done.seen = visit.seen;
        done.rewrapped += visit.rewrapped;
        done.unreadable = visit.unreadable;
        if visit.rewrapped > 0 || visit.missed > 0 {
            continue;
        }
        done.finished = match unfinished {
            None => true,
            Some(_) if !done.unreadable.is_empty() && !leave_unreadable => break,
            Some(unfinished) => finish(database, (sub_keys.kek_id(), &unfinished), origin, actor).await?,
        };
        if done.finished {
            break;
        }
    }
    Ok(done)
}

async fn put_in_force(database: &Database, sub_keys: &SubKeys, origin: &Origin, actor: Actor<'_>) -> Result<(), Error> {
    for _ in 0..TRIES {
        let Some(change) = keys::plan_change(database, sub_keys).await? else { return Ok(()) };
        let mut tx = database.begin().await?;
        if keys::put_in_force(&mut tx, &change).await? {
            let event = Event::success(EventName::KeyRewrapped, actor, Target::Key(&change.to));
            let event = event.detail("stage", "begun").detail("replaces", change.from.as_str());
            audit::record(&mut tx, origin, &event).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.rollback().await?;
    }
    Err(StorageError::Contention.into())
}

/// `false` when another command was faster: it came to the end of it, or put yet another key in force.
async fn finish(
    database: &Database,
    (kek_id, unfinished): (&str, &str),
    origin: &Origin,
    actor: Actor<'_>,
) -> Result<bool, Error> {
    let mut tx = database.begin().await?;
    if !keys::finish(&mut tx, unfinished).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    let event = Event::success(EventName::KeyRewrapped, actor, Target::Key(kek_id));
    audit::record(&mut tx, origin, &event.detail("stage", "finished").detail("replaces", unfinished)).await?;
    tx.commit().await?;
    Ok(true)
}
