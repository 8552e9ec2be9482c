//! What a password is (normalized, bounded, never truncated) and which ones are accepted (product SE-10, NIST SP 800-63B-4).

use std::fmt;
use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use super::weak_words;
use crate::clock::Timestamp;
use crate::model::{BreachedAtLogin, CharacterClass, Realm, RulePreset, UpdateReason, User};
use crate::secret::Secret;

const DAY: Duration = Duration::from_hours(24);

/// Characters at most.
pub const MAX_CHARS: usize = 256;
/// Bytes at most, in UTF-8 after normalization.
pub const MAX_BYTES: usize = 1024;

/// A password as it is hashed: Unicode Normalization Form C, so that the same keys give the same password everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password(Secret<String>);

/// Why something typed is no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Nothing was typed.
    Empty,
    /// More than [`MAX_CHARS`] characters or [`MAX_BYTES`] bytes; it is refused as a whole, never cut.
    TooLong,
}

impl Password {
    /// The password that was typed.
    pub fn parse(typed: &str) -> Result<Self, PasswordError> {
        if typed.is_empty() {
            return Err(PasswordError::Empty);
        }
        // Bounded before the work: composition at most shrinks a text to a third of its bytes.
        if typed.len() > 3 * MAX_BYTES {
            return Err(PasswordError::TooLong);
        }
        let normal = Secret::new(typed.nfc().collect::<String>());
        if normal.expose().len() > MAX_BYTES || normal.expose().chars().count() > MAX_CHARS {
            return Err(PasswordError::TooLong);
        }
        Ok(Self(normal))
    }

    /// The normalized text.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl AsRef<Secret<String>> for Password {
    fn as_ref(&self) -> &Secret<String> {
        &self.0
    }
}

/// What a new password must satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Characters at least.
    pub min_length: usize,
    /// Characters at most.
    pub max_length: usize,
    /// Kinds of characters it must have.
    pub classes: Vec<CharacterClass>,
    /// Words of the house (product, realm) that may not be its substance.
    pub words: Vec<String>,
    /// How old it may become; `None` for any age.
    pub max_age: Option<Duration>,
    /// How many earlier passwords may not come back.
    pub history: u8,
    /// What becomes of one that was right and is known from breaches.
    pub breached_at_login: BreachedAtLogin,
}

/// A reason not to accept a new password. Each has words of its own on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// No character of this kind.
    Missing(CharacterClass),
    /// One of the passwords that everybody tries first, or little more than one.
    Common,
    /// Little more than the name or address of its owner, or of the house.
    Personal,
    /// A pattern: one unit repeated, few different characters, a run of the keyboard or the alphabet.
    Pattern,
    /// The person's own, now or not long ago.
    Reused,
    /// Found in a breach somewhere.
    Breached,
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::TooLong => write!(f, "it has more than {MAX_CHARS} characters or {MAX_BYTES} bytes"),
        }
    }
}

const fn name_of(class: CharacterClass) -> &'static str {
    match class {
        CharacterClass::Lower => "lower-case letter",
        CharacterClass::Upper => "upper-case letter",
        CharacterClass::Digit => "digit",
        CharacterClass::Special => "character that is neither letter nor digit",
    }
}

fn is_of(class: CharacterClass, c: char) -> bool {
    match class {
        CharacterClass::Lower => c.is_lowercase(),
        CharacterClass::Upper => c.is_uppercase(),
        CharacterClass::Digit => c.is_numeric(),
        CharacterClass::Special => !c.is_alphanumeric(),
    }
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort(length) => write!(f, "it has fewer than {length} characters"),
            Self::TooLong(length) => write!(f, "it has more than {length} characters"),
            Self::Missing(class) => write!(f, "it has no {}", name_of(*class)),
            Self::Common => f.write_str("it is one of those that everybody tries first, or little more than one"),
            Self::Personal => f.write_str("it is little more than the name or address of its owner, or of the house"),
            Self::Pattern => f.write_str("it follows a pattern that is easy to guess"),
            Self::Breached => f.write_str("it is known from a breach"),
            Self::Reused => f.write_str("it is the present password or one of the last"),
        }
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::nist()
    }
}

impl PasswordPolicy {
    /// NIST SP 800-63B-4 for a password that is the only factor: 15 characters of any kind.
    pub fn nist() -> Self {
        Self {
            min_length: 15,
            max_length: MAX_CHARS,
            classes: Vec::new(),
            words: vec!["gatehouse".to_owned()],
            max_age: None,
            history: 0,
            breached_at_login: BreachedAtLogin::Record,
        }
    }

    /// Older house rules: 8 to 128 characters with all four kinds, for 90 days, and none of the last five (product §6.3).
    pub fn legacy() -> Self {
        use CharacterClass::{Digit, Lower, Special, Upper};
        Self {
            min_length: 8,
            max_length: 128,
            classes: vec![Lower, Upper, Digit, Special],
            max_age: Some(DAY * 90),
            history: 5,
            ..Self::nist()
        }
    }

    /// These rules with what `realm` says of its own.
    #[must_use]
    pub fn of_realm(mut self, realm: &Realm) -> Self {
        let rules = &realm.settings.passwords;
        match rules.preset {
            Some(RulePreset::Nist) => self = Self::nist(),
            Some(RulePreset::Legacy) => self = Self::legacy(),
            None => {}
        }
        if let Some(length) = realm.settings.password_min_length {
            self.min_length = usize::from(length);
        }
        self.max_length = rules.max_length.map_or(self.max_length, usize::from);
        if let Some(classes) = &rules.classes {
            self.classes.clone_from(classes);
        }
        if let Some(days) = rules.max_age_days {
            self.max_age = (days > 0).then(|| DAY * u32::from(days));
        }
        self.history = rules.history.unwrap_or(self.history);
        self.breached_at_login = rules.breached_at_login.unwrap_or(self.breached_at_login);
        self.words.extend([realm.name.clone(), realm.display_name.clone()]);
        self.words.extend(rules.blocked_words.iter().cloned());
        self
    }

    /// Why `user` has to choose a new password now, after the present one was right.
    pub fn update_due(&self, user: &User, now: Timestamp) -> Option<UpdateReason> {
        let is_too_old =
            |age: Duration| user.password_changed_at.is_some_and(|changed_at| now.since(changed_at) >= age);
        let expired = self.max_age.is_some_and(is_too_old).then_some(UpdateReason::Expired);
        user.password_update.or(expired)
    }

    /// Everything that speaks against `password` for a person known by `personal` names; empty when it is accepted.
    pub fn weaknesses(&self, password: &Password, personal: &[&str]) -> Vec<Weakness> {
        let text = password.expose();
        let mut found = Vec::new();
        if text.chars().count() < self.min_length {
            found.push(Weakness::TooShort(self.min_length));
        }
        if text.chars().count() > self.max_length {
            found.push(Weakness::TooLong(self.max_length));
        }
        let missing = self.classes.iter().filter(|class| !text.chars().any(|c| is_of(**class, c)));
        found.extend(missing.copied().map(Weakness::Missing));
        let names = self.words.iter().map(String::as_str).chain(personal.iter().copied());
        found.extend(weak_words::judge(text, names));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(policy: &PasswordPolicy, text: &str) -> Vec<Weakness> {
        policy.weaknesses(&Password::parse(text).unwrap(), &["alice.liddell", "alice@example.com", "Alice Liddell"])
    }

    #[test]
    fn is_normalized_and_never_cut() {
        let composed = Password::parse("caf\u{e9}").unwrap();
        assert_eq!(Password::parse("cafe\u{301}").unwrap(), composed);
        assert_eq!(Password::parse("  two  spaces  ").unwrap().expose(), "  two  spaces  ");
        assert_eq!(Password::parse(""), Err(PasswordError::Empty));
        assert!(Password::parse(&"a".repeat(256)).is_ok());
        assert_eq!(Password::parse(&"a".repeat(257)), Err(PasswordError::TooLong));
        assert!(Password::parse(&"\u{1f511}".repeat(256)).is_ok());
        assert_eq!(Password::parse(&"\u{1f511}".repeat(257)), Err(PasswordError::TooLong));
        // 256 characters typed in decomposed form are as good as composed ones.
        assert!(Password::parse(&"e\u{301}".repeat(256)).is_ok());
    }

    #[test]
    fn length_alone_by_default() {
        let policy = PasswordPolicy::nist();
        assert_eq!(judge(&policy, "wombat tapir xi"), []);
        assert_eq!(judge(&policy, "wombat tapir x"), [Weakness::TooShort(15)]);
        assert_eq!(judge(&policy, "correct horse battery staple"), []);
        assert_eq!(judge(&policy, "k7mn-q2xw-9hfd-ab3c"), []);
        assert_eq!(judge(&policy, "пять зелёных мышей"), []);
    }

    #[test]
    fn kinds_of_characters_by_preset() {
        let policy = PasswordPolicy::legacy();
        assert_eq!(judge(&policy, "Tr0mb-one"), []);
        let missing = [CharacterClass::Upper, CharacterClass::Digit, CharacterClass::Special].map(Weakness::Missing);
        assert_eq!(judge(&policy, "wombattapir"), missing);
    }

    #[test]
    fn weak_whatever_the_length() {
        let policy = PasswordPolicy::legacy();
        for (text, weakness) in [
            ("P@ssw0rd", Weakness::Common),
            ("Password2026!", Weakness::Common),
            ("Qwerty123!", Weakness::Common),
            ("Iloveyou!!1", Weakness::Common),
            ("Alice.Liddell1", Weakness::Personal),
            ("Gatehouse-2026", Weakness::Personal),
            ("Ab1!Ab1!Ab1!", Weakness::Pattern),
            ("Xxyyxxyyx1!", Weakness::Pattern),
        ] {
            assert_eq!(judge(&policy, text), [weakness], "{text}");
        }
    }

    #[test]
    fn weaknesses_are_told_in_sentences() {
        let policy = PasswordPolicy { min_length: 20, ..PasswordPolicy::legacy() };
        let found = policy.weaknesses(&Password::parse("alicealice").unwrap(), &["alice"]);
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        for part in ["it has fewer than 20 characters", "it has no digit", "it has no upper-case letter"] {
            assert!(told.iter().any(|sentence| sentence == part), "{part}: {told:?}");
        }
        assert!(told.iter().all(|sentence| sentence.starts_with("it ")), "{told:?}");
        assert_eq!(PasswordError::TooLong.to_string(), "it has more than 256 characters or 1024 bytes");
    }
}
