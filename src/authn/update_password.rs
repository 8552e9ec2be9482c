//! A new password that a login demands (product SE-10): everything was proved, and the session begins in the transaction that
//! stores it.

use super::Authenticator;
use super::account::{Terms, changed, replace_password};
use super::error::Error;
use super::factors::is_half;
use super::flow::{LoginFlow, Submission, Transition};
use super::login::{Login, Outcome};
use super::password::{Password, PasswordPolicy, Weakness};
use super::required::{RequiredAction, RequiredJudgment};
use super::risk::Manner;
use super::second_factor::still_holds;
use super::session::{Proof, SignedIn, Visit};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{BreachedAtLogin, EndReason, Notice, UpdateReason, User, UserId};
use crate::storage::{Transaction, users};

/// What became of the new password.
#[derive(Clone, Debug)]
pub enum Updated {
    /// The login goes on, or is done.
    Step(Outcome),
    /// It is too weak, for these reasons.
    Weak(Vec<Weakness>),
}

/// What the update goes on from.
struct Proved<'a> {
    user: &'a UserId,
    amr: &'a [String],
    at: Timestamp,
    manner: Manner,
}

impl Authenticator {
    /// What a new password must satisfy where `login` takes place.
    pub fn policy_at(&self, login: Login<'_>) -> PasswordPolicy {
        let settings = self.settings().passwords.clone();
        match login.rules.realm {
            Some(realm) => settings.of_realm(realm),
            None => settings,
        }
    }

    /// Writes down that the password of `user`, whose row `tx` has locked, is known from a breach; where the realm asks for it, a
    /// new one is due from now on.
    pub(super) async fn note_breach(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        login: Login<'_>,
        user: &mut User,
    ) -> Result<(), Error> {
        let demands = self.policy_at(login).breached_at_login == BreachedAtLogin::Change;
        if demands && user.password_update.is_none() {
            users::demand_password(tx, &origin.realm, &user.id, UpdateReason::Breached).await?;
            user.password_update = Some(UpdateReason::Breached);
        }
        let event = Event::success(EventName::PasswordBreached, Actor::System, Target::User(&user.id));
        Ok(audit::record(tx, origin, &event.detail("demanded", demands)).await?)
    }

    /// Takes the new password that a login demands. With `end_others` every other session of the user ends.
    pub async fn submit_new_password(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (password, end_others): (&Password, bool),
    ) -> Result<Updated, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::Required { user_id, amr, proved_at, action: RequiredAction::UpdatePassword { .. } } = &step.flow
        else {
            return Ok(Updated::Step(Outcome::Next(step.flow)));
        };
        let policy = self.policy_at(login);
        let proved = Proved { user: user_id, amr, at: *proved_at, manner: step.manner };
        let user = users::find(&self.database, &origin.realm, user_id).await?;
        let Some(user) = user.filter(|user| still_holds(user, proved.at)) else {
            return self.restart(origin, login).await.map(Updated::Step);
        };
        let mut weaknesses = self.judge(origin, (&user, password), &policy).await?;
        // Whatever the history: the one that has to go is no new one.
        if weaknesses.is_empty() && policy.history == 0 && self.is_present(&user, password).await? {
            weaknesses.push(Weakness::Reused);
        }
        if !weaknesses.is_empty() {
            return Ok(Updated::Weak(weaknesses));
        }
        let (judgment, signed_in) = match self.update(origin, login, &proved, (password, &policy)).await? {
            Stored::SignedIn(stored) => (RequiredJudgment::Done, Some(stored)),
            Stored::TooManySessions => (RequiredJudgment::TooManySessions, None),
            // Changed elsewhere, or the user may not sign in any more: from the start.
            Stored::Void => return self.restart(origin, login).await.map(Updated::Step),
        };
        match (step.flow.submit(Submission::Required(judgment)), signed_in) {
            (Transition::To(_), Some(stored)) => {
                let (mut signed_in, user) = *stored;
                self.forget(origin, login).await?;
                if end_others {
                    let visit = Visit { session: signed_in.session.clone(), user };
                    signed_in.ended.extend(self.end_other_sessions(origin, &visit, EndReason::UserChanged).await?);
                }
                Ok(Updated::Step(Outcome::SignedIn(Box::new(signed_in))))
            }
            (transition, _) => self.keep(origin, login, transition, step.manner).await.map(Updated::Step),
        }
    }

    async fn is_present(&self, user: &User, password: &Password) -> Result<bool, Error> {
        let verification = self.hasher.verify(password, user.password_hash.as_deref()).await?;
        Ok(verification != super::Verification::Wrong)
    }

    /// One transaction: is the proof still good, the new hash, the session, the events.
    async fn update(
        &self,
        origin: &Origin,
        login: Login<'_>,
        proved: &Proved<'_>,
        (password, policy): (&Password, &PasswordPolicy),
    ) -> Result<Stored, Error> {
        let hash = self.hasher.hash(password).await?;
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, proved.user).await?;
        let Some(user) = user.filter(|user| still_holds(user, proved.at)) else { return Ok(Stored::Void) };
        // A factor enrolled meanwhile has not been proved here.
        if is_half(proved.amr) && !self.methods_due(&mut tx, login, &user, origin.now).await?.is_empty() {
            return Ok(Stored::Void);
        }
        let (actor, terms) = (Actor::User(&user.id), Terms { history: policy.history, demand: None });
        replace_password(&mut tx, origin, (&user, &hash, terms)).await?;
        audit::record(&mut tx, origin, &changed(actor, &user, terms)).await?;
        self.outbox.tell(&mut tx, origin, &user, (Notice::PasswordChanged, "")).await?;
        let proof = Proof { user: &user, amr: proved.amr, manner: proved.manner };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            // The old password stays, so that the person can try again.
            tx.rollback().await?;
            return Ok(Stored::TooManySessions);
        };
        let event = signed_in.event();
        audit::record(&mut tx, origin, &event.detail("method", "password")).await?;
        tx.commit().await?;
        Ok(Stored::SignedIn(Box::new((signed_in, user))))
    }
}

/// What became of the transaction.
enum Stored {
    SignedIn(Box<(SignedIn, User)>),
    TooManySessions,
    Void,
}
