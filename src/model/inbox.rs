//! Where people are told of something (product AC-12), and what they find in their inbox (product AC-13).

use std::time::Duration;

use super::{Notice, RealmId, UserId};
use crate::clock::Timestamp;

/// How long an entry is kept, read or not.
pub const INBOX_LIFETIME: Duration = Duration::from_hours(180 * 24);
/// Entries a person has at most; a further one takes the place of the oldest.
pub const INBOX_MAX: i64 = 200;

/// One thing a person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// The realm.
    pub realm: RealmId,
    /// Names it.
    pub id: String,
    /// Who was told.
    pub user_id: UserId,
    /// What happened.
    pub notice: Notice,
    /// Whom or what it concerns; empty for nothing. Words of others: only ever shown as text.
    pub about: String,
    /// The address it came from; empty when that says nothing.
    pub source: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// The ways to tell somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// By mail.
    pub mail: bool,
    /// In the inbox of the account pages.
    pub inbox: bool,
}

impl Default for Channels {
    /// Whoever has chosen nothing is told by every way.
    fn default() -> Self {
        Self { mail: true, inbox: true }
    }
}

/// Why a choice of channels is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelFault {
    /// Mail of this notice cannot be turned off.
    AlwaysByMail,
    /// Nothing would be left.
    Silent,
}

impl ChannelFault {
    /// Its name in words and in the account API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlwaysByMail => "always-by-mail",
            Self::Silent => "one-must-stay",
        }
    }
}

impl Channels {
    /// What speaks against telling `notice` by these alone.
    pub const fn fault(self, notice: Notice) -> Option<ChannelFault> {
        match self {
            Self { mail: false, .. } if notice.is_grave() => Some(ChannelFault::AlwaysByMail),
            Self { mail: false, inbox: false } => Some(ChannelFault::Silent),
            Self { .. } => None,
        }
    }

    /// By which ways `notice` really goes to somebody who has chosen these, where mail `reaches` them: never by none, and
    /// what is grave by mail whatever is stored.
    #[must_use]
    pub const fn effective(self, notice: Notice, reaches: bool) -> Self {
        let mail = reaches && (self.mail || notice.is_grave());
        Self { mail, inbox: self.inbox || !mail }
    }
}

impl Notice {
    /// Whether it always goes out by mail. So it is with everything by which an account can be taken over or was taken back:
    /// a stranger in the account reads its inbox and these very settings, but not the mailbox.
    pub const fn is_grave(self) -> bool {
        match self {
            Self::PasswordChanged
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::BackupCodeUsed
            | Self::RecoveryUsed
            | Self::AccountLockedByOwner
            | Self::AccessLinkIssued
            | Self::ReuseDetected
            | Self::DeletionUndone
            | Self::EmailChanged
            | Self::EmailRestored
            | Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::NotificationsChanged => true,
            Self::NewDevice | Self::UnusualSignIn | Self::AccountLocked | Self::ConsentGiven => false,
        }
    }

    /// Whether a stranger in the account may stand behind it, so that "This was not me" stands beside it.
    pub const fn may_be_a_strangers(self) -> bool {
        match self {
            Self::PasswordChanged
            | Self::NewDevice
            | Self::UnusualSignIn
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::BackupCodeUsed
            | Self::RecoveryUsed
            | Self::AccessLinkIssued
            | Self::ConsentGiven
            | Self::DeletionUndone
            | Self::EmailChanged
            | Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::NotificationsChanged => true,
            // The door held, is shut already, or what was stolen is void.
            Self::AccountLocked | Self::AccountLockedByOwner | Self::EmailRestored | Self::ReuseDetected => false,
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn channels(mail: bool, inbox: bool) -> Channels {
        Channels { mail, inbox }
    }

    #[test]
    fn nobody_is_told_by_no_way_at_all() {
        for notice in Notice::ALL {
            for wanted in [(true, true), (true, false), (false, true), (false, false)] {
                for reaches in [true, false] {
                    let told = channels(wanted.0, wanted.1).effective(*notice, reaches);
                    assert!(told.mail || told.inbox, "{notice:?} {wanted:?} {reaches}");
                    assert!(reaches || !told.mail, "{notice:?}: nobody is there to get it");
                    assert!(told.mail || !reaches || !notice.is_grave(), "{notice:?} {wanted:?}");
                }
            }
            assert_eq!(Notice::parse(notice.as_str()), Some(*notice));
        }
    }

    #[test]
    fn choices_are_refused_by_name() {
        let cases = [
            (Notice::PasswordChanged, channels(false, true), Some(ChannelFault::AlwaysByMail)),
            (Notice::PasswordChanged, channels(false, false), Some(ChannelFault::AlwaysByMail)),
            (Notice::PasswordChanged, channels(true, false), None),
            (Notice::NewDevice, channels(false, true), None),
            (Notice::NewDevice, channels(true, false), None),
            (Notice::NewDevice, channels(false, false), Some(ChannelFault::Silent)),
        ];
        for (notice, wanted, fault) in cases {
            assert_eq!(wanted.fault(notice), fault, "{notice:?} {wanted:?}");
        }
    }
}
