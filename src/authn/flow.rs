//! Which step of a login is due, as one pure function over states and submissions; nothing here looks anything up.
//!
//! A further factor is a further state and a further submission: the compiler then shows every place that must know it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::required::{RequiredAction, RequiredJudgment};
use crate::clock::Timestamp;
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
    /// The password was right; a second factor is due.
    SecondFactor {
        /// Whose password it was.
        user_id: UserId,
        /// How the first factor was proved (RFC 8176).
        amr: Vec<String>,
        /// When it was: a password changed later makes it worthless.
        proved_at: Timestamp,
        /// What the user can prove with, the usual one first.
        methods: Vec<Method>,
    },
    /// Everything asked for was proved; before the session begins, the user has to do something.
    Required {
        /// Who.
        user_id: UserId,
        /// How (RFC 8176).
        amr: Vec<String>,
        /// When the password was proved: one changed later makes it worthless.
        proved_at: Timestamp,
        /// What.
        action: RequiredAction,
    },
    /// The user has proved who they are.
    Done {
        /// Who.
        user_id: UserId,
        /// How (RFC 8176).
        amr: Vec<String>,
    },
}

/// A second factor that is proved by a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// An authenticator application.
    Totp,
    /// A backup code.
    BackupCode,
}

impl Method {
    /// As in paths, events and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::BackupCode => "backup-code",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Totp, Self::BackupCode].into_iter().find(|method| method.as_str() == name)
    }
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
    /// A code of the second factor.
    Code(CodeJudgment),
    /// What was required.
    Required(RequiredJudgment),
    /// Back to the name.
    Restart,
}

/// What became of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgment {
    /// It is this user's, and enough.
    Correct(UserId),
    /// It is this user's, who has to prove one of these as well.
    Half(UserId, Timestamp, Vec<Method>),
    /// It is this user's, who has to do this before a session begins.
    Required(UserId, Timestamp, RequiredAction),
    /// It is nobody's whom this name means, or the user may not sign in.
    Wrong,
    /// It was not looked at: too many tries from here.
    Throttled(Duration),
    /// It was not looked at: the account, if there is one, is locked.
    Locked(Duration),
    /// It is this user's, who has as many sessions as may be.
    TooManySessions,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeJudgment {
    /// It is the user's, and was never used before.
    Correct(Method),
    /// It is, and this has to be done before a session begins.
    Required(Method, RequiredAction),
    /// It is not, or was.
    Wrong,
    /// It is, but no further session is allowed.
    TooManySessions,
    /// It was not looked at: too many wrong ones.
    Locked(Duration),
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
    /// No code was typed.
    CodeMissing,
    /// The code does not fit, or was used before.
    WrongCode,
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
            (waiting @ Self::SecondFactor { .. }, Submission::Code(judgment)) => waiting.judged_code(judgment),
            (waiting @ Self::Required { .. }, Submission::Required(judgment)) => waiting.judged_action(judgment),
            (_, Submission::Restart) => Transition::To(Self::Identify),
            (_, Submission::Identifier(identifier)) => {
                if identifier.trim().is_empty() {
                    Transition::Again(Self::Identify, Complaint::IdentifierMissing)
                } else {
                    Transition::To(Self::Password { identifier })
                }
            }
            (_, Submission::Credentials(_, judgment)) => Self::Identify.judged(judgment),
            (waiting @ Self::Password { .. }, Submission::Password(judgment)) => waiting.judged(judgment),
            // A password without a name is for nobody; a code or an action that is not due, for nothing.
            (waiting, Submission::Password(_) | Submission::Code(_) | Submission::Required(_)) => {
                Transition::OutOfOrder(waiting)
            }
        }
    }

    fn judged(self, judgment: Judgment) -> Transition {
        match judgment {
            Judgment::Correct(user_id) => Transition::To(Self::Done { user_id, amr: vec!["pwd".to_owned()] }),
            Judgment::Half(user_id, proved_at, methods) => {
                Transition::To(Self::SecondFactor { user_id, amr: vec!["pwd".to_owned()], proved_at, methods })
            }
            Judgment::Required(user_id, proved_at, action) => {
                Transition::To(Self::Required { user_id, amr: vec!["pwd".to_owned()], proved_at, action })
            }
            Judgment::Wrong => Transition::Again(self, Complaint::Wrong),
            Judgment::Throttled(span) => Transition::Again(self, Complaint::Throttled(span)),
            Judgment::Locked(span) => Transition::Again(self, Complaint::Locked(span)),
            Judgment::TooManySessions => Transition::Again(self, Complaint::TooManySessions),
        }
    }

    fn judged_code(self, judgment: CodeJudgment) -> Transition {
        match (self, judgment) {
            (Self::SecondFactor { user_id, mut amr, .. }, CodeJudgment::Correct(_)) => {
                // RFC 8176 §2: several methods were used, one of them a one-time password.
                amr.extend(["otp".to_owned(), "mfa".to_owned()]);
                Transition::To(Self::Done { user_id, amr })
            }
            (Self::SecondFactor { user_id, mut amr, proved_at, .. }, CodeJudgment::Required(_, action)) => {
                amr.extend(["otp".to_owned(), "mfa".to_owned()]);
                Transition::To(Self::Required { user_id, amr, proved_at, action })
            }
            (waiting, CodeJudgment::Correct(_) | CodeJudgment::Required(..)) => Transition::OutOfOrder(waiting),
            (waiting, CodeJudgment::TooManySessions) => Transition::Again(waiting, Complaint::TooManySessions),
            (waiting, CodeJudgment::Wrong) => Transition::Again(waiting, Complaint::WrongCode),
            (waiting, CodeJudgment::Locked(span)) => Transition::Again(waiting, Complaint::Locked(span)),
        }
    }

    fn judged_action(self, judgment: RequiredJudgment) -> Transition {
        match (self, judgment) {
            (Self::Required { user_id, amr, .. }, RequiredJudgment::Done) => {
                Transition::To(Self::Done { user_id, amr })
            }
            (Self::Required { user_id, mut amr, .. }, RequiredJudgment::Enrolled) => {
                amr.extend(["otp".to_owned(), "mfa".to_owned()]);
                Transition::To(Self::Done { user_id, amr })
            }
            (Self::Required { user_id, mut amr, proved_at, .. }, RequiredJudgment::Next { action, enrolled }) => {
                if enrolled {
                    amr.extend(["otp".to_owned(), "mfa".to_owned()]);
                }
                Transition::To(Self::Required { user_id, amr, proved_at, action })
            }
            (waiting, RequiredJudgment::Done | RequiredJudgment::Enrolled | RequiredJudgment::Next { .. }) => {
                Transition::OutOfOrder(waiting)
            }
            (waiting, RequiredJudgment::TooManySessions) => Transition::Again(waiting, Complaint::TooManySessions),
        }
    }

    /// The name typed, while a password is due.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Password { identifier } => Some(identifier),
            Self::Identify | Self::SecondFactor { .. } | Self::Required { .. } | Self::Done { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UpdateReason;

    const SPAN: Duration = Duration::from_secs(30);

    fn named() -> LoginFlow {
        LoginFlow::Password { identifier: "alice".into() }
    }

    fn done() -> LoginFlow {
        LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into()] }
    }

    fn half() -> LoginFlow {
        let (proved_at, methods) = (Timestamp::from_secs(1), vec![Method::Totp, Method::BackupCode]);
        LoginFlow::SecondFactor { user_id: "u1".into(), amr: vec!["pwd".into()], proved_at, methods }
    }

    fn twice() -> LoginFlow {
        LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into(), "otp".into(), "mfa".into()] }
    }

    const CHANGE: RequiredAction = RequiredAction::UpdatePassword { reason: UpdateReason::Expired };

    fn required(amr: &[&str]) -> LoginFlow {
        let amr = amr.iter().map(|method| (*method).to_owned()).collect();
        LoginFlow::Required { user_id: "u1".into(), amr, proved_at: Timestamp::from_secs(1), action: CHANGE }
    }

    fn credentials(judgment: Judgment) -> Submission {
        Submission::Credentials("alice".into(), judgment)
    }

    #[test]
    fn every_state_meets_every_submission() {
        use LoginFlow::Identify;
        use Transition::{Again, OutOfOrder, To};
        let correct = || Judgment::Correct("u1".into());
        let halfway = || Judgment::Half("u1".into(), Timestamp::from_secs(1), vec![Method::Totp, Method::BackupCode]);
        let code = |judgment| Submission::Code(judgment);
        let fits = CodeJudgment::Correct(Method::Totp);
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
            (Identify,   credentials(halfway()),                             To(half())),
            (named(),    Submission::Password(halfway()),                    To(half())),
            (Identify,   code(fits),                                         OutOfOrder(Identify)),
            (named(),    code(fits),                                         OutOfOrder(named())),
            (half(),     code(fits),                                         To(twice())),
            (half(),     code(CodeJudgment::Wrong),                          Again(half(), Complaint::WrongCode)),
            (half(),     code(CodeJudgment::Locked(SPAN)),                   Again(half(), Complaint::Locked(SPAN))),
            (half(),     Submission::Password(correct()),                    OutOfOrder(half())),
            (half(),     credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
            (half(),     Submission::Identifier("bob".into()),               To(LoginFlow::Password { identifier: "bob".into() })),
            (half(),     Submission::Restart,                                To(Identify)),
            (required(&["pwd"]), Submission::Restart,                        To(Identify)),
            (done(),     code(fits),                                         OutOfOrder(done())),
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
    fn what_is_required_stands_before_the_end() {
        use LoginFlow::Identify;
        use Transition::{Again, OutOfOrder, To};
        let must = || Judgment::Required("u1".into(), Timestamp::from_secs(1), CHANGE);
        let acted = |judgment| Submission::Required(judgment);
        let correct = || Judgment::Correct("u1".into());
        let (code, fits) = (|judgment| Submission::Code(judgment), CodeJudgment::Correct(Method::Totp));
        #[rustfmt::skip]
        let table = [
            (named(),    Submission::Password(must()),                       To(required(&["pwd"]))),
            (Identify,   credentials(must()),                                To(required(&["pwd"]))),
            (half(),     code(CodeJudgment::Required(Method::Totp, CHANGE)), To(required(&["pwd", "otp", "mfa"]))),
            (named(),    code(CodeJudgment::Required(Method::Totp, CHANGE)), OutOfOrder(named())),
            (required(&["pwd"]), acted(RequiredJudgment::Done),              To(done())),
            (required(&["pwd", "otp", "mfa"]), acted(RequiredJudgment::Done), To(twice())),
            (required(&["pwd"]), acted(RequiredJudgment::Enrolled),          To(twice())),
            (required(&["pwd"]), acted(RequiredJudgment::Next { action: CHANGE, enrolled: true }), To(required(&["pwd", "otp", "mfa"]))),
            (required(&["pwd"]), acted(RequiredJudgment::Next { action: CHANGE, enrolled: false }), To(required(&["pwd"]))),
            (half(),     acted(RequiredJudgment::Enrolled),                  OutOfOrder(half())),
            (required(&["pwd"]), acted(RequiredJudgment::TooManySessions),   Again(required(&["pwd"]), Complaint::TooManySessions)),
            (required(&["pwd"]), Submission::Password(correct()),            OutOfOrder(required(&["pwd"]))),
            (required(&["pwd"]), code(fits),                                 OutOfOrder(required(&["pwd"]))),
            (half(),     acted(RequiredJudgment::Done),                      OutOfOrder(half())),
            (Identify,   acted(RequiredJudgment::Done),                      OutOfOrder(Identify)),
            (done(),     acted(RequiredJudgment::Done),                      OutOfOrder(done())),
        ];
        for (from, submission, expected) in table {
            let name = format!("{from:?} + {submission:?}");
            assert_eq!(from.submit(submission), expected, "{name}");
        }
    }

    #[test]
    fn states_survive_storage() {
        for state in [LoginFlow::Identify, named(), half(), required(&["pwd"]), done()] {
            let text = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<LoginFlow>(&text).unwrap(), state);
        }
    }
}
