//! A login by a passkey alone (product AU-04): possession of the key and, by its authenticator, knowledge or biometrics.
//! What is asked is the same for everybody, so that nothing tells who has one (product SE-09).
//!
//! A lock of the password does not stop it: that lock is against guessing, and a signature cannot be guessed.

use super::Authenticator;
use super::ceremony::{Binding, CeremonyAnswer, CeremonyRequest};
use super::error::Error;
use super::flow::{KeyJudgment, Submission, Transition, added};
use super::login::{Login, Outcome};
use super::second_factor::evidence;
use super::session::{Proof, SignedIn};
use super::webauthn::{Answer, Asserted, Refusal, RelyingParty};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{CredentialKind, UserId, UserStatus, WebauthnCredential};
use crate::storage::{Transaction, users, webauthn_credentials as credentials};

/// Whom a login by passkey may sign in, and how.
#[derive(Clone, Copy, Debug)]
pub struct KeyLogin<'a> {
    /// The only user who may, where that is no question.
    pub expected: Option<&'a UserId>,
    /// "Keep me signed in."
    pub remember: bool,
}

impl Authenticator {
    /// Asks the browser for a passkey of whoever sits in front of it.
    pub async fn begin_passkey(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
    ) -> Result<CeremonyRequest, Error> {
        self.keep_ceremony(origin, Binding::login(login), party.begin_discovery()?.into()).await
    }

    /// Takes a passkey, instead of name and password.
    pub async fn submit_passkey(
        &self,
        origin: &Origin,
        (login, how): (Login<'_>, KeyLogin<'_>),
        party: &RelyingParty,
        answer: CeremonyAnswer<'_>,
    ) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let (judgment, signed_in) = match self.try_passkey(origin, (login, how), party, answer).await? {
            Tried::SignedIn(signed_in, judgment) => (judgment, Some(signed_in)),
            Tried::Required(judgment, remember) => {
                let transition = step.flow.submit(Submission::Passkey(judgment));
                return self.keep(origin, login, transition, remember.into()).await;
            }
            Tried::Refused(judgment) => (judgment, None),
        };
        match (step.flow.submit(Submission::Passkey(judgment)), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Outcome::SignedIn(signed_in))
            }
            (transition, _) => self.keep(origin, login, transition, step.manner).await,
        }
    }

    async fn try_passkey(
        &self,
        origin: &Origin,
        (login, how): (Login<'_>, KeyLogin<'_>),
        party: &RelyingParty,
        answer: CeremonyAnswer<'_>,
    ) -> Result<Tried, Error> {
        let Some(taken) = self.take_ceremony(origin, &Binding::login(login), answer.id).await? else {
            return Ok(Tried::Refused(KeyJudgment::Expired));
        };
        let Some(answer) = Answer::parse(answer.credential) else {
            return self.refuse_key(origin, None, ("unreadable", KeyJudgment::Wrong)).await;
        };
        let found = credentials::find(&self.database, &origin.realm, &answer.credential_id()).await?;
        let Some(credential) = found else {
            return self.refuse_key(origin, None, ("unknown_credential", KeyJudgment::Unknown)).await;
        };
        let owner = &credential.user_id;
        let known = credentials::find_user(&self.database, &origin.realm, owner).await?;
        // WebAuthn §7.2 step 6: the user was not named before, so the handle must be there, and be the owner's.
        let is_owner = known.is_some_and(|known| answer.user_handle().is_some_and(|handle| handle == known.handle));
        let is_expected = how.expected.is_none_or(|expected| expected == owner);
        if !is_owner || !is_expected || credential.kind != CredentialKind::Passkey {
            return self.refuse_key(origin, Some(owner), ("not_for_this", KeyJudgment::Wrong)).await;
        }
        match party.finish(&answer, taken.challenge, &credential) {
            Ok(asserted) if asserted.user_verified => self.accept(origin, (login, how), &credential, asserted).await,
            Ok(_) | Err(Refusal::NotVerified) => {
                self.refuse_key(origin, Some(owner), ("user_not_verified", KeyJudgment::NotVerified)).await
            }
            Err(Refusal::Unfit(reason)) => {
                tracing::info!(reason, request_id = origin.request_id, "a passkey was refused");
                self.refuse_key(origin, Some(owner), ("wrong_answer", KeyJudgment::Wrong)).await
            }
        }
    }

    /// One transaction: may the user still sign in, does the counter go on, session, events.
    async fn accept(
        &self,
        origin: &Origin,
        (login, how): (Login<'_>, KeyLogin<'_>),
        credential: &WebauthnCredential,
        asserted: Asserted,
    ) -> Result<Tried, Error> {
        let realm = &origin.realm;
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &credential.user_id).await?;
        let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
            drop(tx);
            return self.refuse_key(origin, Some(&credential.user_id), ("suspended", KeyJudgment::Wrong)).await;
        };
        if !credentials::record_use(&mut tx, credential, asserted.at(origin.now)).await? {
            self.note_stale_key(tx, origin, credential).await?;
            return Ok(Tried::Refused(KeyJudgment::Wrong));
        }
        let evidence = evidence(credential);
        let amr = added(Vec::new(), evidence);
        if let Some(action) = self.required(&mut tx, login, (&user, &amr), origin.now).await? {
            tx.commit().await?;
            let judgment = KeyJudgment::Required(user.id, evidence, (origin.now, action));
            return Ok(Tried::Required(judgment, how.remember));
        }
        let proof = Proof { user: &user, amr: &amr, manner: how.remember.into() };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            tx.rollback().await?;
            return self.refuse_key(origin, Some(&user.id), ("session_limit", KeyJudgment::TooManySessions)).await;
        };
        let event = signed_in.event();
        audit::record(&mut tx, origin, &event.detail("method", "passkey")).await?;
        tx.commit().await?;
        count("success");
        let judgment = KeyJudgment::Correct(user.id.clone(), evidence);
        Ok(Tried::SignedIn(Box::new(signed_in), judgment))
    }

    async fn refuse_key(
        &self,
        origin: &Origin,
        user: Option<&UserId>,
        (reason, judgment): (&str, KeyJudgment),
    ) -> Result<Tried, Error> {
        let mut tx = self.database.begin().await?;
        let target = user.map_or(Target::Nothing, Target::User);
        let event = Event::failure(EventName::LoginFailed, Actor::Anonymous, target);
        let event = event.detail("method", "passkey").detail("reason", reason);
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count("failure");
        Ok(Tried::Refused(judgment))
    }

    /// Writes down in `tx` that a good signature came with a counter that has not gone on (pages K-7): two authenticators
    /// may hold one key. It locks nobody out, and the credential goes on with a higher one. Says so as well when the
    /// credential was removed meanwhile.
    pub(super) async fn note_stale_key(
        &self,
        mut tx: Transaction,
        origin: &Origin,
        credential: &WebauthnCredential,
    ) -> Result<(), Error> {
        let owner = &credential.user_id;
        let left = credentials::list_of_user_in(&mut tx, &origin.realm, owner).await?;
        let reason = if left.iter().any(|known| known.id == credential.id) { "counter" } else { "removed" };
        let event = Event::failure(EventName::FactorFailed, Actor::Anonymous, Target::User(owner));
        let event = event.detail("method", credential.kind.as_str()).detail("reason", reason);
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        tracing::warn!(reason, user = %owner, request_id = origin.request_id, "a signature came, and was not accepted");
        count("failure");
        Ok(())
    }

    /// The credential id in `answer`, when no realm here knows it: its authenticator may forget it (WebAuthn §5.1.10.1).
    pub async fn forgettable(&self, answer: &str) -> Result<Option<String>, Error> {
        let Some(answer) = Answer::parse(answer) else { return Ok(None) };
        let id = answer.credential_id();
        Ok(credentials::is_unknown(&self.database, &id).await?.then_some(id))
    }
}

/// What became of a passkey.
enum Tried {
    SignedIn(Box<SignedIn>, KeyJudgment),
    /// Good, and something has to be done; with whether the session shall be remembered.
    Required(KeyJudgment, bool),
    Refused(KeyJudgment),
}

fn count(result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => "passkey").increment(1);
}
