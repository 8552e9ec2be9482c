//! What speaks against a login, gathered in one small read and judged by `model::risk` (product AU-21).

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::attempts::Account;
use super::error::Error;
use super::login::{Login, LoginRules};
use super::session::{Proof, SignedIn};
use crate::audit::{Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{LOOKBACK, RiskFacts, RiskPoint, RiskRules, Sighting, Watch, assess};
use crate::places::Places;
use crate::storage::{Transaction, audit_events};

/// What people do in person. An application that acts for them does so from elsewhere.
const ACTS: [EventName; 8] = [
    EventName::LoginSucceeded,
    EventName::SessionStarted,
    EventName::FactorVerified,
    EventName::FactorEnabled,
    EventName::FactorDisabled,
    EventName::PasswordChanged,
    EventName::UserUpdated,
    EventName::ConsentGiven,
];
/// Addresses looked at, the latest first: whoever uses more in a day is not judged by the rest.
const SOURCES: i64 = 32;

/// What is known from the first step of a login on, and matters at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manner {
    /// "Keep me signed in" was checked.
    pub remember: bool,
    /// The password that was right is known from a breach.
    pub is_breached: bool,
}

impl From<bool> for Manner {
    fn from(remember: bool) -> Self {
        Self { remember, is_breached: false }
    }
}

impl LoginRules<'_> {
    /// What is done about which point.
    pub(super) fn risk(self) -> RiskRules {
        self.realm.map_or_else(RiskRules::default, |realm| realm.settings.risk)
    }
}

impl SignedIn {
    /// The event of the login, with everything that speaks against it.
    pub(super) fn event(&self) -> Event<'_> {
        let target = Target::Session(&self.session.id);
        with_risk(Event::success(EventName::LoginSucceeded, Actor::User(&self.session.user_id), target), &self.risk)
    }
}

/// `event` with the names of `points`, where there are any.
pub(super) fn with_risk<'a>(event: Event<'a>, points: &[RiskPoint]) -> Event<'a> {
    if points.is_empty() {
        return event;
    }
    event.detail("risk", points.iter().map(|point| point.as_str()).collect::<Vec<_>>())
}

/// What speaks against a login that failed: somebody's, from a browser that is not known to be theirs.
pub(super) fn points_of_failure(login: Login<'_>, account: &Account) -> Vec<RiskPoint> {
    let is_new_device = account.user.is_some() && account.device.is_none();
    if is_new_device { login.rules.risk().looked_at(&[RiskPoint::NewDevice]) } else { Vec::new() }
}

impl Authenticator {
    /// The same, which knows where addresses are.
    #[must_use]
    pub fn with_places(mut self, places: Places) -> Self {
        self.places = places;
        self
    }

    /// What speaks against the login that `proof` is of, as part of the transaction that begins its session. The user is told
    /// of the gravest point of a session that `is_new`; one that is renewed in its browser is judged in silence.
    pub(super) async fn note_risk(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (login, proof): (Login<'_>, &Proof<'_>),
        (is_new, is_new_device): (bool, bool),
    ) -> Result<Vec<RiskPoint>, Error> {
        let rules = login.rules.risk();
        let before = if rules.velocity == Watch::Off { Vec::new() } else { self.before(tx, origin, proof).await? };
        let here = self.sighting(&origin.source, origin.now);
        let is_breached = proof.manner.is_breached;
        let points = assess(&rules, &RiskFacts { is_new_device, is_breached, here, before: &before });
        for point in &points {
            metrics::counter!("gatehouse_risk_points_total", "point" => point.as_str()).increment(1);
        }
        if let Some(notice) = rules.notice(&points).filter(|_| is_new) {
            let browser: String = login.browser.user_agent.chars().take(super::session::USER_AGENT_CHARS).collect();
            self.outbox.tell(tx, origin, proof.user, (notice, &browser)).await?;
        }
        Ok(points)
    }

    /// From where the user has acted lately.
    async fn before(&self, tx: &mut Transaction, origin: &Origin, proof: &Proof<'_>) -> Result<Vec<Sighting>, Error> {
        let names = ACTS.iter().fold("|".to_owned(), |list, name| list + name.as_str() + "|");
        let (whose, since) = ((&origin.realm, &proof.user.id), origin.now - LOOKBACK);
        let found = audit_events::sources_of_user(tx, whose, (&names, since), SOURCES).await?;
        let others = found.iter().filter(|(source, _)| *source != origin.source);
        Ok(others.filter_map(|(source, at)| self.sighting(source, *at)).collect())
    }

    fn sighting(&self, source: &str, at: Timestamp) -> Option<Sighting> {
        Some(Sighting { at, address: source.parse().ok()?, position: self.places.position(source) })
    }
}
