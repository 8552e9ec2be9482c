//! What happened to an account, as its owner is told (product AC-14).

use serde_json::Value;

use crate::audit::EventName;
use crate::clock::Timestamp;
use crate::model::{ClientId, RealmId, RiskPoint, UserId};
use crate::storage::audit_events::{self, AuditRow};
use crate::storage::{Database, StorageError};

/// Lines read at once, and times that is done for one answer.
const BATCH: i64 = 200;
const BATCHES: usize = 10;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// Signing in and out, and failing to.
    SignIn,
    /// Passwords, factors, ways back.
    Security,
    /// Profile and preferences.
    Profile,
    /// What applications may do.
    Applications,
}

impl ActivityKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::Security, Self::Profile, Self::Applications];

    /// Its name in queries and words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Security => "security",
            Self::Profile => "profile",
            Self::Applications => "applications",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The events that concern a person, and whether a stranger in the account may stand behind one that succeeded; pages have
/// words for each.
pub const EVENTS: [(EventName, ActivityKind, bool); 35] = [
    (EventName::LoginSucceeded, ActivityKind::SignIn, true),
    (EventName::LoginFailed, ActivityKind::SignIn, false),
    (EventName::SessionEnded, ActivityKind::SignIn, false),
    (EventName::UserLocked, ActivityKind::SignIn, false),
    (EventName::UserUnlocked, ActivityKind::SignIn, false),
    (EventName::UserUpdated, ActivityKind::Profile, true),
    (EventName::EmailVerified, ActivityKind::Security, false),
    (EventName::EmailChangeRequested, ActivityKind::Security, true),
    (EventName::EmailChanged, ActivityKind::Security, true),
    (EventName::EmailRestored, ActivityKind::Security, false),
    (EventName::TermsAccepted, ActivityKind::Profile, false),
    (EventName::PasswordChanged, ActivityKind::Security, true),
    (EventName::PasswordResetRequested, ActivityKind::Security, false),
    (EventName::PasswordReset, ActivityKind::Security, true),
    (EventName::RecoveryUsed, ActivityKind::Security, true),
    (EventName::RecoveryLinkIssued, ActivityKind::Security, true),
    (EventName::FactorEnabled, ActivityKind::Security, true),
    (EventName::FactorDisabled, ActivityKind::Security, true),
    (EventName::FactorVerified, ActivityKind::SignIn, false),
    (EventName::FactorFailed, ActivityKind::SignIn, false),
    (EventName::BackupCodeUsed, ActivityKind::SignIn, true),
    (EventName::DeviceTrusted, ActivityKind::Security, true),
    (EventName::DeviceDistrusted, ActivityKind::Security, false),
    (EventName::ConsentGiven, ActivityKind::Applications, true),
    (EventName::ConsentRevoked, ActivityKind::Applications, false),
    (EventName::TokenReuseDetected, ActivityKind::Applications, false),
    (EventName::UserDeletionRequested, ActivityKind::Security, true),
    (EventName::UserRestored, ActivityKind::Security, true),
    (EventName::UserExported, ActivityKind::Security, true),
    (EventName::RoleGranted, ActivityKind::Security, false),
    (EventName::RoleWithdrawn, ActivityKind::Security, false),
    (EventName::GroupMemberAdded, ActivityKind::Security, false),
    (EventName::GroupMemberRemoved, ActivityKind::Security, false),
    (EventName::IdentityLinked, ActivityKind::Security, true),
    (EventName::IdentityUnlinked, ActivityKind::Security, true),
];

/// Whether "This was not me" makes sense for `row`.
pub fn may_be_a_strangers(row: &AuditRow) -> bool {
    row.result == "success" && EVENTS.iter().any(|(name, _, deserves)| *deserves && name.as_str() == row.event)
}

/// What spoke against the login that `row` tells of.
pub fn risk(row: &AuditRow) -> impl Iterator<Item = RiskPoint> {
    let names = row.details.get("risk").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(|name| RiskPoint::parse(name.as_str()?))
}

/// What is looked for; everything when nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// About what.
    pub kind: Option<ActivityKind>,
    /// What stands in the event's name, in its address, or in the name of the application; in any letter case.
    pub words: String,
    /// Applications whose names `words` stand in, and which rows know by their ids.
    pub clients: Vec<ClientId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

impl Search {
    /// The names of the events looked for, each between bars.
    fn names(&self) -> String {
        let names = EVENTS.iter().filter(|(_, kind, _)| self.kind.is_none_or(|wanted| wanted == *kind));
        names.fold("|".to_owned(), |list, (name, _, _)| list + name.as_str() + "|")
    }

    /// Whether the words looked for stand in `row`.
    fn fits(&self, row: &AuditRow) -> bool {
        let words = self.words.trim().to_lowercase();
        let client = row.client_id.as_deref().unwrap_or_default();
        let is_named = || self.clients.iter().any(|known| known.as_str() == client);
        let stands_in = |text: &str| text.to_lowercase().contains(&words);
        words.is_empty()
            || stands_in(&row.source)
            || stands_in(client)
            || stands_in(&row.event.replace(['.', '_'], " "))
            || is_named()
    }
}

/// A place in the list: the line that was looked at last.
pub type Place = (Timestamp, String);

/// The newest events of `user` behind `place` that `search` looks for, at most `most`, and where to go on; `None` when that
/// was all. An answer looks at a bounded number of lines, so it may hold few and still tell where to go on.
pub async fn list(
    database: &Database,
    whose: (&RealmId, &UserId),
    (search, place): (&Search, Option<Place>),
    most: usize,
) -> Result<(Vec<AuditRow>, Option<Place>), StorageError> {
    let end = (search.until.unwrap_or(Timestamp::from_millis(i64::MAX)), String::new());
    let mut place = place.map_or_else(|| end.clone(), |place| place.min(end.clone()));
    let wanted = (search.names(), search.from.unwrap_or(Timestamp::from_millis(i64::MIN)));
    let mut found = Vec::new();
    for _ in 0..BATCHES {
        let range = (wanted.1, (place.0, place.1.as_str()));
        let rows = audit_events::page_of_user(database, whose, (&wanted.0, range), BATCH).await?;
        let was_last = i64::try_from(rows.len()).is_ok_and(|rows| rows < BATCH);
        for row in rows {
            place = (row.time, row.id.clone());
            if search.fits(&row) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_names_its_events_alone() {
        let all = Search::default().names();
        for (name, kind, _) in EVENTS {
            let of_kind = Search { kind: Some(kind), ..Search::default() }.names();
            assert!(all.contains(&format!("|{}|", name.as_str())) && of_kind.contains(&format!("|{}|", name.as_str())));
            assert!(ActivityKind::ALL.iter().filter(|other| **other != kind).all(|other| {
                !Search { kind: Some(*other), ..Search::default() }.names().contains(&format!("|{}|", name.as_str()))
            }));
            assert_eq!(ActivityKind::parse(kind.as_str()), Some(kind));
        }
    }
}
