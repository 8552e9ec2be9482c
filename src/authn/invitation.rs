//! Accepting an invitation (product UM-09, pages N-6): whoever holds the token of its mail reads the mailbox, so the address
//! counts as proven and the account is made at once. There is no user before that. What the invitation is worth is decided by
//! one guarded statement in the transaction that makes the user ([`Authenticator::settle`]); whatever an invitation shall
//! bring along one day, such as roles, belongs into that transaction.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use super::flow::LoginFlow;
use super::login::Login;
use super::registration::{Applicant, RegistrationFault, RegistrationPolicy, Verified};
use super::session::{Browser, SignedIn};
use crate::audit::Origin;
use crate::model::{Invitation, InvitationStanding, LinkPurpose, Registration};
use crate::secret::token_hash;
use crate::storage::{invitations, users};

/// An invitation in front of the browser that has opened its link.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The invitation.
    pub invitation: Invitation,
    /// How it stands.
    pub standing: InvitationStanding,
    /// Whether somebody with the address has an account. Nobody else is told: the holder of the token reads the mailbox.
    pub is_known: bool,
}

/// What became of an acceptance.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// There is an account, and its owner is signed in.
    SignedIn(Box<SignedIn>),
    /// There is an account, whose owner has to do this before a session begins.
    Required(Box<LoginFlow>),
    /// There is no account yet: its owner makes a passkey first (pages N-3).
    KeyDue,
    /// These have to change first.
    Refused(Vec<RegistrationFault>),
    /// Too many from here: again after this time.
    Throttled(Duration),
    /// It cannot be accepted any more, or the address has an account by now: look at it again.
    Over,
    /// Nobody is let in here.
    Closed,
}

impl Authenticator {
    /// The invitation whose link this browser has opened last.
    pub async fn guest(&self, origin: &Origin, browser: &Browser) -> Result<Option<Guest>, Error> {
        let Some(hash) = self.opened_link(origin, browser, LinkPurpose::Invitation).await? else { return Ok(None) };
        let Some(invitation) = invitations::find_by_token(&self.database, &origin.realm, &hash).await? else {
            return Ok(None);
        };
        let standing = invitation.standing(origin.now);
        let is_known = standing == InvitationStanding::Open
            && users::find_by_identifier(&self.database, &origin.realm, &invitation.email).await?.is_some();
        Ok(Some(Guest { invitation, standing, is_known }))
    }

    /// Makes the account of somebody who was asked in. What stands in `applicant` as address does not count.
    pub async fn accept_invitation(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (guest, applicant): (&Guest, Applicant<'_>),
        policy: RegistrationPolicy<'_>,
    ) -> Result<Accepted, Error> {
        if !policy.registration.takes_invitations() {
            return Ok(Accepted::Closed);
        }
        if guest.standing != InvitationStanding::Open || guest.is_known {
            return Ok(Accepted::Over);
        }
        let applicant = Applicant { email: &guest.invitation.email, ..applicant };
        let (made, faults) = self.examined(origin, (applicant, true), policy).await;
        let Some((password, profile)) = made else { return Ok(Accepted::Refused(faults)) };
        if let Some(wait) = self.source_throttled(origin).await? {
            return Ok(Accepted::Throttled(wait));
        }
        let registration = Registration {
            password_hash: self.hashed(password.as_ref()).await?,
            profile,
            browser_hash: token_hash(login.browser.binding.expose()),
            invitation_hash: Some(guest.invitation.token_hash.clone()),
            ..Registration::begun(origin, login.id, applicant, policy.registration)
        };
        if registration.password_hash.is_none() {
            self.keep_proven(origin, login, registration).await?;
            return Ok(Accepted::KeyDue);
        }
        Ok(match self.complete(origin, login, &registration, policy.registration).await? {
            Verified::SignedIn(signed_in) => Accepted::SignedIn(signed_in),
            Verified::Required(flow) => Accepted::Required(flow),
            // Nobody who was asked in waits; the rest is told by the page of the invitation.
            Verified::Waits | Verified::KeyDue | Verified::Wrong | Verified::Over | Verified::Taken => Accepted::Over,
        })
    }
}
