//! The page of the account's e-mail address, and the page behind the link that proves a new one.

use serde::Serialize;

use super::account::Moment;

/// `/account/email`.
///
/// Posts `csrf`, and the pressed button: `action=change` with `email`, `action=verify` with `code`, `action=resend`,
/// `action=cancel` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EmailBody {
    /// The address there is.
    pub address: Option<String>,
    /// Whether it was proven.
    pub verified: bool,
    /// Whether it can be changed: nothing is proven without mail.
    pub possible: bool,
    /// The one that waits for proof.
    pub pending: Option<PendingEmail>,
    /// What was typed.
    pub typed: String,
    /// What is wrong.
    pub error: Option<EmailError>,
    /// Whether a new code was just sent.
    pub resent: bool,
}

/// An address that waits for proof.
#[derive(Clone, Debug, Serialize)]
pub struct PendingEmail {
    /// The address.
    pub email: String,
    /// Until when code and link work.
    pub until: Moment,
    /// Asked for in another session: the code counts there.
    pub elsewhere: bool,
}

/// What is wrong, as the key of a sentence: `email-error-{kind}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EmailError {
    /// `not-email`, `same-email`, `domain`, `code-missing`, `wrong-code`, `locked`, `throttled`, `over`, `taken` or `stale`.
    pub kind: &'static str,
    /// The number in it: minutes or seconds.
    pub count: u64,
}

impl EmailError {
    /// Every kind, for tests and previews.
    pub const KINDS: [&'static str; 10] = [
        "not-email",
        "same-email",
        "domain",
        "code-missing",
        "wrong-code",
        "locked",
        "throttled",
        "over",
        "taken",
        "stale",
    ];

    /// One without a number.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind, count: 0 }
    }
}

/// `/link/email`: the link of the mail was opened.
///
/// Posts `csrf` and the pressed button: `action=confirm` or `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewEmailPage {
    /// Where the form is sent.
    pub action: String,
    /// The new address; empty outside the session that asked for it, for a link may be passed on.
    pub email: String,
    /// What is asked, or shown.
    pub state: NewEmail,
    /// What is wrong.
    pub error: Option<EmailError>,
}

/// How far the page behind the link is.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NewEmail {
    /// Opened where it was asked for: shall it be?
    #[default]
    Confirm,
    /// Opened elsewhere: shall a code be shown?
    Elsewhere,
    /// To be typed where it was asked for.
    Shown {
        /// The code, grouped.
        code: String,
    },
}
