//! Archives of what is held about a person.

use super::{RealmId, UserId};
use crate::clock::Timestamp;

/// How far an archive has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// It was asked for.
    Wanted,
    /// It can be downloaded.
    Ready,
    /// It could not be made.
    Failed,
}

impl ExportState {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Wanted, Self::Ready, Self::Failed].into_iter().find(|state| state.as_str() == word)
    }
}

/// An archive as stored, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The realm.
    pub realm: RealmId,
    /// Whose data it holds.
    pub user_id: UserId,
    /// Names it.
    pub id: String,
    /// How far it has come.
    pub state: ExportState,
    /// The language its page is written in.
    pub locale: String,
    /// How often its making was begun.
    pub attempts: i64,
    /// When its making begins; while somebody is at it, when their lease ends.
    pub due_at: Timestamp,
    /// Its bytes, once it is ready.
    pub size: i64,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// Until when it is of use.
    pub expires_at: Timestamp,
}

impl Export {
    /// Whether it can be downloaded.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.state == ExportState::Ready && now < self.expires_at
    }
}

/// What a piece of an archive is sealed for.
pub fn export_binding(realm: &RealmId, id: &str, part: &str) -> String {
    format!("export|{realm}|{id}|{part}")
}
