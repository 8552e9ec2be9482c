//! Enrollment that a login demands (product AU-20, pages F-9): the session begins with the factor, or without it while days of
//! grace are left.

use super::Authenticator;
use super::conclude::Act;
use super::enroll::Confirmed;
use super::error::Error;
use super::flow::{Complaint, LoginFlow};
use super::login::{Login, Outcome};
use super::required::RequiredAction;
use super::totp::TotpSecret;
use crate::audit::Origin;
use crate::model::UserId;

/// The name under which a secret shown in a login is kept.
fn key(login: Login<'_>) -> String {
    format!("login:{}", login.id)
}

impl Authenticator {
    /// The secret to show in a login that demands a second factor of `user`.
    pub async fn offer_at_login(&self, origin: &Origin, login: Login<'_>, user: &UserId) -> Result<TotpSecret, Error> {
        self.offer_totp(origin, &key(login), user).await
    }

    /// Enrolls the secret shown, if the code is of it.
    pub async fn enroll_at_login(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (name, code): (&str, &str),
    ) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::Required { user_id, action: RequiredAction::Enroll { with_code: true, .. }, .. } = &step.flow
        else {
            return Ok(Outcome::Next(step.flow));
        };
        if code.trim().is_empty() {
            return Ok(Outcome::Again(step.flow, Complaint::CodeMissing));
        }
        match self.confirm_totp(origin, (&key(login), user_id), (name, code)).await? {
            Confirmed::Factor(factor) => self.go_on(origin, login, step, Act::Enroll(&factor)).await,
            Confirmed::No(_) => Ok(Outcome::Again(step.flow, Complaint::WrongCode)),
        }
    }

    /// Goes on without, while days of grace are left; otherwise the same step is due.
    pub async fn put_off_enrollment(&self, origin: &Origin, login: Login<'_>) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        match &step.flow {
            LoginFlow::Required { action: RequiredAction::Enroll { until, .. }, .. } if *until > origin.now => {
                self.go_on(origin, login, step, Act::PutOff).await
            }
            _ => Ok(Outcome::Next(step.flow)),
        }
    }
}
