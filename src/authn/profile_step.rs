//! What a login asks people about themselves (product AU-22, pages N-1): no session begins before what the realm requires is
//! told; the rest can be left out, and is asked for again after a while. Only what is missing is asked for and written, so the
//! step shows nothing of the account to whoever has proved one factor.

use super::Authenticator;
use super::conclude::Act;
use super::error::Error;
use super::flow::LoginFlow;
use super::login::{Login, Outcome};
use super::required::RequiredAction;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{AskedField, Fault, Sheet, User, UserId, read_asked};
use crate::storage::{StorageError, Transaction, profile_deferrals, users};

/// What became of what was told.
#[derive(Clone, Debug)]
pub enum Told {
    /// These are wrong, and nothing was kept.
    Faulty(Vec<Fault>),
    /// The login goes on.
    On(Outcome),
}

impl Authenticator {
    /// What `user`, who signs in by `login`, is asked for.
    pub async fn questions(&self, origin: &Origin, login: Login<'_>, user: &UserId) -> Result<Vec<AskedField>, Error> {
        let found = users::find(&self.database, &origin.realm, user).await?;
        let asked = found.zip(login.rules.registration()).map(|(user, rules)| rules.missing(&user.claims));
        Ok(asked.unwrap_or_default())
    }

    /// Takes what was typed, and goes on; with nothing of it where all may be left out and nothing was typed.
    pub async fn tell_profile(&self, origin: &Origin, login: Login<'_>, typed: &Sheet) -> Result<Told, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::Required { user_id, action: RequiredAction::Profile { .. }, .. } = &step.flow else {
            return Ok(Told::On(Outcome::Next(step.flow)));
        };
        let asked = self.questions(origin, login, user_id).await?;
        match read_asked(&asked, typed, origin.now) {
            Ok(sheet) => Ok(Told::On(self.go_on(origin, login, step, Act::Tell(&sheet)).await?)),
            Err(faults) => Ok(Told::Faulty(faults)),
        }
    }

    /// Goes on without, where nothing is required; otherwise the same step is due.
    pub async fn put_off_profile(&self, origin: &Origin, login: Login<'_>) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        match &step.flow {
            LoginFlow::Required { action: RequiredAction::Profile { is_required: false }, .. } => {
                self.go_on(origin, login, step, Act::Tell(&Sheet::new())).await
            }
            _ => Ok(Outcome::Next(step.flow)),
        }
    }
}

/// Writes what `user`, whose row is locked, has told and was not known; and that they were asked.
pub(super) async fn tell(
    tx: &mut Transaction,
    origin: &Origin,
    user: &mut User,
    sheet: &Sheet,
) -> Result<(), StorageError> {
    let mut changed = Vec::new();
    for (field, value) in sheet {
        // It may have been told elsewhere meanwhile.
        if field.claim(&user.claims).is_empty() {
            field.set_claim(&mut user.claims, value);
            changed.push(field.as_str());
        }
    }
    profile_deferrals::put(tx, &origin.realm, &user.id, origin.now).await?;
    if changed.is_empty() {
        return Ok(());
    }
    user.updated_at = origin.now;
    users::update(tx, user).await?;
    let event = Event::success(EventName::UserUpdated, Actor::User(&user.id), Target::User(&user.id));
    audit::record(tx, origin, &event.detail("changed", changed.join(" "))).await
}
