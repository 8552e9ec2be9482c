//! Setting a password: policy, hash, and the end of everything that the old one had opened.

use super::Authenticator;
use super::error::Error;
use super::password::{Password, PasswordPolicy, Weakness};
use super::session::Visit;
use super::weak_words;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::hashing::Verification;
use crate::model::{EndReason, Notice, Realm, Revocation, UpdateReason, User, UserId};
use crate::storage::{StorageError, Transaction, login_devices, password_history, trusted_devices, users};

/// What became of a new password.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// It is set; this ended.
    Set(Vec<Revocation>),
    /// It is too weak, for these reasons.
    Weak(Vec<Weakness>),
}

impl Authenticator {
    /// What a new password must satisfy in `realm`.
    pub fn policy(&self, realm: &Realm) -> PasswordPolicy {
        self.settings().passwords.clone().of_realm(realm)
    }

    /// The user `id`.
    pub async fn user(&self, origin: &Origin, id: &UserId) -> Result<Option<User>, Error> {
        Ok(users::find(&self.database, &origin.realm, id).await?)
    }

    /// Everything that speaks against `password` for `user`.
    pub fn weaknesses(policy: &PasswordPolicy, password: &Password, user: &User) -> Vec<Weakness> {
        let mut names = vec![user.username.as_str(), user.display_name()];
        names.extend(user.email.as_deref());
        names.extend(user.claims.get("name").and_then(serde_json::Value::as_str));
        policy.weaknesses(password, &names)
    }

    /// Gives the user of `visit` a new password. Their session goes on; with `end_others` every other one ends, and every
    /// grant that does not live with it.
    pub async fn change_password(
        &self,
        origin: &Origin,
        visit: &Visit,
        (password, end_others): (&Password, bool),
        policy: &PasswordPolicy,
    ) -> Result<NewPassword, Error> {
        let weaknesses = self.judge(origin, (&visit.user, password), policy).await?;
        if !weaknesses.is_empty() {
            return Ok(NewPassword::Weak(weaknesses));
        }
        let terms = Terms { history: policy.history, demand: None };
        self.store_password(origin, Actor::User(&visit.user.id), (&visit.user, password), terms).await?;
        Ok(NewPassword::Set(if end_others {
            self.end_other_sessions(origin, visit, EndReason::UserChanged).await?
        } else {
            Vec::new()
        }))
    }

    async fn store_password(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        (user, password): (&User, &Password),
        terms: Terms,
    ) -> Result<(), Error> {
        let hash = self.hasher.hash(password).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, &user.id).await?;
        let user = user.ok_or_else(|| Error::Internal("the user is gone".to_owned()))?;
        replace_password(&mut tx, origin, (&user, &hash, terms)).await?;
        audit::record(&mut tx, origin, &changed(actor, &user, terms)).await?;
        self.outbox.tell(&mut tx, origin, &user, (Notice::PasswordChanged, "")).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives `user` a new password on behalf of `actor`; failures, lock, sessions and grants end with the old one.
    pub async fn set_password(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        (user, password): (&User, &Password),
        policy: &PasswordPolicy,
    ) -> Result<NewPassword, Error> {
        self.set_password_for(origin, actor, (user, password, None), policy).await
    }

    /// The same with a password that its owner has to replace at the next login.
    pub async fn set_temporary_password(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        (user, password): (&User, &Password),
        policy: &PasswordPolicy,
    ) -> Result<NewPassword, Error> {
        self.set_password_for(origin, actor, (user, password, Some(UpdateReason::Administrator)), policy).await
    }

    async fn set_password_for(
        &self,
        origin: &Origin,
        actor: Actor<'_>,
        (user, password, demand): (&User, &Password, Option<UpdateReason>),
        policy: &PasswordPolicy,
    ) -> Result<NewPassword, Error> {
        let weaknesses = self.judge(origin, (user, password), policy).await?;
        if !weaknesses.is_empty() {
            return Ok(NewPassword::Weak(weaknesses));
        }
        self.store_password(origin, actor, (user, password), Terms { history: policy.history, demand }).await?;
        Ok(NewPassword::Set(self.end_all_sessions(origin, &user.id, EndReason::UserChanged).await?))
    }

    /// Whether `password` is among those that everybody tries first, or in the file of breached ones.
    pub async fn is_breached(&self, password: &Password, now: Timestamp) -> bool {
        let settings = self.settings();
        let is_in_file = match &settings.breach_file {
            Some(path) => self.breaches.contains(path, password.expose(), now).await,
            None => false,
        };
        is_in_file || weak_words::is_listed(password.expose())
    }

    /// Everything that speaks against `password` for `user`: what it looks like, and, where the realm asks for it, that it was
    /// theirs before. Each earlier hash is verified as at a login, so nothing is computed for a password that is weak anyway.
    pub(super) async fn judge(
        &self,
        origin: &Origin,
        (user, password): (&User, &Password),
        policy: &PasswordPolicy,
    ) -> Result<Vec<Weakness>, Error> {
        let mut weaknesses = Self::weaknesses(policy, password, user);
        if weaknesses.is_empty() && self.is_breached(password, origin.now).await {
            weaknesses.push(Weakness::Breached);
        }
        if !weaknesses.is_empty() || policy.history == 0 {
            return Ok(weaknesses);
        }
        let earlier = i64::from(policy.history) - 1;
        let earlier = password_history::list_of_user(&self.database, &origin.realm, &user.id, earlier).await?;
        for hash in user.password_hash.iter().chain(&earlier) {
            if self.hasher.verify(password, Some(hash)).await? != Verification::Wrong {
                return Ok(vec![Weakness::Reused]);
            }
        }
        Ok(weaknesses)
    }
}

/// What else becomes of the user when a password is replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// How many earlier passwords are remembered, the present one among them.
    pub history: u8,
    /// Why the new one has to be replaced at the next login.
    pub demand: Option<UpdateReason>,
}

/// Replaces the password of a user whose row `tx` has locked, and remembers the old one as far as `terms` ask for it. The
/// caller writes down why, and tells the owner.
pub(super) async fn replace_password(
    tx: &mut Transaction,
    origin: &Origin,
    (user, hash, terms): (&User, &str, Terms),
) -> Result<(), StorageError> {
    let (realm, id) = (&origin.realm, &user.id);
    if let Some(old) = user.password_hash.as_deref().filter(|_| terms.history > 1) {
        password_history::insert(tx, realm, id, (&origin.random.id(), old), origin.now).await?;
    }
    password_history::trim(tx, realm, id, i64::from(terms.history.saturating_sub(1))).await?;
    users::set_password(tx, realm, id, hash, origin.now).await?;
    if let Some(reason) = terms.demand {
        users::demand_password(tx, realm, id, reason).await?;
    }
    trusted_devices::clear_of_user(tx, realm, id).await?;
    login_devices::clear_of_user(tx, realm, id).await
}

/// That `actor` has replaced the password of `user`.
pub(super) fn changed<'a>(actor: Actor<'a>, user: &'a User, terms: Terms) -> Event<'a> {
    let mut event = Event::success(EventName::PasswordChanged, actor, Target::User(&user.id));
    if let Some(reason) = user.password_update {
        event = event.detail("demanded", reason.as_str());
    }
    if terms.demand.is_some() { event.detail("temporary", true) } else { event }
}
