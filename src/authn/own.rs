//! What people see and end of their own sign-ins: sessions, and what protects the account.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use super::session::Visit;
use super::upstream_login::{FEDERATED, PRESENCE};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::acr::Class;
use crate::model::{BrowserSession, CredentialKind, EndReason, Revocation, SessionId, User, UserId};
use crate::storage::{StorageError, browser_sessions};

/// How long ago a person may have been authenticated when something sensitive is changed (product AC-19).
pub const FRESH: Duration = Duration::from_mins(5);
/// Backup codes below which new ones are advised.
const FEW_CODES: usize = 3;

/// What protects an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// Passkeys.
    pub passkeys: usize,
    /// Security keys, which are good beside a password alone.
    pub security_keys: usize,
    /// Authenticator applications.
    pub authenticators: usize,
    /// Backup codes left.
    pub backup_codes: usize,
    /// Live sessions.
    pub sessions: usize,
}

impl Checkup {
    /// Whether something beside the password is asked for.
    pub const fn has_second_factor(&self) -> bool {
        self.second_factors() > 0
    }

    /// How many there are that are good for nothing but to be asked for beside the password.
    pub const fn second_factors(&self) -> usize {
        self.authenticators + self.security_keys
    }

    /// Whether there are codes for when the second factor is lost.
    pub const fn has_enough_codes(&self) -> bool {
        self.backup_codes >= FEW_CODES
    }
}

impl Visit {
    /// Whether the person was authenticated a moment ago, by more than a mail.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.since(self.session.auth_time) < FRESH && !self.is_on_trust()
    }

    /// Whether nothing was shown that could stand for a proof anew: a mail alone (product PR-30), or the word of a provider
    /// elsewhere that does not say that it has just authenticated the person.
    pub fn is_on_trust(&self) -> bool {
        let has = |name: &str| self.session.amr.iter().any(|method| method == name);
        let is_federated = has(FEDERATED) && !has(PRESENCE) && !has("mfa");
        self.session.acr == Class::Email.as_str() || is_federated
    }
}

impl Authenticator {
    /// What protects the account of `user`.
    pub async fn checkup(&self, origin: &Origin, user: &UserId) -> Result<Checkup, StorageError> {
        let keys = self.credentials(origin, user).await?;
        let passkeys = keys.iter().filter(|key| key.kind == CredentialKind::Passkey).count();
        Ok(Checkup {
            passkeys,
            security_keys: keys.len() - passkeys,
            authenticators: self.totp_factors(origin, user).await?.len(),
            backup_codes: self.backup_codes_left(origin, user).await?,
            sessions: self.live_sessions(origin, user).await?.len(),
        })
    }

    /// Where `user` is signed in, the latest used first.
    pub async fn live_sessions(&self, origin: &Origin, user: &UserId) -> Result<Vec<BrowserSession>, StorageError> {
        let mut sessions = browser_sessions::list_of_user(&self.database, &origin.realm, user).await?;
        sessions.retain(|session| session.is_live(origin.now));
        sessions.sort_by(|one, two| (two.last_seen_at, &two.id).cmp(&(one.last_seen_at, &one.id)));
        Ok(sessions)
    }

    /// The session `id` of `user`, if it is live.
    pub async fn visit_of(&self, origin: &Origin, user: &User, id: &SessionId) -> Result<Option<Visit>, StorageError> {
        let sessions = self.live_sessions(origin, &user.id).await?;
        let session = sessions.into_iter().find(|session| session.id == *id);
        Ok(session.map(|session| Visit { session, user: user.clone() }))
    }

    /// Ends the session `id` of `user`; `None` when it is not theirs, or not live.
    pub async fn end_own_session(
        &self,
        origin: &Origin,
        user: &UserId,
        id: &SessionId,
    ) -> Result<Option<Vec<Revocation>>, Error> {
        let sessions = self.live_sessions(origin, user).await?;
        match sessions.iter().find(|session| session.id == *id) {
            Some(session) => Ok(Some(self.end_session(origin, session, EndReason::Logout).await?)),
            None => Ok(None),
        }
    }

    /// Ends every session and token of `user` because `actor` says so.
    pub async fn end_sessions_of(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        user: &UserId,
    ) -> Result<Vec<Revocation>, Error> {
        let reason = EndReason::Administrator;
        let event =
            Event::success(EventName::SessionEnded, actor, Target::User(user)).detail("reason", reason.as_str());
        let mut tx = self.database.begin().await?;
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        self.end_all_sessions(origin, user, reason).await
    }
}
