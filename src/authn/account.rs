//! Setting a password: policy, hash, and the end of everything that the old one had opened.

use super::Authenticator;
use super::error::Error;
use super::password::{Password, PasswordPolicy, Weakness};
use super::session::Visit;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{EndReason, Notice, RealmSettings, Revocation, User};
use crate::storage::{login_devices, users};

/// What became of a new password.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// It is set; this ended.
    Set(Vec<Revocation>),
    /// It is too weak, for these reasons.
    Weak(Vec<Weakness>),
}

impl Authenticator {
    /// What a new password must satisfy in a realm with `settings`.
    pub fn policy(&self, settings: &RealmSettings) -> PasswordPolicy {
        let mut policy = self.settings().passwords.clone();
        if let Some(length) = settings.password_min_length {
            policy.min_length = usize::from(length);
        }
        policy
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
        let weaknesses = Self::weaknesses(policy, password, &visit.user);
        if !weaknesses.is_empty() {
            return Ok(NewPassword::Weak(weaknesses));
        }
        self.store_password(origin, Actor::User(&visit.user.id), (&visit.user, password)).await?;
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
    ) -> Result<(), Error> {
        let hash = self.hasher.hash(password).await?;
        let mut tx = self.database.begin().await?;
        if !users::set_password(&mut tx, &origin.realm, &user.id, &hash, origin.now).await? {
            return Err(Error::Internal("the user is gone".to_owned()));
        }
        login_devices::clear_of_user(&mut tx, &origin.realm, &user.id).await?;
        let event = Event::success(EventName::PasswordChanged, actor, Target::User(&user.id));
        audit::record(&mut tx, origin, &event).await?;
        self.outbox.tell(&mut tx, origin, user, (Notice::PasswordChanged, "")).await?;
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
        let weaknesses = Self::weaknesses(policy, password, user);
        if !weaknesses.is_empty() {
            return Ok(NewPassword::Weak(weaknesses));
        }
        self.store_password(origin, actor, (user, password)).await?;
        Ok(NewPassword::Set(self.end_all_sessions(origin, &user.id, EndReason::UserChanged).await?))
    }
}
