//! Who people are elsewhere, as part of their account (product AC-11, FI-06): linked by the person alone, after a proof anew,
//! and unlinked unless it is the last way in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::error::Error;
use super::passkeys::Removed;
use super::session::{Browser, Visit};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::Slot;
use crate::model::{
    Assertion, CredentialKind, EndReason, LINKED_IDENTITIES_MAX, LinkedIdentity, Notice, User, UserId, UserStatus,
};
use crate::secret::token_hash;
use crate::storage::{StorageError, Transaction, linked_identities, upstreams, users, webauthn_credentials};

/// Identities that wait in a browser for their owner to sign in and link them.
static WAITING: Slot<Waiting> = Slot::new("waiting_identity", Duration::from_mins(15));

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Waiting {
    assertion: Assertion,
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// It is linked, or was linked to the same account before.
    Done,
    /// It is somebody else's.
    Taken,
    /// The account has as many as may be.
    TooMany,
    /// The realm does not sign anybody in with that provider any more, or the user may not sign in.
    Refused,
}

impl Authenticator {
    /// The identities of `user`, the oldest first.
    pub async fn linked_identities(&self, origin: &Origin, user: &UserId) -> Result<Vec<LinkedIdentity>, StorageError> {
        linked_identities::list_of_user(&self.database, &origin.realm, user).await
    }

    /// Links what `assertion` says to the account of `visit`, whose owner has just shown who they are.
    pub async fn link_identity(&self, origin: &Origin, visit: &Visit, assertion: &Assertion) -> Result<Linking, Error> {
        let upstream = upstreams::find(&self.database, &origin.realm, &assertion.upstream.0).await?;
        if !upstream.is_some_and(|upstream| upstream.enabled && upstream.issuer == assertion.issuer) {
            return Ok(Linking::Refused);
        }
        let (realm, user) = (&origin.realm, &visit.user.id);
        let mut tx = self.database.begin().await?;
        let found = users::find_locked(&mut tx, realm, user).await?;
        let Some(user) = found.filter(|user| user.status == UserStatus::Active) else { return Ok(Linking::Refused) };
        let subject = (assertion.issuer.as_str(), assertion.subject.as_str());
        if let Some(known) = linked_identities::find_by_subject_in(&mut tx, realm, subject).await? {
            return Ok(if known.user_id == user.id { Linking::Done } else { Linking::Taken });
        }
        let linking = self.link(&mut tx, origin, &user, assertion).await?;
        if linking == Linking::Done {
            tx.commit().await?;
        }
        Ok(linking)
    }

    /// Links an identity to `user`, whose row `tx` holds, and tells them. Nothing may be committed unless it is done.
    pub(super) async fn link(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        assertion: &Assertion,
    ) -> Result<Linking, Error> {
        let own = linked_identities::list_of_user_in(tx, &origin.realm, &user.id).await?;
        if own.len() >= LINKED_IDENTITIES_MAX {
            return Ok(Linking::TooMany);
        }
        let identity = new_identity(origin, user, assertion);
        match linked_identities::insert(tx, &identity).await {
            // Somebody was faster, on another page.
            Err(StorageError::Conflict) => return Ok(Linking::Taken),
            other => other?,
        }
        record_link(tx, origin, &identity, assertion).await?;
        self.outbox.tell(tx, origin, user, (Notice::IdentityLinked, &about(assertion))).await?;
        Ok(Linking::Done)
    }

    /// Removes an identity of `visit`'s user, and every other session with it: whoever signed in by it shall show another
    /// proof. The last way in stays (pages A-6).
    pub async fn unlink_identity(&self, origin: &Origin, visit: &Visit, id: &str) -> Result<Removed, Error> {
        let (realm, user) = (&origin.realm, &visit.user.id);
        let mut tx = self.database.begin().await?;
        let Some(owner) = users::find_locked(&mut tx, realm, user).await? else { return Ok(Removed::Absent) };
        let own = linked_identities::list_of_user_in(&mut tx, realm, user).await?;
        let Some(gone) = own.iter().find(|known| known.id == id) else { return Ok(Removed::Absent) };
        let keys = webauthn_credentials::list_of_user_in(&mut tx, realm, user).await?;
        let has_passkey = keys.iter().any(|key| key.kind == CredentialKind::Passkey);
        let has_link = linked_identities::usable_in(&mut tx, realm, user).await?.iter().any(|other| other != id);
        if owner.password_hash.is_none() && !has_passkey && !has_link {
            return Ok(Removed::LastWayIn);
        }
        if !linked_identities::delete(&mut tx, realm, user, id).await? {
            return Ok(Removed::Absent);
        }
        let event = Event::success(EventName::IdentityUnlinked, Actor::User(user), Target::User(user));
        audit::record(&mut tx, origin, &event.detail("issuer", gone.issuer.as_str())).await?;
        self.outbox.tell(&mut tx, origin, &owner, (Notice::IdentityUnlinked, gone.name())).await?;
        tx.commit().await?;
        Ok(Removed::Done(self.end_other_sessions(origin, visit, EndReason::UserChanged).await?))
    }

    /// Lets an identity that is nobody's wait in this browser until somebody has signed in, in place of one before.
    pub async fn keep_identity(&self, origin: &Origin, browser: &Browser, assertion: Assertion) -> Result<(), Error> {
        Ok(self.ephemeral.put(&WAITING, origin.realm.as_str(), &place(browser), &Waiting { assertion }).await?)
    }

    /// The identity that waits in this browser.
    pub async fn waiting_identity(&self, origin: &Origin, browser: &Browser) -> Result<Option<Assertion>, Error> {
        let found = self.ephemeral.get(&WAITING, origin.realm.as_str(), &place(browser)).await?;
        Ok(found.map(|waiting| waiting.assertion))
    }

    /// Takes it away: one caller gets it.
    pub async fn take_identity(&self, origin: &Origin, browser: &Browser) -> Result<Option<Assertion>, Error> {
        let taken = self.ephemeral.take(&WAITING, origin.realm.as_str(), &place(browser)).await?;
        Ok(taken.map(|waiting| waiting.assertion))
    }
}

fn place(browser: &Browser) -> String {
    token_hash(browser.binding.expose())
}

/// The row of a new link.
pub(super) fn new_identity(origin: &Origin, user: &User, assertion: &Assertion) -> LinkedIdentity {
    LinkedIdentity {
        realm: origin.realm.clone(),
        id: origin.random.id(),
        user_id: user.id.clone(),
        issuer: assertion.issuer.clone(),
        subject: assertion.subject.clone(),
        label: assertion.label(),
        linked_at: origin.now,
        last_used_at: None,
    }
}

/// Writes down that `identity` is linked; the subject is not in it, for it says as much elsewhere as a name does.
pub(super) async fn record_link(
    tx: &mut Transaction,
    origin: &Origin,
    identity: &LinkedIdentity,
    assertion: &Assertion,
) -> Result<(), StorageError> {
    let user = &identity.user_id;
    let event = Event::success(EventName::IdentityLinked, Actor::User(user), Target::User(user));
    let event = event.detail("issuer", identity.issuer.as_str()).detail("upstream", assertion.upstream.1.as_str());
    audit::record(tx, origin, &event).await
}

/// What a notice names.
fn about(assertion: &Assertion) -> String {
    let (name, label) = (&assertion.upstream.2, assertion.label());
    if label.is_empty() { name.clone() } else { format!("{name} ({label})") }
}
