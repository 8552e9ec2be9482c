//! Who acts, and what they may hand on: nobody grants a right that they lack, directly or by nesting (product UM-11).

use super::Error;
use crate::audit::{Actor, Origin};
use crate::model::{BuiltInRole, Held, Holdings, RealmId, UserId};
use crate::storage::holdings::{self, Watch};
use crate::storage::{Database, StorageError, Transaction, realms};

/// An administrator, as the audit trail names them and as far as they may go.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Named in events.
    pub actor: Actor<'a>,
    /// The person whose rights bound the act; `None` for whoever operates the installation, who may do everything.
    pub person: Option<&'a UserId>,
}

impl<'a> By<'a> {
    /// Whoever operates the installation.
    pub const fn operator(actor: Actor<'a>) -> Self {
        Self { actor, person: None }
    }

    /// A person of the realm.
    pub fn person(id: &'a UserId) -> Self {
        Self { actor: Actor::Administrator(id.as_str()), person: Some(id) }
    }

    /// Refuses what would hand on `gained`, or act upon whoever holds it, without holding its rights now: read in the
    /// transaction of the act.
    ///
    /// # Errors
    /// `Lacks`.
    pub async fn check(&self, tx: &mut Transaction, origin: &Origin, gained: &Holdings) -> Result<(), Error> {
        let Some(person) = self.person else { return Ok(()) };
        let own = holdings::of_user_in(tx, &origin.realm, person).await?;
        own.lacks(gained).map_or(Ok(()), |right| Err(Error::Lacks(right)))
    }

    /// Refuses whoever lacks a right that somebody in the realm can hold.
    ///
    /// # Errors
    /// `Lacks`.
    pub async fn check_every_right(&self, tx: &mut Transaction, origin: &Origin) -> Result<(), Error> {
        let named = |role: &BuiltInRole| Held { name: role.as_str().to_owned(), way: Vec::new() };
        let roles = BuiltInRole::of(&origin.realm).iter().map(named).collect();
        self.check(tx, origin, &Holdings { roles, groups: Vec::new() }).await
    }
}

/// Whether `user` administers `realm` at this moment (decision 027).
///
/// # Errors
/// The database.
pub async fn administers(database: &Database, realm: &RealmId, user: &UserId) -> Result<bool, StorageError> {
    Ok(holdings::of_user(database, realm, user).await?.has(BuiltInRole::Admin))
}

/// Refuses an act upon `user` by whoever lacks a right that `user` holds: who suspends or resets the holder of a right has power over it.
///
/// # Errors
/// `Lacks`.
pub async fn check_over(database: &Database, origin: &Origin, by: By<'_>, user: &UserId) -> Result<(), Error> {
    let mut tx = database.begin().await?;
    let held = holdings::of_user_in(&mut tx, &origin.realm, user).await?;
    let outcome = by.check(&mut tx, origin, &held).await;
    tx.rollback().await?;
    outcome
}

/// A transaction that decides about roles, groups or administrators of a realm.
pub(super) struct Decision {
    pub tx: Transaction,
    watch: Watch,
}

impl Decision {
    /// Takes its turn. The row of a user that is acted upon is held by `tx` before.
    pub async fn begin(mut tx: Transaction, origin: &Origin) -> Result<Self, Error> {
        let watch = Watch::begin(&mut tx, &origin.realm).await?;
        Ok(Self { tx, watch })
    }

    /// Commits, unless a right that somebody had would be nobody's.
    ///
    /// # Errors
    /// `LastAdministrator`.
    pub async fn commit(mut self, origin: &Origin) -> Result<(), Error> {
        if let Some(right) = self.watch.orphaned(&mut self.tx, &origin.realm).await? {
            self.tx.rollback().await?;
            return Err(Error::LastAdministrator(right));
        }
        Ok(self.tx.commit().await?)
    }

    /// Refuses what a factor rule of the realm names: without it, the rule would silently concern nobody.
    pub async fn check_unnamed(
        &mut self,
        origin: &Origin,
        is_named: impl Fn(&crate::model::FactorRule) -> bool,
    ) -> Result<(), Error> {
        let realm = realms::lock(&mut self.tx, &origin.realm).await?.ok_or(Error::NotFound)?;
        match realm.settings.factor_rules.iter().find(|rule| is_named(rule)) {
            Some(rule) => Err(Error::Invalid(format!("the factor rule {} names it: change the rule first", rule.name))),
            None => Ok(()),
        }
    }
}
