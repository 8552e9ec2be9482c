//! Roles and groups of a realm (product RB-01, RB-03, RB-05): what they may be called, and the roles that every realm has.

use super::{GroupId, RealmId};
use crate::clock::Timestamp;

/// Roles that a role inherits from by its own word, at most.
pub const INHERITED_MAX: usize = 50;
/// Groups one in another at most.
pub const GROUP_DEPTH_MAX: usize = 10;
/// Characters of a description at most.
pub const DESCRIPTION_CHARS: usize = 500;
/// Characters of a name at most, of a role and of a group.
const NAME_CHARS: usize = 60;

/// A role that every realm has; it cannot be changed or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuiltInRole {
    /// Administers every realm. In the default realm alone.
    SuperAdmin,
    /// Administers the realm.
    Admin,
    /// Everybody has it.
    User,
}

impl BuiltInRole {
    /// Those whose holders can do what others cannot: nobody grants one that they lack, and the last who holds one keeps it.
    pub const RIGHTS: [Self; 2] = [Self::SuperAdmin, Self::Admin];

    /// Those of `realm`.
    pub fn of(realm: &RealmId) -> &'static [Self] {
        if realm.is_default() { &[Self::SuperAdmin, Self::Admin, Self::User] } else { &[Self::Admin, Self::User] }
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SuperAdmin => "super_admin",
            Self::Admin => "admin",
            Self::User => "user",
        }
    }

    /// The one of that name, in whatever realm.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::SuperAdmin, Self::Admin, Self::User].into_iter().find(|role| role.as_str() == name)
    }

    /// The one of that name in `realm`.
    pub fn find(realm: &RealmId, name: &str) -> Option<Self> {
        Self::parse(name).filter(|role| Self::of(realm).contains(role))
    }

    /// What it inherits from.
    pub const fn inherits(self) -> Option<Self> {
        match self {
            Self::SuperAdmin => Some(Self::Admin),
            Self::Admin => Some(Self::User),
            Self::User => None,
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::SuperAdmin => "Administers every realm.",
            Self::Admin => "Administers the realm.",
            Self::User => "Everybody has it.",
        }
    }

    /// The role of `realm`.
    pub fn role(self, realm: &RealmId) -> Role {
        Role {
            realm: realm.clone(),
            name: self.as_str().to_owned(),
            description: self.description().to_owned(),
            inherits: self.inherits().iter().map(|role| role.as_str().to_owned()).collect(),
            created_at: None,
        }
    }
}

/// A role of a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The realm.
    pub realm: RealmId,
    /// Its name, which never changes: rules, tokens and applications go by it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whoever has it has these as well, and what those inherit from.
    pub inherits: Vec<String>,
    /// When it was made; `None` for one that is built in.
    pub created_at: Option<Timestamp>,
}

impl Role {
    /// Whether a role can have this name: 1 to 60 lower-case letters, digits, `-`, `_`, `.` and `:`, a letter first.
    pub fn is_name(name: &str) -> bool {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.:".contains(&b);
        name.len() <= NAME_CHARS && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(is_plain)
    }

    /// Whether every realm has it.
    pub const fn is_built_in(&self) -> bool {
        self.created_at.is_none()
    }
}

/// A group of a realm. Whoever is in a group is in every group around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The realm.
    pub realm: RealmId,
    /// Names it for good.
    pub id: GroupId,
    /// The group around it.
    pub parent: Option<GroupId>,
    /// The names from the top, each after a slash: `/staff/finance`.
    pub path: String,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Group {
    /// Whether a group can have this name: 1 to 60 characters without `/`, control characters and spaces at its ends.
    pub fn is_name(name: &str) -> bool {
        let is_wrong = |c: char| c == '/' || c.is_control();
        (1..=NAME_CHARS).contains(&name.chars().count()) && name.trim() == name && !name.contains(is_wrong)
    }

    /// The path of the group around that of `path`, and its own name; `None` for what is no path.
    pub fn split(path: &str) -> Option<(Option<&str>, &str)> {
        let (parent, name) = path.rsplit_once('/')?;
        if !Self::is_name(name) || !parent.split('/').skip(1).all(Self::is_name) {
            return None;
        }
        match parent {
            "" => Some((None, name)),
            _ if parent.starts_with('/') => Some((Some(parent), name)),
            _ => None,
        }
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// How many groups lead to that of `path`, itself among them.
    pub fn depth(path: &str) -> usize {
        path.matches('/').count()
    }

    /// Whether `path` is that of this group or of one within it.
    pub fn is_around(&self, path: &str) -> bool {
        path.strip_prefix(self.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_roles_are_plain() {
        for good in ["a", "boss", "orders:read", "super_admin", "r2.d2-x"] {
            assert!(Role::is_name(good), "{good}");
        }
        for bad in ["", "Boss", "2nd", "-a", "a b", "é", "a/b", &"a".repeat(61)] {
            assert!(!Role::is_name(bad), "{bad}");
        }
    }

    #[test]
    fn paths_of_groups() {
        assert_eq!(Group::split("/staff"), Some((None, "staff")));
        assert_eq!(Group::split("/staff/Human Resources"), Some((Some("/staff"), "Human Resources")));
        assert_eq!(Group::split("/a/b/c"), Some((Some("/a/b"), "c")));
        for bad in ["", "/", "staff", "a/b", "/a/", "//a", "/a//b", "/ a", "/a /b", "/a\n", "/a\0b/c"] {
            assert_eq!(Group::split(bad), None, "{bad:?}");
        }
        assert_eq!((Group::depth("/a"), Group::depth("/a/b/c")), (1, 3));
    }

    #[test]
    fn the_default_realm_alone_has_the_administrators_of_all() {
        let other = RealmId::from("r1");
        assert_eq!(BuiltInRole::find(&RealmId::default_realm(), "super_admin"), Some(BuiltInRole::SuperAdmin));
        assert_eq!(BuiltInRole::find(&other, "super_admin"), None);
        assert_eq!(BuiltInRole::find(&other, "admin"), Some(BuiltInRole::Admin));
        assert_eq!(BuiltInRole::find(&other, "boss"), None);
        for role in BuiltInRole::of(&RealmId::default_realm()) {
            assert!(Role::is_name(role.as_str()) && role.role(&other).is_built_in());
        }
    }
}
