//! What the pages have in common on which a login demands something before its session begins.

use super::desk::{Desk, Place};
use super::login::{due_page, signed};
use super::passkey::key_error;
use crate::authn::{Complaint, LoginFlow, Outcome, RequiredAction};
use crate::model::UserId;
use crate::theme::FormError;
use crate::web::account::Section;
use crate::web::page::{Answer, Failure};
use crate::web::visitor::Visitor;

/// `/interaction/{id}/…`; without an interaction on the house's own login, or where somebody confirms who they are.
#[derive(serde::Deserialize)]
pub struct RequiredPath {
    id: Option<String>,
    section: Option<Section>,
}

impl RequiredPath {
    /// The login's place.
    pub fn place(&self) -> Place<'_> {
        match (&self.id, self.section) {
            (Some(id), _) => Place::Interaction(id),
            (None, Some(section)) => Place::Confirm(section),
            (None, None) => Place::House,
        }
    }
}

/// The desk of a login that demands something.
pub struct Demand {
    /// The desk.
    pub desk: Desk,
    /// Of whom.
    pub user: UserId,
}

impl Demand {
    /// The desk at `path` with what `own` finds in the action that is demanded; another path when that is not this page's, or
    /// nothing is demanded.
    pub async fn open<T>(
        visitor: &Visitor,
        path: &RequiredPath,
        own: impl FnOnce(RequiredAction) -> Option<T>,
    ) -> Result<Result<(Self, T), String>, Failure> {
        let desk = Desk::open(visitor, path.place()).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
        let due = desk.path(visitor, &due_page(&step.flow));
        let LoginFlow::Required { user_id, action, .. } = step.flow else { return Ok(Err(due)) };
        Ok(own(action).map(|own| (Self { desk, user: user_id }, own)).ok_or(due))
    }

    /// On to what follows from `outcome`; what to say on the same page when it is due again.
    pub async fn follow(&self, visitor: &Visitor, outcome: Outcome) -> Result<Answer, FormError> {
        match outcome {
            Outcome::SignedIn(signed_in) => Ok(signed(visitor, &self.desk, *signed_in).await),
            Outcome::Next(flow) => Ok(Answer::Go(self.desk.path(visitor, &due_page(&flow)), Vec::new())),
            Outcome::Again(_, Complaint::TooManySessions) => Err(FormError::TooManySessions),
            Outcome::Again(_, Complaint::CodeMissing) => Err(FormError::CodeMissing),
            Outcome::Again(_, Complaint::WrongCode) => Err(FormError::WrongCode),
            Outcome::Again(_, complaint @ (Complaint::WrongKey | Complaint::KeyExpired)) => Err(key_error(complaint)),
            Outcome::Again(..) => Err(FormError::Unavailable),
        }
    }
}
