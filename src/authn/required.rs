//! What a login still demands when everything was proved (product SE-10, AU-20).

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::factors::holdings_for;
use super::flow::{Evidence, Method};
use super::login::Login;
use crate::clock::Timestamp;
use crate::model::{FactorFacts, FactorKind, FactorOutcome, UpdateReason, User, judge_factors};
use crate::storage::{StorageError, Transaction, profile_deferrals, registrations};

/// What a user has to do before a session begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum RequiredAction {
    /// Accept the terms that are in force.
    AcceptTerms {
        /// Whether an earlier version was accepted.
        has_changed: bool,
    },
    /// Tell what the realm asks about a person.
    Profile {
        /// Whether some of it must be told; otherwise all of it can be put off.
        is_required: bool,
    },
    /// Choose a new password.
    UpdatePassword {
        /// Why.
        reason: UpdateReason,
    },
    /// Enroll a second factor.
    Enroll {
        /// It can be put off until then; the past for at once.
        until: Timestamp,
        /// Whether an authenticator application will do; a passkey or a security key always does.
        #[serde(default = "yes")]
        with_code: bool,
    },
}

/// Of logins under way when this was new.
const fn yes() -> bool {
    true
}

/// What became of what was required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequiredJudgment {
    /// It is done.
    Done,
    /// It is done, and this comes next.
    Next {
        /// What comes next.
        action: RequiredAction,
        /// How a second factor that was enrolled was proved at once.
        enrolled: Option<Evidence>,
    },
    /// A second factor was enrolled, and so proved at once.
    Enrolled(Evidence),
    /// One was enrolled, and has to be proved, or another of these.
    Prove(Vec<Method>),
    /// It could be done, but no further session is allowed.
    TooManySessions,
}

impl Authenticator {
    /// What `user`, who has proved `amr` (RFC 8176), has to do before a session begins. The password comes last: the session
    /// begins together with the new one.
    pub(super) async fn required(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        (user, amr): (&User, &[String]),
        now: Timestamp,
    ) -> Result<Option<RequiredAction>, StorageError> {
        if let Some(terms) = login.rules.terms() {
            // The one accepted last: who has seen a newer version since does not fall back.
            let accepted = registrations::newest_accepted(tx, (&user.realm, &user.id)).await?;
            if accepted.as_ref() != Some(&terms.version) {
                return Ok(Some(RequiredAction::AcceptTerms { has_changed: accepted.is_some() }));
            }
        }
        self.required_with_terms(tx, login, (user, amr), now).await
    }

    /// The same of somebody who has accepted the terms.
    pub(super) async fn required_with_terms(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        (user, amr): (&User, &[String]),
        now: Timestamp,
    ) -> Result<Option<RequiredAction>, StorageError> {
        // Most realms ask nothing, and most people have told it.
        if let Some(rules) = login.rules.registration().filter(|rules| !rules.missing(&user.claims).is_empty()) {
            let deferred_at = profile_deferrals::find_in(tx, &user.realm, &user.id).await?;
            if let Some(is_required) = rules.profile_due(&user.claims, deferred_at, now) {
                return Ok(Some(RequiredAction::Profile { is_required }));
            }
        }
        self.required_with_profile(tx, login, (user, amr), now).await
    }

    /// The same of somebody who has told what is asked as well.
    async fn required_with_profile(
        &self,
        tx: &mut Transaction,
        login: Login<'_>,
        (user, amr): (&User, &[String]),
        now: Timestamp,
    ) -> Result<Option<RequiredAction>, StorageError> {
        let (holdings, enrolled) = (&holdings_for(tx, login, user).await?, &FactorKind::proved_by(amr));
        let facts = FactorFacts { client: login.rules.client, user_since: user.created_at, holdings, enrolled, now };
        let rules = login.rules.factor_rules();
        let verdict = judge_factors(rules, &facts);
        if let FactorOutcome::Enroll { until } = verdict.outcome {
            return Ok(Some(RequiredAction::Enroll { until, with_code: verdict.accepts(rules, FactorKind::Totp) }));
        }
        Ok(self.update_due(login, (user, amr), now))
    }

    /// The new password that is due, when nothing else is: of somebody who has signed in by the old one.
    pub(super) fn update_due(
        &self,
        login: Login<'_>,
        (user, amr): (&User, &[String]),
        now: Timestamp,
    ) -> Option<RequiredAction> {
        let has_used_it = amr.iter().any(|method| method == "pwd");
        let reason = self.policy_at(login).update_due(user, now).filter(|_| has_used_it)?;
        Some(RequiredAction::UpdatePassword { reason })
    }
}
