//! The end of what a login demands: the act itself, and the session that begins with it unless something else is due.

use super::Authenticator;
use super::enroll::add_totp;
use super::error::Error;
use super::factors::is_half;
use super::flow::{EMAIL, Evidence, LoginFlow, Submission, Transition, added};
use super::login::{Login, Outcome, Step};
use super::profile_step::tell;
use super::required::{RequiredAction, RequiredJudgment};
use super::second_factor::still_holds;
use super::session::{Proof, SignedIn, Visit};
use super::upstream_login::FEDERATED;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, Notice, Sheet, TotpFactor, User};
use crate::storage::{Transaction, registrations, users};

/// What a person does because a login demands it.
#[derive(Clone, Copy)]
pub(super) enum Act<'a> {
    /// Adds this factor, whose first code was right.
    Enroll(&'a TotpFactor),
    /// Puts that off.
    PutOff,
    /// Accepts this version of the terms.
    Accept(&'a str),
    /// Tells this, as read; what of it is known already stays as it is.
    Tell(&'a Sheet),
}

impl Act<'_> {
    /// What it proves.
    const fn evidence(self) -> Option<Evidence> {
        match self {
            Self::Enroll(_) => Some(Evidence::Enrollment),
            Self::PutOff | Self::Accept(_) | Self::Tell(_) => None,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Enroll(_) => "enrolled",
            Self::PutOff => "put_off",
            Self::Accept(_) => "accepted_terms",
            Self::Tell(_) => "told_profile",
        }
    }
}

/// What became of the transaction.
enum Concluded {
    SignedIn(Box<(SignedIn, User)>),
    Next(RequiredAction),
    TooManySessions,
    Void,
}

impl Authenticator {
    /// Does what `step` demands, and goes on to what comes next.
    pub(super) async fn go_on(
        &self,
        origin: &Origin,
        login: Login<'_>,
        step: Step,
        act: Act<'_>,
    ) -> Result<Outcome, Error> {
        let enrolled = act.evidence();
        let (judgment, stored) = match self.conclude(origin, login, &step, act).await? {
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
                self.keep(origin, login, transition, step.manner).await
            }
        }
    }

    /// One transaction: is the proof still good, the act, the session unless something else is due, the events.
    async fn conclude(&self, origin: &Origin, login: Login<'_>, step: &Step, act: Act<'_>) -> Result<Concluded, Error> {
        let LoginFlow::Required { user_id, amr, proved_at, .. } = &step.flow else { return Ok(Concluded::Void) };
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, user_id).await?;
        let Some(mut user) = user.filter(|user| still_holds(user, *proved_at)) else { return Ok(Concluded::Void) };
        // Whoever has a factor by now proves that one: a password alone neither adds another nor goes without.
        if is_half(amr) && !self.methods_due(&mut tx, login, &user, origin.now).await?.is_empty() {
            return Ok(Concluded::Void);
        }
        if !self.perform(&mut tx, origin, &mut user, act).await? {
            return Ok(Concluded::Void);
        }
        let amr = act.evidence().map_or_else(|| amr.clone(), |evidence| added(amr.clone(), evidence));
        let next = match act {
            Act::Enroll(_) | Act::PutOff => self.update_due(login, (&user, &amr), origin.now),
            Act::Accept(_) | Act::Tell(_) => {
                self.required_with_terms(&mut tx, login, (&user, &amr), origin.now).await?
            }
        };
        if let Some(action) = next {
            tx.commit().await?;
            return Ok(Concluded::Next(action));
        }
        let proof = Proof { user: &user, amr: &amr, manner: step.manner };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            // Without a session there is no factor either: a new secret is shown, and the terms are asked about again.
            tx.rollback().await?;
            return Ok(Concluded::TooManySessions);
        };
        let event = signed_in.event();
        let event = event.detail("method", method_of(&amr)).detail("demanded", act.as_str());
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        Ok(Concluded::SignedIn(Box::new((signed_in, user))))
    }

    /// `false` when it cannot be done any more.
    async fn perform(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &mut User,
        act: Act<'_>,
    ) -> Result<bool, Error> {
        match act {
            Act::PutOff => {}
            Act::Tell(sheet) => tell(tx, origin, user, sheet).await?,
            Act::Enroll(factor) => {
                if !add_totp(tx, origin, factor).await? {
                    return Ok(false);
                }
                self.outbox.tell(tx, origin, user, (Notice::FactorAdded, &factor.name)).await?;
            }
            Act::Accept(version) => {
                registrations::accept_terms(tx, (&origin.realm, &user.id), version, origin.now).await?;
                let event = Event::success(EventName::TermsAccepted, Actor::User(&user.id), Target::User(&user.id));
                audit::record(tx, origin, &event.detail("version", version)).await?;
            }
        }
        Ok(true)
    }
}

/// The way of signing in that `amr` (RFC 8176) speaks of, as in events.
fn method_of(amr: &[String]) -> &'static str {
    let has = |name: &str| amr.iter().any(|method| method == name);
    if has("hwk") || has("swk") {
        "passkey"
    } else if has("otp") {
        "totp"
    } else if has(EMAIL) {
        "email-code"
    } else if has(FEDERATED) {
        "upstream"
    } else {
        "password"
    }
}
