//! What a user holds in the end: roles and groups, each with the way by which it was gained (product RB-07).

use std::collections::{BTreeMap, VecDeque};

use super::BuiltInRole;

/// What was granted to a user and around them, as stored: edges of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// Groups that the user was put into, by path.
    pub member_of: Vec<String>,
    /// A group and the group around it.
    pub within: Vec<(String, String)>,
    /// A group and a role of its members.
    pub of_groups: Vec<(String, String)>,
    /// Roles that the user was given.
    pub given: Vec<String>,
    /// A role and one that it inherits from.
    pub inherits: Vec<(String, String)>,
}

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A group, by path.
    Group(String),
    /// A role, by name.
    Role(String),
}

impl Step {
    /// `group` or `role`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Group(_) => "group",
            Self::Role(_) => "role",
        }
    }

    /// Path or name.
    pub fn name(&self) -> &str {
        match self {
            Self::Group(name) | Self::Role(name) => name,
        }
    }
}

/// A role or group that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Name or path.
    pub name: String,
    /// The shortest way to it: what the user was given or put into first, itself last. A role that everybody has leads by
    /// itself.
    pub way: Vec<Step>,
}

/// Everything that somebody holds, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Roles.
    pub roles: Vec<Held>,
    /// Groups, those around them included.
    pub groups: Vec<Held>,
}

impl Holdings {
    /// What follows from `granted`.
    pub fn of(granted: &Granted) -> Self {
        let mut ways: BTreeMap<Step, Vec<Step>> = BTreeMap::new();
        let mut next: VecDeque<(Step, Vec<Step>)> = VecDeque::new();
        let given = granted.given.iter().cloned().map(Step::Role);
        let put_into = granted.member_of.iter().cloned().map(Step::Group);
        let everybodys = Step::Role(BuiltInRole::User.as_str().to_owned());
        next.extend(given.chain(put_into).chain([everybodys]).map(|step| (step, Vec::new())));
        while let Some((step, mut way)) = next.pop_front() {
            if ways.contains_key(&step) {
                continue;
            }
            way.push(step.clone());
            next.extend(granted.behind(&step).into_iter().map(|further| (further, way.clone())));
            ways.insert(step, way);
        }
        let mut found = Self::default();
        for (step, way) in ways {
            match step {
                Step::Group(name) => found.groups.push(Held { name, way }),
                Step::Role(name) => found.roles.push(Held { name, way }),
            }
        }
        found
    }

    /// Whether the role `name` is among them.
    pub fn has_role(&self, name: &str) -> bool {
        self.roles.iter().any(|held| held.name == name)
    }

    /// Whether the group at `path` is among them.
    pub fn is_in(&self, path: &str) -> bool {
        self.groups.iter().any(|held| held.name == path)
    }

    /// Whether they include the built-in `role`.
    pub fn has(&self, role: BuiltInRole) -> bool {
        self.has_role(role.as_str())
    }

    /// The first right among `roles` that these holdings lack: nobody grants what they lack, directly or by nesting
    /// (product UM-11).
    pub fn lacks(&self, roles: &Self) -> Option<BuiltInRole> {
        BuiltInRole::RIGHTS.into_iter().find(|right| roles.has(*right) && !self.has(*right))
    }
}

impl Granted {
    /// What `step` leads to.
    fn behind(&self, step: &Step) -> Vec<Step> {
        let behind = |edges: &[(String, String)], from: &str| -> Vec<String> {
            edges.iter().filter(|(one, _)| one == from).map(|(_, other)| other.clone()).collect()
        };
        match step {
            Step::Group(path) => {
                let roles = behind(&self.of_groups, path).into_iter().map(Step::Role);
                roles.chain(behind(&self.within, path).into_iter().map(Step::Group)).collect()
            }
            Step::Role(name) => {
                let built_in = BuiltInRole::parse(name).and_then(BuiltInRole::inherits);
                let built_in = built_in.map(|role| role.as_str().to_owned());
                behind(&self.inherits, name).into_iter().chain(built_in).map(Step::Role).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
    }

    fn way(held: &[Held], name: &str) -> String {
        let found = held.iter().find(|held| held.name == name).unwrap();
        found.way.iter().map(Step::name).collect::<Vec<_>>().join(" > ")
    }

    #[test]
    fn each_role_has_the_shortest_way_to_it() {
        let granted = Granted {
            member_of: vec!["/staff/finance".to_owned()],
            within: pairs(&[("/staff/finance", "/staff")]),
            of_groups: pairs(&[("/staff", "employee"), ("/staff/finance", "clerk"), ("/board", "admin")]),
            given: vec!["manager".to_owned()],
            inherits: pairs(&[("manager", "employee"), ("clerk", "reader"), ("boss", "manager")]),
        };
        let found = Holdings::of(&granted);
        let names: Vec<&str> = found.roles.iter().map(|held| held.name.as_str()).collect();
        assert_eq!(names, ["clerk", "employee", "manager", "reader", "user"]);
        assert_eq!(way(&found.roles, "employee"), "manager > employee");
        assert_eq!(way(&found.roles, "reader"), "/staff/finance > clerk > reader");
        assert_eq!(way(&found.roles, "user"), "user");
        assert_eq!(way(&found.groups, "/staff"), "/staff/finance > /staff");
        assert!(found.is_in("/staff") && !found.is_in("/board") && !found.has(BuiltInRole::Admin));
    }

    #[test]
    fn a_circle_ends_by_itself() {
        let granted =
            Granted { given: vec!["a".to_owned()], inherits: pairs(&[("a", "b"), ("b", "a")]), ..Granted::default() };
        assert_eq!(Holdings::of(&granted).roles.len(), 3);
    }

    #[test]
    fn rights_come_by_nesting_and_are_lacked_by_it() {
        let of = |given: &str| {
            let inherits = pairs(&[("chief", "super_admin"), ("office", "admin")]);
            Holdings::of(&Granted { given: vec![given.to_owned()], inherits, ..Granted::default() })
        };
        assert!(of("chief").has(BuiltInRole::Admin));
        for (who, gives, lacks) in [
            ("admin", "office", None),
            ("admin", "chief", Some(BuiltInRole::SuperAdmin)),
            ("office", "super_admin", Some(BuiltInRole::SuperAdmin)),
            ("chief", "super_admin", None),
            ("user", "office", Some(BuiltInRole::Admin)),
            ("user", "clerk", None),
        ] {
            assert_eq!(of(who).lacks(&of(gives)), lacks, "{who} {gives}");
        }
    }
}
