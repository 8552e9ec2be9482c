//! The scope values of our own interfaces that give a client power over whoever signs in with it.

use crate::spec::Scope;

/// The administration API in the name of a person, as far as that person may go.
pub const REALM_ADMIN_SCOPE: &str = "realm_admin";
/// What protects a person's account: password, factors, sessions.
pub const ACCOUNT_SECURITY_SCOPE: &str = "account_security";

/// Whether whoever holds a client with this scope, its redirect URIs or its secret, could take over what the people who use it
/// may do. Without a scope of its own a client may ask for none of these.
pub fn gives_power_over_people(scope: Option<&Scope>) -> bool {
    scope.is_some_and(|scope| [REALM_ADMIN_SCOPE, ACCOUNT_SECURITY_SCOPE].iter().any(|power| scope.contains(power)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_in_two_scope_values() {
        for (text, expected) in [
            ("openid profile account_read account_profile", false),
            ("openid realm_admin", true),
            ("account_security", true),
            ("realm_administrator", false),
            ("", false),
        ] {
            assert_eq!(gives_power_over_people(Scope::parse(text).ok().as_ref()), expected, "{text}");
        }
        assert!(!gives_power_over_people(None));
    }
}
