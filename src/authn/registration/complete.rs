//! The transaction that makes the user: what proves the address is used up in it, the registration and the invitation that it
//! may have come from.

use super::applicant::new_user;
use super::newcomer::{Arrival, Newcomer};
use super::{Authenticator, Verified};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::authn::error::Error;
use crate::authn::flow::Transition;
use crate::authn::login::Login;
use crate::authn::risk::Manner;
use crate::model::{Invitation, Registration, RegistrationMode, RegistrationRules, User, UserStatus};
use crate::storage::{StorageError, Transaction, invitations, registrations, users};

/// Why there is no user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsettled {
    /// The registration or its invitation was used, or has lapsed.
    Over,
    /// Somebody else took the address meanwhile.
    Taken,
}

impl From<Unsettled> for Verified {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Over => Self::Over,
            Unsettled::Taken => Self::Taken,
        }
    }
}

impl Registration {
    /// Whether `rules` let its owner in: whoever was asked in, wherever anybody may be.
    pub(super) fn is_admitted(&self, rules: &RegistrationRules) -> bool {
        if self.invitation_hash.is_some() { rules.takes_invitations() } else { rules.admits(&self.email) }
    }

    /// What its owner becomes. Whoever invites has decided: nobody has to approve it once more.
    pub(super) fn status(&self, rules: &RegistrationRules) -> UserStatus {
        match rules.mode {
            RegistrationMode::Approval if self.invitation_hash.is_none() => UserStatus::Pending,
            RegistrationMode::Approval
            | RegistrationMode::Closed
            | RegistrationMode::Invitation
            | RegistrationMode::Open
            | RegistrationMode::Domains => UserStatus::Active,
        }
    }

    /// By what way its owner came, for the audit trail.
    pub(super) fn way(&self) -> &'static str {
        if self.invitation_hash.is_some() { "invitation" } else { "registration" }
    }
}

impl Authenticator {
    /// One transaction: `registration` is used up, and there is a user with a password, a proven address and a session.
    pub(in crate::authn) async fn complete(
        &self,
        origin: &Origin,
        login: Login<'_>,
        registration: &Registration,
        rules: &RegistrationRules,
    ) -> Result<Verified, Error> {
        let held = self.sessions_of(origin, login.browser).await?;
        let invitation = self.invitation_of(origin, registration).await?;
        let user = new_user(origin, registration, registration.status(rules));
        let mut tx = self.database.begin().await?;
        let at = (registration, invitation.as_ref());
        if let Err(unsettled) = self.settle(&mut tx, origin, at, &user).await? {
            return Ok(unsettled.into());
        }
        let (amr, terms) = (["pwd".to_owned()], registration.terms_version.as_deref());
        let newcomer = Newcomer { user: &user, terms, amr: &amr, by: registration.way() };
        let verified = match self.receive(&mut tx, origin, (login, held), newcomer).await? {
            Arrival::SignedIn(signed_in) => Verified::SignedIn(signed_in),
            Arrival::Required(flow) => Verified::Required(flow),
            Arrival::Waits => Verified::Waits,
        };
        tx.commit().await?;
        if let Verified::Required(flow) = &verified {
            self.keep(origin, login, Transition::To((**flow).clone()), Manner::default()).await?;
        }
        metrics::counter!("user_registrations_total").increment(1);
        Ok(verified)
    }

    /// The invitation that `registration` came from, as long as its mail is the newest.
    pub(super) async fn invitation_of(
        &self,
        origin: &Origin,
        registration: &Registration,
    ) -> Result<Option<Invitation>, Error> {
        let Some(hash) = &registration.invitation_hash else { return Ok(None) };
        Ok(invitations::find_by_token(&self.database, &origin.realm, hash).await?)
    }

    /// Uses up what `user` is made from, and inserts them: for one caller. Whatever an invitation shall bring along one day
    /// belongs here.
    pub(super) async fn settle(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (registration, invitation): (&Registration, Option<&Invitation>),
        user: &User,
    ) -> Result<Result<(), Unsettled>, Error> {
        // An invitation that is accepted with a password at once has no row of a registration.
        let has_row = registration.invitation_hash.is_none() || registration.proved_at.is_some();
        if has_row && !registrations::take(tx, registration, origin.now).await? {
            return Ok(Err(Unsettled::Over));
        }
        if registration.invitation_hash.is_some() {
            let Some(invitation) = invitation else { return Ok(Err(Unsettled::Over)) };
            if !invitations::redeem(tx, invitation, &user.id, origin.now).await? {
                return Ok(Err(Unsettled::Over));
            }
        }
        match users::insert(tx, user).await {
            Ok(()) => {}
            Err(StorageError::Conflict) => return Ok(Err(Unsettled::Taken)),
            Err(error) => return Err(error.into()),
        }
        if let Some(invitation) = invitation {
            let (actor, target) = (Actor::User(&user.id), Target::Invitation(&invitation.id));
            audit::record(tx, origin, &Event::success(EventName::InvitationAccepted, actor, target)).await?;
        }
        Ok(Ok(()))
    }
}
