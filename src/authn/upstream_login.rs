//! A login by the word of a provider elsewhere (product FI-01, FI-06). The word stands in the place of a password: what else
//! the realm demands, it demands here as well. Whose identity it is, says issuer and subject alone; an address decides only
//! where the realm trusts the provider with it, and only between addresses that are proven on both sides.
//!
//! A lock of the password does not stop it: that lock is against guessing.

use super::Authenticator;
use super::error::Error;
use super::flow::{Judgment, LoginFlow, Submission, Transition};
use super::linked::{Linking, new_identity, record_link};
use super::login::{Login, Outcome};
use super::registration::{Arrival, Newcomer, provisional};
use super::risk::Manner;
use super::session::{Proof, SignedIn};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{
    Assertion, Field, RegistrationMode, RegistrationRules, Unlinked, UpstreamSettings, User, UserId, UserStatus,
    judge_unlinked,
};
use crate::storage::{StorageError, Transaction, linked_identities, users};

/// How the word of a provider elsewhere stands among the methods. RFC 8176 has no name for it; this one is what others call it.
pub(super) const FEDERATED: &str = "fed";
/// Beside it: the provider has authenticated the person anew, who was therefore there (RFC 8176 §2).
pub(super) const PRESENCE: &str = "user";

/// The methods behind the word of a provider elsewhere.
pub(super) fn federated(is_anew: bool) -> Vec<&'static str> {
    if is_anew { vec![FEDERATED, PRESENCE] } else { vec![FEDERATED] }
}

/// What a provider says, and what the realm makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Asserted<'a> {
    /// What it says.
    pub assertion: &'a Assertion,
    /// What the realm believes it.
    pub settings: &'a UpstreamSettings,
    /// The only user who may sign in here, where that is no question.
    pub expected: Option<&'a UserId>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Entered {
    /// The login goes on, or not.
    Outcome(Outcome),
    /// There is an account, and an administrator decides whether it may be used (pages N-7).
    Waits,
    /// The identity is nobody's: its owner signs in by what they have here, and links it.
    SignInFirst,
}

/// What became of one try.
enum Tried {
    SignedIn(Box<SignedIn>),
    Required(Box<LoginFlow>),
    Judged(Judgment),
    Waits,
    SignInFirst,
}

/// How the identity came to the user that it is admitted as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Link,
    Address,
}

impl Authenticator {
    /// Takes the word of a provider into `login`, instead of name and password.
    pub async fn submit_upstream(
        &self,
        origin: &Origin,
        login: Login<'_>,
        asserted: Asserted<'_>,
    ) -> Result<Entered, Error> {
        let told = asserted.assertion;
        let subject = (told.issuer.as_str(), told.subject.as_str());
        let known = linked_identities::find_by_subject(&self.database, &origin.realm, subject).await?;
        let tried = match (known, asserted.expected) {
            (Some(known), Some(expected)) if known.user_id != *expected => {
                self.refuse_upstream(origin, Some(expected), (told, "not_for_this")).await?
            }
            (Some(known), _) => self.admit(origin, (login, asserted), &known.user_id, By::Link).await?,
            (None, Some(expected)) => self.refuse_upstream(origin, Some(expected), (told, "not_linked")).await?,
            (None, None) => self.meet_stranger(origin, login, asserted).await?,
        };
        let (judgment, signed_in) = match tried {
            Tried::Waits => return Ok(Entered::Waits),
            Tried::SignInFirst => return Ok(Entered::SignInFirst),
            Tried::Required(flow) => {
                let outcome = self.keep(origin, login, Transition::To(*flow), Manner::default()).await?;
                return Ok(Entered::Outcome(outcome));
            }
            Tried::SignedIn(signed_in) => (Judgment::Correct(signed_in.session.user_id.clone()), Some(signed_in)),
            Tried::Judged(judgment) => (judgment, None),
        };
        let flow = self.step(origin, login).await?.flow;
        match (flow.clone().submit(Submission::Upstream(judgment, told.is_anew)), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Entered::Outcome(Outcome::SignedIn(signed_in)))
            }
            // What was typed before stays: the person goes on where they were.
            (Transition::Again(_, complaint), _) => Ok(Entered::Outcome(Outcome::Again(flow, complaint))),
            (transition, _) => Ok(Entered::Outcome(self.keep(origin, login, transition, Manner::default()).await?)),
        }
    }

    /// Writes down that a provider's answer was none, and why.
    pub async fn note_upstream_failure(&self, origin: &Origin, (name, reason): (&str, &str)) -> Result<(), Error> {
        let mut tx = self.database.begin().await?;
        let event = Event::failure(EventName::LoginFailed, Actor::Anonymous, Target::Nothing);
        let event = event.detail("method", "upstream").detail("upstream", name).detail("reason", reason);
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count("failure");
        Ok(())
    }

    /// Somebody whom no link names.
    async fn meet_stranger(&self, origin: &Origin, login: Login<'_>, asserted: Asserted<'_>) -> Result<Tried, Error> {
        let (told, closed) = (asserted.assertion, RegistrationRules::default());
        let rules = login.rules.registration().unwrap_or(&closed);
        let owner = match told.proven_email(asserted.settings) {
            Some(email) => users::find_by_identifier(&self.database, &origin.realm, email).await?,
            None => None,
        };
        match (judge_unlinked(told, asserted.settings, owner.as_ref(), rules), owner) {
            (Unlinked::Link, Some(owner)) => self.admit(origin, (login, asserted), &owner.id, By::Address).await,
            (Unlinked::Create, None) => self.enroll_newcomer(origin, (login, asserted), rules).await,
            (Unlinked::Link | Unlinked::Create | Unlinked::SignInFirst, _) => {
                self.note_upstream_failure(origin, (&told.upstream.1, "not_linked")).await?;
                Ok(Tried::SignInFirst)
            }
        }
    }

    /// One transaction: may the user still sign in, is the identity theirs, then whatever else the login has to prove or do,
    /// or the session.
    async fn admit(
        &self,
        origin: &Origin,
        (login, asserted): (Login<'_>, Asserted<'_>),
        user: &UserId,
        by: By,
    ) -> Result<Tried, Error> {
        let told = asserted.assertion;
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let found = users::find_locked(&mut tx, &origin.realm, user).await?;
        let user = match found.as_ref().map(|user| user.status) {
            Some(UserStatus::Active) => found,
            Some(UserStatus::Pending) => return Ok(Tried::Waits),
            Some(UserStatus::Locked) => {
                drop(tx);
                self.note_upstream_failure(origin, (&told.upstream.1, "recovery_required")).await?;
                return Ok(Tried::Judged(Judgment::RecoveryRequired));
            }
            Some(UserStatus::Suspended) | None => None,
        };
        let Some(user) = user else {
            drop(tx);
            return self.refuse_upstream(origin, None, (told, "suspended")).await;
        };
        if !self.is_theirs(&mut tx, origin, (login, asserted), (&user, by)).await? {
            drop(tx);
            self.note_upstream_failure(origin, (&told.upstream.1, "not_linked")).await?;
            return Ok(Tried::SignInFirst);
        }
        let methods = self.methods_due(&mut tx, login, &user, origin.now).await?;
        if !methods.is_empty() {
            tx.commit().await?;
            return Ok(Tried::Judged(Judgment::Half(user.id, origin.now, methods)));
        }
        let amr: Vec<String> = federated(told.is_anew).into_iter().map(str::to_owned).collect();
        if let Some(action) = self.required(&mut tx, login, (&user, &amr), origin.now).await? {
            tx.commit().await?;
            return Ok(Tried::Judged(Judgment::Required(user.id, origin.now, action)));
        }
        let proof = Proof { user: &user, amr: &amr, manner: Manner::default() };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            tx.rollback().await?;
            self.note_upstream_failure(origin, (&told.upstream.1, "session_limit")).await?;
            return Ok(Tried::Judged(Judgment::TooManySessions));
        };
        let event = signed_in.event().detail("method", "upstream").detail("upstream", told.upstream.1.as_str());
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count("success");
        Ok(Tried::SignedIn(Box::new(signed_in)))
    }

    /// Whether the identity is `user`'s, whose row `tx` holds: by its link still, or by an address that makes it theirs now.
    async fn is_theirs(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (login, asserted): (Login<'_>, Asserted<'_>),
        (user, by): (&User, By),
    ) -> Result<bool, Error> {
        let told = asserted.assertion;
        if by == By::Address {
            let closed = RegistrationRules::default();
            let rules = login.rules.registration().unwrap_or(&closed);
            // The address may have changed since it was looked for.
            let is_still = judge_unlinked(told, asserted.settings, Some(user), rules) == Unlinked::Link;
            return Ok(is_still && self.link(tx, origin, user, told).await? == Linking::Done);
        }
        let subject = (told.issuer.as_str(), told.subject.as_str());
        let known = linked_identities::find_by_subject_in(tx, &origin.realm, subject).await?;
        match known.filter(|known| known.user_id == user.id) {
            Some(known) => Ok(linked_identities::record_use(tx, &known, &told.label(), origin.now).await?),
            None => Ok(false),
        }
    }

    /// One transaction: a user with the address that the provider vouches for, their identity, and a session unless something
    /// is demanded first.
    async fn enroll_newcomer(
        &self,
        origin: &Origin,
        (login, asserted): (Login<'_>, Asserted<'_>),
        rules: &RegistrationRules,
    ) -> Result<Tried, Error> {
        let told = asserted.assertion;
        if let Some(wait) = self.source_throttled(origin).await? {
            return Ok(Tried::Judged(Judgment::Throttled(wait)));
        }
        let held = self.sessions_of(origin, login.browser).await?;
        let user = new_user(origin, told, rules);
        let identity = new_identity(origin, &user, told);
        let mut tx = self.database.begin().await?;
        match users::insert(&mut tx, &user).await {
            // Somebody else took the address, or this very identity came twice at once.
            Err(StorageError::Conflict) => return Ok(Tried::SignInFirst),
            other => other?,
        }
        match linked_identities::insert(&mut tx, &identity).await {
            Err(StorageError::Conflict) => return Ok(Tried::SignInFirst),
            other => other?,
        }
        let amr: Vec<String> = federated(told.is_anew).into_iter().map(str::to_owned).collect();
        let newcomer = Newcomer { user: &user, terms: None, amr: &amr, by: "upstream" };
        let arrival = self.receive(&mut tx, origin, (login, held), newcomer).await?;
        record_link(&mut tx, origin, &identity, told).await?;
        tx.commit().await?;
        metrics::counter!("user_registrations_total").increment(1);
        Ok(match arrival {
            Arrival::SignedIn(signed_in) => Tried::SignedIn(signed_in),
            Arrival::Required(flow) => Tried::Required(flow),
            Arrival::Waits => Tried::Waits,
        })
    }

    async fn refuse_upstream(
        &self,
        origin: &Origin,
        user: Option<&UserId>,
        (told, reason): (&Assertion, &str),
    ) -> Result<Tried, Error> {
        let mut tx = self.database.begin().await?;
        let target = user.map_or(Target::Nothing, Target::User);
        let event = Event::failure(EventName::LoginFailed, Actor::Anonymous, target);
        let event = event.detail("method", "upstream").detail("upstream", told.upstream.1.as_str());
        audit::record(&mut tx, origin, &event.detail("reason", reason)).await?;
        tx.commit().await?;
        count("failure");
        Ok(Tried::Judged(Judgment::Wrong))
    }
}

/// The user that somebody becomes whose address a trusted provider vouches for.
fn new_user(origin: &Origin, told: &Assertion, rules: &RegistrationRules) -> User {
    let status = match rules.mode {
        RegistrationMode::Approval => UserStatus::Pending,
        RegistrationMode::Closed
        | RegistrationMode::Invitation
        | RegistrationMode::Open
        | RegistrationMode::Domains => UserStatus::Active,
    };
    let mut user =
        User { email_verified: true, status, ..provisional(origin, told.email.as_deref().unwrap_or_default()) };
    let name = told.name.as_deref().and_then(|name| Field::Name.read(name, &[], origin.now).ok());
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        Field::Name.set_claim(&mut user.claims, &name);
    }
    user
}

fn count(result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => "upstream").increment(1);
}
