//! "This was not me" (product AC-17), and the way in that an administrator hands to somebody who has lost every other
//! (product AU-25).

use std::time::Duration;

use super::Authenticator;
use super::email_change::through;
use super::error::Error;
use super::recovery::may_recover;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{
    ACCESS_LIFETIME_MAX, ClientId, EndReason, FormerEmail, LinkPurpose, Notice, Recovery, RecoveryState, Revocation,
    User, UserId, UserStatus,
};
use crate::secret::{Secret, token_hash};
use crate::storage::{Transaction, email_changes, recoveries, trusted_devices, users};

impl Authenticator {
    /// Locks the account that the lock link whose digest is `hash` is about: every session and token ends, and nobody signs in
    /// before it is recovered. `None` when the link was used or is too old.
    pub async fn lock_account(&self, origin: &Origin, hash: &str) -> Result<Option<Vec<Revocation>>, Error> {
        let Some(link) = self.find_link(origin, (LinkPurpose::Lock, hash)).await? else { return Ok(None) };
        let mut tx = self.database.begin().await?;
        let Some(user) = users::find_locked(&mut tx, &origin.realm, &link.user_id).await? else { return Ok(None) };
        if !recoveries::spend(&mut tx, &link, origin.now).await? {
            return Ok(None);
        }
        // Mailed to an address that was changed since: it is the owner who says so, and the account is theirs again.
        let former = email_changes::mailed_to(&mut tx, &link, origin.now).await?;
        self.lock(tx, origin, (&user, former.as_ref(), Some(link.created_at)), None).await.map(Some)
    }

    /// Whether `user` may lock their own account: only who can be reached finds the way back.
    pub const fn may_lock(&self, user: &User) -> bool {
        self.can_recover() && user.email_verified && user.email.is_some()
    }

    /// Locks the account of whoever is signed in, as a lock link does; `client` is the application that acts for them. `None`
    /// when they could not recover it.
    pub async fn lock_own_account(
        &self,
        origin: &Origin,
        (user, client): (&UserId, Option<&ClientId>),
    ) -> Result<Option<Vec<Revocation>>, Error> {
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, user).await?;
        let Some(user) = user.filter(|user| self.may_lock(user)) else { return Ok(None) };
        self.lock(tx, origin, (&user, None, None), client).await.map(Some)
    }

    /// Locks `user`, whose row `tx` holds, and ends everything they are signed in to; with `former` the account has that
    /// address again, and what was added at `since` or later goes.
    async fn lock(
        &self,
        mut tx: Transaction,
        origin: &Origin,
        (user, former, since): (&User, Option<&FormerEmail>, Option<Timestamp>),
        client: Option<&ClientId>,
    ) -> Result<Vec<Revocation>, Error> {
        let realm = &origin.realm;
        // One that an administrator has closed stays closed in their way.
        if user.status == UserStatus::Active {
            users::set_status(&mut tx, realm, &user.id, UserStatus::Locked, origin.now).await?;
        }
        recoveries::void_of_user(&mut tx, realm, &user.id).await?;
        email_changes::forget(&mut tx, realm, &user.id).await?;
        let restored = match former {
            Some(former) => Some(self.restore_email(&mut tx, origin, (user, former)).await?),
            None => None,
        };
        let user = restored.as_ref().unwrap_or(user);
        if let Some(since) = since {
            self.take_back(&mut tx, origin, (user, since)).await?;
        }
        // Who asks for the lock did not ask for the deletion.
        self.undo_deletion(&mut tx, origin, Actor::User(&user.id), user).await?;
        trusted_devices::clear_of_user(&mut tx, realm, &user.id).await?;
        let event = Event::success(EventName::UserLocked, Actor::User(&user.id), Target::User(&user.id));
        audit::record(&mut tx, origin, &through(event.detail("kind", "owner"), client)).await?;
        if restored.is_none() {
            self.outbox.tell(&mut tx, origin, user, (Notice::AccountLockedByOwner, "")).await?;
        }
        tx.commit().await?;
        metrics::counter!("gatehouse_lockouts_total", "kind" => "owner").increment(1);
        self.end_all_sessions(origin, &user.id, EndReason::UserChanged).await
    }

    /// Makes a link that lets `user` in once to choose a new password, without the second factors they have lost: what stands
    /// in it. Every way back made before is void, and the user is told. `None` for a user who may not be let in.
    pub async fn issue_access(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        user: &User,
        (lifetime, reason): (Duration, &str),
    ) -> Result<Option<Secret<String>>, Error> {
        let token = origin.random.token("al_");
        let recovery = Recovery {
            realm: origin.realm.clone(),
            id: origin.random.id(),
            user_id: user.id.clone(),
            purpose: LinkPurpose::Access,
            token_hash: token_hash(token.expose()),
            code_hash: None,
            browser_hash: None,
            state: RecoveryState::Sent,
            amr: Vec::new(),
            failures: 0,
            created_at: origin.now,
            expires_at: origin.now + lifetime.min(ACCESS_LIFETIME_MAX),
        };
        let mut tx = self.database.begin().await?;
        let now = users::find_locked(&mut tx, &origin.realm, &user.id).await?.filter(may_recover);
        let Some(now) = now else { return Ok(None) };
        recoveries::void_of_user(&mut tx, &origin.realm, &user.id).await?;
        recoveries::insert(&mut tx, &recovery).await?;
        let event = Event::success(EventName::RecoveryLinkIssued, actor, Target::User(&user.id));
        let event = event.detail("seconds", lifetime.as_secs()).detail("reason", reason);
        audit::record(&mut tx, origin, &event).await?;
        self.outbox.tell(&mut tx, origin, &now, (Notice::AccessLinkIssued, "")).await?;
        tx.commit().await?;
        Ok(Some(token))
    }
}
