//! Who must use a second factor, as ordered data: the first rule that concerns a login decides (product AU-20).
//!
//! A rule only ever adds: whoever has enrolled a factor is asked for it, whatever the rules say.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ClientId;
use crate::clock::Timestamp;

/// Rules of a realm at most.
pub const FACTOR_RULES_MAX: usize = 100;
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

/// Whom a rule concerns. Roles, groups and organizations will be further kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Every login.
    #[default]
    Everyone,
    /// Logins for one of these clients.
    Clients(Vec<ClientId>),
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
    fn concerns(&self, client: Option<&ClientId>) -> bool {
        match &self.concerns {
            Concern::Everyone => true,
            Concern::Clients(clients) => client.is_some_and(|client| clients.contains(client)),
        }
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

/// What `rules` say of a login: the first that concerns it decides.
pub fn judge_factors(rules: &[FactorRule], facts: &FactorFacts<'_>) -> FactorVerdict {
    let found = rules.iter().enumerate().find(|(_, rule)| rule.concerns(facts.client));
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
        let facts = FactorFacts { client: client.as_ref(), user_since: MADE, enrolled, now: MADE + DAY * days };
        judge_factors(rules, &facts)
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
