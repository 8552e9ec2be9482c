//! Providers elsewhere that people may sign in with, and who somebody is there (product FI-01, FI-06, AC-11).

use serde::{Deserialize, Serialize};

use super::{RealmId, RegistrationRules, User, UserId, UserStatus, canonical_identifier};
use crate::clock::Timestamp;

/// Providers of a realm at most: a page that offers more offers nothing.
pub const UPSTREAMS_MAX: usize = 20;
/// Identities of one user at most.
pub const LINKED_IDENTITIES_MAX: usize = 20;
/// Characters of a label that are kept.
const LABEL_CHARS: usize = 200;
/// Characters of a subject at most (OpenID Connect Core §2).
pub const SUBJECT_CHARS: usize = 255;

/// An OpenID Connect provider elsewhere, to which this realm is a relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The realm.
    pub realm: RealmId,
    /// Names it for good; what is sealed is sealed for it.
    pub id: String,
    /// Its name in paths: lower-case letters, digits and `-`.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Its issuer identifier, exactly (OpenID Connect Discovery §4.3).
    pub issuer: String,
    /// What this realm is called there.
    pub client_id: String,
    /// The client secret, sealed for [`upstream_binding`]; none for a public client, which has PKCE alone.
    pub sealed: Option<String>,
    /// The rest.
    pub settings: UpstreamSettings,
    /// Whether anybody may sign in with it now.
    pub enabled: bool,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a realm asks of a provider, and believes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpstreamSettings {
    /// The scopes asked for beside `openid`, separated by spaces.
    pub scopes: String,
    /// Whether its word counts that an address is proven (`email_verified`): then a person is recognized by it, and needs no
    /// mail to register. Whoever runs such a provider, or can put an address into it, can enter every account of that address.
    pub trusts_email: bool,
    /// Whether somebody who is not known yet gets an account, where registration is open to them.
    pub creates_users: bool,
}

impl Default for UpstreamSettings {
    fn default() -> Self {
        Self { scopes: "profile email".to_owned(), trusts_email: false, creates_users: true }
    }
}

/// What the client secret of an upstream is sealed for.
pub fn upstream_binding(realm: &RealmId, id: &str) -> String {
    format!("upstreams|{realm}|{id}")
}

/// Who somebody is elsewhere: issuer and subject, never an address or a name (product FI-06).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedIdentity {
    /// The realm.
    pub realm: RealmId,
    /// Names the link.
    pub id: String,
    /// Whose it is here.
    pub user_id: UserId,
    /// The issuer.
    pub issuer: String,
    /// The `sub` there.
    pub subject: String,
    /// What the provider calls the person; empty for nothing.
    pub label: String,
    /// When it was linked.
    pub linked_at: Timestamp,
    /// When it was signed in with last.
    pub last_used_at: Option<Timestamp>,
}

impl LinkedIdentity {
    /// What people know it by.
    pub fn name(&self) -> &str {
        if self.label.is_empty() { &self.issuer } else { &self.label }
    }
}

/// What a provider says of somebody, after everything about its answer was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// Who says it: an [`Upstream`] by its id, name in paths, and name that people read.
    pub upstream: (String, String, String),
    /// The issuer.
    pub issuer: String,
    /// The `sub`.
    pub subject: String,
    /// An address, if it names one.
    pub email: Option<String>,
    /// Whether it says that the address is proven.
    pub email_verified: bool,
    /// The person's name.
    pub name: Option<String>,
    /// The name to sign in with there.
    pub username: Option<String>,
    /// When the person was authenticated there, if it says so.
    pub auth_time: Option<Timestamp>,
    /// Whether that was asked for anew, and happened since.
    pub is_anew: bool,
}

impl Assertion {
    /// What lists call the identity.
    pub fn label(&self) -> String {
        let named = self.email.as_ref().or(self.username.as_ref()).or(self.name.as_ref());
        let plain = named.map(|text| text.chars().filter(|c| !c.is_control()).take(LABEL_CHARS).collect());
        plain.unwrap_or_default()
    }

    /// The address, where the provider's word for it counts in this realm.
    pub fn proven_email(&self, settings: &UpstreamSettings) -> Option<&str> {
        self.email.as_deref().filter(|_| settings.trusts_email && self.email_verified)
    }
}

/// What follows from an assertion about somebody whom no link names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinked {
    /// It is this address's user: linked now.
    Link,
    /// There is nobody of this address: a new user.
    Create,
    /// Nothing is decided by the provider alone: the person signs in here once, and links then.
    SignInFirst,
}

/// Judges an assertion about an identity that is nobody's yet. `owner` is the user whom the asserted address names, if any.
///
/// An account is recognized only by an address that is proven on both sides: otherwise somebody who registered with an address
/// of another's before its owner came, here or there, would share the account with them (account pre-hijacking).
pub fn judge_unlinked(
    assertion: &Assertion,
    settings: &UpstreamSettings,
    owner: Option<&User>,
    rules: &RegistrationRules,
) -> Unlinked {
    let Some(email) = assertion.proven_email(settings) else { return Unlinked::SignInFirst };
    match owner {
        Some(user) => {
            let is_same = |known: &String| canonical_identifier(known) == canonical_identifier(email);
            let is_proven = user.email_verified && user.email.as_ref().is_some_and(is_same);
            let is_able = user.status == UserStatus::Active;
            if is_proven && is_able { Unlinked::Link } else { Unlinked::SignInFirst }
        }
        None if settings.creates_users && rules.admits(email) => Unlinked::Create,
        None => Unlinked::SignInFirst,
    }
}

/// Whether `name` can stand in paths.
pub fn is_upstream_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&name.len()) && name.bytes().all(is_plain) && !name.starts_with('-') && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegistrationMode;

    fn user(email: &str, email_verified: bool, status: UserStatus) -> User {
        User {
            realm: RealmId::default_realm(),
            id: UserId::from("u1"),
            username: "ada".to_owned(),
            email: Some(email.to_owned()),
            email_verified,
            status,
            claims: serde_json::Map::new(),
            password_hash: None,
            password_changed_at: None,
            password_update: None,
            failed_logins: 0,
            locked_until: None,
            created_at: Timestamp::from_secs(0),
            updated_at: Timestamp::from_secs(0),
            delete_at: None,
        }
    }

    fn assertion(email_verified: bool) -> Assertion {
        Assertion {
            upstream: ("i".to_owned(), "n".to_owned(), "N".to_owned()),
            issuer: "https://id.example".to_owned(),
            subject: "7".to_owned(),
            email: Some("Ada@Example.com".to_owned()),
            email_verified,
            name: None,
            username: None,
            auth_time: None,
            is_anew: false,
        }
    }

    #[test]
    fn an_address_decides_only_where_it_is_proven_on_both_sides() {
        use Unlinked::{Create, Link, SignInFirst};
        use UserStatus::{Active, Pending, Suspended};
        let here = |verified, status| Some(user("ada@example.com", verified, status));
        let by_name = Some(user("other@example.com", true, Active));
        // Trusted, said to be verified, who has it here, open, what follows.
        #[rustfmt::skip]
        let table = [
            (true,  true,  here(true, Active),    true,  Link),
            (true,  true,  here(true, Active),    false, Link),
            (false, true,  here(true, Active),    true,  SignInFirst),
            (true,  false, here(true, Active),    true,  SignInFirst),
            (true,  true,  here(false, Active),   true,  SignInFirst),
            (true,  true,  here(true, Suspended), true,  SignInFirst),
            (true,  true,  here(true, Pending),   true,  SignInFirst),
            // Somebody whose name to sign in with looks like that address, and whose own is another.
            (true,  true,  by_name,               true,  SignInFirst),
            (true,  true,  None,                  true,  Create),
            (true,  true,  None,                  false, SignInFirst),
            (false, true,  None,                  true,  SignInFirst),
            (true,  false, None,                  true,  SignInFirst),
        ];
        for (trusts_email, verified, owner, open, follows) in table {
            let settings = UpstreamSettings { trusts_email, ..UpstreamSettings::default() };
            let mode = if open { RegistrationMode::Open } else { RegistrationMode::Closed };
            let rules = RegistrationRules { mode, ..RegistrationRules::default() };
            let judged = judge_unlinked(&assertion(verified), &settings, owner.as_ref(), &rules);
            assert_eq!(judged, follows, "{trusts_email} {verified} {owner:?} {open}");
        }
        let never = UpstreamSettings { trusts_email: true, creates_users: false, ..UpstreamSettings::default() };
        let open = RegistrationRules { mode: RegistrationMode::Open, ..RegistrationRules::default() };
        assert_eq!(judge_unlinked(&assertion(true), &never, None, &open), SignInFirst);
    }

    #[test]
    fn labels_are_short_and_in_one_line() {
        let mut told = assertion(true);
        assert_eq!(told.label(), "Ada@Example.com");
        told.email = None;
        assert_eq!(told.label(), "");
        told.username = Some(format!("a\nb{}", "c".repeat(500)));
        assert!(told.label().starts_with("abc") && told.label().chars().count() == 200);
    }

    #[test]
    fn names_stand_in_paths() {
        for (name, fits) in
            [("google", true), ("my-idp-2", true), ("", false), ("-a", false), ("A", false), ("a/b", false)]
        {
            assert_eq!(is_upstream_name(name), fits, "{name}");
        }
        assert!(!is_upstream_name(&"a".repeat(33)));
    }
}
