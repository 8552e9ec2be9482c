//! A login step by step: throttle, lock, password, counters, session. No transaction is open over a hash, and nothing a
//! caller can see or measure tells a known name from an unknown one (product SE-09).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::attempts::{self, Account};
use super::error::Error;
use super::flow::{Complaint, Judgment, LoginFlow, Method, Submission, Transition};
use super::lockout::Lockout;
use super::password::{Password, PasswordError};
use super::required::RequiredAction;
use super::risk::{Manner, points_of_failure, with_risk};
use super::session::{Browser, Proof, SignedIn};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::Slot;
use crate::hashing::Verification;
use crate::model::acr::{Class, ClassDemand};
use crate::model::{
    ClientId, FactorRule, Notice, Realm, RegistrationRules, SessionLimit, Terms, User, UserId, UserStatus,
};
use crate::secret::{constant_time_eq, token_hash};
use crate::storage::users;

/// Logins under way.
static FLOWS: Slot<KeptFlow> = Slot::new("login_flow", Duration::from_mins(30));
/// Characters of a name at most: a longer one is nobody's.
pub(super) const IDENTIFIER_CHARS: usize = 320;

/// A flow and the browser it belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptFlow {
    browser_hash: String,
    flow: LoginFlow,
    #[serde(flatten)]
    manner: Manner,
}

/// A login under way: what it is for, and in which browser.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// Names the flow within the realm: the id of the interaction it serves.
    pub id: &'a str,
    /// The browser.
    pub browser: &'a Browser,
    /// How many sessions a user may have here.
    pub session_limit: Option<SessionLimit>,
    /// What else is demanded here.
    pub rules: LoginRules<'a>,
}

/// What a login has to satisfy where it takes place.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoginRules<'a> {
    /// The realm, whose settings say more than the server's; `None` for those alone.
    pub realm: Option<&'a Realm>,
    /// The client that the login is for; `None` on the realm's own pages.
    pub client: Option<&'a ClientId>,
    /// What the client asks of the authentication context class.
    pub classes: ClassDemand,
    /// What the login has to show at least.
    pub demand: Demand,
    /// Whether the person wishes not to be asked for the second factor in this browser for a while.
    pub wants_trust: bool,
}

/// What a login has to show at least (RFC 9470).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// Anything that signs in.
    #[default]
    Nothing,
    /// A password, or what is better.
    Password,
    /// More than the password, or proof anew by somebody who is signed in.
    More,
}

impl Demand {
    /// What is demanded where `classes` are.
    pub fn of(classes: ClassDemand) -> Self {
        match classes.must.max(classes.wish) {
            None | Some(Class::Email) => Self::Nothing,
            Some(Class::Password) => Self::Password,
            Some(_) => Self::More,
        }
    }
}

impl<'a> LoginRules<'a> {
    /// Which second factors the realm demands.
    pub fn factor_rules(self) -> &'a [FactorRule] {
        self.realm.map_or(&[], |realm| &realm.settings.factor_rules)
    }

    /// What the realm asks of whoever has an account.
    pub fn registration(self) -> Option<&'a RegistrationRules> {
        self.realm.map(|realm| &realm.settings.registration)
    }

    /// The terms that everybody has to accept.
    pub fn terms(self) -> Option<&'a Terms> {
        self.registration().and_then(|rules| rules.terms.as_ref())
    }
}

/// What a person typed on the password page.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The name, where it was asked for on the same page.
    pub identifier: Option<&'a str>,
    /// The password.
    pub password: &'a str,
    /// "Keep me signed in."
    pub remember: bool,
}

/// The step that is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The state.
    pub flow: LoginFlow,
    /// What else is known of it.
    pub manner: Manner,
}

/// What follows from a step.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Show the page of this state.
    Next(LoginFlow),
    /// The same page once more.
    Again(LoginFlow, Complaint),
    /// Signed in.
    SignedIn(Box<SignedIn>),
}

impl Authenticator {
    /// The step that is due in `login`; the first one when nothing has happened yet.
    pub async fn step(&self, origin: &Origin, login: Login<'_>) -> Result<Step, Error> {
        let kept = self.ephemeral.get(&FLOWS, origin.realm.as_str(), login.id).await?;
        let hash = token_hash(login.browser.binding.expose());
        let own = kept.filter(|kept| constant_time_eq(kept.browser_hash.as_bytes(), hash.as_bytes()));
        Ok(own.map(|kept| Step { flow: kept.flow, manner: kept.manner }).unwrap_or_default())
    }

    /// Takes a name (identifier first). The answer is the same for every name.
    pub async fn submit_identifier(
        &self,
        origin: &Origin,
        login: Login<'_>,
        identifier: &str,
        remember: bool,
    ) -> Result<Outcome, Error> {
        let bounded = if identifier.chars().count() > IDENTIFIER_CHARS { "" } else { identifier };
        let transition = LoginFlow::Identify.submit(Submission::Identifier(bounded.trim().to_owned()));
        self.keep(origin, login, transition, remember.into()).await
    }

    /// Forgets the name and begins again.
    pub async fn restart(&self, origin: &Origin, login: Login<'_>) -> Result<Outcome, Error> {
        self.keep(origin, login, LoginFlow::Identify.submit(Submission::Restart), Manner::default()).await
    }

    /// Takes a password: for the name on the same page, else for the one given before.
    pub async fn submit_password(&self, origin: &Origin, login: Login<'_>, typed: Typed<'_>) -> Result<Outcome, Error> {
        let flow = self.step(origin, login).await?.flow;
        let Some(name) = typed.identifier.or_else(|| flow.identifier()).map(str::to_owned) else {
            return Ok(Outcome::Next(LoginFlow::Identify));
        };
        if name.trim().is_empty() || name.chars().count() > IDENTIFIER_CHARS {
            return Ok(Outcome::Again(LoginFlow::Identify, Complaint::IdentifierMissing));
        }
        let again = if typed.identifier.is_some() { LoginFlow::Identify } else { flow.clone() };
        let password = match Password::parse(typed.password) {
            Ok(password) => password,
            Err(PasswordError::Empty) => return Ok(Outcome::Again(again, Complaint::PasswordMissing)),
            // No stored password is that long, whoever is meant.
            Err(PasswordError::TooLong) => return Ok(Outcome::Again(again, Complaint::Wrong)),
        };
        let mut manner = Manner::from(typed.remember);
        let (judgment, signed_in) = match self.attempt(origin, login, (&name, &password), &mut manner).await? {
            Attempt::SignedIn(signed_in) => (Judgment::Correct(signed_in.session.user_id.clone()), Some(signed_in)),
            Attempt::Half(user, methods) => (Judgment::Half(user, origin.now, methods), None),
            Attempt::Required(user, action) => (Judgment::Required(user, origin.now, action), None),
            Attempt::Refused(judgment) => (judgment, None),
        };
        let submission = match typed.identifier {
            Some(name) => Submission::Credentials(name.to_owned(), judgment),
            None => Submission::Password(judgment),
        };
        match (flow.submit(submission), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Outcome::SignedIn(signed_in))
            }
            (transition, _) => self.keep(origin, login, transition, manner).await,
        }
    }

    /// Forgets a login that is over.
    pub(super) async fn forget(&self, origin: &Origin, login: Login<'_>) -> Result<(), Error> {
        self.ephemeral.take(&FLOWS, origin.realm.as_str(), login.id).await?;
        Ok(())
    }

    pub(super) async fn keep(
        &self,
        origin: &Origin,
        login: Login<'_>,
        transition: Transition,
        manner: Manner,
    ) -> Result<Outcome, Error> {
        let (flow, outcome) = match transition {
            Transition::To(flow) | Transition::OutOfOrder(flow) => (flow.clone(), Outcome::Next(flow)),
            Transition::Again(flow, complaint) => (flow.clone(), Outcome::Again(flow, complaint)),
        };
        let kept = KeptFlow { browser_hash: token_hash(login.browser.binding.expose()), flow, manner };
        self.ephemeral.put(&FLOWS, origin.realm.as_str(), login.id, &kept).await?;
        Ok(outcome)
    }

    async fn attempt(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (name, password): (&str, &Password),
        manner: &mut Manner,
    ) -> Result<Attempt, Error> {
        let found = users::find_by_identifier(&self.database, &origin.realm, name).await?;
        let settings = self.settings();
        let account = Account::new(name, found).tried_in(&login.browser.known_devices);
        let limits = settings.limits.as_ref();
        if let Some(span) = attempts::throttled(&self.ephemeral, limits, origin, &account).await? {
            count("throttled");
            return Ok(Attempt::Refused(Judgment::Throttled(span)));
        }
        let _turn = self.turns.wait(&origin.realm, &account).await?;
        // Read again: the try before this one may have locked the account.
        let user = users::find(&self.database, &origin.realm, &account.id()).await?;
        let stores = (&self.database, &self.ephemeral);
        let tally = attempts::current_tally(stores, origin, &account, user.as_ref()).await?;
        if let Some(span) = Lockout::remaining(&tally, origin.now) {
            attempts::record_failure(&self.ephemeral, limits, origin, &account).await?;
            self.note_refusal(origin, user.as_ref(), "locked").await?;
            return Ok(Attempt::Refused(Judgment::Locked(span)));
        }
        let hash_of_user = user.as_ref().and_then(|user| user.password_hash.as_deref());
        let verification = self.hasher.verify(password, hash_of_user).await?;
        match (&user, verification) {
            (Some(user), Verification::Correct { is_outdated }) if user.status == UserStatus::Active => {
                let found = Found {
                    new_hash: if is_outdated { Some(self.hasher.hash(password).await?) } else { None },
                    is_breached: self.is_breached(password, origin.now).await,
                };
                manner.is_breached = found.is_breached;
                let proof = Proof { user, amr: &["pwd".to_owned()], manner: *manner };
                self.succeed(origin, (&proof, &account), login, found).await
            }
            // Said only to whoever knows the password.
            (Some(user), Verification::Correct { .. }) if user.status == UserStatus::Locked => {
                self.note_refusal(origin, Some(user), "recovery_required").await?;
                Ok(Attempt::Refused(Judgment::RecoveryRequired))
            }
            (user, verification) => {
                let reason = match (user, verification) {
                    (None, _) => "unknown_user",
                    (Some(_), Verification::Wrong) => "wrong_password",
                    (Some(_), Verification::Correct { .. }) => "suspended",
                };
                self.fail(origin, login, &account, reason).await
            }
        }
    }

    /// One transaction: is the account still what was verified, session, newer hash, events.
    async fn succeed(
        &self,
        origin: &Origin,
        (proof, account): (&Proof<'_>, &Account),
        login: Login<'_>,
        found: Found,
    ) -> Result<Attempt, Error> {
        let (realm, id) = (&origin.realm, &proof.user.id);
        let verified = proof.user.password_hash.clone().unwrap_or_default();
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        // Holds only for the password that was verified, and takes the row's lock: a suspension or a lock is either seen
        // below or comes after this login.
        let new_hash = found.new_hash.unwrap_or_else(|| verified.clone());
        let is_same = users::rehash_password(&mut tx, realm, id, &verified, &new_hash).await?;
        let now = users::find_in(&mut tx, realm, id).await?.filter(|now| now.status == UserStatus::Active);
        let Some(mut now) = now.filter(|_| is_same) else { return Ok(Attempt::Refused(Judgment::Wrong)) };
        let tally = attempts::final_tally(&mut tx, realm, account, &now).await?;
        if let Some(span) = Lockout::remaining(&tally, origin.now) {
            return Ok(Attempt::Refused(Judgment::Locked(span)));
        }
        // A success in a known browser says nothing about the failures of strangers.
        if account.device.is_none() {
            users::unlock(&mut tx, realm, id).await?;
        }
        if found.is_breached {
            self.note_breach(&mut tx, origin, login, &mut now).await?;
        }
        let methods = self.methods_due(&mut tx, login, &now, origin.now).await?;
        let required = self.required(&mut tx, login, (&now, proof.amr), origin.now).await?;
        // Whatever else is demanded is demanded of whoever has proved both.
        let is_free = required.is_none() && !methods.is_empty();
        let is_trusted = is_free && self.is_trusted(&mut tx, origin, login, &now).await?;
        if !methods.is_empty() && !is_trusted {
            tx.commit().await?;
            return Ok(Attempt::Half(id.clone(), methods));
        }
        if let Some(action) = required {
            tx.commit().await?;
            return Ok(Attempt::Required(id.clone(), action));
        }
        let Some(signed_in) = self.begin_session(&mut tx, origin, proof, (login, held)).await? else {
            tx.rollback().await?;
            self.note_refusal(origin, Some(proof.user), "session_limit").await?;
            return Ok(Attempt::Refused(Judgment::TooManySessions));
        };
        let event = signed_in.event().detail("method", "password");
        let event = if is_trusted { event.detail("trusted_device", true) } else { event };
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count("success");
        Ok(Attempt::SignedIn(Box::new(signed_in)))
    }

    async fn fail(&self, origin: &Origin, login: Login<'_>, account: &Account, reason: &str) -> Result<Attempt, Error> {
        let (settings, lockout) = (self.settings(), &self.settings().lockout);
        attempts::record_failure(&self.ephemeral, settings.limits.as_ref(), origin, account).await?;
        attempts::count_unknown(&self.ephemeral, origin, account, lockout).await?;
        let mut tx = self.database.begin().await?;
        let tally = match account.own_device(&origin.realm) {
            None => attempts::count_failure(&mut tx, origin, &account.id(), lockout).await?,
            Some(device) => attempts::count_device_failure(&mut tx, origin, device, lockout).await?,
        };
        let kind = if account.device.is_some() { "device" } else { "account" };
        let points = points_of_failure(login, account);
        audit::record(&mut tx, origin, &with_risk(refusal(account.user.as_ref(), reason), &points)).await?;
        let locked = Lockout::remaining(&tally, origin.now);
        if let (Some(span), Some(user)) = (locked, &account.user) {
            let event = Event::success(EventName::UserLocked, Actor::System, Target::User(&user.id))
                .detail("kind", kind)
                .detail("failures", tally.failures)
                .detail("seconds", span.as_secs());
            audit::record(&mut tx, origin, &event).await?;
            // Once a series: whoever keeps trying must not fill a mailbox.
            if tally.failures == lockout.after {
                self.outbox.tell(&mut tx, origin, user, (Notice::AccountLocked, "")).await?;
            }
            metrics::counter!("gatehouse_lockouts_total", "kind" => kind).increment(1);
        }
        tx.commit().await?;
        count("failure");
        Ok(Attempt::Refused(Judgment::Wrong))
    }

    /// An event for a try that was not looked at.
    async fn note_refusal(&self, origin: &Origin, user: Option<&User>, reason: &str) -> Result<(), Error> {
        let mut tx = self.database.begin().await?;
        audit::record(&mut tx, origin, &refusal(user, reason)).await?;
        tx.commit().await?;
        count(if reason == "locked" { "locked" } else { "failure" });
        Ok(())
    }
}

/// What was found out about a password that was right.
struct Found {
    /// One of today's parameters, where the stored one is not.
    new_hash: Option<String>,
    is_breached: bool,
}

/// What became of a try.
enum Attempt {
    SignedIn(Box<SignedIn>),
    /// The password was right; one of these is due.
    Half(UserId, Vec<Method>),
    /// All was right; this has to be done.
    Required(UserId, RequiredAction),
    Refused(Judgment),
}

/// The event of a refused login. What was typed is not in it: people type passwords into the wrong field.
fn refusal<'a>(user: Option<&'a User>, reason: &str) -> Event<'a> {
    let target = user.map_or(Target::Nothing, |user| Target::User(&user.id));
    Event::failure(EventName::LoginFailed, Actor::Anonymous, target)
        .detail("method", "password")
        .detail("reason", reason)
}

fn count(result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => "password").increment(1);
}
