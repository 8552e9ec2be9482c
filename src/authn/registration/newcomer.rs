//! The end of a registration, with an invitation or without: in the transaction that makes the user, what belongs to them
//! from the first moment, and the session unless something is demanded first.

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::authn::Authenticator;
use crate::authn::error::Error;
use crate::authn::flow::LoginFlow;
use crate::authn::held::Held;
use crate::authn::login::Login;
use crate::authn::risk::Manner;
use crate::authn::session::{Proof, SignedIn};
use crate::model::{Field, Mail, Recipient, User, UserStatus};
use crate::storage::{StorageError, Transaction, registrations};

/// A user who was just inserted.
#[derive(Clone, Copy)]
pub(in crate::authn) struct Newcomer<'a> {
    /// The user.
    pub user: &'a User,
    /// The version of the terms that was accepted.
    pub terms: Option<&'a str>,
    /// What the account was made with (RFC 8176).
    pub amr: &'a [String],
    /// By what way they came, for the audit trail.
    pub by: &'static str,
}

/// What comes next for a newcomer.
#[derive(Clone, Debug)]
pub(in crate::authn) enum Arrival {
    /// They are signed in.
    SignedIn(Box<SignedIn>),
    /// They have to do this first.
    Required(Box<LoginFlow>),
    /// An administrator decides.
    Waits,
}

impl Authenticator {
    /// Receives a newcomer as part of `tx`. Whoever commits keeps the flow of [`Arrival::Required`].
    pub(in crate::authn) async fn receive(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (login, held): (Login<'_>, Vec<Held>),
        newcomer: Newcomer<'_>,
    ) -> Result<Arrival, Error> {
        let Newcomer { user, amr, .. } = newcomer;
        record(tx, origin, newcomer).await?;
        // Whoever waits is written to when it is decided.
        if user.status != UserStatus::Active {
            return Ok(Arrival::Waits);
        }
        let arrival = if let Some(action) = self.required(tx, login, (user, amr), origin.now).await? {
            let (user_id, amr, proved_at) = (user.id.clone(), amr.to_vec(), origin.now);
            Arrival::Required(Box::new(LoginFlow::Required { user_id, amr, proved_at, action }))
        } else {
            let proof = Proof { user, amr, manner: Manner::default() };
            let signed_in = self.begin_session(tx, origin, &proof, (login, held)).await?;
            let signed_in = signed_in.ok_or_else(|| Error::Internal("a new user has too many sessions".to_owned()))?;
            Arrival::SignedIn(Box::new(signed_in))
        };
        self.welcome(tx, origin, user).await?;
        Ok(arrival)
    }

    /// The same of somebody who signs in by what the account was made with, and not before: `true` if they may.
    pub(in crate::authn) async fn receive_without_session(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        newcomer: Newcomer<'_>,
    ) -> Result<bool, Error> {
        record(tx, origin, newcomer).await?;
        let is_let_in = newcomer.user.status == UserStatus::Active;
        if is_let_in {
            self.welcome(tx, origin, newcomer.user).await?;
        }
        Ok(is_let_in)
    }

    async fn welcome(&self, tx: &mut Transaction, origin: &Origin, user: &User) -> Result<(), Error> {
        let Some(to) = Recipient::of(user) else { return Ok(()) };
        // Not by the name to sign in with, which is the address.
        let name = Field::Name.claim(&user.claims).to_owned();
        self.outbox.enqueue(tx, origin, &Recipient { name, ..to }, Mail::Welcome).await?;
        Ok(())
    }
}

async fn record(tx: &mut Transaction, origin: &Origin, newcomer: Newcomer<'_>) -> Result<(), StorageError> {
    let user = newcomer.user;
    if let Some(version) = newcomer.terms {
        registrations::accept_terms(tx, (&origin.realm, &user.id), version, origin.now).await?;
    }
    let event = Event::success(EventName::UserRegistered, Actor::User(&user.id), Target::User(&user.id));
    let event = event.detail("status", user.status.as_str()).detail("terms", newcomer.terms.map(str::to_owned));
    audit::record(tx, origin, &event.detail("by", newcomer.by)).await?;
    let event = Event::success(EventName::EmailVerified, Actor::User(&user.id), Target::User(&user.id));
    audit::record(tx, origin, &event).await
}
