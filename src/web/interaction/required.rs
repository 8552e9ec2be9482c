//! What the pages have in common on which a login demands something before its session begins.

use super::desk::{Desk, Place};
use super::login::{due_page, signed};
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
    /// What.
    pub action: RequiredAction,
}

impl Demand {
    /// What is demanded at `path`; another path when nothing is.
    pub async fn open(visitor: &Visitor, path: &RequiredPath) -> Result<Result<Self, String>, Failure> {
        let desk = Desk::open(visitor, path.place()).await?;
        if let Some(path) = desk.elsewhere(visitor).await? {
            return Ok(Err(path));
        }
        let step = visitor.state.authenticator.step(&visitor.origin(), desk.login(visitor)).await?;
        match step.flow {
            LoginFlow::Required { user_id, action, .. } => Ok(Ok(Self { desk, user: user_id, action })),
            flow => Ok(Err(desk.path(visitor, &due_page(&flow)))),
        }
    }

    /// The page of what is demanded.
    pub fn due(&self, visitor: &Visitor) -> String {
        self.desk.path(visitor, super::login::required_page(self.action))
    }

    /// On to what follows from `outcome`; what to say on the same page when it is due again.
    pub async fn follow(&self, visitor: &Visitor, outcome: Outcome) -> Result<Answer, FormError> {
        match outcome {
            Outcome::SignedIn(signed_in) => Ok(signed(visitor, &self.desk, *signed_in).await),
            Outcome::Next(flow) => Ok(Answer::Go(self.desk.path(visitor, &due_page(&flow)), Vec::new())),
            Outcome::Again(_, Complaint::TooManySessions) => Err(FormError::TooManySessions),
            Outcome::Again(_, Complaint::CodeMissing) => Err(FormError::CodeMissing),
            Outcome::Again(_, Complaint::WrongCode) => Err(FormError::WrongCode),
            Outcome::Again(..) => Err(FormError::Unavailable),
        }
    }
}
