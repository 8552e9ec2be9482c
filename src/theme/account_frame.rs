//! What stands around every page of the account area: its links, the way to others, and what was just done.

use serde::Serialize;

use super::page::AccountChoice;

/// The way to others who are signed in in this browser. Posts `csrf` and `account={key}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Switcher {
    /// Where its form is sent.
    pub action: String,
    /// Guards its form.
    pub csrf: String,
    /// The others.
    pub others: Vec<AccountChoice>,
    /// Signs in somebody else as well.
    pub add: String,
}

/// The way back to the application that somebody came from.
#[derive(Clone, Debug, Serialize)]
pub struct WayBack {
    /// Its name.
    pub name: String,
    /// Its home, as it has registered it.
    pub page: String,
}

/// A link to a page of the area.
#[derive(Clone, Debug, Serialize)]
pub struct SectionLink {
    /// Names the page in words and in its element's id.
    pub name: &'static str,
    /// Where it is.
    pub page: String,
    /// Whether it is this one.
    pub current: bool,
    /// What waits there to be read.
    pub unread: usize,
}

/// Something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// There is a new picture.
    PictureChanged,
    /// The picture was taken away.
    PictureRemoved,
    /// The profile was changed.
    ProfileChanged,
    /// The password was changed.
    PasswordChanged,
    /// An authenticator application was added.
    FactorAdded,
    /// One was removed.
    FactorRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// A security key was added.
    SecurityKeyAdded,
    /// A passkey or security key was removed.
    PasskeyRemoved,
    /// One got another name.
    PasskeyRenamed,
    /// A session was ended.
    SessionEnded,
    /// A browser is not trusted any more.
    DeviceDistrusted,
    /// An application lost its access.
    ApplicationRevoked,
    /// Other channels were chosen.
    NotificationsChanged,
    /// Everything in the inbox is read.
    InboxRead,
    /// The account stays.
    AccountKept,
    /// An archive is being made.
    ExportRequested,
    /// The account has another address.
    EmailChanged,
    /// The address stays as it is.
    EmailCanceled,
    /// The address is proven.
    EmailProven,
    /// Who the person is elsewhere is linked.
    IdentityLinked,
    /// It is unlinked.
    IdentityUnlinked,
}
