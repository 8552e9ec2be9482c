//! Which step of a login is due, as one pure function over states and submissions; nothing here looks anything up.
//!
//! A further factor is a further state and a further submission: the compiler then shows every place that must know it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::UserId;

/// A login under way in one browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LoginFlow {
    /// Nobody has been named yet.
    #[default]
    Identify,
    /// Somebody was named, whether known or not.
    Password {
        /// As typed.
        identifier: String,
    },
    /// The user has proved who they are.
    Done {
        /// Who.
        user_id: UserId,
        /// How (RFC 8176).
        amr: Vec<String>,
    },
}

/// What a person sends, after it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// A name alone (identifier first).
    Identifier(String),
    /// A password for the name given before.
    Password(Judgment),
    /// Name and password on one page.
    Credentials(String, Judgment),
    /// Back to the name.
    Restart,
}

/// What became of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgment {
    /// It is this user's.
    Correct(UserId),
    /// It is nobody's whom this name means, or the user may not sign in.
    Wrong,
    /// It was not looked at: too many tries from here.
    Throttled(Duration),
    /// It was not looked at: the account, if there is one, is locked.
    Locked(Duration),
    /// It is this user's, who has as many sessions as may be.
    TooManySessions,
}

/// Why a step was not taken, in the words a page has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// No name was typed.
    IdentifierMissing,
    /// No password was typed.
    PasswordMissing,
    /// Name and password do not belong together; never which of the two.
    Wrong,
    /// Too many tries; come back after this.
    Throttled(Duration),
    /// Locked for this long.
    Locked(Duration),
    /// Another session has to end first.
    TooManySessions,
}

/// What follows from a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The next state.
    To(LoginFlow),
    /// The same step once more.
    Again(LoginFlow, Complaint),
    /// This is not the step that is due: show the one that is.
    OutOfOrder(LoginFlow),
}

impl LoginFlow {
    /// Decides what follows from `submission`.
    #[must_use]
    pub fn submit(self, submission: Submission) -> Transition {
        match (self, submission) {
            (done @ Self::Done { .. }, _) => Transition::OutOfOrder(done),
            (Self::Identify | Self::Password { .. }, Submission::Restart) => Transition::To(Self::Identify),
            (Self::Identify | Self::Password { .. }, Submission::Identifier(identifier)) => {
                if identifier.trim().is_empty() {
                    Transition::Again(Self::Identify, Complaint::IdentifierMissing)
                } else {
                    Transition::To(Self::Password { identifier })
                }
            }
            (Self::Identify | Self::Password { .. }, Submission::Credentials(_, judgment)) => {
                Self::Identify.judged(judgment)
            }
            (waiting @ Self::Password { .. }, Submission::Password(judgment)) => waiting.judged(judgment),
            // A password without a name is for nobody.
            (Self::Identify, Submission::Password(_)) => Transition::OutOfOrder(Self::Identify),
        }
    }

    fn judged(self, judgment: Judgment) -> Transition {
        match judgment {
            Judgment::Correct(user_id) => Transition::To(Self::Done { user_id, amr: vec!["pwd".to_owned()] }),
            Judgment::Wrong => Transition::Again(self, Complaint::Wrong),
            Judgment::Throttled(span) => Transition::Again(self, Complaint::Throttled(span)),
            Judgment::Locked(span) => Transition::Again(self, Complaint::Locked(span)),
            Judgment::TooManySessions => Transition::Again(self, Complaint::TooManySessions),
        }
    }

    /// The name typed, while a password is due.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Password { identifier } => Some(identifier),
            Self::Identify | Self::Done { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Duration = Duration::from_secs(30);

    fn named() -> LoginFlow {
        LoginFlow::Password { identifier: "alice".into() }
    }

    fn done() -> LoginFlow {
        LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into()] }
    }

    fn credentials(judgment: Judgment) -> Submission {
        Submission::Credentials("alice".into(), judgment)
    }

    #[test]
    fn every_state_meets_every_submission() {
        use LoginFlow::Identify;
        use Transition::{Again, OutOfOrder, To};
        let correct = || Judgment::Correct("u1".into());
        #[rustfmt::skip]
        let table = [
            // from      submission                                        → what follows
            (Identify,   Submission::Identifier("alice".into()),             To(named())),
            (Identify,   Submission::Identifier("  ".into()),                Again(Identify, Complaint::IdentifierMissing)),
            (Identify,   Submission::Password(correct()),                    OutOfOrder(Identify)),
            (Identify,   Submission::Password(Judgment::Wrong),              OutOfOrder(Identify)),
            (Identify,   credentials(correct()),                             To(done())),
            (Identify,   credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
            (Identify,   credentials(Judgment::Locked(SPAN)),                Again(Identify, Complaint::Locked(SPAN))),
            (Identify,   credentials(Judgment::Throttled(SPAN)),             Again(Identify, Complaint::Throttled(SPAN))),
            (Identify,   Submission::Restart,                                To(Identify)),
            (named(),    Submission::Identifier("alice".into()),             To(named())),
            (named(),    Submission::Password(correct()),                    To(done())),
            (named(),    Submission::Password(Judgment::Wrong),              Again(named(), Complaint::Wrong)),
            (named(),    Submission::Password(Judgment::Locked(SPAN)),       Again(named(), Complaint::Locked(SPAN))),
            (named(),    Submission::Password(Judgment::Throttled(SPAN)),    Again(named(), Complaint::Throttled(SPAN))),
            (named(),    Submission::Password(Judgment::TooManySessions),    Again(named(), Complaint::TooManySessions)),
            (named(),    credentials(correct()),                             To(done())),
            (named(),    credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
            (named(),    Submission::Restart,                                To(Identify)),
            (done(),     Submission::Identifier("mallory".into()),           OutOfOrder(done())),
            (done(),     Submission::Password(Judgment::Wrong),              OutOfOrder(done())),
            (done(),     credentials(Judgment::Correct("u2".into())),        OutOfOrder(done())),
            (done(),     Submission::Restart,                                OutOfOrder(done())),
        ];
        for (from, submission, expected) in table {
            let name = format!("{from:?} + {submission:?}");
            assert_eq!(from.submit(submission), expected, "{name}");
        }
    }

    #[test]
    fn states_survive_storage() {
        for state in [LoginFlow::Identify, named(), done()] {
            let text = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<LoginFlow>(&text).unwrap(), state);
        }
    }
}
