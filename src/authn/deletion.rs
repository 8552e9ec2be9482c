//! Deleting an account (product AC-16): asked for, kept after all, and done when its time has come. Everything ends when it
//! is asked for (product ST-06); see `docs/decisions/019-deletion-ends-everything-at-once.md`.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{
    ClientId, EndReason, LinkPurpose, Mail, Notice, RealmId, Recipient, Revocation, User, UserId, UserStatus,
};
use crate::storage::holdings::Watch;
use crate::storage::{Transaction, erasure, recoveries, users};

/// A deletion that was just decided.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// When the account goes.
    pub at: Timestamp,
    /// What has ended already: every session and token.
    pub ended: Vec<Revocation>,
}

/// Ends an act that would leave the realm without an administrator; the transaction is dropped.
async fn refuse_orphans(tx: &mut Transaction, realm: &RealmId, watch: Watch) -> Result<(), Error> {
    match watch.orphaned(tx, realm).await? {
        Some(_) => Err(Error::LastAdministrator),
        None => Ok(()),
    }
}

impl Authenticator {
    /// Decides that the account of `user` goes after `wait`, ends every session and token of it, and tells its owner how to
    /// keep it. `None` when there is no such user, or this was decided before.
    ///
    /// # Errors
    /// `LastAdministrator` when nobody would be left to administer the realm (product UM-14).
    pub async fn request_deletion(
        &self,
        origin: &Origin,
        (actor, through): (Actor<'_>, Option<&ClientId>),
        user: &UserId,
        wait: Duration,
    ) -> Result<Option<Leaving>, Error> {
        let (realm, at) = (&origin.realm, origin.now + wait);
        let mut tx = self.database.begin().await?;
        let Some(found) = users::find_locked(&mut tx, realm, user).await? else { return Ok(None) };
        let watch = Watch::begin(&mut tx, realm).await?;
        if !users::schedule_deletion(&mut tx, realm, user, at).await? {
            return Ok(None);
        }
        refuse_orphans(&mut tx, realm, watch).await?;
        recoveries::void_of_user(&mut tx, realm, user).await?;
        let event = Event::success(EventName::UserDeletionRequested, actor, Target::User(user));
        let event = event.detail("delete_at", at.to_rfc3339());
        let event = through.iter().fold(event, |event, client| event.through(client));
        audit::record(&mut tx, origin, &event).await?;
        self.outbox.tell_deletion(&mut tx, origin, &found, at).await?;
        tx.commit().await?;
        let ended = self.end_all_sessions(origin, user, EndReason::UserChanged).await?;
        Ok(Some(Leaving { at, ended }))
    }

    /// Keeps the account of `user`; `false` when it was not to go, or has gone.
    pub async fn keep_account(&self, origin: &Origin, actor: Actor<'_>, user: &UserId) -> Result<bool, Error> {
        let mut tx = self.database.begin().await?;
        let Some(found) = users::find_locked(&mut tx, &origin.realm, user).await? else { return Ok(false) };
        if !self.undo_deletion(&mut tx, origin, actor, &found).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Keeps the account that the link whose digest is `hash` is about; `false` when it was used, or there is nothing to
    /// keep. Whoever reads the owner's mail may do that without a login: it gives access to nothing.
    pub async fn keep_by_link(&self, origin: &Origin, hash: &str) -> Result<bool, Error> {
        let Some(link) = self.find_link(origin, (LinkPurpose::Keep, hash)).await? else { return Ok(false) };
        let mut tx = self.database.begin().await?;
        let Some(user) = users::find_locked(&mut tx, &origin.realm, &link.user_id).await? else { return Ok(false) };
        let is_kept = recoveries::spend(&mut tx, &link, origin.now).await?
            && self.undo_deletion(&mut tx, origin, Actor::User(&user.id), &user).await?;
        if is_kept {
            tx.commit().await?;
        }
        Ok(is_kept)
    }

    /// Keeps `user`, whose row `tx` holds, and tells them; `false` when they were not to go.
    pub(super) async fn undo_deletion(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        actor: Actor<'_>,
        user: &User,
    ) -> Result<bool, Error> {
        if !users::keep(tx, &origin.realm, &user.id).await? {
            return Ok(false);
        }
        recoveries::void_keeps(tx, &origin.realm, &user.id).await?;
        audit::record(tx, origin, &Event::success(EventName::UserRestored, actor, Target::User(&user.id))).await?;
        self.outbox.tell(tx, origin, user, (Notice::DeletionUndone, "")).await?;
        Ok(true)
    }

    /// Removes the account of `user` with everything that is kept of it, if its time has come. What has ended; `None` when it
    /// stays, or another instance was faster.
    pub async fn erase_due(&self, origin: &Origin, user: &UserId) -> Result<Option<Vec<Revocation>>, Error> {
        let mut tx = self.database.begin().await?;
        let ended = self.erase(&mut tx, origin, Actor::System, user).await?;
        if ended.is_some() {
            tx.commit().await?;
        }
        Ok(ended)
    }

    /// The same at once, whether it was asked for or not; `None` when there is no such user.
    ///
    /// # Errors
    /// `LastAdministrator` when nobody would be left to administer the realm (product UM-14).
    pub async fn erase_now(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        user: &UserId,
    ) -> Result<Option<Vec<Revocation>>, Error> {
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        let watch = Watch::begin(&mut tx, &origin.realm).await?;
        users::keep(&mut tx, &origin.realm, user).await?;
        users::schedule_deletion(&mut tx, &origin.realm, user, origin.now).await?;
        refuse_orphans(&mut tx, &origin.realm, watch).await?;
        let ended = self.erase(&mut tx, origin, actor, user).await?;
        if ended.is_some() {
            tx.commit().await?;
        }
        Ok(ended)
    }

    async fn erase(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        actor: Actor<'_>,
        user: &UserId,
    ) -> Result<Option<Vec<Revocation>>, Error> {
        let realm = &origin.realm;
        let Some(found) = users::find_locked(tx, realm, user).await? else { return Ok(None) };
        let Some(ended) = erasure::erase(tx, realm, user, origin.now).await? else { return Ok(None) };
        audit::record(tx, origin, &Event::success(EventName::UserDeleted, actor, Target::User(user))).await?;
        // The last word goes to an address, and is kept for nobody.
        if let Some(to) = Recipient::of(&found) {
            // Whoever was never let in hears what was decided (pages N-7).
            let mail = if found.status == UserStatus::Pending { Mail::Declined } else { Mail::Deleted };
            self.outbox.enqueue(tx, origin, &Recipient { user_id: None, ..to }, mail).await?;
        }
        Ok(Some(ended))
    }
}
