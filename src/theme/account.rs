//! The pages of the account area (pages §12). Times are instants; the page writes them in UTC, and its script in the
//! person's own time and language.

use serde::Serialize;

use super::account_email::EmailBody;
use super::account_frame::{Notice, SectionLink, Switcher, WayBack};
use super::account_notices::{ActivityBody, InboxBody, LockBody, NotificationsBody};
use super::account_overview::OverviewBody;
use super::account_profile::{AttributeInput, ChoiceField, TextField};
use super::page::{Account, KeyRequest};
use super::strength::Strength;
use super::upstream::LinksBody;

/// `/account/…`. Forms post `csrf`, their fields and the pressed button.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// Whose account.
    pub account: Account,
    /// Their picture, on the own origin.
    pub picture: Option<String>,
    /// The pages of the area.
    pub links: Vec<SectionLink>,
    /// What was just done.
    pub notice: Option<Notice>,
    /// The id of the element to go on at, where what was typed before a login is given back.
    pub focus: Option<String>,
    /// Where forms are sent.
    pub action: String,
    /// Where to sign out.
    pub sign_out: String,
    /// The way to the accounts of others.
    pub switcher: Switcher,
    /// The way back to the application that sent the person here.
    pub back: Option<WayBack>,
    /// What this page shows.
    pub body: AccountBody,
}

/// What a page of the area shows.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "section", rename_all = "kebab-case")]
pub enum AccountBody {
    /// The security check-up, and what is new.
    Overview(Box<OverviewBody>),
    /// Who the person is, and how they like pages.
    Profile {
        /// What is typed.
        texts: Vec<TextField>,
        /// What is chosen.
        choices: Vec<ChoiceField>,
        /// The realm's own attributes.
        attributes: Vec<AttributeInput>,
        /// Where a picture is sent.
        picture_action: String,
        /// What is wrong with the picture sent, as the key of a sentence.
        picture_fault: Option<&'static str>,
    },
    /// The e-mail address.
    Email(Box<EmailBody>),
    /// Passkeys and security keys.
    Passkeys(Box<PasskeysBody>),
    /// A new password.
    Password {
        /// Characters it must have at least.
        min_length: usize,
        /// Characters it may have at most.
        max_length: usize,
        /// Whether all kinds of characters are asked for.
        composed: bool,
        /// Everything that speaks against what was typed, as keys of words.
        weaknesses: Vec<String>,
        /// Whether other sessions shall end.
        end_others: bool,
        /// What the page judges it by while it is typed.
        strength: Strength,
    },
    /// Authenticator applications.
    Authenticator {
        /// Those enrolled.
        factors: Vec<Factor>,
        /// The one about to be; none when there are enough.
        enrollment: Option<Enrollment>,
        /// Whether the code typed was wrong.
        wrong_code: bool,
    },
    /// Backup codes.
    BackupCodes {
        /// How many are left.
        left: usize,
        /// Whether there is a factor that they could stand in for.
        possible: bool,
        /// A new set, shown once.
        codes: Vec<String>,
    },
    /// Where the person is signed in.
    Sessions {
        /// Live sessions, this one first.
        sessions: Vec<Session>,
    },
    /// Who the person is elsewhere.
    Links(Box<LinksBody>),
    /// Browsers in which the second factor is not asked for.
    Devices {
        /// The latest first.
        devices: Vec<Device>,
    },
    /// Applications with access.
    Applications {
        /// The latest first.
        applications: Vec<ConnectedApplication>,
    },
    /// Taking along what is held, and leaving.
    Privacy(Box<PrivacyBody>),
    /// What happened to the account.
    Activity(Box<ActivityBody>),
    /// What the person was told.
    Inbox(Box<InboxBody>),
    /// Where they are told of what.
    Notifications(Box<NotificationsBody>),
    /// "This was not me".
    Lock(LockBody),
}

impl AccountBody {
    /// The form that carries the choice of language; where nothing is typed a link does.
    pub(super) const fn form(&self) -> Option<&'static str> {
        match self {
            Self::Profile { .. }
            | Self::Email(_)
            | Self::Password { .. }
            | Self::Notifications(_)
            | Self::Authenticator { enrollment: Some(_), .. } => Some("account-form"),
            _ => None,
        }
    }

    /// The template of the page.
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Overview(_) => "account_overview.html",
            Self::Profile { .. } => "account_profile.html",
            Self::Email(_) => "account_email.html",
            Self::Passkeys(_) => "account_passkeys.html",
            Self::Password { .. } => "account_password.html",
            Self::Authenticator { .. } => "account_authenticator.html",
            Self::BackupCodes { .. } => "account_backup_codes.html",
            Self::Sessions { .. } => "account_sessions.html",
            Self::Links(_) => "account_links.html",
            Self::Devices { .. } => "account_devices.html",
            Self::Applications { .. } => "account_applications.html",
            Self::Privacy(_) => "account_privacy.html",
            Self::Activity(_) => "account_activity.html",
            Self::Inbox(_) => "account_inbox.html",
            Self::Notifications(_) => "account_notifications.html",
            Self::Lock(_) => "account_lock.html",
        }
    }
}

/// Passkeys and security keys, and what the script needs to add one. Posts `csrf` with `remove={id}`, with `rename={id}`
/// and `name`, or with `kind`, `ceremony` and `credential`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasskeysBody {
    /// Those that sign in by themselves.
    pub passkeys: Vec<Credential>,
    /// Those that are asked for after the password.
    pub security_keys: Vec<Credential>,
    /// How to add a passkey; none where browsers make none for this address, or there are enough.
    pub add_passkey: Option<KeyRequest>,
    /// How to add a security key.
    pub add_security_key: Option<KeyRequest>,
    /// Whether browsers make passkeys for this address at all.
    pub possible: bool,
    /// What went wrong, as a key of words.
    pub error: Option<&'static str>,
    /// What the browser's passkey manager is told, as JSON.
    pub signal: Option<String>,
}

/// Taking one's data along, and deleting the account. Posts `csrf`, `interaction`, and the pressed button: `action=export`,
/// `action=delete` with `understood=on`, or `action=keep`.
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyBody {
    /// For how many days a deletion can be undone.
    pub days: u64,
    /// When the account goes; if it is not to go, when it would if that was decided now.
    pub until: Moment,
    /// Whether it is to go.
    pub is_leaving: bool,
    /// The interaction to go on with once the account is kept; empty for none.
    pub interaction: String,
    /// What is wrong with what was sent, as the key of a sentence.
    pub error: Option<&'static str>,
    /// Whether the box is ticked.
    pub understood: bool,
    /// The archive of what is held.
    pub archive: ArchiveStand,
}

/// How far the archive of a person has come.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArchiveStand {
    /// `wanted`, `ready` or `failed`; empty for none. Names words.
    pub state: &'static str,
    /// Until when it can be downloaded.
    pub until: Option<Moment>,
    /// Where it is.
    pub download: String,
    /// Whether another may be asked for.
    pub may_ask: bool,
}

/// A passkey or security key.
#[derive(Clone, Debug, Serialize)]
pub struct Credential {
    /// What its forms send.
    pub id: String,
    /// As the person calls it.
    pub name: String,
    /// The name in the field for another one.
    pub typed: String,
    /// Who makes its authenticator; empty for unknown.
    pub vendor: &'static str,
    /// Whether it is copied between devices.
    pub synced: bool,
    /// When it was added.
    pub added: Moment,
    /// When it was used last.
    pub used: Option<Moment>,
}

/// A line of the security check-up.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at; names words.
    pub name: &'static str,
    /// Whether it is as it should be.
    pub good: bool,
    /// A number in its sentence.
    pub count: usize,
    /// Where to see to it.
    pub page: String,
}

/// An enrolled factor.
#[derive(Clone, Debug, Serialize)]
pub struct Factor {
    /// What its form sends.
    pub id: String,
    /// As the person calls it.
    pub name: String,
    /// When it was added.
    pub added: Moment,
    /// When it was used last.
    pub used: Option<Moment>,
}

/// A factor about to be enrolled.
#[derive(Clone, Debug, Serialize)]
pub struct Enrollment {
    /// Modules of the QR code (ISO/IEC 18004) as the path of an SVG whose view box is `0 0 size size`.
    pub qr_path: String,
    /// Modules a side, with the quiet zone.
    pub qr_size: usize,
    /// The secret in groups of four.
    pub secret: String,
    /// Who issues it.
    pub issuer: String,
    /// For which account.
    pub identifier: String,
    /// The name typed.
    pub name: String,
    /// Digits of a code.
    pub digits: u8,
}

/// A session of the person.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// What its form sends.
    pub id: String,
    /// The browser as it names itself.
    pub browser: String,
    /// The system it runs on.
    pub system: String,
    /// The address it came from.
    pub source: String,
    /// Near which place that is, where it is known.
    pub near: Option<String>,
    /// When it began.
    pub begun: Moment,
    /// When it was used last.
    pub seen: Moment,
    /// Whether it is this one.
    pub current: bool,
}

/// A browser in which the second factor is not asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Device {
    /// What its form sends.
    pub id: String,
    /// The browser as it named itself.
    pub browser: String,
    /// The system it runs on.
    pub system: String,
    /// The address it was used from last.
    pub source: String,
    /// Near which place that is, where it is known.
    pub near: Option<String>,
    /// When it was.
    pub used: Moment,
    /// When the trust ends.
    pub until: Moment,
    /// Whether it is this one.
    pub current: bool,
}

/// An application that has access.
#[derive(Clone, Debug, Serialize)]
pub struct ConnectedApplication {
    /// What its form sends.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it was allowed, as scopes.
    pub scopes: Vec<String>,
    /// Since when.
    pub since: Moment,
    /// When it last did anything; not known of one that has not since this is written down.
    pub used: Option<Moment>,
}

/// An instant, for `<time>`.
#[derive(Clone, Debug, Serialize)]
pub struct Moment {
    /// By RFC 3339; templates write it with `when`.
    pub machine: String,
}

impl From<crate::clock::Timestamp> for Moment {
    fn from(instant: crate::clock::Timestamp) -> Self {
        Self { machine: instant.to_rfc3339() }
    }
}
