//! What happened to an account, as its owner is told.

use crate::audit::EventName;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};
use crate::storage::audit_events::{self, AuditRow};
use crate::storage::{Database, StorageError};

/// Lines read at once, and times that is done for one answer.
const BATCH: i64 = 200;
const BATCHES: usize = 10;

/// The events that concern a person; pages have words for each.
pub const EVENTS: [EventName; 17] = [
    EventName::LoginSucceeded,
    EventName::LoginFailed,
    EventName::SessionEnded,
    EventName::UserLocked,
    EventName::UserUnlocked,
    EventName::UserUpdated,
    EventName::PasswordChanged,
    EventName::FactorEnabled,
    EventName::FactorDisabled,
    EventName::FactorVerified,
    EventName::FactorFailed,
    EventName::BackupCodeUsed,
    EventName::DeviceTrusted,
    EventName::DeviceDistrusted,
    EventName::ConsentGiven,
    EventName::ConsentRevoked,
    EventName::TokenReuseDetected,
];

/// A place in the list: the line that was looked at last.
pub type Place = (Timestamp, String);

/// The newest events of `user` behind `place`, at most `most`, and where to go on; `None` when that was all.
pub async fn list(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    place: Option<Place>,
    most: usize,
) -> Result<(Vec<AuditRow>, Option<Place>), StorageError> {
    let mut place = place.unwrap_or((Timestamp::from_millis(i64::MAX), String::new()));
    let mut found = Vec::new();
    for _ in 0..BATCHES {
        let rows = audit_events::page_of_user(database, (realm, user), (place.0, &place.1), BATCH).await?;
        let was_last = i64::try_from(rows.len()).is_ok_and(|rows| rows < BATCH);
        for row in rows {
            place = (row.time, row.id.clone());
            if EVENTS.iter().any(|name| name.as_str() == row.event) {
                found.push(row);
            }
            if found.len() == most {
                return Ok((found, Some(place)));
            }
        }
        if was_last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(place)))
}
