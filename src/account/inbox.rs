//! What people find in their inbox, and what of it they have read (product AC-13).

use super::activity::Place;
use crate::clock::Timestamp;
use crate::model::{InboxEntry, RealmId, UserId};
use crate::storage::{Database, StorageError, inbox};

/// Whose inbox.
pub type Whose<'a> = (&'a RealmId, &'a UserId);

/// The newest entries behind `place`, at most `most`, and where to go on; `None` when that was all.
pub async fn list(
    database: &Database,
    whose: Whose<'_>,
    place: Option<Place>,
    most: usize,
) -> Result<(Vec<InboxEntry>, Option<Place>), StorageError> {
    let place = place.unwrap_or((Timestamp::from_millis(i64::MAX), String::new()));
    // One more than is shown tells whether there is more.
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut entries = inbox::page(database, whose, (place.0, &place.1), limit).await?;
    let has_more = entries.len() > most;
    entries.truncate(most);
    let next = entries.last().filter(|_| has_more).map(|entry| (entry.created_at, entry.id.clone()));
    Ok((entries, next))
}

/// How many entries are not read.
pub async fn unread(database: &Database, whose: Whose<'_>) -> Result<usize, StorageError> {
    Ok(usize::try_from(inbox::count_unread(database, whose).await?).unwrap_or(0))
}

/// The entry `id`, if it is one of theirs.
pub async fn find(database: &Database, whose: Whose<'_>, id: &str) -> Result<Option<InboxEntry>, StorageError> {
    inbox::find(database, whose, id).await
}

/// Marks the entry `id` as read now, or as unread; the entry as it is then, `None` when it is none of theirs.
pub async fn mark(
    database: &Database,
    whose: Whose<'_>,
    id: &str,
    read_at: Option<Timestamp>,
) -> Result<Option<InboxEntry>, StorageError> {
    let mut tx = database.begin().await?;
    let is_theirs = inbox::set_read(&mut tx, whose, id, read_at).await?;
    tx.commit().await?;
    if is_theirs { inbox::find(database, whose, id).await } else { Ok(None) }
}

/// Marks everything up to the entry `newest` as read: what has come since was not on the page. `false` when `newest` is none
/// of theirs.
pub async fn mark_all(
    database: &Database,
    whose: Whose<'_>,
    newest: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let Some(newest) = inbox::find(database, whose, newest).await? else { return Ok(false) };
    let mut tx = database.begin().await?;
    inbox::set_all_read(&mut tx, whose, (newest.created_at, &newest.id), now).await?;
    tx.commit().await?;
    Ok(true)
}
