//! The second step of a login: a code, after the password was right. Wrong codes count over every factor, flow, source and
//! instance of a user; a code is looked at only while that tally does not lock.

use super::Authenticator;
use super::error::Error;
use super::flow::{CodeJudgment, Complaint, LoginFlow, Method, Submission, Transition};
use super::lockout::{Lockout, Tally};
use super::login::{Login, Outcome};
use super::required::RequiredAction;
use super::session::{Proof, SignedIn};
use super::totp::TotpSecret;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{
    BackupCode, FactorId, FactorKind, RealmId, TotpAlgorithm, TotpFactor, User, UserId, UserStatus, totp_binding,
};
use crate::storage::{StorageError, Transaction, backup_codes, factor_tallies, totp_factors, users};

/// A code that fits, and what has to be spent for it.
enum Match {
    Totp(Box<TotpFactor>, i64),
    BackupCode(BackupCode),
}

impl Match {
    const fn method(&self) -> Method {
        match self {
            Self::Totp(..) => Method::Totp,
            Self::BackupCode(_) => Method::BackupCode,
        }
    }

    async fn spend(&self, tx: &mut Transaction, origin: &Origin, user: &UserId) -> Result<bool, Error> {
        Ok(match self {
            Self::Totp(factor, step) => totp_factors::spend_step(tx, factor, *step, origin.now).await?,
            Self::BackupCode(code) => backup_codes::spend(tx, &origin.realm, user, code, origin.now).await?,
        })
    }
}

/// What the second step of a login goes on from.
struct Half<'a> {
    user: &'a UserId,
    amr: &'a [String],
    proved_at: Timestamp,
    remember: bool,
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
        let step = self.step(origin, login).await?;
        let LoginFlow::SecondFactor { user_id, amr, proved_at, methods } = &step.flow else {
            return Ok(Outcome::Next(step.flow));
        };
        if !methods.contains(&method) {
            return Ok(Outcome::Next(step.flow));
        }
        if typed.trim().is_empty() {
            return Ok(Outcome::Again(step.flow, Complaint::CodeMissing));
        }
        let half = Half { user: user_id, amr, proved_at: *proved_at, remember: step.remember };
        let (judgment, signed_in) = match self.try_code(origin, login, &half, (method, typed)).await? {
            Tried::SignedIn(signed_in) => (CodeJudgment::Correct(method), Some(signed_in)),
            Tried::Required(action) => (CodeJudgment::Required(method, action), None),
            Tried::Refused(judgment) => (judgment, None),
            // The password was changed, or the user may not sign in any more: from the start.
            Tried::Void => return self.restart(origin, login).await,
        };
        match (step.flow.submit(Submission::Code(judgment)), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Outcome::SignedIn(signed_in))
            }
            (transition, _) => self.keep(origin, login, transition, step.remember).await,
        }
    }

    async fn try_code(
        &self,
        origin: &Origin,
        login: Login<'_>,
        half: &Half<'_>,
        (method, typed): (Method, &str),
    ) -> Result<Tried, Error> {
        let realm = &origin.realm;
        // Cheap, and spares the hash; what counts is asked again below, with the tally held.
        if let Some(found) = factor_tallies::find(&self.database, realm, half.user).await?
            && let Some(span) = Lockout::remaining(&tally(found), origin.now)
        {
            count(method, "locked");
            return Ok(Tried::Refused(CodeJudgment::Locked(span)));
        }
        let found = self.find_match(origin, half.user, (method, typed)).await?;
        let old = self.session_of(origin, login.browser).await?;
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
        let Some(found) = found.filter(|_| spent) else {
            return self.refuse(tx, origin, &user, (method, before)).await.map(Tried::Refused);
        };
        factor_tallies::clear(&mut tx, realm, half.user).await?;
        if let Some(action) = self.required(login, (&user, &[FactorKind::Totp]), origin.now) {
            record_use(&mut tx, origin, &user.id, &found).await?;
            tx.commit().await?;
            count(method, "success");
            return Ok(Tried::Required(action));
        }
        let amr: Vec<String> = half.amr.iter().cloned().chain(["otp".to_owned(), "mfa".to_owned()]).collect();
        let proof = Proof { user: &user, amr: &amr, remember: half.remember };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, old)).await? else {
            // The code stays unspent: it was right.
            tx.rollback().await?;
            count(method, "session_limit");
            return Ok(Tried::Refused(CodeJudgment::TooManySessions));
        };
        let target = Target::Session(&signed_in.session.id);
        let event = Event::success(EventName::LoginSucceeded, Actor::User(&user.id), target);
        audit::record(&mut tx, origin, &event.detail("method", found.method().as_str())).await?;
        record_use(&mut tx, origin, &user.id, &found).await?;
        tx.commit().await?;
        count(method, "success");
        Ok(Tried::SignedIn(Box::new(signed_in)))
    }

    /// What `typed` is a code of.
    async fn find_match(
        &self,
        origin: &Origin,
        user: &UserId,
        (method, typed): (Method, &str),
    ) -> Result<Option<Match>, Error> {
        match method {
            Method::BackupCode => Ok(self.verify_backup_code(origin, user, typed).await?.map(Match::BackupCode)),
            Method::Totp => {
                let factors = totp_factors::list_of_user(&self.database, &origin.realm, user).await?;
                for factor in factors {
                    let secret = self.open_totp(&factor)?;
                    if let Some(step) = secret.matching_step(typed, self.settings().totp.window, origin.now) {
                        return Ok(Some(Match::Totp(Box::new(factor), step)));
                    }
                }
                Ok(None)
            }
        }
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

    async fn refuse(
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
enum Tried {
    SignedIn(Box<SignedIn>),
    Required(RequiredAction),
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

async fn record_use(tx: &mut Transaction, origin: &Origin, user: &UserId, found: &Match) -> Result<(), Error> {
    let name = match found {
        Match::Totp(..) => EventName::FactorVerified,
        Match::BackupCode(_) => EventName::BackupCodeUsed,
    };
    let event = Event::success(name, Actor::User(user), Target::User(user));
    Ok(audit::record(tx, origin, &event.detail("method", found.method().as_str())).await?)
}

fn tally((failures, until): (u32, Timestamp)) -> Tally {
    Tally { failures, until: Some(until) }
}

/// What `user` can prove with besides the password, the usual one first; empty when the password is enough. Backup codes
/// alone are no factor: they stand in for one.
///
/// `tx` holds the user's row: no factor is added between this answer and the session that follows from it.
pub(super) async fn second_factors(
    tx: &mut Transaction,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<Method>, StorageError> {
    if totp_factors::ids_in(tx, realm, user).await?.is_empty() {
        return Ok(Vec::new());
    }
    let has_codes = backup_codes::any_left_in(tx, realm, user).await?;
    Ok(if has_codes { vec![Method::Totp, Method::BackupCode] } else { vec![Method::Totp] })
}

fn count(method: Method, result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => method.as_str()).increment(1);
    metrics::counter!("two_factor_attempts_total", "action" => "verify").increment(1);
}
