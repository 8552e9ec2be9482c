//! Which step of a login is due, as one pure function over states and submissions; nothing here looks anything up.
//!
//! A further factor is a further state and a further submission: the compiler then shows every place that must know it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::required::{RequiredAction, RequiredJudgment};
use super::upstream_login::federated;
use crate::clock::Timestamp;
use crate::model::acr::Class;
use crate::model::{SessionId, UserId};

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
    /// A code and a link were mailed, if there is anybody to mail them to; one of them is due.
    EmailCode {
        /// As typed.
        identifier: String,
        /// Names the ask.
        id: String,
        /// When it was.
        asked_at: Timestamp,
    },
    /// The first factor was right; a second one is due.
    SecondFactor {
        /// Whose it was.
        user_id: UserId,
        /// How the first factor was proved (RFC 8176).
        amr: Vec<String>,
        /// When it was: a password changed later makes it worthless.
        proved_at: Timestamp,
        /// What the user can prove with, the usual one first.
        methods: Vec<Method>,
        /// The session that is raised, instead of a password typed now.
        #[serde(default)]
        step_up: Option<StepUp>,
    },
    /// Everything asked for was proved; before the session begins, the user has to do something.
    Required {
        /// Who.
        user_id: UserId,
        /// How (RFC 8176).
        amr: Vec<String>,
        /// When it was proved: a password changed later makes it worthless.
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

/// How a code or a link in a mail stands among the methods.
pub use crate::model::acr::EMAIL_METHOD as EMAIL;

/// A session whose user is asked for the second factor alone (RFC 9470).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// Which one.
    pub session: SessionId,
    /// The class that is missing, where it is one.
    pub class: Option<Class>,
}

/// A way to prove the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A passkey or a security key.
    Passkey,
    /// An authenticator application.
    Totp,
    /// A backup code.
    BackupCode,
}

impl Method {
    /// As in paths, events and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::BackupCode => "backup-code",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Passkey, Self::Totp, Self::BackupCode].into_iter().find(|method| method.as_str() == name)
    }
}

/// How a factor was proved, in the words of RFC 8176.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// By a code.
    Code,
    /// By a credential that stays in its authenticator.
    BoundKey,
    /// By one that is copied between devices.
    SyncedKey,
    /// By the code with which a new application was added. It shows that the application works; that it is this user who
    /// holds it, only its next code shows (pages K-10).
    Enrollment,
}

impl Evidence {
    /// The methods (RFC 8176 §2) that it adds where it completes two factors: after a password, or by itself where the
    /// authenticator has verified the user.
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["otp", "mfa"],
            Self::BoundKey => &["hwk", "user", "mfa"],
            Self::SyncedKey => &["swk", "user", "mfa"],
            Self::Enrollment => &["otp"],
        }
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
    /// A name, to be mailed a code and a link; the ask, and when.
    EmailAsked(String, String, Timestamp),
    /// The code of the mail, or its link.
    EmailCode(Judgment),
    /// A code or a credential of the second factor.
    Code(CodeJudgment),
    /// A passkey, instead of name and password.
    Passkey(KeyJudgment),
    /// The word of a provider elsewhere, instead of name and password; whether it has authenticated the person anew.
    Upstream(Judgment, bool),
    /// What was required.
    Required(RequiredJudgment),
    /// Back to the name.
    Restart,
}

/// What became of a first factor: a password, or what was mailed.
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
    /// It is this user's, who has locked the account and has to recover it first.
    RecoveryRequired,
}

/// What became of a code or of a credential after a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeJudgment {
    /// It is the user's, and was never used before.
    Correct(Evidence),
    /// It is, and this has to be done before a session begins.
    Required(Evidence, RequiredAction),
    /// It is not, or was.
    Wrong,
    /// It was not looked at: what it answers was asked too long ago, or answered before.
    Expired,
    /// It is, but no further session is allowed.
    TooManySessions,
    /// It was not looked at: too many wrong ones.
    Locked(Duration),
}

/// What became of a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyJudgment {
    /// It is this user's, and its authenticator has verified them.
    Correct(UserId, Evidence),
    /// It is, and this has to be done before a session begins; with when it was shown.
    Required(UserId, Evidence, (Timestamp, RequiredAction)),
    /// No passkey of that name is known here.
    Unknown,
    /// It is known, and does not count: by its signature, its counter, its user.
    Wrong,
    /// Its authenticator has not verified the user.
    NotVerified,
    /// It was not looked at: what it answers was asked too long ago, or answered before.
    Expired,
    /// It is good, but no further session is allowed.
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
    /// No code was typed.
    CodeMissing,
    /// The code does not fit, or was used before.
    WrongCode,
    /// The passkey or security key is not one that counts here.
    WrongKey,
    /// The passkey is not known here.
    UnknownKey,
    /// The authenticator has not verified the person.
    UnverifiedKey,
    /// The request to the authenticator is no longer good.
    KeyExpired,
    /// Too many tries; come back after this.
    Throttled(Duration),
    /// Locked for this long.
    Locked(Duration),
    /// Another session has to end first.
    TooManySessions,
    /// The account has to be recovered first.
    RecoveryRequired,
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
            (waiting, Submission::Passkey(judgment)) => waiting.judged_key(judgment),
            // Whatever was under way: somebody else may have come back.
            (_, Submission::Upstream(judgment, is_anew)) => Self::Identify.judged(judgment, &federated(is_anew)),
            (_, Submission::Restart) => Transition::To(Self::Identify),
            (_, Submission::Identifier(identifier)) => {
                if identifier.trim().is_empty() {
                    Transition::Again(Self::Identify, Complaint::IdentifierMissing)
                } else {
                    Transition::To(Self::Password { identifier })
                }
            }
            (_, Submission::EmailAsked(identifier, id, asked_at)) => {
                if identifier.trim().is_empty() {
                    Transition::Again(Self::Identify, Complaint::IdentifierMissing)
                } else {
                    Transition::To(Self::EmailCode { identifier, id, asked_at })
                }
            }
            (_, Submission::Credentials(_, judgment)) => Self::Identify.judged(judgment, &["pwd"]),
            // Whoever waits for a mail may still type the password instead.
            (waiting @ (Self::Password { .. } | Self::EmailCode { .. }), Submission::Password(judgment)) => {
                waiting.judged(judgment, &["pwd"])
            }
            (waiting @ Self::EmailCode { .. }, Submission::EmailCode(judgment)) => waiting.judged(judgment, &[EMAIL]),
            // A password without a name is for nobody; a code or an action that is not due, for nothing.
            (
                waiting,
                Submission::Password(_) | Submission::EmailCode(_) | Submission::Code(_) | Submission::Required(_),
            ) => Transition::OutOfOrder(waiting),
        }
    }

    fn judged(self, judgment: Judgment, methods: &[&str]) -> Transition {
        let amr = methods.iter().map(|method| (*method).to_owned()).collect();
        match judgment {
            Judgment::Correct(user_id) => Transition::To(Self::Done { user_id, amr }),
            Judgment::Half(user_id, proved_at, methods) => {
                Transition::To(Self::SecondFactor { user_id, amr, proved_at, methods, step_up: None })
            }
            Judgment::Required(user_id, proved_at, action) => {
                Transition::To(Self::Required { user_id, amr, proved_at, action })
            }
            Judgment::Wrong => Transition::Again(self, Complaint::Wrong),
            Judgment::Throttled(span) => Transition::Again(self, Complaint::Throttled(span)),
            Judgment::Locked(span) => Transition::Again(self, Complaint::Locked(span)),
            Judgment::TooManySessions => Transition::Again(self, Complaint::TooManySessions),
            Judgment::RecoveryRequired => Transition::Again(self, Complaint::RecoveryRequired),
        }
    }

    fn judged_code(self, judgment: CodeJudgment) -> Transition {
        match (self, judgment) {
            (Self::SecondFactor { user_id, amr, .. }, CodeJudgment::Correct(evidence)) => {
                Transition::To(Self::Done { user_id, amr: added(amr, evidence) })
            }
            (Self::SecondFactor { user_id, amr, proved_at, .. }, CodeJudgment::Required(evidence, action)) => {
                Transition::To(Self::Required { user_id, amr: added(amr, evidence), proved_at, action })
            }
            (waiting, CodeJudgment::Correct(_) | CodeJudgment::Required(..)) => Transition::OutOfOrder(waiting),
            (waiting, CodeJudgment::TooManySessions) => Transition::Again(waiting, Complaint::TooManySessions),
            (waiting, CodeJudgment::Wrong) => Transition::Again(waiting, Complaint::WrongCode),
            (waiting, CodeJudgment::Expired) => Transition::Again(waiting, Complaint::KeyExpired),
            (waiting, CodeJudgment::Locked(span)) => Transition::Again(waiting, Complaint::Locked(span)),
        }
    }

    /// A passkey takes the place of every step before it; a refused one changes nothing.
    fn judged_key(self, judgment: KeyJudgment) -> Transition {
        let complaint = match judgment {
            KeyJudgment::Correct(user_id, evidence) => {
                return Transition::To(Self::Done { user_id, amr: added(Vec::new(), evidence) });
            }
            KeyJudgment::Required(user_id, evidence, (proved_at, action)) => {
                let amr = added(Vec::new(), evidence);
                return Transition::To(Self::Required { user_id, amr, proved_at, action });
            }
            KeyJudgment::Unknown => Complaint::UnknownKey,
            KeyJudgment::Wrong => Complaint::WrongKey,
            KeyJudgment::NotVerified => Complaint::UnverifiedKey,
            KeyJudgment::Expired => Complaint::KeyExpired,
            KeyJudgment::TooManySessions => Complaint::TooManySessions,
        };
        Transition::Again(self, complaint)
    }

    fn judged_action(self, judgment: RequiredJudgment) -> Transition {
        match (self, judgment) {
            (Self::Required { user_id, amr, .. }, RequiredJudgment::Done) => {
                Transition::To(Self::Done { user_id, amr })
            }
            (Self::Required { user_id, amr, .. }, RequiredJudgment::Enrolled(evidence)) => {
                Transition::To(Self::Done { user_id, amr: added(amr, evidence) })
            }
            (Self::Required { user_id, amr, proved_at, .. }, RequiredJudgment::Prove(methods)) => {
                Transition::To(Self::SecondFactor { user_id, amr, proved_at, methods, step_up: None })
            }
            (Self::Required { user_id, amr, proved_at, .. }, RequiredJudgment::Next { action, enrolled }) => {
                let amr = match enrolled {
                    Some(evidence) => added(amr, evidence),
                    None => amr,
                };
                Transition::To(Self::Required { user_id, amr, proved_at, action })
            }
            (waiting @ Self::Required { .. }, RequiredJudgment::TooManySessions) => {
                Transition::Again(waiting, Complaint::TooManySessions)
            }
            (waiting, _) => Transition::OutOfOrder(waiting),
        }
    }

    /// The name typed, while a password or what was mailed is due.
    pub fn identifier(&self) -> Option<&str> {
        match self {
            Self::Password { identifier } | Self::EmailCode { identifier, .. } => Some(identifier),
            Self::Identify | Self::SecondFactor { .. } | Self::Required { .. } | Self::Done { .. } => None,
        }
    }
}

/// `amr` and what `evidence` adds to it, each method once.
pub(super) fn added(mut amr: Vec<String>, evidence: Evidence) -> Vec<String> {
    for method in evidence.amr() {
        if !amr.iter().any(|known| known == method) {
            amr.push((*method).to_owned());
        }
    }
    amr
}

#[cfg(test)]
mod tests;
