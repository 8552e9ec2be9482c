//! What a new account signs in with at first (product AU-04, AU-22; pages N-3).

use serde::{Deserialize, Serialize};

use super::{AskedAt, AskedField, Field};

/// What people who register make in order to sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstCredential {
    /// A password, chosen together with the address.
    #[default]
    Password,
    /// A passkey, made when the address is proven. There is no password at all.
    Passkey,
    /// A passkey; a password for whoever cannot make one, or does not want to.
    PasskeyOrPassword,
}

impl FirstCredential {
    /// Whether a passkey is asked for first.
    pub const fn is_passkey_first(self) -> bool {
        matches!(self, Self::Passkey | Self::PasskeyOrPassword)
    }

    /// Whether a password will do.
    pub const fn takes_password(self) -> bool {
        matches!(self, Self::Password | Self::PasskeyOrPassword)
    }

    /// What is asked at a registration beside the address, where `asked` is what the realm has listed. A passkey is kept under
    /// the name of its person, so the name is asked for where no other name is.
    pub(super) fn with_name(self, mut asked: Vec<AskedField>) -> Vec<AskedField> {
        let is_name = |asked: &AskedField| {
            matches!(asked.field, Field::Name | Field::GivenName | Field::FamilyName | Field::Nickname)
        };
        if self.is_passkey_first() && !asked.iter().any(is_name) {
            asked.insert(0, AskedField { field: Field::Name, at: AskedAt::Registration, required: true });
        }
        asked
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegistrationRules;

    fn names(text: &str) -> Vec<(Field, bool)> {
        let rules: RegistrationRules = serde_json::from_str(text).unwrap();
        rules.asked_at_registration().iter().map(|asked| (asked.field, asked.required)).collect()
    }

    #[test]
    fn a_passkey_is_kept_under_a_name() {
        assert_eq!(names(r#"{"mode": "open"}"#), []);
        for word in ["passkey", "passkey_or_password"] {
            let text = format!(r#"{{"mode": "open", "credential": "{word}"}}"#);
            assert_eq!(names(&text), [(Field::Name, true)]);
        }
        let own = r#"{"credential": "passkey", "fields": [{"field": "given_name", "at": "registration"},
            {"field": "birthdate", "at": "registration"}]}"#;
        assert_eq!(names(own), [(Field::GivenName, false), (Field::Birthdate, false)], "the realm's own names stand");
        let later = r#"{"credential": "passkey", "fields": [{"field": "name"}]}"#;
        assert_eq!(names(later), [(Field::Name, true)], "a name that is asked for later is asked for now");
    }

    #[test]
    fn who_takes_what() {
        for (first, is_passkey_first, takes_password) in [
            (FirstCredential::Password, false, true),
            (FirstCredential::Passkey, true, false),
            (FirstCredential::PasskeyOrPassword, true, true),
        ] {
            assert_eq!((first.is_passkey_first(), first.takes_password()), (is_passkey_first, takes_password));
        }
        let rules: RegistrationRules = serde_json::from_str(r#"{"credential": "passkey"}"#).unwrap();
        assert!(!rules.is_none(), "it is kept");
        assert_eq!(serde_json::to_value(&rules).unwrap()["credential"], "passkey");
        assert!(serde_json::from_str::<RegistrationRules>(r#"{"credential": "nothing"}"#).is_err());
    }
}
