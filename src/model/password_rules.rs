//! What a realm demands of passwords; what is absent comes from the server's settings (product SE-10).

use serde::{Deserialize, Serialize};

/// The longest history that can be asked for: each entry costs one hash at every change.
pub const PASSWORD_HISTORY_MAX: u8 = 24;

/// A realm's own rules for passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordRules {
    /// The set of rules to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<RulePreset>,
    /// Characters at most, 64 to 256 (legacy: 128).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u16>,
    /// Kinds of characters a password must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<CharacterClass>>,
    /// Words that may not be the substance of a password, beside the names of product, realm and person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_words: Vec<String>,
    /// Days after which a new one has to be chosen; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u16>,
    /// How many earlier passwords may not come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<u8>,
    /// What becomes of a password that was right and is known from breaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breached_at_login: Option<BreachedAtLogin>,
}

impl PasswordRules {
    /// Whether all is left to the server.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A named set of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulePreset {
    /// NIST SP 800-63B-4.
    Nist,
    /// Composition, age and history of older house rules.
    Legacy,
}

/// What becomes of a login by a breached password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreachedAtLogin {
    /// It is written down.
    #[default]
    Record,
    /// A new one has to be chosen before the session begins.
    Change,
}

/// A kind of character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CharacterClass {
    /// A lower-case letter.
    Lower,
    /// An upper-case letter.
    Upper,
    /// A digit.
    Digit,
    /// Anything that is neither letter nor digit.
    Special,
}
