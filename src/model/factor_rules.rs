//! Who must use a second factor, as ordered data: the first rule that concerns a login decides (product AU-20).
//!
//! A rule only ever adds: whoever has enrolled a factor is asked for it, whatever the rules say.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ClientId, Holdings};
use crate::clock::Timestamp;

/// Rules of a realm at most.
pub const FACTOR_RULES_MAX: usize = 100;
/// Clients, roles and groups that one rule names at most.
pub const CONCERNED_MAX: usize = 200;
/// Days of grace at most.
pub const GRACE_DAYS_MAX: u16 = 365;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorRule {
    /// What administrators call it.
    pub name: String,
    /// Whom it concerns.
    #[serde(rename = "for", default)]
    pub concerns: Concern,
    /// What they must use.
    pub require: Requirement,
    /// Days in which enrollment can be put off, from `since` or from when the user was made, whichever is later.
    #[serde(default)]
    pub grace_days: u16,
    /// When the rule came into force (RFC 3339); days of grace count from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// Whom a rule concerns. Organizations will be a further kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Concern {
    /// Every login.
    #[default]
    Everyone,
    /// Logins that fit every list there is.
    Those(Those),
}

/// Lists of which each has to hold for a login: one of its entries does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Those {
    /// The login is for one of these clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<Vec<ClientId>>,
    /// The user holds one of these roles, given or inherited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// The user is in one of these groups or in a group within it, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
}

impl Those {
    /// Whether one of the lists has no entry: then the rule would concern nobody.
    pub fn has_empty_list(&self) -> bool {
        let is_empty = |list: &Option<Vec<String>>| list.as_ref().is_some_and(Vec::is_empty);
        self.clients.as_ref().is_some_and(Vec::is_empty) || is_empty(&self.roles) || is_empty(&self.groups)
    }

    /// How many entries there are in all.
    pub fn entries(&self) -> usize {
        let count = |list: &Option<Vec<String>>| list.as_ref().map_or(0, Vec::len);
        self.clients.as_ref().map_or(0, Vec::len) + count(&self.roles) + count(&self.groups)
    }
}

impl TryFrom<Value> for Concern {
    type Error = String;

    fn try_from(written: Value) -> Result<Self, String> {
        match written {
            Value::String(word) if word == "everyone" => Ok(Self::Everyone),
            Value::Object(lists) if !lists.is_empty() => {
                serde_json::from_value(Value::Object(lists)).map(Self::Those).map_err(|error| format!("for: {error}"))
            }
            _ => Err("for is \"everyone\", or an object with clients, roles and groups".to_owned()),
        }
    }
}

impl From<Concern> for Value {
    fn from(concern: Concern) -> Self {
        match concern {
            Concern::Everyone => Self::String("everyone".to_owned()),
            Concern::Those(lists) => serde_json::to_value(lists).unwrap_or_default(),
        }
    }
}

impl Concern {
    /// The lists, where there are any.
    pub const fn those(&self) -> Option<&Those> {
        match self {
            Self::Everyone => None,
            Self::Those(lists) => Some(lists),
        }
    }
}

/// What a rule demands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Nothing: the rules below do not concern these logins.
    Nothing,
    /// Any second factor.
    Any,
    /// One of these.
    OneOf(Vec<FactorKind>),
}

impl Requirement {
    /// Whether `kind` is enough.
    pub fn accepts(&self, kind: FactorKind) -> bool {
        match self {
            Self::Nothing | Self::Any => true,
            Self::OneOf(kinds) => kind == FactorKind::Webauthn || kinds.contains(&kind),
        }
    }
}

/// A kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// An authenticator application; its backup codes stand in for it.
    Totp,
    /// A passkey or a security key: it resists phishing, and so does wherever a code would.
    Webauthn,
}

impl FactorKind {
    /// The kinds that somebody has proved whose methods are `amr` (RFC 8176).
    pub fn proved_by(amr: &[String]) -> Vec<Self> {
        let has = |names: &[&str]| amr.iter().any(|method| names.contains(&method.as_str()));
        let kinds = [(Self::Totp, has(&["otp"])), (Self::Webauthn, has(&["hwk", "swk"]))];
        kinds.into_iter().filter(|(_, has)| *has).map(|(kind, _)| kind).collect()
    }
}

/// The login that is judged.
#[derive(Clone, Copy, Debug)]
pub struct FactorFacts<'a> {
    /// For which client; `None` on the realm's own pages.
    pub client: Option<&'a ClientId>,
    /// When the user was made.
    pub user_since: Timestamp,
    /// What roles and groups the user holds; looked at by rules that ask for them alone ([`asks_for_holdings`]).
    pub holdings: &'a Holdings,
    /// What the user has enrolled.
    pub enrolled: &'a [FactorKind],
    /// When it takes place.
    pub now: Timestamp,
}

/// What the rules say of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorVerdict {
    /// Which rule decided, from 0; `None` when no rule concerns the login.
    pub rule: Option<usize>,
    /// What follows.
    pub outcome: FactorOutcome,
}

/// What follows from the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorOutcome {
    /// Nothing is demanded.
    Free,
    /// A factor is demanded that the user has.
    Prove,
    /// A factor is demanded that the user has not: it is enrolled on the way, and can be put off until this instant if it
    /// lies ahead.
    Enroll {
        /// The end of the days of grace.
        until: Timestamp,
    },
}

impl FactorRule {
    fn concerns(&self, facts: &FactorFacts<'_>) -> bool {
        let Some(lists) = self.concerns.those() else { return true };
        let fits_client = |clients: &Vec<ClientId>| facts.client.is_some_and(|client| clients.contains(client));
        lists.clients.as_ref().is_none_or(fits_client)
            && lists.roles.as_ref().is_none_or(|roles| roles.iter().any(|role| facts.holdings.has_role(role)))
            && lists.groups.as_ref().is_none_or(|groups| groups.iter().any(|path| facts.holdings.is_in(path)))
    }

    /// The roles that the rule names.
    pub fn roles(&self) -> &[String] {
        self.concerns.those().and_then(|lists| lists.roles.as_deref()).unwrap_or_default()
    }

    /// The groups that the rule names.
    pub fn groups(&self) -> &[String] {
        self.concerns.those().and_then(|lists| lists.groups.as_deref()).unwrap_or_default()
    }

    /// The end of the days of grace of a user made at `user_since`.
    fn grace_end(&self, user_since: Timestamp) -> Timestamp {
        let since = self.since.as_deref().and_then(Timestamp::from_rfc3339).unwrap_or(user_since);
        since.max(user_since) + Duration::from_hours(24) * u32::from(self.grace_days)
    }

    fn outcome(&self, facts: &FactorFacts<'_>) -> FactorOutcome {
        if self.require == Requirement::Nothing {
            return FactorOutcome::Free;
        }
        if facts.enrolled.iter().any(|kind| self.require.accepts(*kind)) {
            FactorOutcome::Prove
        } else {
            FactorOutcome::Enroll { until: self.grace_end(facts.user_since) }
        }
    }
}

/// Whether any of `rules` looks at roles or groups: only then have they to be read.
pub fn asks_for_holdings(rules: &[FactorRule]) -> bool {
    rules.iter().any(|rule| !rule.roles().is_empty() || !rule.groups().is_empty())
}

/// What `rules` say of a login: the first that concerns it decides.
pub fn judge_factors(rules: &[FactorRule], facts: &FactorFacts<'_>) -> FactorVerdict {
    let found = rules.iter().enumerate().find(|(_, rule)| rule.concerns(facts));
    match found {
        Some((number, rule)) => FactorVerdict { rule: Some(number), outcome: rule.outcome(facts) },
        None => FactorVerdict { rule: None, outcome: FactorOutcome::Free },
    }
}

impl FactorVerdict {
    /// Whether a proof by `kind` is enough for the rule of `rules` that decided.
    pub fn accepts(&self, rules: &[FactorRule], kind: FactorKind) -> bool {
        self.rule.and_then(|number| rules.get(number)).is_none_or(|rule| rule.require.accepts(kind))
    }

    /// Whether a session without a second factor does not do at `now`.
    pub fn demands_factor(&self, now: Timestamp) -> bool {
        match self.outcome {
            FactorOutcome::Free => false,
            FactorOutcome::Prove => true,
            FactorOutcome::Enroll { until } => until <= now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);
    const MADE: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn rules(text: &str) -> Vec<FactorRule> {
        serde_json::from_str(text).unwrap()
    }

    fn verdict(rules: &[FactorRule], client: Option<&str>, enrolled: &[FactorKind], days: u32) -> FactorVerdict {
        let client = client.map(ClientId::from);
        verdict_of(rules, client.as_ref(), &Holdings::default(), (enrolled, days))
    }

    fn verdict_of(
        rules: &[FactorRule],
        client: Option<&ClientId>,
        holdings: &Holdings,
        (enrolled, days): (&[FactorKind], u32),
    ) -> FactorVerdict {
        let facts = FactorFacts { client, user_since: MADE, holdings, enrolled, now: MADE + DAY * days };
        judge_factors(rules, &facts)
    }

    #[test]
    fn a_rule_concerns_whoever_fits_all_its_lists() {
        use super::super::Granted;
        let rules = rules(
            r#"[{"name": "boss at the bank", "for": {"clients": ["bank"], "roles": ["boss"]}, "require": "any"},
                {"name": "staff", "for": {"groups": ["/staff"], "roles": ["boss", "clerk"]}, "require": "any"},
                {"name": "guests", "for": {"groups": ["/guests"]}, "require": "nothing"}]"#,
        );
        assert!(asks_for_holdings(&rules) && !asks_for_holdings(&rules[..0]));
        let holder = |roles: &[&str], groups: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            let within = vec![("/staff/it".to_owned(), "/staff".to_owned())];
            Holdings::of(&Granted { given: owned(roles), member_of: owned(groups), within, ..Granted::default() })
        };
        for (client, roles, groups, rule) in [
            ("bank", &["boss"][..], &[][..], Some(0)),
            ("mail", &["boss"], &[], None),
            ("bank", &["clerk"], &["/staff/it"], Some(1)),
            ("bank", &["clerk"], &["/staffing"], None),
            ("bank", &[], &["/staff"], None),
            ("mail", &["boss"], &["/staff", "/guests"], Some(1)),
            ("mail", &[], &["/staff", "/guests"], Some(2)),
        ] {
            let (client, holdings) = (ClientId::from(client), holder(roles, groups));
            let found = verdict_of(&rules, Some(&client), &holdings, (&[], 0));
            assert_eq!(found.rule, rule, "{client} {roles:?} {groups:?}");
        }
    }

    #[test]
    fn whom_a_rule_concerns_is_written_as_it_is_read() {
        for text in [
            r#""everyone""#,
            r#"{"clients":["bank"]}"#,
            r#"{"clients":["bank"],"roles":["boss"],"groups":["/staff"]}"#,
            r#"{"roles":[]}"#,
        ] {
            let read: Concern = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
        for (text, told) in [
            ("{}", "for is"),
            (r#""nobody""#, "for is"),
            (r#"{"organizations":["x"]}"#, "unknown field"),
            (r#"{"roles":"boss"}"#, "for: "),
        ] {
            let error = serde_json::from_str::<Concern>(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn the_first_rule_that_concerns_a_login_decides() {
        let rules = rules(
            r#"[{"name": "kiosk", "for": {"clients": ["kiosk"]}, "require": "nothing"},
                {"name": "bank", "for": {"clients": ["bank", "vault"]}, "require": {"one_of": ["totp"]}},
                {"name": "rest", "require": "any", "grace_days": 14}]"#,
        );
        let (enroll, later) = (FactorOutcome::Enroll { until: MADE }, FactorOutcome::Enroll { until: MADE + DAY * 14 });
        #[rustfmt::skip]
        let table = [
            (Some("kiosk"), false, 0, FactorOutcome::Free),
            (Some("kiosk"), true,  0, FactorOutcome::Free),
            (Some("bank"),  false, 1, enroll),
            (Some("vault"), true,  1, FactorOutcome::Prove),
            (Some("mail"),  false, 2, later),
            (None,          false, 2, later),
            (None,          true,  2, FactorOutcome::Prove),
        ];
        for (client, has_totp, rule, outcome) in table {
            let enrolled = if has_totp { &[FactorKind::Totp][..] } else { &[] };
            let expected = FactorVerdict { rule: Some(rule), outcome };
            assert_eq!(verdict(&rules, client, enrolled, 1), expected, "{client:?} {has_totp}");
        }
        assert_eq!(verdict(&[], None, &[], 1), FactorVerdict { rule: None, outcome: FactorOutcome::Free });
    }

    #[test]
    fn grace_counts_from_the_later_of_rule_and_user() {
        let mut rules = rules(r#"[{"name": "all", "require": "any", "grace_days": 7}]"#);
        for (since, end) in [
            (None, MADE + DAY * 7),
            (Some("2020-01-01T00:00:00Z".to_owned()), MADE + DAY * 7),
            (Some((MADE + DAY * 30).to_rfc3339()), MADE + DAY * 37),
        ] {
            rules[0].since = since;
            assert_eq!(verdict(&rules, None, &[], 0).outcome, FactorOutcome::Enroll { until: end });
            let days = u32::try_from((end.as_secs() - MADE.as_secs()) / 86_400).unwrap();
            for (day, demanded) in [(days - 1, false), (days, true)] {
                let found = verdict(&rules, None, &[], day);
                assert_eq!(found.demands_factor(MADE + DAY * day), demanded, "{day}");
            }
        }
    }
}
