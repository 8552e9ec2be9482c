//! The second step of a login: a code or a key, after the password was right. Failures count over every factor, flow,
//! source and instance of a user; nothing is looked at while that tally locks.

use super::Authenticator;
use super::ceremony::{Binding, CeremonyAnswer, CeremonyRequest};
use super::error::Error;
use super::flow::{CodeJudgment, Complaint, Evidence, LoginFlow, Method, StepUp, Submission, Transition, added};
use super::lockout::{Lockout, Tally};
use super::login::{Login, Outcome};
use super::required::RequiredAction;
use super::risk::Manner;
use super::session::{Proof, SignedIn};
use super::totp::TotpSecret;
use super::webauthn::{Answer, Asserted, RelyingParty};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::acr::Class;
use crate::model::{
    BackupCode, FactorId, Notice, RealmId, TotpAlgorithm, TotpFactor, User, UserId, UserStatus, WebauthnCredential,
    totp_binding,
};
use crate::storage::{Transaction, backup_codes, factor_tallies, totp_factors, users, webauthn_credentials};

/// What a person shows.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Code(Method, &'a str),
    Key(&'a RelyingParty, CeremonyAnswer<'a>),
}

impl Shown<'_> {
    const fn method(self) -> Method {
        match self {
            Self::Code(method, _) => method,
            Self::Key(..) => Method::Passkey,
        }
    }
}

/// What became of a look at it.
enum Look {
    Fits(Match),
    Fails,
    /// Nothing was asked that it could answer.
    Expired,
}

/// A code or a key that fits, and what has to be spent for it.
pub(super) enum Match {
    Totp(Box<TotpFactor>, i64),
    BackupCode(BackupCode),
    Key(Box<WebauthnCredential>, Asserted),
}

impl Match {
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::Totp(..) => Method::Totp,
            Self::BackupCode(_) => Method::BackupCode,
            Self::Key(..) => Method::Passkey,
        }
    }

    pub(super) const fn evidence(&self) -> Evidence {
        match self {
            Self::Totp(..) | Self::BackupCode(_) => Evidence::Code,
            Self::Key(credential, _) => evidence(credential),
        }
    }

    /// Spends it; `false` when it was spent meanwhile.
    pub(super) async fn spend(&self, tx: &mut Transaction, origin: &Origin, user: &UserId) -> Result<bool, Error> {
        Ok(match self {
            Self::Totp(factor, step) => totp_factors::spend_step(tx, factor, *step, origin.now).await?,
            Self::BackupCode(code) => backup_codes::spend(tx, &origin.realm, user, code, origin.now).await?,
            Self::Key(credential, asserted) => {
                webauthn_credentials::record_use(tx, credential, asserted.at(origin.now)).await?
            }
        })
    }
}

/// What a use of `credential` shows.
pub(super) const fn evidence(credential: &WebauthnCredential) -> Evidence {
    if credential.backup_eligible { Evidence::SyncedKey } else { Evidence::BoundKey }
}

/// What the second step of a login goes on from.
struct Half<'a> {
    user: &'a UserId,
    amr: &'a [String],
    proved_at: Timestamp,
    manner: Manner,
    step_up: Option<&'a StepUp>,
}

impl Authenticator {
    /// Takes a code for the login whose password was right.
    pub async fn submit_code(
        &self,
        origin: &Origin,
        login: Login<'_>,
        method: Method,
        typed: &str,
    ) -> Result<Outcome, Error> {
        self.submit_second(origin, login, Shown::Code(method, typed)).await
    }

    /// Asks for one of the keys of whose password was right. `None` when no key is due, or there is none any more.
    pub async fn begin_second_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
    ) -> Result<Option<CeremonyRequest>, Error> {
        let LoginFlow::SecondFactor { user_id, methods, step_up, .. } = self.step(origin, login).await?.flow else {
            return Ok(None);
        };
        let mut credentials = webauthn_credentials::list_of_user(&self.database, &origin.realm, &user_id).await?;
        if !methods.contains(&Method::Passkey) || credentials.is_empty() {
            return Ok(None);
        }
        let class = step_up.map_or(login.rules.classes.must, |step_up| step_up.class);
        keep_reaching(&mut credentials, class);
        let begun = party.begin_assertion(&credentials)?;
        self.keep_ceremony(origin, Binding::second_factor(login, &user_id), begun.into()).await.map(Some)
    }

    /// Takes the answer of a key for the login whose password was right.
    pub async fn submit_second_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
        answer: CeremonyAnswer<'_>,
    ) -> Result<Outcome, Error> {
        self.submit_second(origin, login, Shown::Key(party, answer)).await
    }

    async fn submit_second(&self, origin: &Origin, login: Login<'_>, shown: Shown<'_>) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::SecondFactor { user_id, amr, proved_at, methods, step_up } = &step.flow else {
            return Ok(Outcome::Next(step.flow));
        };
        if !methods.contains(&shown.method()) {
            return Ok(Outcome::Next(step.flow));
        }
        if matches!(shown, Shown::Code(_, typed) if typed.trim().is_empty()) {
            return Ok(Outcome::Again(step.flow, Complaint::CodeMissing));
        }
        let step_up = step_up.as_ref();
        let half = Half { user: user_id, amr, proved_at: *proved_at, manner: step.manner, step_up };
        let (judgment, signed_in) = match self.try_second(origin, login, &half, shown).await? {
            Tried::SignedIn(signed_in, evidence) => (CodeJudgment::Correct(evidence), Some(signed_in)),
            Tried::Required(evidence, action) => (CodeJudgment::Required(evidence, action), None),
            Tried::Refused(judgment) => (judgment, None),
            // The password was changed, or the user may not sign in any more: from the start.
            Tried::Void => return self.restart(origin, login).await,
        };
        match (step.flow.submit(Submission::Code(judgment)), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Outcome::SignedIn(signed_in))
            }
            (transition, _) => self.keep(origin, login, transition, step.manner).await,
        }
    }

    async fn try_second(
        &self,
        origin: &Origin,
        login: Login<'_>,
        half: &Half<'_>,
        shown: Shown<'_>,
    ) -> Result<Tried, Error> {
        let (realm, method) = (&origin.realm, shown.method());
        // Cheap, and spares the hash; what counts is asked again below, with the tally held.
        if let Some(found) = factor_tallies::find(&self.database, realm, half.user).await?
            && let Some(span) = Lockout::remaining(&tally(found), origin.now)
        {
            count(method, "locked");
            return Ok(Tried::Refused(CodeJudgment::Locked(span)));
        }
        let found = match self.look(origin, login, half.user, shown).await? {
            Look::Fits(found) => Some(found),
            Look::Fails => None,
            Look::Expired => return Ok(Tried::Refused(CodeJudgment::Expired)),
        };
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        // The user's row first, as everywhere: a suspension is seen or comes after this login, and sessions are counted one
        // after the other.
        let user = users::find_locked(&mut tx, realm, half.user).await?.filter(|user| half.still_holds(user));
        let Some(user) = user else { return Ok(Tried::Void) };
        let before = tally(factor_tallies::hold(&mut tx, realm, half.user).await?);
        if let Some(span) = Lockout::remaining(&before, origin.now) {
            count(method, "locked");
            return Ok(Tried::Refused(CodeJudgment::Locked(span)));
        }
        let spent = match &found {
            Some(found) => found.spend(&mut tx, origin, half.user).await?,
            None => false,
        };
        if let (Some(Match::Key(credential, _)), false) = (&found, spent) {
            self.note_stale_key(tx, origin, credential).await?;
            return Ok(Tried::Refused(CodeJudgment::Wrong));
        }
        let Some(found) = found.filter(|_| spent) else {
            return self.refuse(tx, origin, &user, (method, before)).await.map(Tried::Refused);
        };
        factor_tallies::clear(&mut tx, realm, half.user).await?;
        self.record_use(&mut tx, origin, &user, &found).await?;
        if let Some(step_up) = half.step_up {
            return self.raise(tx, origin, (step_up, held), &found).await;
        }
        let amr = added(half.amr.to_vec(), found.evidence());
        if let Some(action) = self.required(&mut tx, login, (&user, &amr), origin.now).await? {
            tx.commit().await?;
            count(method, "success");
            return Ok(Tried::Required(found.evidence(), action));
        }
        let proof = Proof { user: &user, amr: &amr, manner: half.manner };
        let Some(mut signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            // The code stays unspent: it was right.
            tx.rollback().await?;
            count(method, "session_limit");
            return Ok(Tried::Refused(CodeJudgment::TooManySessions));
        };
        signed_in.trust = self.trust_browser(&mut tx, origin, login, &user).await?;
        let event = signed_in.event();
        audit::record(&mut tx, origin, &event.detail("method", found.method().as_str())).await?;
        tx.commit().await?;
        count(method, "success");
        Ok(Tried::SignedIn(Box::new(signed_in), found.evidence()))
    }

    /// What `shown` is a code of, or the answer of.
    async fn look(&self, origin: &Origin, login: Login<'_>, user: &UserId, shown: Shown<'_>) -> Result<Look, Error> {
        let (method, typed) = match shown {
            Shown::Key(party, answer) => return self.look_at_key(origin, login, user, (party, answer)).await,
            Shown::Code(method, typed) => (method, typed),
        };
        Ok(self.find_code(origin, user, (method, typed)).await?.map_or(Look::Fails, Look::Fits))
    }

    /// What `typed` is a code of.
    pub(super) async fn find_code(
        &self,
        origin: &Origin,
        user: &UserId,
        (method, typed): (Method, &str),
    ) -> Result<Option<Match>, Error> {
        match method {
            // A key is not proved by anything typed.
            Method::Passkey => Ok(None),
            Method::BackupCode => Ok(self.verify_backup_code(origin, user, typed).await?.map(Match::BackupCode)),
            Method::Totp => self.find_totp(origin, user, typed).await,
        }
    }

    async fn find_totp(&self, origin: &Origin, user: &UserId, typed: &str) -> Result<Option<Match>, Error> {
        for factor in totp_factors::list_of_user(&self.database, &origin.realm, user).await? {
            let secret = self.open_totp(&factor)?;
            if let Some(step) = secret.matching_step(typed, self.settings().totp.window, origin.now) {
                return Ok(Some(Match::Totp(Box::new(factor), step)));
            }
        }
        Ok(None)
    }

    async fn look_at_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        user: &UserId,
        (party, answer): (&RelyingParty, CeremonyAnswer<'_>),
    ) -> Result<Look, Error> {
        let binding = Binding::second_factor(login, user);
        let Some(taken) = self.take_ceremony(origin, &binding, answer.id).await? else {
            return Ok(Look::Expired);
        };
        let Some(answer) = Answer::parse(answer.credential) else { return Ok(Look::Fails) };
        let found = webauthn_credentials::find(&self.database, &origin.realm, &answer.credential_id()).await?;
        let Some(credential) = found.filter(|found| found.user_id == *user) else { return Ok(Look::Fails) };
        Ok(match party.finish(&answer, taken.challenge, &credential) {
            Ok(asserted) => Look::Fits(Match::Key(Box::new(credential), asserted)),
            Err(refusal) => {
                tracing::info!(?refusal, request_id = origin.request_id, "a key was refused");
                Look::Fails
            }
        })
    }

    fn open_totp(&self, factor: &TotpFactor) -> Result<TotpSecret, Error> {
        let place = (&factor.realm, &factor.user_id, &factor.id);
        self.open_sealed(place, &factor.sealed, (factor.algorithm, factor.digits))
    }

    /// The secret that was sealed for a factor.
    pub(super) fn open_sealed(
        &self,
        (realm, user, id): (&RealmId, &UserId, &FactorId),
        sealed: &str,
        (algorithm, digits): (TotpAlgorithm, u8),
    ) -> Result<TotpSecret, Error> {
        let binding = totp_binding(realm, user, id);
        let text = self.sub_keys.open(&binding, sealed).map_err(|error| Error::Internal(error.to_string()))?;
        TotpSecret::from_base32(text.expose(), algorithm, digits)
            .ok_or_else(|| Error::Internal("a stored authenticator secret cannot be read".to_owned()))
    }

    /// Seals the secret of a new factor.
    pub(super) fn seal_totp(
        &self,
        binding: (&RealmId, &UserId, &FactorId),
        secret: &TotpSecret,
    ) -> Result<String, Error> {
        let (realm, user, id) = binding;
        self.sub_keys
            .seal(&totp_binding(realm, user, id), secret.base32().expose())
            .map_err(|error| Error::Internal(error.to_string()))
    }

    /// Writes down that `found` was right, and tells its owner of a backup code.
    async fn record_use(&self, tx: &mut Transaction, origin: &Origin, user: &User, found: &Match) -> Result<(), Error> {
        let name = match found {
            Match::Totp(..) | Match::Key(..) => EventName::FactorVerified,
            Match::BackupCode(_) => EventName::BackupCodeUsed,
        };
        let event = Event::success(name, Actor::User(&user.id), Target::User(&user.id));
        audit::record(tx, origin, &event.detail("method", found.method().as_str())).await?;
        if found.method() == Method::BackupCode {
            self.outbox.tell(tx, origin, user, (Notice::BackupCodeUsed, "")).await?;
        }
        Ok(())
    }

    /// Counts a failure over all factors, flows and ways, and commits that.
    pub(super) async fn refuse(
        &self,
        mut tx: Transaction,
        origin: &Origin,
        user: &User,
        (method, before): (Method, Tally),
    ) -> Result<CodeJudgment, Error> {
        let after = self.settings().lockout.failed(&before, origin.now);
        let until = after.until.unwrap_or(origin.now);
        factor_tallies::store(&mut tx, &origin.realm, &user.id, (after.failures, until)).await?;
        let event = Event::failure(EventName::FactorFailed, Actor::Anonymous, Target::User(&user.id))
            .detail("method", method.as_str());
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count(method, "failure");
        metrics::counter!("two_factor_failures_total", "method" => method.as_str()).increment(1);
        Ok(match Lockout::remaining(&after, origin.now) {
            Some(span) => CodeJudgment::Locked(span),
            None => CodeJudgment::Wrong,
        })
    }
}

/// What became of a code.
pub(super) enum Tried {
    SignedIn(Box<SignedIn>, Evidence),
    Required(Evidence, RequiredAction),
    Refused(CodeJudgment),
    Void,
}

impl Half<'_> {
    /// Whether the password that was right still is the user's.
    fn still_holds(&self, user: &User) -> bool {
        still_holds(user, self.proved_at)
    }
}

/// Whether a password that was right at `proved_at` still is the user's, who may sign in.
pub(super) fn still_holds(user: &User, proved_at: Timestamp) -> bool {
    user.status == UserStatus::Active && user.password_changed_at.is_none_or(|changed| changed <= proved_at)
}

pub(super) fn tally((failures, until): (u32, Timestamp)) -> Tally {
    Tally { failures, until: Some(until) }
}

/// Leaves those keys that reach `class`, if any does.
fn keep_reaching(credentials: &mut Vec<WebauthnCredential>, class: Option<Class>) {
    let reaches = |credential: &WebauthnCredential| class.is_none_or(|class| credential.class() >= class);
    if credentials.iter().any(reaches) {
        credentials.retain(reaches);
    }
}

pub(super) fn count(method: Method, result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => method.as_str()).increment(1);
    metrics::counter!("two_factor_attempts_total", "action" => "verify").increment(1);
}
