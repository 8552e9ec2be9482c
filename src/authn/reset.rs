//! The end of a recovery: the second factor where there is one, a new password, and a session that begins with them.

use super::Authenticator;
use super::account::{Terms, replace_password};
use super::enroll::delete_factors;
use super::error::Error;
use super::factors::second_factors;
use super::flow::{CodeJudgment, Evidence, Method};
use super::lockout::Lockout;
use super::login::Login;
use super::password::{Password, PasswordPolicy, Weakness};
use super::recovery::holds_for;
use super::risk::Manner;
use super::second_factor::tally;
use super::session::{Proof, SignedIn};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, LinkPurpose, Notice, Recovery, RecoveryState, Revocation, User, UserStatus};
use crate::secret::token_hash;
use crate::storage::{Transaction, factor_tallies, recoveries, users};

/// What became of a new password at the end of a recovery.
#[derive(Clone, Debug)]
pub enum Reset {
    /// It is set. With the session that began, unless no further one is allowed; and what ended.
    Done(Option<Box<SignedIn>>, Vec<Revocation>),
    /// It is too weak, for these reasons.
    Weak(Vec<Weakness>),
    /// The recovery is over; nothing was changed.
    Over,
}

impl Authenticator {
    /// Takes the code of a second factor in the recovery `id`. Wrong ones count with those of logins. `None` when no factor
    /// is due here.
    pub async fn clear_recovery(
        &self,
        origin: &Origin,
        (id, login): (&str, Login<'_>),
        (method, typed): (Method, &str),
    ) -> Result<Option<CodeJudgment>, Error> {
        let Some((recovery, user)) = self.under_way(origin, id, login, RecoveryState::Proved).await? else {
            return Ok(None);
        };
        let realm = &origin.realm;
        // Cheap, and spares the hash; what counts is asked again below, with the tally held.
        let before = factor_tallies::find(&self.database, realm, &user.id).await?.map(tally).unwrap_or_default();
        if let Some(span) = Lockout::remaining(&before, origin.now) {
            return Ok(Some(CodeJudgment::Locked(span)));
        }
        let found = self.find_code(origin, &user.id, (method, typed)).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &user.id).await?.filter(|user| holds_for(&recovery, user));
        let Some(user) = user else { return Ok(None) };
        let before = tally(factor_tallies::hold(&mut tx, realm, &user.id).await?);
        if let Some(span) = Lockout::remaining(&before, origin.now) {
            return Ok(Some(CodeJudgment::Locked(span)));
        }
        let spent = match &found {
            None => false,
            Some(found) => found.spend(&mut tx, origin, &user.id).await?,
        };
        if !spent {
            return self.refuse(tx, origin, &user, (method, before)).await.map(Some);
        }
        factor_tallies::clear(&mut tx, realm, &user.id).await?;
        // A link in a mail and a code are no two factors of a login (pages K-10): the class stays that of the new password.
        let proved = Recovery { amr: vec!["otp".to_owned()], ..recovery };
        let own = token_hash(login.browser.binding.expose());
        let step = (RecoveryState::Proved, RecoveryState::Cleared);
        if !recoveries::advance(&mut tx, (&proved, &own), step, origin.now).await? {
            return Ok(None);
        }
        let (actor, target) = (Actor::User(&user.id), Target::User(&user.id));
        if method == Method::BackupCode {
            audit::record(&mut tx, origin, &Event::success(EventName::BackupCodeUsed, actor, target)).await?;
            self.outbox.tell(&mut tx, origin, &user, (Notice::BackupCodeUsed, "")).await?;
        } else {
            let event = Event::success(EventName::FactorVerified, actor, target);
            audit::record(&mut tx, origin, &event.detail("method", method.as_str())).await?;
        }
        tx.commit().await?;
        Ok(Some(CodeJudgment::Correct(Evidence::Code)))
    }

    /// Ends the recovery `id` with a new password: failures and locks go, with `end_others` every session and grant, and a
    /// session begins. Whoever was locked by themselves loses every session in any case.
    pub async fn reset_password(
        &self,
        origin: &Origin,
        (id, login): (&str, Login<'_>),
        (password, end_others): (&Password, bool),
        policy: &PasswordPolicy,
    ) -> Result<Reset, Error> {
        let Some((recovery, user)) = self.under_way(origin, id, login, RecoveryState::Cleared).await? else {
            return Ok(Reset::Over);
        };
        if login.rules.registration().is_some_and(|rules| !Self::recovers_by_password(rules, &user)) {
            return Ok(Reset::Over);
        }
        let weaknesses = self.judge(origin, (&user, password), policy).await?;
        if !weaknesses.is_empty() {
            return Ok(Reset::Weak(weaknesses));
        }
        let hash = self.hasher.hash(password).await?;
        if !self.store_reset(origin, (&recovery, login), &user, (&hash, policy.history)).await? {
            return Ok(Reset::Over);
        }
        let must_end = end_others || user.status == UserStatus::Locked || recovery.purpose == LinkPurpose::Access;
        let mut ended = Vec::new();
        if must_end {
            ended = self.end_all_sessions(origin, &user.id, EndReason::UserChanged).await?;
        }
        let signed_in = self.sign_in_after(origin, (&recovery, login), &user).await?;
        Ok(Reset::Done(signed_in.map(Box::new), ended))
    }

    /// One transaction: the recovery is used up, the password is the new one, nothing locks any more.
    async fn store_reset(
        &self,
        origin: &Origin,
        (recovery, login): (&Recovery, Login<'_>),
        user: &User,
        (hash, history): (&str, u8),
    ) -> Result<bool, Error> {
        let realm = &origin.realm;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &user.id).await?.filter(|user| holds_for(recovery, user));
        let Some(user) = user else { return Ok(false) };
        let own = token_hash(login.browser.binding.expose());
        let step = (RecoveryState::Cleared, RecoveryState::Done);
        if !recoveries::advance(&mut tx, (recovery, &own), step, origin.now).await? {
            return Ok(false);
        }
        // A factor that was added meanwhile has to be proved as well.
        let is_unproved = recovery.purpose == LinkPurpose::Recovery && recovery.amr.is_empty();
        if is_unproved && !second_factors(&mut tx, realm, &user.id).await?.is_empty() {
            return Ok(false);
        }
        replace_password(&mut tx, origin, (&user, hash, Terms { history, demand: None })).await?;
        self.reopen(&mut tx, origin, recovery, &user).await?;
        let (actor, target) = (Actor::User(&user.id), Target::User(&user.id));
        let event = Event::success(EventName::PasswordReset, actor, target);
        audit::record(&mut tx, origin, &event.detail("purpose", recovery.purpose.as_str())).await?;
        self.outbox.tell(&mut tx, origin, &user, (Notice::RecoveryUsed, "")).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes away what keeps the owner of a recovered account out: a lock, and with an administrator's link the factors.
    pub(super) async fn reopen(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        recovery: &Recovery,
        user: &User,
    ) -> Result<(), Error> {
        if user.status == UserStatus::Locked {
            users::set_status(tx, &origin.realm, &user.id, UserStatus::Active, origin.now).await?;
            let (actor, target) = (Actor::User(&user.id), Target::User(&user.id));
            audit::record(tx, origin, &Event::success(EventName::UserUnlocked, actor, target)).await?;
        }
        if recovery.purpose == LinkPurpose::Access {
            self.remove_lost_factors(tx, origin, user).await?;
        }
        Ok(())
    }

    /// What an administrator's link was made for: the factors that are lost count no more.
    async fn remove_lost_factors(&self, tx: &mut Transaction, origin: &Origin, user: &User) -> Result<(), Error> {
        if delete_factors(tx, origin, &user.id).await? {
            let event = Event::success(EventName::FactorDisabled, Actor::User(&user.id), Target::User(&user.id));
            audit::record(tx, origin, &event.detail("method", "all")).await?;
        }
        Ok(())
    }

    async fn sign_in_after(
        &self,
        origin: &Origin,
        (recovery, login): (&Recovery, Login<'_>),
        user: &User,
    ) -> Result<Option<SignedIn>, Error> {
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let now = users::find_locked(&mut tx, &origin.realm, &user.id).await?;
        let Some(now) = now.filter(|now| now.status == UserStatus::Active) else { return Ok(None) };
        let amr: Vec<String> = std::iter::once("pwd".to_owned()).chain(recovery.amr.iter().cloned()).collect();
        // The next login asks for it.
        if self.required(&mut tx, login, (&now, &amr), origin.now).await?.is_some() {
            return Ok(None);
        }
        let proof = Proof { user: &now, amr: &amr, manner: Manner::default() };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            return Ok(None);
        };
        let event = signed_in.event();
        audit::record(&mut tx, origin, &event.detail("method", "recovery")).await?;
        tx.commit().await?;
        self.forget(origin, login).await?;
        Ok(Some(signed_in))
    }

    /// The recovery `id`, if it is under way in this browser and has come as far as `state`, and its user.
    pub(super) async fn under_way(
        &self,
        origin: &Origin,
        id: &str,
        login: Login<'_>,
        state: RecoveryState,
    ) -> Result<Option<(Recovery, User)>, Error> {
        let found = recoveries::find(&self.database, &origin.realm, id).await?;
        let Some(recovery) = found.filter(|recovery| recovery.state == state) else { return Ok(None) };
        let user = self.owner(origin, &recovery, login.browser).await?;
        Ok(user.map(|user| (recovery, user)))
    }
}
