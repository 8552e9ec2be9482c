//! The vocabulary of the audit trail: fixed event names, actors and targets.

use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::model::{ClientId, GrantId, GroupId, RealmId, SessionId, UserId};
use crate::random::Random;

/// Where an act comes from: the same for all events of one request.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The realm acted in.
    pub realm: RealmId,
    /// When the request began.
    pub now: Timestamp,
    /// The address of the peer, after trusted proxies; `cli` for the command line.
    pub source: String,
    /// Names the request in logs and error pages.
    pub request_id: String,
    /// The application that acts in somebody's name; none on pages and for the command line.
    pub client: Option<ClientId>,
    /// Names the events.
    pub random: Random,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What happened.
    pub name: EventName,
    /// Whether it succeeded.
    pub result: EventResult,
    /// Who did it.
    pub actor: Actor<'a>,
    /// To what.
    pub target: Target<'a>,
    /// Through which client.
    pub client: Option<&'a ClientId>,
    /// What changed, or why it failed; never a secret.
    pub details: Map<String, Value>,
}

impl<'a> Event<'a> {
    /// A successful act without details.
    pub fn success(name: EventName, actor: Actor<'a>, target: Target<'a>) -> Self {
        Self { name, result: EventResult::Success, actor, target, client: None, details: Map::new() }
    }

    /// A failed act.
    pub fn failure(name: EventName, actor: Actor<'a>, target: Target<'a>) -> Self {
        Self { result: EventResult::Failure, ..Self::success(name, actor, target) }
    }

    /// The same event through `client`.
    #[must_use]
    pub const fn through(mut self, client: &'a ClientId) -> Self {
        self.client = Some(client);
        self
    }

    /// The same event with one more detail.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

/// Whether an act succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventResult {
    /// It did.
    Success,
    /// It was refused.
    Failure,
}

impl EventResult {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    /// A person in their own right.
    User(&'a UserId),
    /// An application in its own right.
    Client(&'a ClientId),
    /// An administrator, by their user id, or by the name of the way in (`cli`).
    Administrator(&'a str),
    /// Gatehouse itself.
    System,
    /// Nobody known, such as a failed login.
    Anonymous,
}

impl<'a> Actor<'a> {
    /// The stored kind and id.
    pub fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::User(id) => ("user", id.as_str()),
            Self::Client(id) => ("client", id.as_str()),
            Self::Administrator(name) => ("administrator", name),
            Self::System => ("system", ""),
            Self::Anonymous => ("anonymous", ""),
        }
    }
}

/// What is acted upon.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A user.
    User(&'a UserId),
    /// A client.
    Client(&'a ClientId),
    /// A browser session.
    Session(&'a SessionId),
    /// A grant.
    Grant(&'a GrantId),
    /// A token, by its `jti`.
    Token(&'a str),
    /// A signing key, by its `kid`.
    Key(&'a str),
    /// A realm.
    Realm(&'a RealmId),
    /// A resource server, by its identifier.
    ResourceServer(&'a str),
    /// An invitation.
    Invitation(&'a str),
    /// A role, by its name.
    Role(&'a str),
    /// A group.
    Group(&'a GroupId),
    /// A provider elsewhere, by its name.
    Upstream(&'a str),
    /// Nothing that exists.
    Nothing,
}

impl<'a> Target<'a> {
    /// The stored kind and id.
    pub fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::User(id) => ("user", id.as_str()),
            Self::Client(id) => ("client", id.as_str()),
            Self::Session(id) => ("session", id.as_str()),
            Self::Grant(id) => ("grant", id.as_str()),
            Self::Token(id) => ("token", id),
            Self::Key(id) => ("key", id),
            Self::Realm(id) => ("realm", id.as_str()),
            Self::ResourceServer(id) => ("resource_server", id),
            Self::Invitation(id) => ("invitation", id),
            Self::Role(name) => ("role", name),
            Self::Group(id) => ("group", id.as_str()),
            Self::Upstream(name) => ("upstream", name),
            Self::Nothing => ("nothing", ""),
        }
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// The fixed names of events; the CloudEvents type is `gatehouse.` and the name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventName {
            $($(#[$doc])* $variant,)*
        }

        impl EventName {
            /// Every name, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name as stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

names! {
    /// A person proved who they are.
    LoginSucceeded = "login.succeeded";
    /// A login was refused.
    LoginFailed = "login.failed";
    /// A code and a link to sign in with were mailed.
    LoginCodeSent = "login.code_sent";
    /// A browser session began.
    SessionStarted = "session.started";
    /// A further proof was added to a browser session.
    SessionSteppedUp = "session.stepped_up";
    /// A browser session ended.
    SessionEnded = "session.ended";
    /// An account was locked after failures.
    UserLocked = "user.locked";
    /// A lock was lifted.
    UserUnlocked = "user.unlocked";
    /// A user was made.
    UserRegistered = "user.registered";
    /// Somebody was asked in.
    InvitationCreated = "invitation.created";
    /// They were asked once more, by a new link; the one before is void.
    InvitationResent = "invitation.resent";
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked";
    /// Somebody who was asked in has made their account.
    InvitationAccepted = "invitation.accepted";
    /// A user is not asked for the second factor in a browser for a while.
    DeviceTrusted = "device.trusted";
    /// A user is asked again.
    DeviceDistrusted = "device.distrusted";
    /// Somebody proved that an address is theirs.
    EmailVerified = "email.verified";
    /// Somebody asked for another address.
    EmailChangeRequested = "email.change_requested";
    /// An account has another address, which its owner has proven.
    EmailChanged = "email.changed";
    /// An account was given back to the address it had before.
    EmailRestored = "email.restored";
    /// Somebody accepted a version of the terms.
    TermsAccepted = "terms.accepted";
    /// A user was changed.
    UserUpdated = "user.updated";
    /// A user may not sign in any more.
    UserSuspended = "user.suspended";
    /// A suspended user may sign in again.
    UserActivated = "user.activated";
    /// An account is to be deleted after a while.
    UserDeletionRequested = "user.deletion_requested";
    /// An account that was to be deleted stays.
    UserRestored = "user.restored";
    /// An account was deleted, and with it what was kept about its owner.
    UserDeleted = "user.deleted";
    /// A person asked for an archive of what is held about them, or took it.
    UserExported = "user.exported";
    /// A password was changed.
    PasswordChanged = "password.changed";
    /// A way back to an account was asked for, and sent.
    PasswordResetRequested = "password.reset_requested";
    /// A forgotten password was replaced.
    PasswordReset = "password.reset";
    /// Link or code of a recovery came back.
    RecoveryUsed = "recovery.used";
    /// A code of a recovery did not fit.
    RecoveryFailed = "recovery.failed";
    /// An administrator made a link that lets somebody in.
    RecoveryLinkIssued = "recovery.link_issued";
    /// A password that was right is known from a breach.
    PasswordBreached = "password.breached";
    /// A second factor was added, or a new set of backup codes.
    FactorEnabled = "factor.enabled";
    /// A second factor was removed.
    FactorDisabled = "factor.disabled";
    /// A second factor was proved.
    FactorVerified = "factor.verified";
    /// A code did not fit, or was used before.
    FactorFailed = "factor.failed";
    /// A backup code was used.
    BackupCodeUsed = "backup_code.used";
    /// A user allowed a client something.
    ConsentGiven = "consent.given";
    /// A user took it back.
    ConsentRevoked = "consent.revoked";
    /// Tokens were issued.
    TokenIssued = "token.issued";
    /// Tokens were revoked.
    TokenRevoked = "token.revoked";
    /// A spent code or refresh token came again.
    TokenReuseDetected = "token.reuse_detected";
    /// A sign-out was asked for.
    LogoutRequested = "logout.requested";
    /// A client was registered.
    ClientCreated = "client.created";
    /// A client was changed.
    ClientUpdated = "client.updated";
    /// A client was removed.
    ClientDeleted = "client.deleted";
    /// A client got a new secret.
    ClientSecretRotated = "client.secret_rotated";
    /// The owner of a domain confirmed that a client is theirs.
    ClientPublisherVerified = "client.publisher_verified";
    /// Nobody's word stands behind a client any more.
    ClientPublisherWithdrawn = "client.publisher_withdrawn";
    /// A client failed to prove who it is.
    ClientAuthenticationFailed = "client.authentication_failed";
    /// A realm was made.
    RealmCreated = "realm.created";
    /// A realm was changed.
    RealmUpdated = "realm.updated";
    /// A role was given to somebody, or to the members of a group.
    RoleGranted = "role.granted";
    /// It was taken back.
    RoleWithdrawn = "role.withdrawn";
    /// A role was made.
    RoleCreated = "role.created";
    /// A role was changed.
    RoleUpdated = "role.updated";
    /// A role was removed from everybody.
    RoleDeleted = "role.deleted";
    /// A group was made.
    GroupCreated = "group.created";
    /// A group was changed or moved.
    GroupUpdated = "group.updated";
    /// A group was removed, with those within it.
    GroupDeleted = "group.deleted";
    /// Somebody was put into a group.
    GroupMemberAdded = "group.member_added";
    /// Somebody was taken out of a group.
    GroupMemberRemoved = "group.member_removed";
    /// A resource server was made.
    ResourceServerCreated = "resource_server.created";
    /// A resource server was changed.
    ResourceServerUpdated = "resource_server.updated";
    /// Who somebody is elsewhere was linked to their account.
    IdentityLinked = "identity.linked";
    /// It was unlinked.
    IdentityUnlinked = "identity.unlinked";
    /// A provider elsewhere may be signed in with.
    UpstreamCreated = "upstream.created";
    /// It was changed.
    UpstreamUpdated = "upstream.updated";
    /// It was removed, with everything that was linked to it.
    UpstreamDeleted = "upstream.deleted";
    /// A signing key was published.
    KeyPublished = "key.published";
    /// A signing key began to sign before its time.
    KeyActivated = "key.activated";
    /// A signing key was revoked.
    KeyRevoked = "key.revoked";
    /// A mail that was promised will not be sent any more.
    MailFailed = "mail.failed";
    /// Another key-encryption key was put in force, or the one before it is needed no more.
    KeyRewrapped = "key.rewrapped";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_dotted() {
        let mut names: Vec<&str> = EventName::ALL.iter().map(|name| name.as_str()).collect();
        assert!(names.iter().all(|name| name.contains('.')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), EventName::ALL.len());
    }
}
