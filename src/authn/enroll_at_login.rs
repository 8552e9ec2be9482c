//! Enrollment that a login demands (product AU-20, pages F-9): the session begins with the factor, or without it while days of
//! grace are left.

use super::Authenticator;
use super::enroll::{Confirmed, add_totp};
use super::error::Error;
use super::flow::{Complaint, Evidence, LoginFlow, Submission, Transition, added};
use super::login::{Login, Outcome, Step};
use super::required::{RequiredAction, RequiredJudgment};
use super::second_factor::{is_half, still_holds};
use super::session::{Proof, SignedIn, Visit};
use super::totp::TotpSecret;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, Notice, TotpFactor, User, UserId};
use crate::storage::users;

/// The name under which a secret shown in a login is kept.
fn key(login: Login<'_>) -> String {
    format!("login:{}", login.id)
}

/// What became of the transaction.
enum Concluded {
    SignedIn(Box<(SignedIn, User)>),
    Next(RequiredAction),
    TooManySessions,
    Void,
}

impl Authenticator {
    /// The secret to show in a login that demands a second factor of `user`.
    pub async fn offer_at_login(&self, origin: &Origin, login: Login<'_>, user: &UserId) -> Result<TotpSecret, Error> {
        self.offer_totp(origin, &key(login), user).await
    }

    /// Enrolls the secret shown, if the code is of it.
    pub async fn enroll_at_login(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (name, code): (&str, &str),
    ) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::Required { user_id, action: RequiredAction::Enroll { .. }, .. } = &step.flow else {
            return Ok(Outcome::Next(step.flow));
        };
        if code.trim().is_empty() {
            return Ok(Outcome::Again(step.flow, Complaint::CodeMissing));
        }
        match self.confirm_totp(origin, (&key(login), user_id), (name, code)).await? {
            Confirmed::Factor(factor) => self.go_on(origin, login, step, Some(&factor)).await,
            Confirmed::No(_) => Ok(Outcome::Again(step.flow, Complaint::WrongCode)),
        }
    }

    /// Goes on without, while days of grace are left; otherwise the same step is due.
    pub async fn put_off_enrollment(&self, origin: &Origin, login: Login<'_>) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        match &step.flow {
            LoginFlow::Required { action: RequiredAction::Enroll { until }, .. } if *until > origin.now => {
                self.go_on(origin, login, step, None).await
            }
            _ => Ok(Outcome::Next(step.flow)),
        }
    }

    async fn go_on(
        &self,
        origin: &Origin,
        login: Login<'_>,
        step: Step,
        factor: Option<&TotpFactor>,
    ) -> Result<Outcome, Error> {
        let enrolled = factor.map(|_| Evidence::Enrollment);
        let (judgment, stored) = match self.conclude(origin, login, &step, factor).await? {
            Concluded::SignedIn(stored) => {
                (enrolled.map_or(RequiredJudgment::Done, RequiredJudgment::Enrolled), Some(stored))
            }
            Concluded::Next(action) => (RequiredJudgment::Next { action, enrolled }, None),
            Concluded::TooManySessions => (RequiredJudgment::TooManySessions, None),
            // Enrolled elsewhere meanwhile, the password was changed, or the user may not sign in: from the start.
            Concluded::Void => return self.restart(origin, login).await,
        };
        match (step.flow.submit(Submission::Required(judgment)), stored) {
            (Transition::To(_), Some(stored)) => {
                let (mut signed_in, user) = *stored;
                self.forget(origin, login).await?;
                if enrolled.is_some() {
                    metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
                    // Whoever signed in without the factor shall sign in with it.
                    let visit = Visit { session: signed_in.session.clone(), user };
                    signed_in.ended.extend(self.end_other_sessions(origin, &visit, EndReason::UserChanged).await?);
                }
                Ok(Outcome::SignedIn(Box::new(signed_in)))
            }
            (transition, _) => {
                if let (Some(_), Transition::To(LoginFlow::Required { user_id, .. })) = (enrolled, &transition) {
                    // Every instance reads what has ended within a second.
                    self.end_all_sessions(origin, user_id, EndReason::UserChanged).await?;
                }
                self.keep(origin, login, transition, step.remember).await
            }
        }
    }

    /// One transaction: is the proof still good, the factor, the session unless something else is due, the events.
    async fn conclude(
        &self,
        origin: &Origin,
        login: Login<'_>,
        step: &Step,
        factor: Option<&TotpFactor>,
    ) -> Result<Concluded, Error> {
        let LoginFlow::Required { user_id, amr, proved_at, .. } = &step.flow else { return Ok(Concluded::Void) };
        let old = self.session_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, user_id).await?;
        let Some(user) = user.filter(|user| still_holds(user, *proved_at)) else { return Ok(Concluded::Void) };
        // Whoever has a factor by now proves that one: a password alone neither adds another nor goes without.
        if is_half(amr) && !self.methods_due(&mut tx, login, &user, origin.now).await?.is_empty() {
            return Ok(Concluded::Void);
        }
        if let Some(factor) = factor
            && !add_totp(&mut tx, origin, factor).await?
        {
            return Ok(Concluded::Void);
        }
        if let Some(factor) = factor {
            self.outbox.tell(&mut tx, origin, &user, (Notice::FactorAdded, &factor.name)).await?;
        }
        if let Some(action) = self.update_due(login, &user, origin.now) {
            tx.commit().await?;
            return Ok(Concluded::Next(action));
        }
        let amr = if factor.is_some() { added(amr.clone(), Evidence::Enrollment) } else { amr.clone() };
        let proof = Proof { user: &user, amr: &amr, remember: step.remember };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, old)).await? else {
            // Without a session there is no factor either: a new secret is shown.
            tx.rollback().await?;
            return Ok(Concluded::TooManySessions);
        };
        let (method, enrollment) = if factor.is_some() { ("totp", "done") } else { ("password", "put_off") };
        let target = Target::Session(&signed_in.session.id);
        let event = Event::success(EventName::LoginSucceeded, Actor::User(&user.id), target);
        audit::record(&mut tx, origin, &event.detail("method", method).detail("enrollment", enrollment)).await?;
        tx.commit().await?;
        Ok(Concluded::SignedIn(Box::new((signed_in, user))))
    }
}
