//! The mails there are, and what the outbox keeps of each.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{RealmId, User, UserId};
use crate::clock::Timestamp;

/// Every mail. What stands in one is enough to write it in any language at any time; links are made of the realm's issuer
/// when it is sent. A new mail is a variant here, and its words `mail-{kind}-…` in the theme.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mail {
    /// The way back to an account whose password is forgotten (product AU-24).
    Recovery {
        /// To be typed.
        code: String,
        /// Stands in the link.
        token: String,
    },
    /// A way in (product AU-10, AU-11).
    SignIn {
        /// To be typed.
        code: String,
        /// Stands in the link.
        token: String,
    },
    /// Tells a person what happened to their account (product SE-17).
    Notice {
        /// What happened.
        notice: Notice,
        /// Whom or what it concerns: an application, a factor; empty for nothing.
        about: String,
        /// The address it came from; empty when that says nothing.
        source: String,
        /// When.
        at: Timestamp,
        /// Stands in the link behind "This was not me"; none where locking makes no sense.
        lock: Option<String>,
    },
    /// Asks whoever registered to prove the address (product AU-23).
    Registration {
        /// To be typed.
        code: String,
        /// Stands in the link.
        token: String,
    },
    /// Asks somebody in (product UM-09).
    Invitation {
        /// Stands in the link.
        token: String,
        /// Who invites.
        invited_by: String,
        /// What else they say; empty for nothing.
        note: String,
        /// Until when the link works.
        until: Timestamp,
    },
    /// Asks for proof of a new address of an account (product AC-05).
    EmailChange {
        /// To be typed.
        code: String,
        /// Stands in the link.
        token: String,
    },
    /// Tells the owner of an account that somebody wanted its address for another.
    EmailInUse,
    /// Tells the owner of an account that somebody tried to register with its address (pages N-2).
    AccountExists,
    /// Greets the owner of a new account.
    Welcome,
    /// Tells somebody who registered that an administrator has let them in.
    Approved,
    /// Tells somebody that an administrator has not let them in.
    Declined,
    /// Tells somebody that their account is to be deleted, and how to keep it (product AC-16).
    DeletionScheduled {
        /// Stands in the link that keeps the account.
        token: String,
        /// When it goes.
        until: Timestamp,
        /// The address it was asked for from; empty when that says nothing.
        source: String,
        /// When it was asked for.
        at: Timestamp,
        /// Stands in the link behind "This was not me".
        lock: Option<String>,
    },
    /// Tells somebody that their account is deleted.
    Deleted,
    /// Tells somebody that the archive of their data is ready (product AC-15). It holds no link to the archive itself.
    ExportReady,
    /// Shows that mail arrives.
    Test,
}

/// What a person is told about their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The password was changed.
    PasswordChanged,
    /// Somebody signed in with a browser that was not known.
    NewDevice,
    /// Somebody signed in from where nobody can have come in the time since the last act.
    UnusualSignIn,
    /// A second factor was added.
    FactorAdded,
    /// A second factor was removed.
    FactorRemoved,
    /// A backup code was used.
    BackupCodeUsed,
    /// A forgotten password was replaced.
    RecoveryUsed,
    /// Wrong passwords have locked the account for a while.
    AccountLocked,
    /// "This was not me" was pressed.
    AccountLockedByOwner,
    /// An administrator made a link that lets somebody in.
    AccessLinkIssued,
    /// An application's refresh token came twice, and its access has ended.
    ReuseDetected,
    /// An application was allowed to act while the person is away.
    ConsentGiven,
    /// Less is told by mail from now on.
    NotificationsChanged,
    /// An account that was to be deleted stays.
    DeletionUndone,
    /// The account has another address.
    EmailChanged,
    /// The account was locked and has the address again that it had before.
    EmailRestored,
    /// Who the person is elsewhere was linked to the account.
    IdentityLinked,
    /// It was unlinked.
    IdentityUnlinked,
}

impl Notice {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::PasswordChanged,
        Self::NewDevice,
        Self::UnusualSignIn,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::BackupCodeUsed,
        Self::RecoveryUsed,
        Self::AccountLocked,
        Self::AccountLockedByOwner,
        Self::AccessLinkIssued,
        Self::ReuseDetected,
        Self::ConsentGiven,
        Self::NotificationsChanged,
        Self::DeletionUndone,
        Self::EmailChanged,
        Self::EmailRestored,
        Self::IdentityLinked,
        Self::IdentityUnlinked,
    ];

    /// Its name in themes, metrics and the outbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password-changed",
            Self::NewDevice => "new-device",
            Self::UnusualSignIn => "unusual-sign-in",
            Self::FactorAdded => "factor-added",
            Self::FactorRemoved => "factor-removed",
            Self::BackupCodeUsed => "backup-code-used",
            Self::RecoveryUsed => "recovery-used",
            Self::AccountLocked => "account-locked",
            Self::AccountLockedByOwner => "account-locked-by-owner",
            Self::AccessLinkIssued => "access-link",
            Self::ReuseDetected => "reuse-detected",
            Self::ConsentGiven => "consent-given",
            Self::NotificationsChanged => "notifications-changed",
            Self::DeletionUndone => "deletion-undone",
            Self::EmailChanged => "email-changed",
            Self::EmailRestored => "email-restored",
            Self::IdentityLinked => "identity-linked",
            Self::IdentityUnlinked => "identity-unlinked",
        }
    }
}

impl Mail {
    /// Its name in themes, metrics and the outbox.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Recovery { .. } => "recovery",
            Self::SignIn { .. } => "sign-in",
            Self::Notice { notice, .. } => notice.as_str(),
            Self::Registration { .. } => "registration",
            Self::Invitation { .. } => "invitation",
            Self::EmailChange { .. } => "email-change",
            Self::EmailInUse => "email-in-use",
            Self::AccountExists => "account-exists",
            Self::Welcome => "welcome",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::DeletionScheduled { .. } => "deletion-scheduled",
            Self::Deleted => "deleted",
            Self::ExportReady => "export-ready",
            Self::Test => "test",
        }
    }

    /// How long after it was promised it is worth sending: as long as what stands in it works, or three days.
    pub const fn lifetime(&self) -> Duration {
        match self {
            Self::Recovery { .. } => Duration::from_mins(30),
            Self::EmailChange { .. } => super::EMAIL_CHANGE_LIFETIME,
            Self::SignIn { .. } => super::EMAIL_CODE_LIFETIME,
            Self::Registration { .. } | Self::ExportReady => Duration::from_hours(24),
            Self::Notice { .. }
            | Self::Invitation { .. }
            | Self::EmailInUse
            | Self::AccountExists
            | Self::Welcome
            | Self::Approved
            | Self::Declined
            | Self::DeletionScheduled { .. }
            | Self::Deleted => Duration::from_hours(72),
            Self::Test => Duration::from_mins(10),
        }
    }

    /// The code to be typed, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Recovery { code, .. }
            | Self::SignIn { code, .. }
            | Self::EmailChange { code, .. }
            | Self::Registration { code, .. } => Some(code),
            Self::Notice { .. }
            | Self::Invitation { .. }
            | Self::EmailInUse
            | Self::AccountExists
            | Self::Welcome
            | Self::Approved
            | Self::Declined
            | Self::DeletionScheduled { .. }
            | Self::Deleted
            | Self::ExportReady
            | Self::Test => None,
        }
    }

    /// The path of its one button below the realm's issuer, if it has one.
    pub fn path(&self) -> Option<String> {
        match self {
            Self::Recovery { token, .. } => Some(format!("/link/recovery/{token}")),
            Self::SignIn { token, .. } => Some(format!("/link/sign-in/{token}")),
            Self::Registration { token, .. } => Some(format!("/link/verify-email/{token}")),
            Self::Invitation { token, .. } => Some(format!("/link/invitation/{token}")),
            Self::EmailChange { token, .. } => Some(format!("/link/email/{token}")),
            Self::AccountExists | Self::EmailInUse | Self::Approved => Some("/login".to_owned()),
            Self::Welcome => Some("/account".to_owned()),
            Self::DeletionScheduled { token, .. } => Some(format!("/link/keep/{token}")),
            Self::ExportReady => Some("/account/privacy".to_owned()),
            Self::Notice { .. } | Self::Declined | Self::Deleted | Self::Test => None,
        }
    }

    /// The path behind "This was not me" below the realm's issuer, if it has one.
    pub fn lock_path(&self) -> Option<String> {
        match self {
            Self::Notice { lock: Some(token), .. } | Self::DeletionScheduled { lock: Some(token), .. } => {
                Some(format!("/link/lock/{token}"))
            }
            Self::Recovery { .. }
            | Self::SignIn { .. }
            | Self::Notice { lock: None, .. }
            | Self::DeletionScheduled { lock: None, .. }
            | Self::Deleted
            | Self::ExportReady
            | Self::Registration { .. }
            | Self::Invitation { .. }
            | Self::EmailChange { .. }
            | Self::EmailInUse
            | Self::AccountExists
            | Self::Welcome
            | Self::Approved
            | Self::Declined
            | Self::Test => None,
        }
    }
}

impl fmt::Debug for Mail {
    /// Names the mail; codes and tokens are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Whom a mail goes to, as known when it was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The user, unless nobody with that address has an account.
    pub user_id: Option<UserId>,
    /// The address.
    pub address: String,
    /// What to call the person; empty if unknown.
    pub name: String,
    /// The language they read, if known.
    pub locale: Option<String>,
}

impl Recipient {
    /// `user`, if they have an address.
    pub fn of(user: &User) -> Option<Self> {
        Some(Self {
            user_id: Some(user.id.clone()),
            address: user.email.clone()?,
            name: user.display_name().to_owned(),
            locale: user.claims.get("locale").and_then(serde_json::Value::as_str).map(str::to_owned),
        })
    }
}

/// One promise of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The realm.
    pub realm: RealmId,
    /// Names it; also the first half of the `Message-ID`, so that what is sent twice is seen once.
    pub id: String,
    /// What is sent.
    pub kind: String,
    /// The user it goes to, if it goes to one.
    pub user_id: Option<UserId>,
    /// Address and content, sealed for [`mail_binding`]; `None` once it is done.
    pub sealed: Option<String>,
    /// The key-encryption key that sealed it.
    pub kek_id: String,
    /// When it was promised.
    pub created_at: Timestamp,
    /// When it is tried next; while it is leased, when the lease ends.
    pub due_at: Timestamp,
    /// After this instant it is not worth sending.
    pub expires_at: Timestamp,
    /// How often it was claimed.
    pub attempts: i64,
}

/// What the content of an outbox entry is sealed for.
pub fn mail_binding(realm: &RealmId, id: &str) -> String {
    format!("outbox|{realm}|{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_tokens_are_not_printed() {
        let mail = Mail::Recovery { code: "123456".to_owned(), token: "s3cret".to_owned() };
        assert_eq!(format!("{mail:?}"), "recovery");
        assert_eq!(mail.path().as_deref(), Some("/link/recovery/s3cret"));
    }

    #[test]
    fn what_is_kept_reads_back() {
        for notice in Notice::ALL {
            let mail = Mail::Notice {
                notice: *notice,
                about: "Phone".to_owned(),
                source: "192.0.2.1".to_owned(),
                at: Timestamp::from_secs(1),
                lock: Some("t".to_owned()),
            };
            let text = serde_json::to_string(&mail).unwrap();
            assert_eq!(serde_json::from_str::<Mail>(&text).unwrap(), mail);
        }
    }
}
