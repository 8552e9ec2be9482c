//! What a login still demands when everything was proved (product SE-10, AU-20).

use serde::{Deserialize, Serialize};

use super::flow::{EMAIL, Evidence};
use crate::clock::Timestamp;
use crate::model::UpdateReason;

/// What a user has to do before a session begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum RequiredAction {
    /// Choose a new password.
    UpdatePassword {
        /// Why.
        reason: UpdateReason,
    },
    /// Enroll a second factor.
    Enroll {
        /// It can be put off until then; the past for at once.
        until: Timestamp,
    },
}

/// How a login that shows `amr` began, in events.
pub(super) fn first_method(amr: &[String]) -> &'static str {
    if amr.iter().any(|method| method == EMAIL) { "email-code" } else { "password" }
}

/// What became of what was required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// It could be done, but no further session is allowed.
    TooManySessions,
}
