//! The page of an invitation, and what people are asked about themselves (pages §7).

use serde::Serialize;

use super::{Application, FormError, PasskeyFirst, TermsLinks};
use crate::theme::account::Moment;
use crate::theme::account_profile::{ChoiceOption, TextField};
use crate::theme::strength::Strength;

/// A field that a page asks for beside other things.
#[derive(Clone, Debug, Serialize)]
pub struct AskedInput {
    /// The field.
    #[serde(flatten)]
    pub field: TextField,
    /// Whether it cannot be left empty.
    pub required: bool,
    /// What there is to choose; empty where it is typed.
    pub options: Vec<ChoiceOption>,
}

/// `/register/invitation`.
///
/// Posts `csrf`, `new-password`, the fields asked for, `accept-terms=on`, and the pressed button: `action=accept` or
/// `language={tag}`.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationPage {
    /// Where the form is sent.
    pub action: String,
    /// The application that it leads to, if it leads to one.
    pub application: Option<Application>,
    /// How it stands. Names words.
    pub state: InvitationStage,
    /// Who invites.
    pub invited_by: String,
    /// What else they say; empty for nothing.
    pub note: String,
    /// The address, which is fixed; empty once the invitation has ended.
    pub email: String,
    /// Until when it can be accepted.
    pub until: Moment,
    /// What is asked beyond the address.
    pub asked: Vec<AskedInput>,
    /// Set where a passkey comes next instead of a password (pages N-3).
    pub passkey_first: Option<PasskeyFirst>,
    /// Characters a password must have at least.
    pub min_length: usize,
    /// What the page judges it by while it is typed.
    pub strength: Strength,
    /// What is wrong with what was typed, as keys of words.
    pub faults: Vec<String>,
    /// Why the form comes back, if not for what was typed.
    pub error: Option<FormError>,
    /// What has to be accepted.
    pub terms: Option<TermsLinks>,
    /// Whether the box was ticked when the form was sent; `false` on first sight.
    pub accepted: bool,
    /// The sign-in.
    pub sign_in: String,
}

/// How an invitation stands, in front of whoever has opened its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvitationStage {
    /// It can be accepted.
    Open,
    /// Its address has an account already.
    Known,
    /// It was accepted.
    Used,
    /// It was taken back.
    Revoked,
    /// It is too old.
    Expired,
}

/// `/interaction/{id}/profile`.
///
/// Posts `csrf`, the fields asked for, and the pressed button: `action=save`, `action=skip`, `action=cancel` or
/// `language={tag}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProfileStepPage {
    /// Where the form is sent.
    pub action: String,
    /// Where it leads.
    pub application: Option<Application>,
    /// What is asked.
    pub asked: Vec<AskedInput>,
    /// Whether all of it can be left out, `skip-profile`.
    pub can_skip: bool,
    /// Why the form comes back, if not for what was typed.
    pub error: Option<FormError>,
    /// Shows the way out, `login-cancel`.
    pub can_cancel: bool,
}
