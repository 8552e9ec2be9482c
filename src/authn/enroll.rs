//! Adding and removing second factors. Whoever calls it has made sure that the person was authenticated a moment ago.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::error::Error;
use super::factors::is_demanded;
use super::session::Visit;
use super::totp::TotpSecret;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::Slot;
use crate::model::{EndReason, FactorId, Notice, Revocation, TotpAlgorithm, TotpFactor, User, UserId};
use crate::storage::{
    StorageError, Transaction, backup_codes, factor_tallies, totp_factors, trusted_devices, users, webauthn_credentials,
};

/// Secrets shown and not yet confirmed by a code, by browser session.
static ENROLLMENTS: Slot<Pending> = Slot::new("totp_enrollment", Duration::from_mins(15));
/// Authenticator applications a user may have.
pub const TOTP_FACTORS_MAX: usize = 5;
/// Characters of a factor's name.
pub const NAME_CHARS_MAX: usize = 60;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pending {
    user_id: UserId,
    id: FactorId,
    sealed: String,
    algorithm: String,
    digits: u8,
}

/// What became of an enrollment.
#[derive(Clone, Debug)]
pub enum Enrolled {
    /// The factor counts from now on; this ended.
    Done(Vec<Revocation>),
    /// The code does not fit the secret shown.
    WrongCode,
    /// The secret was shown too long ago, or used already.
    Expired,
    /// There are [`TOTP_FACTORS_MAX`] already.
    TooMany,
}

impl Authenticator {
    /// The secret that `visit` is about to enroll: a new one, or the one shown a moment ago.
    pub async fn begin_totp(&self, origin: &Origin, visit: &Visit) -> Result<TotpSecret, Error> {
        self.offer_totp(origin, visit.session.id.as_str(), &visit.user.id).await
    }

    /// The secret shown to `user` under the name `key`: a new one, or the one shown a moment ago.
    pub(super) async fn offer_totp(&self, origin: &Origin, key: &str, user: &UserId) -> Result<TotpSecret, Error> {
        let realm = origin.realm.as_str();
        let kept = self.ephemeral.get(&ENROLLMENTS, realm, key).await?;
        if let Some(pending) = kept.filter(|pending| pending.user_id == *user) {
            return self.open_pending(origin, &pending);
        }
        let rule = self.settings().totp;
        let secret = TotpSecret::generate(&origin.random, &rule);
        let id = FactorId::from(origin.random.id());
        let pending = Pending {
            sealed: self.seal_totp((&origin.realm, user, &id), &secret)?,
            user_id: user.clone(),
            id,
            algorithm: rule.algorithm.as_str().to_owned(),
            digits: rule.digits,
        };
        self.ephemeral.put(&ENROLLMENTS, realm, key, &pending).await?;
        Ok(secret)
    }

    /// The factor that `code` confirms: of the secret shown to `user` under the name `key`, which is spent.
    pub(super) async fn confirm_totp(
        &self,
        origin: &Origin,
        (key, user): (&str, &UserId),
        (name, code): (&str, &str),
    ) -> Result<Confirmed, Error> {
        let realm = origin.realm.as_str();
        let kept = self.ephemeral.get(&ENROLLMENTS, realm, key).await?;
        let Some(pending) = kept.filter(|pending| pending.user_id == *user) else {
            return Ok(Confirmed::No(Enrolled::Expired));
        };
        let secret = self.open_pending(origin, &pending)?;
        let Some(step) = secret.matching_step(code, self.settings().totp.window, origin.now) else {
            return Ok(Confirmed::No(Enrolled::WrongCode));
        };
        if self.ephemeral.take(&ENROLLMENTS, realm, key).await?.is_none() {
            return Ok(Confirmed::No(Enrolled::Expired));
        }
        Ok(Confirmed::Factor(Box::new(TotpFactor {
            realm: origin.realm.clone(),
            id: pending.id,
            user_id: pending.user_id,
            name: shortened(name),
            sealed: pending.sealed,
            kek_id: self.sub_keys.kek_id().to_owned(),
            algorithm: algorithm(&pending.algorithm)?,
            digits: pending.digits,
            last_step: step,
            created_at: origin.now,
            last_used_at: None,
        })))
    }

    /// Enrolls the secret shown to `visit`, if `code` is of it. Every other session of the user ends: whoever signed in
    /// without the factor shall sign in with it.
    pub async fn finish_totp(&self, origin: &Origin, visit: &Visit, typed: (&str, &str)) -> Result<Enrolled, Error> {
        let place = (visit.session.id.as_str(), &visit.user.id);
        let factor = match self.confirm_totp(origin, place, typed).await? {
            Confirmed::Factor(factor) => factor,
            Confirmed::No(refusal) => return Ok(refusal),
        };
        let mut tx = self.database.begin().await?;
        // A login that has just found no factor has its session before this goes on, and loses it below.
        users::hold(&mut tx, &origin.realm, &visit.user.id).await?;
        if !add_totp(&mut tx, origin, &factor).await? {
            return Ok(Enrolled::TooMany);
        }
        self.outbox.tell(&mut tx, origin, &visit.user, (Notice::FactorAdded, &factor.name)).await?;
        tx.commit().await?;
        metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
        Ok(Enrolled::Done(self.end_other_sessions(origin, visit, EndReason::UserChanged).await?))
    }

    /// Removes an authenticator application of `visit`'s user; with the last factor the backup codes go as well. `None` when
    /// there is no such factor.
    pub async fn remove_totp(
        &self,
        origin: &Origin,
        visit: &Visit,
        id: &FactorId,
    ) -> Result<Option<Vec<Revocation>>, Error> {
        let user = &visit.user.id;
        let factors = totp_factors::list_of_user(&self.database, &origin.realm, user).await?;
        let name = factors.into_iter().find(|factor| factor.id == *id).map(|factor| factor.name).unwrap_or_default();
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        if !totp_factors::delete(&mut tx, &origin.realm, user, id).await? {
            return Ok(None);
        }
        if !is_demanded(&mut tx, &origin.realm, user).await? {
            backup_codes::replace(&mut tx, &origin.realm, user, &[], origin.now).await?;
        }
        trusted_devices::clear_of_user(&mut tx, &origin.realm, user).await?;
        let event = Event::success(EventName::FactorDisabled, Actor::User(user), Target::User(user));
        audit::record(&mut tx, origin, &event.detail("method", "totp")).await?;
        self.outbox.tell(&mut tx, origin, &visit.user, (Notice::FactorRemoved, &name)).await?;
        tx.commit().await?;
        metrics::counter!("two_factor_attempts_total", "action" => "disable").increment(1);
        Ok(Some(self.end_other_sessions(origin, visit, EndReason::UserChanged).await?))
    }

    /// Removes every second factor and passkey of `user` on behalf of `actor`, when they are lost (pages R-8).
    pub async fn reset_factors(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        user: &User,
    ) -> Result<Vec<Revocation>, Error> {
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, &user.id).await?;
        delete_factors(&mut tx, origin, &user.id).await?;
        let event = Event::success(EventName::FactorDisabled, actor, Target::User(&user.id)).detail("method", "all");
        audit::record(&mut tx, origin, &event).await?;
        self.outbox.tell(&mut tx, origin, user, (Notice::FactorRemoved, "")).await?;
        tx.commit().await?;
        self.end_all_sessions(origin, &user.id, EndReason::Administrator).await
    }

    /// The authenticator applications of `user`.
    pub async fn totp_factors(&self, origin: &Origin, user: &UserId) -> Result<Vec<TotpFactor>, StorageError> {
        totp_factors::list_of_user(&self.database, &origin.realm, user).await
    }

    fn open_pending(&self, origin: &Origin, pending: &Pending) -> Result<TotpSecret, Error> {
        let place = (&origin.realm, &pending.user_id, &pending.id);
        self.open_sealed(place, &pending.sealed, (algorithm(&pending.algorithm)?, pending.digits))
    }
}

/// Deletes every second factor and passkey of `user`, whose row `tx` holds; whether there was one.
pub(super) async fn delete_factors(tx: &mut Transaction, origin: &Origin, user: &UserId) -> Result<bool, StorageError> {
    let realm = &origin.realm;
    let apps = totp_factors::list_of_user_in(tx, realm, user).await?;
    for factor in &apps {
        totp_factors::delete(tx, realm, user, &factor.id).await?;
    }
    let keys = webauthn_credentials::list_of_user_in(tx, realm, user).await?;
    for key in &keys {
        webauthn_credentials::delete(tx, realm, user, &key.id).await?;
    }
    backup_codes::replace(tx, realm, user, &[], origin.now).await?;
    factor_tallies::clear(tx, realm, user).await?;
    trusted_devices::clear_of_user(tx, realm, user).await?;
    Ok(!apps.is_empty() || !keys.is_empty())
}

/// What became of the code of a secret that was shown.
pub(super) enum Confirmed {
    /// It fits.
    Factor(Box<TotpFactor>),
    No(Enrolled),
}

/// Adds a factor to a user whose row `tx` has locked; `false` when there are enough.
pub(super) async fn add_totp(tx: &mut Transaction, origin: &Origin, factor: &TotpFactor) -> Result<bool, StorageError> {
    let user = &factor.user_id;
    if totp_factors::list_of_user_in(tx, &origin.realm, user).await?.len() >= TOTP_FACTORS_MAX {
        return Ok(false);
    }
    totp_factors::insert(tx, factor).await?;
    factor_tallies::clear(tx, &origin.realm, user).await?;
    trusted_devices::clear_of_user(tx, &origin.realm, user).await?;
    let event = Event::success(EventName::FactorEnabled, Actor::User(user), Target::User(user));
    audit::record(tx, origin, &event.detail("method", "totp")).await?;
    Ok(true)
}

fn algorithm(name: &str) -> Result<TotpAlgorithm, Error> {
    TotpAlgorithm::parse(name).ok_or_else(|| Error::Internal("an unknown hash function was kept".to_owned()))
}

pub(super) fn shortened(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}
