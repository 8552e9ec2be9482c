//! Terms that a login asks about (product AU-22, pages N-4): everybody accepts the version that is in force before the next
//! session begins.

use super::Authenticator;
use super::conclude::Act;
use super::error::Error;
use super::flow::LoginFlow;
use super::login::{Login, Outcome};
use super::required::RequiredAction;
use crate::audit::Origin;

impl Authenticator {
    /// Accepts the terms in the `version` that was shown; the same step is due when another one is in force by now.
    pub async fn accept_terms(&self, origin: &Origin, login: Login<'_>, version: &str) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::Required { action: RequiredAction::AcceptTerms { .. }, .. } = &step.flow else {
            return Ok(Outcome::Next(step.flow));
        };
        match login.rules.terms() {
            Some(terms) if terms.version == version => self.go_on(origin, login, step, Act::Accept(version)).await,
            Some(_) => Ok(Outcome::Next(step.flow)),
            // Nothing is asked any more.
            None => self.restart(origin, login).await,
        }
    }
}
