//! What the account API can do, as one table: the routes, what each demands, and the OpenAPI document are made from it.

use super::email;
pub use super::shape::{Gives, Takes};
use crate::provider::account_access::AccountScope::{self, Profile, Read, Security};

/// Which act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    ShowAccount,
    ShowProfile,
    ChangeProfile,
    ShowPreferences,
    ChangePreferences,
    SetPicture,
    RemovePicture,
    ChangePassword,
    ListAuthenticators,
    BeginAuthenticator,
    AddAuthenticator,
    RemoveAuthenticator,
    CountBackupCodes,
    MakeBackupCodes,
    ListSessions,
    EndSession,
    EndOtherSessions,
    ListTrustedDevices,
    Distrust,
    ListApplications,
    RevokeApplication,
    ListActivity,
    ListPasskeys,
    BeginPasskey,
    AddPasskey,
    RenamePasskey,
    RemovePasskey,
    ListInbox,
    ShowInboxEntry,
    MarkInboxEntry,
    MarkInbox,
    ShowNotifications,
    ChangeNotifications,
    ShowExport,
    AskExport,
    TakeExport,
    DeleteAccount,
    ShowEmail,
    AskEmail,
    ConfirmEmail,
    ResendEmail,
    CancelEmail,
    LockAccount,
    ListLinks,
    RemoveLink,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// What it does.
    pub act: Act,
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path below [`super::BASE`].
    pub path: &'static str,
    /// The scope it demands.
    pub scope: AccountScope,
    /// Whether the person must have been authenticated a moment ago (RFC 9470).
    pub is_fresh: bool,
    /// What it does, in words.
    pub summary: &'static str,
    /// What it is sent.
    pub takes: Takes,
    /// What it answers.
    pub gives: Gives,
    /// The refusals of its own, beside those of every operation.
    pub refusals: &'static [&'static str],
}

impl Operation {
    pub(super) const fn new(
        (act, id): (Act, &'static str),
        (method, path): (&'static str, &'static str),
        scope: AccountScope,
        summary: &'static str,
    ) -> Self {
        let (takes, gives) = (Takes::Nothing, Gives::Nothing);
        Self { act, id, method, path, scope, is_fresh: false, summary, takes, gives, refusals: &[] }
    }

    pub(super) const fn takes(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }

    pub(super) const fn gives(mut self, gives: Gives) -> Self {
        self.gives = gives;
        self
    }

    pub(super) const fn fresh(mut self) -> Self {
        self.is_fresh = true;
        self
    }

    pub(super) const fn refuses(mut self, refusals: &'static [&'static str]) -> Self {
        self.refusals = refusals;
        self
    }
}

/// Everything there is.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(&email::OPERATIONS)
}

/// What is older than [`email`].
static OPERATIONS: &[Operation] = &[
    Operation::new((Act::ShowAccount, "showAccount"), ("GET", ""), Read, "What protects the account, and what could.")
        .gives(Gives::Json("Account")),
    Operation::new((Act::ShowProfile, "showProfile"), ("GET", "/profile"), Read, "Who the person is.")
        .gives(Gives::Versioned("Profile")),
    Operation::new(
        (Act::ChangeProfile, "changeProfile"),
        ("PATCH", "/profile"),
        Profile,
        "Changes fields of the profile; those not named stay, null empties one (RFC 7396).",
    )
    .takes(Takes::Patch("ProfileChange"))
    .gives(Gives::Versioned("Profile"))
    .refuses(&["precondition_failed", "validation_failed"]),
    Operation::new(
        (Act::ShowPreferences, "showPreferences"),
        ("GET", "/preferences"),
        Read,
        "How the person likes pages.",
    )
    .gives(Gives::Versioned("Preferences")),
    Operation::new(
        (Act::ChangePreferences, "changePreferences"),
        ("PATCH", "/preferences"),
        Profile,
        "Changes preferences; those not named stay.",
    )
    .takes(Takes::Patch("PreferencesChange"))
    .gives(Gives::Versioned("Preferences"))
    .refuses(&["precondition_failed", "validation_failed"]),
    Operation::new(
        (Act::SetPicture, "setPicture"),
        ("PUT", "/picture"),
        Profile,
        "A new picture: JPEG, PNG or WebP of at most 5 MiB and 4096 pixels a side. Its middle is drawn anew.",
    )
    .takes(Takes::Picture)
    .gives(Gives::Json("Picture"))
    .refuses(&["validation_failed", "content_too_large"]),
    Operation::new((Act::RemovePicture, "removePicture"), ("DELETE", "/picture"), Profile, "Takes the picture away.")
        .refuses(&["not_found"]),
    Operation::new((Act::ChangePassword, "changePassword"), ("PUT", "/password"), Security, "Sets a new password.")
        .fresh()
        .takes(Takes::Json("NewPassword"))
        .refuses(&["validation_failed"]),
    Operation::new(
        (Act::ListAuthenticators, "listAuthenticators"),
        ("GET", "/authenticators"),
        Read,
        "The authenticator applications.",
    )
    .gives(Gives::Json("Authenticators")),
    Operation::new(
        (Act::BeginAuthenticator, "beginAuthenticator"),
        ("POST", "/authenticators/enrollment"),
        Security,
        "A secret for a further authenticator application, good for 15 minutes.",
    )
    .fresh()
    .gives(Gives::Created("Enrollment"))
    .refuses(&["limit_reached"]),
    Operation::new(
        (Act::AddAuthenticator, "addAuthenticator"),
        ("POST", "/authenticators"),
        Security,
        "Adds the application that shows the code. Every other session ends.",
    )
    .fresh()
    .takes(Takes::Json("NewAuthenticator"))
    .gives(Gives::Created("Authenticators"))
    .refuses(&["wrong_code", "enrollment_expired", "limit_reached"]),
    Operation::new(
        (Act::RemoveAuthenticator, "removeAuthenticator"),
        ("DELETE", "/authenticators/{id}"),
        Security,
        "Removes an authenticator application. Every other session ends.",
    )
    .fresh()
    .refuses(&["not_found"]),
    Operation::new(
        (Act::CountBackupCodes, "countBackupCodes"),
        ("GET", "/backup-codes"),
        Read,
        "How many backup codes are left.",
    )
    .gives(Gives::Json("BackupCodes")),
    Operation::new(
        (Act::MakeBackupCodes, "makeBackupCodes"),
        ("POST", "/backup-codes"),
        Security,
        "New backup codes, told this once; those before are void.",
    )
    .fresh()
    .gives(Gives::Created("NewBackupCodes"))
    .refuses(&["second_factor_missing"]),
    Operation::new(
        (Act::ListSessions, "listSessions"),
        ("GET", "/sessions"),
        Read,
        "Where the person is signed in, the latest begun first.",
    )
    .takes(Takes::Paging)
    .gives(Gives::Json("Sessions")),
    Operation::new((Act::EndSession, "endSession"), ("DELETE", "/sessions/{id}"), Security, "Signs out there.")
        .refuses(&["not_found"]),
    Operation::new(
        (Act::EndOtherSessions, "endOtherSessions"),
        ("DELETE", "/sessions"),
        Security,
        "Signs out everywhere but in the session that the access token comes from.",
    ),
    Operation::new(
        (Act::ListTrustedDevices, "listTrustedDevices"),
        ("GET", "/trusted-devices"),
        Read,
        "The browsers in which the second factor is not asked for, the latest first.",
    )
    .takes(Takes::Paging)
    .gives(Gives::Json("TrustedDevices")),
    Operation::new(
        (Act::Distrust, "distrustDevice"),
        ("DELETE", "/trusted-devices/{id}"),
        Security,
        "Asks for the second factor there again.",
    )
    .refuses(&["not_found"]),
    Operation::new(
        (Act::ListLinks, "listLinks"),
        ("GET", "/links"),
        Read,
        "Who the person is at providers elsewhere, the oldest first. One is linked on the page /account/links alone: it takes \
         a browser.",
    )
    .gives(Gives::Json("Links")),
    Operation::new(
        (Act::RemoveLink, "removeLink"),
        ("DELETE", "/links/{id}"),
        Security,
        "Unlinks an identity. Every other session ends.",
    )
    .fresh()
    .refuses(&["not_found", "last_way_in"]),
    Operation::new(
        (Act::ListApplications, "listApplications"),
        ("GET", "/applications"),
        Read,
        "The applications that have access, the latest first.",
    )
    .takes(Takes::Paging)
    .gives(Gives::Json("Applications")),
    Operation::new(
        (Act::RevokeApplication, "revokeApplication"),
        ("DELETE", "/applications/{id}"),
        Security,
        "Takes back what an application was allowed; its tokens end.",
    )
    .refuses(&["not_found"]),
    Operation::new(
        (Act::ListActivity, "listActivity"),
        ("GET", "/activity"),
        Read,
        "What happened to the account, the latest first. A part may be short of `limit` and still have a `next`.",
    )
    .takes(Takes::Search)
    .gives(Gives::Json("Activity")),
    Operation::new(
        (Act::ListPasskeys, "listPasskeys"),
        ("GET", "/passkeys"),
        Read,
        "The passkeys and security keys, the oldest first.",
    )
    .gives(Gives::Json("Passkeys")),
    Operation::new(
        (Act::BeginPasskey, "beginPasskey"),
        ("POST", "/passkeys/registration"),
        Security,
        "What `navigator.credentials.create()` is asked for a new one, good for 5 minutes.",
    )
    .fresh()
    .takes(Takes::Json("PasskeyKind"))
    .gives(Gives::Created("PasskeyRequest"))
    .refuses(&["limit_reached", "passkeys_impossible"]),
    Operation::new(
        (Act::AddPasskey, "addPasskey"),
        ("POST", "/passkeys"),
        Security,
        "Adds what the browser has made at the origin of the issuer. With a security key every other session ends.",
    )
    .fresh()
    .takes(Takes::Json("NewPasskey"))
    .gives(Gives::Created("Passkeys"))
    .refuses(&["credential_refused", "enrollment_expired", "limit_reached", "passkeys_impossible"]),
    Operation::new((Act::RenamePasskey, "renamePasskey"), ("PATCH", "/passkeys/{id}"), Security, "Gives one a name.")
        .fresh()
        .takes(Takes::Json("PasskeyName"))
        .refuses(&["not_found"]),
    Operation::new(
        (Act::RemovePasskey, "removePasskey"),
        ("DELETE", "/passkeys/{id}"),
        Security,
        "Removes a passkey or security key. Every other session ends.",
    )
    .fresh()
    .refuses(&["not_found", "last_way_in"]),
    Operation::new((Act::ListInbox, "listInbox"), ("GET", "/inbox"), Read, "What the person was told, newest first.")
        .takes(Takes::Paging)
        .gives(Gives::Json("Inbox")),
    Operation::new((Act::ShowInboxEntry, "showInboxEntry"), ("GET", "/inbox/{id}"), Read, "One thing they were told.")
        .gives(Gives::Json("InboxEntry"))
        .refuses(&["not_found"]),
    Operation::new(
        (Act::MarkInboxEntry, "markInboxEntry"),
        ("PATCH", "/inbox/{id}"),
        Security,
        "Marks it as read, or as unread.",
    )
    .takes(Takes::Json("InboxMark"))
    .gives(Gives::Json("InboxEntry"))
    .refuses(&["not_found"]),
    Operation::new(
        (Act::MarkInbox, "markInbox"),
        ("POST", "/inbox/read"),
        Security,
        "Marks everything up to an entry as read: what came after it was not seen.",
    )
    .takes(Takes::Json("InboxNewest"))
    .refuses(&["not_found"]),
    Operation::new(
        (Act::ShowNotifications, "showNotifications"),
        ("GET", "/notifications"),
        Read,
        "Where the person is told of what.",
    )
    .gives(Gives::Json("Notifications")),
    Operation::new(
        (Act::ChangeNotifications, "changeNotifications"),
        ("PATCH", "/notifications"),
        Security,
        "Changes where; what is not named stays. Of a notice at least one way stays on, of the grave ones mail.",
    )
    .takes(Takes::Json("NotificationsChange"))
    .gives(Gives::Json("Notifications"))
    .refuses(&["not_found"]),
    Operation::new(
        (Act::ShowExport, "showExport"),
        ("GET", "/export"),
        Read,
        "How far the archive of what is held about the person has come.",
    )
    .gives(Gives::Json("Export"))
    .refuses(&["not_found"]),
    Operation::new(
        (Act::AskExport, "askExport"),
        ("POST", "/export"),
        Security,
        "Asks for an archive of what is held about the person, one an hour. A mail tells them when it is ready.",
    )
    .fresh()
    .gives(Gives::Created("Export"))
    .refuses(&["limit_reached"]),
    Operation::new(
        (Act::TakeExport, "takeExport"),
        ("GET", "/export/archive"),
        Security,
        "The archive, for 24 hours after it was made.",
    )
    .fresh()
    .gives(Gives::Archive)
    .refuses(&["not_found"]),
    Operation::new(
        (Act::DeleteAccount, "deleteAccount"),
        ("DELETE", ""),
        Security,
        "Ends every session and token, this one too, and deletes the account after a while. Until then the person can keep it \
         on the page that the answer names.",
    )
    .fresh()
    .gives(Gives::Json("Deletion"))
    .refuses(&["last_administrator"]),
];
