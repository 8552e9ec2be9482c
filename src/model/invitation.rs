//! People who were asked in by name (product UM-09, pages N-6).

use std::time::Duration;

use super::{ClientId, RealmId, UserId, is_email_address};
use crate::clock::Timestamp;

/// How long an invitation works unless something else is said, in days.
pub const INVITATION_DAYS: u16 = 7;
/// How long one may work at most, in days.
pub const INVITATION_DAYS_MAX: u16 = 90;
/// Characters of who invites.
const INVITED_BY_MAX: usize = 100;
/// Characters of the note.
const NOTE_MAX: usize = 500;

/// What is kept of the end of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It waits to be accepted, or for its end.
    Pending,
    /// It was accepted.
    Used,
    /// It was taken back.
    Revoked,
    /// It lapsed, and a newer one took its place. One that merely lapsed still says that it waits: its end tells.
    Expired,
}

impl InvitationState {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Used => "used",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Used, Self::Revoked, Self::Expired].into_iter().find(|state| state.as_str() == word)
    }
}

/// How an invitation stands at some instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStanding {
    /// It can be accepted.
    Open,
    /// It was accepted.
    Used,
    /// It was taken back.
    Revoked,
    /// Nobody accepted it in time.
    Expired,
}

impl InvitationStanding {
    /// Its stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "pending",
            Self::Used => "used",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// An invitation as stored. It is for one address, and whoever holds the token of its mail reads that address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The realm.
    pub realm: RealmId,
    /// Names it. Not a secret.
    pub id: String,
    /// `secret::token_hash` of the token in the newest mail.
    pub token_hash: String,
    /// The address, as typed.
    pub email: String,
    /// Who invites, as the person invited shall read it.
    pub invited_by: String,
    /// What else they shall read; empty for nothing.
    pub note: String,
    /// The application that it leads to, if it leads to one.
    pub client_id: Option<ClientId>,
    /// The language of the mail, if it is known.
    pub locale: Option<String>,
    /// What became of it.
    pub state: InvitationState,
    /// Who accepted it.
    pub user_id: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its newest mail was promised.
    pub sent_at: Timestamp,
    /// From this instant it cannot be accepted.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// How it stands.
    pub fn standing(&self, now: Timestamp) -> InvitationStanding {
        match self.state {
            InvitationState::Used => InvitationStanding::Used,
            InvitationState::Revoked => InvitationStanding::Revoked,
            InvitationState::Pending if now < self.expires_at => InvitationStanding::Open,
            InvitationState::Pending | InvitationState::Expired => InvitationStanding::Expired,
        }
    }

    /// How long `days` are.
    pub fn lifetime(days: u16) -> Duration {
        Duration::from_hours(24 * u64::from(days))
    }

    /// What is wrong with the texts of a new one, in a sentence.
    pub fn check(email: &str, invited_by: &str, note: &str) -> Result<(), &'static str> {
        let is_text = |text: &str, has_lines: bool| {
            !text
                .chars()
                .any(|c| (c.is_control() && !(has_lines && c == '\n')) || ('\u{202a}'..='\u{202e}').contains(&c))
        };
        if !is_email_address(email) {
            return Err("the address is none, such as name@example.com");
        }
        if !(1..=INVITED_BY_MAX).contains(&invited_by.chars().count()) || !is_text(invited_by, false) {
            return Err("who invites has 1 to 100 characters");
        }
        if note.chars().count() > NOTE_MAX || !is_text(note, true) {
            return Err("the note has at most 500 characters");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(state: InvitationState) -> Invitation {
        Invitation {
            realm: RealmId::default_realm(),
            id: "i".to_owned(),
            token_hash: String::new(),
            email: "ada@example.com".to_owned(),
            invited_by: "Grace".to_owned(),
            note: String::new(),
            client_id: None,
            locale: None,
            state,
            user_id: None,
            created_at: Timestamp::from_secs(0),
            sent_at: Timestamp::from_secs(0),
            expires_at: Timestamp::from_secs(100),
        }
    }

    #[test]
    fn time_ends_only_what_waits() {
        for (state, before, after) in [
            (InvitationState::Pending, InvitationStanding::Open, InvitationStanding::Expired),
            (InvitationState::Used, InvitationStanding::Used, InvitationStanding::Used),
            (InvitationState::Revoked, InvitationStanding::Revoked, InvitationStanding::Revoked),
            (InvitationState::Expired, InvitationStanding::Expired, InvitationStanding::Expired),
        ] {
            assert_eq!(invitation(state).standing(Timestamp::from_millis(99_999)), before);
            assert_eq!(invitation(state).standing(Timestamp::from_secs(100)), after, "the end is not part of it");
            assert_eq!(InvitationState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn texts_are_bounded_and_seen() {
        assert!(Invitation::check("ada@example.com", "Grace Hopper", "Welcome\naboard").is_ok());
        for (email, by, note) in [
            ("ada", "Grace", ""),
            ("ada@example.com", "", ""),
            ("ada@example.com", "Grace\nHopper", ""),
            ("ada@example.com", "Grace \u{202e}reppoH", ""),
            ("ada@example.com", &"x".repeat(101), ""),
            ("ada@example.com", "Grace", &"x".repeat(501)),
            ("ada@example.com", "Grace", "a\0b"),
        ] {
            assert!(Invitation::check(email, by, note).is_err(), "{email} {by}");
        }
    }
}
