//! The end of a recovery of an account without a password: a new passkey, in the place of a new password (pages N-3, R-4).
//! Making it proves nobody (pages K-10): nobody is signed in by it before its first use.

use super::Authenticator;
use super::ceremony::{Binding, CeremonyAnswer, CeremonyRequest};
use super::error::Error;
use super::factors::second_factors;
use super::login::Login;
use super::new_credential::NewKey;
use super::passkeys::NewCredential;
use super::recovery::holds_for;
use super::webauthn::RelyingParty;
use crate::audit::Origin;
use crate::model::{
    CredentialKind, EndReason, LinkPurpose, Notice, Recovery, RecoveryState, RegistrationRules, Revocation, User,
    UserStatus,
};
use crate::secret::token_hash;
use crate::storage::{recoveries, users};

/// What became of a new passkey at the end of a recovery.
#[derive(Clone, Debug)]
pub enum KeyReset {
    /// It counts, and its owner signs in with it; this ended.
    Done(Vec<Revocation>),
    /// What the browser sent does not fit what was asked.
    Refused,
    /// It was asked too long ago, or answered before.
    Expired,
    /// The recovery is over; nothing was changed.
    Over,
}

impl Authenticator {
    /// Whether a recovery of `user` may end with a passkey: they have no password that would go on working.
    pub const fn recovers_by_key(user: &User) -> bool {
        user.password_hash.is_none()
    }

    /// Whether it may end with a password: not for accounts without one, in a realm where nobody begins with one.
    pub const fn recovers_by_password(rules: &RegistrationRules, user: &User) -> bool {
        user.password_hash.is_some() || rules.credential.takes_password()
    }

    /// Asks the browser for a new passkey in the recovery `id`. `None` when no such thing is due, or there are enough.
    pub async fn begin_recovery_key(
        &self,
        origin: &Origin,
        (id, login): (&str, Login<'_>),
        party: &RelyingParty,
    ) -> Result<Option<CeremonyRequest>, Error> {
        let found = self.under_way(origin, id, login, RecoveryState::Cleared).await?;
        let Some((_, user)) = found.filter(|(_, user)| Self::recovers_by_key(user)) else { return Ok(None) };
        let binding = Binding::recovery(login, id, &user.id);
        self.ask_for_credential(origin, party, (&user, CredentialKind::Passkey), binding).await
    }

    /// Ends the recovery `id` with the passkey that the browser has made: locks go, and with `end_others` every session and
    /// grant. Whoever was locked by themselves loses every session in any case.
    pub async fn reset_by_key(
        &self,
        origin: &Origin,
        (id, login): (&str, Login<'_>),
        (party, answer): (&RelyingParty, CeremonyAnswer<'_>),
        end_others: bool,
    ) -> Result<KeyReset, Error> {
        let found = self.under_way(origin, id, login, RecoveryState::Cleared).await?;
        let Some((recovery, user)) = found.filter(|(_, user)| Self::recovers_by_key(user)) else {
            return Ok(KeyReset::Over);
        };
        let binding = Binding::recovery(login, id, &user.id);
        let made = (&binding, &user.id, CredentialKind::Passkey);
        let new = match self.read_credential(origin, party, made, answer).await? {
            Ok(new) if new.row.discoverable != Some(false) => new,
            Err(NewCredential::Expired) => return Ok(KeyReset::Expired),
            Ok(_) | Err(_) => return Ok(KeyReset::Refused),
        };
        let ended = match self.store_key_reset(origin, (&recovery, login), &user, &new).await? {
            KeyReset::Done(ended) => ended,
            refused => return Ok(refused),
        };
        let must_end = end_others || user.status == UserStatus::Locked || recovery.purpose == LinkPurpose::Access;
        Ok(KeyReset::Done(if must_end {
            self.end_all_sessions(origin, &user.id, EndReason::UserChanged).await?
        } else {
            ended
        }))
    }

    /// One transaction: the recovery is used up, the passkey counts, nothing locks any more.
    async fn store_key_reset(
        &self,
        origin: &Origin,
        (recovery, login): (&Recovery, Login<'_>),
        user: &User,
        new: &NewKey,
    ) -> Result<KeyReset, Error> {
        let realm = &origin.realm;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &user.id).await?;
        let user = user.filter(|user| holds_for(recovery, user) && Self::recovers_by_key(user));
        let Some(user) = user else { return Ok(KeyReset::Over) };
        let own = token_hash(login.browser.binding.expose());
        let step = (RecoveryState::Cleared, RecoveryState::Done);
        if !recoveries::advance(&mut tx, (recovery, &own), step, origin.now).await? {
            return Ok(KeyReset::Over);
        }
        // A factor that was added meanwhile has to be proved as well.
        let is_unproved = recovery.purpose == LinkPurpose::Recovery && recovery.amr.is_empty();
        if is_unproved && !second_factors(&mut tx, realm, &user.id).await?.is_empty() {
            return Ok(KeyReset::Over);
        }
        self.reopen(&mut tx, origin, recovery, &user).await?;
        recoveries::void_of_user(&mut tx, realm, &user.id).await?;
        match self.add_credential(&mut tx, origin, &user, new).await? {
            Ok(()) => {}
            Err(NewCredential::Expired) => return Ok(KeyReset::Expired),
            Err(_) => return Ok(KeyReset::Refused),
        }
        self.outbox.tell(&mut tx, origin, &user, (Notice::RecoveryUsed, "")).await?;
        tx.commit().await?;
        metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
        Ok(KeyReset::Done(Vec::new()))
    }
}
