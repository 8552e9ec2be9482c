//! Adding, naming and removing passkeys and security keys. Whoever calls it has made sure that the person was
//! authenticated a moment ago; nothing here makes a session stronger than it was (pages K-10).

use std::time::Duration;

use super::Authenticator;
use super::ceremony::{Binding, CeremonyAnswer, CeremonyRequest};
use super::enroll::shortened;
use super::error::Error;
use super::factors::is_demanded;
use super::new_credential::new_handle;
use super::session::Visit;
use super::webauthn::RelyingParty;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{
    BrowserSession, CredentialKind, EndReason, FactorId, Notice, Revocation, UserId, WebauthnCredential,
};
use crate::storage::{
    StorageError, backup_codes, linked_identities, totp_factors, trusted_devices, users,
    webauthn_credentials as credentials,
};

/// Passkeys and security keys a user may have, together.
pub const CREDENTIALS_MAX: usize = 20;
/// How long somebody who has put off a passkey is left alone (pages L-10).
const PUT_OFF: Duration = Duration::from_hours(30 * 24);

/// What became of a new credential.
#[derive(Clone, Debug)]
pub enum NewCredential {
    /// It counts from now on; this ended.
    Added(Vec<Revocation>),
    /// What the browser sent does not fit what was asked.
    Refused,
    /// It was asked too long ago, or answered before.
    Expired,
    /// There are as many as may be.
    TooMany,
}

/// What became of a removal.
#[derive(Clone, Debug)]
pub enum Removed {
    /// It counts no more; this ended.
    Done(Vec<Revocation>),
    /// There is no such credential.
    Absent,
    /// It is the only way in.
    LastWayIn,
}

impl Authenticator {
    /// The passkeys and security keys of `user`, the oldest first.
    pub async fn credentials(&self, origin: &Origin, user: &UserId) -> Result<Vec<WebauthnCredential>, StorageError> {
        credentials::list_of_user(&self.database, &origin.realm, user).await
    }

    /// How authenticators know `user`; none before the first credential.
    pub async fn user_handle(&self, origin: &Origin, user: &UserId) -> Result<Option<String>, StorageError> {
        let known = credentials::find_user(&self.database, &origin.realm, user).await?;
        Ok(known.map(|known| known.handle))
    }

    /// Whether `user` has to prove something besides the password.
    pub async fn is_second_factor_demanded(&self, origin: &Origin, user: &UserId) -> Result<bool, StorageError> {
        let (realm, database) = (&origin.realm, &self.database);
        let keys = credentials::list_of_user(database, realm, user).await?;
        let has_key = keys.iter().any(|key| key.kind == CredentialKind::SecurityKey);
        Ok(has_key || !totp_factors::list_of_user(database, realm, user).await?.is_empty())
    }

    /// Asks the browser of `visit` for a new credential; `None` when there are enough.
    pub async fn begin_credential(
        &self,
        origin: &Origin,
        party: &RelyingParty,
        (visit, kind): (&Visit, CredentialKind),
    ) -> Result<Option<CeremonyRequest>, Error> {
        let binding = Binding::registration(visit, kind);
        self.ask_for_credential(origin, party, (&visit.user, kind), binding).await
    }

    /// Adds the credential that the browser of `visit` has made. With a security key every other session of the user ends:
    /// whoever signed in by a password alone shall show it.
    pub async fn finish_credential(
        &self,
        origin: &Origin,
        party: &RelyingParty,
        (visit, kind): (&Visit, CredentialKind),
        answer: CeremonyAnswer<'_>,
    ) -> Result<NewCredential, Error> {
        let binding = Binding::registration(visit, kind);
        let user = &visit.user.id;
        let new = match self.read_credential(origin, party, (&binding, user, kind), answer).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(refusal),
        };
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        if let Err(refusal) = self.add_credential(&mut tx, origin, &visit.user, &new).await? {
            return Ok(refusal);
        }
        tx.commit().await?;
        metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
        Ok(NewCredential::Added(match kind {
            CredentialKind::Passkey => Vec::new(),
            CredentialKind::SecurityKey => self.end_other_sessions(origin, visit, EndReason::UserChanged).await?,
        }))
    }

    /// Gives a credential of `visit`'s user another name; `false` when there is none.
    pub async fn rename_credential(
        &self,
        origin: &Origin,
        visit: &Visit,
        (id, name): (&FactorId, &str),
    ) -> Result<bool, Error> {
        let mut tx = self.database.begin().await?;
        let whose = (&origin.realm, &visit.user.id, id);
        let is_done = credentials::rename(&mut tx, whose, &shortened(name)).await?;
        tx.commit().await?;
        Ok(is_done)
    }

    /// Removes a credential of `visit`'s user, and every other session with it; with the last factor the backup codes go as
    /// well. The last passkey of a user without a password and without a linked identity stays (product AC-07).
    pub async fn remove_credential(&self, origin: &Origin, visit: &Visit, id: &FactorId) -> Result<Removed, Error> {
        let (realm, user) = (&origin.realm, &visit.user.id);
        let mut tx = self.database.begin().await?;
        let owner = users::find_locked(&mut tx, realm, user).await?;
        let mut rest = credentials::list_of_user_in(&mut tx, realm, user).await?;
        let Some(at) = rest.iter().position(|known| known.id == *id) else { return Ok(Removed::Absent) };
        let gone = rest.remove(at);
        let has_password = owner.is_some_and(|user| user.password_hash.is_some());
        let has_passkey = rest.iter().any(|known| known.kind == CredentialKind::Passkey);
        let has_link = !linked_identities::usable_in(&mut tx, realm, user).await?.is_empty();
        if !has_password && !has_passkey && !has_link {
            return Ok(Removed::LastWayIn);
        }
        if !credentials::delete(&mut tx, realm, user, id).await? {
            return Ok(Removed::Absent);
        }
        // Backup codes stand in for a factor; without one they would be a second password.
        if !is_demanded(&mut tx, realm, user).await? {
            backup_codes::replace(&mut tx, realm, user, &[], origin.now).await?;
        }
        trusted_devices::clear_of_user(&mut tx, realm, user).await?;
        let event = Event::success(EventName::FactorDisabled, Actor::User(user), Target::User(user));
        audit::record(&mut tx, origin, &event.detail("method", gone.kind.as_str())).await?;
        self.outbox.tell(&mut tx, origin, &visit.user, (Notice::FactorRemoved, &gone.name)).await?;
        tx.commit().await?;
        metrics::counter!("two_factor_attempts_total", "action" => "disable").increment(1);
        Ok(Removed::Done(self.end_other_sessions(origin, visit, EndReason::UserChanged).await?))
    }

    /// Whether the user of `session` may be offered a passkey now: they have signed in by a password, have no passkey, and
    /// have not put it off lately.
    pub async fn may_offer_passkey(&self, origin: &Origin, session: &BrowserSession) -> Result<bool, Error> {
        let user = &session.user_id;
        if !session.amr.iter().any(|method| method == "pwd") {
            return Ok(false);
        }
        let known = credentials::find_user(&self.database, &origin.realm, user).await?;
        if known.is_some_and(|known| known.offer_after > origin.now) {
            return Ok(false);
        }
        let keys = credentials::list_of_user(&self.database, &origin.realm, user).await?;
        Ok(!keys.iter().any(|key| key.kind == CredentialKind::Passkey))
    }

    /// "Not now": leaves `visit`'s user alone for 30 days.
    pub async fn put_off_passkey(&self, origin: &Origin, visit: &Visit) -> Result<(), Error> {
        let user = &visit.user.id;
        let mut tx = self.database.begin().await?;
        credentials::handle_of(&mut tx, &origin.realm, user, &new_handle(origin)).await?;
        credentials::put_off(&mut tx, &origin.realm, user, origin.now + PUT_OFF).await?;
        tx.commit().await?;
        Ok(())
    }
}
