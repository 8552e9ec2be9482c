//! What speaks against a login, named point by point (product AU-21): nothing is added up, and whoever reads an event sees why.
//! Pure; who gathers the facts is `authn`.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Notice;
use crate::clock::Timestamp;

/// How far back other acts of a user count: the longest way on Earth, half its circumference of 40,000 km, takes
/// [`SPEED_KMH`] 20 hours.
pub const LOOKBACK: Duration = Duration::from_hours(24);
/// Nobody travels faster: airliners cruise at 900 km/h (Mach 0.85 for the long-haul ones of today), and there are ways to and
/// from airports.
pub const SPEED_KMH: f64 = 1_000.0;
/// Distances below this say nothing, since place databases are wrong by as much: MaxMind tells a radius in which two of
/// three addresses are, up to 1,000 km; what remains when both radii are taken away has to be this long.
const DISTANCE_KM: f64 = 300.0;
/// In this time …
const BURST: Duration = Duration::from_mins(10);
/// … nobody acts from so many networks of one address family: at home, on the way and through a tunnel are three.
const NETWORKS: usize = 4;
/// The mean radius of the Earth (IUGG).
const EARTH_KM: f64 = 6_371.009;

/// A point that speaks against a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskPoint {
    /// The browser is not one in which this user has signed in before.
    NewDevice,
    /// The user acted a short time before from where nobody could have come in that time.
    Velocity,
    /// The password is known from a breach.
    BreachedPassword,
}

impl RiskPoint {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NewDevice, Self::Velocity, Self::BreachedPassword];

    /// Its name in events and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::Velocity => "velocity",
            Self::BreachedPassword => "breached_password",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.as_str() == name)
    }
}

/// What is done about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watch {
    /// Nothing: it is not looked at.
    Off,
    /// It is named in the event.
    Record,
    /// The user is told as well.
    Notify,
}

/// What a realm does about each point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RiskRules {
    /// A browser that was not known.
    pub new_device: Watch,
    /// Places too far apart, or too many networks, in too short a time.
    pub velocity: Watch,
    /// A breached password; nobody is told of it by mail, `passwords.breached_at_login` decides what follows.
    pub breached_password: Watch,
}

impl Default for RiskRules {
    fn default() -> Self {
        Self { new_device: Watch::Notify, velocity: Watch::Notify, breached_password: Watch::Record }
    }
}

impl RiskRules {
    /// Whether all is as it is where nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the rules can be kept.
    ///
    /// # Errors
    /// Says what cannot.
    pub fn check(&self) -> Result<(), &'static str> {
        match self.breached_password {
            Watch::Notify => {
                Err("risk.breached_password is off or record; passwords.breached_at_login decides what follows")
            }
            Watch::Off | Watch::Record => Ok(()),
        }
    }

    /// What is done about `point`.
    pub const fn watch(&self, point: RiskPoint) -> Watch {
        match point {
            RiskPoint::NewDevice => self.new_device,
            RiskPoint::Velocity => self.velocity,
            RiskPoint::BreachedPassword => self.breached_password,
        }
    }

    /// Those of `points` that are looked at.
    pub fn looked_at(&self, points: &[RiskPoint]) -> Vec<RiskPoint> {
        points.iter().copied().filter(|point| self.watch(*point) != Watch::Off).collect()
    }

    /// The one thing that the user is told of `points`: the gravest.
    pub fn notice(&self, points: &[RiskPoint]) -> Option<Notice> {
        let told = |point| points.contains(&point) && self.watch(point) == Watch::Notify;
        match () {
            () if told(RiskPoint::Velocity) => Some(Notice::UnusualSignIn),
            () if told(RiskPoint::NewDevice) => Some(Notice::NewDevice),
            () => None,
        }
    }
}

/// Where an address is, as far as a database knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far off that may be, in km.
    pub radius_km: f64,
}

impl Position {
    /// The distance that lies between the two for certain, in km: along the great circle (haversine formula), without the
    /// radii.
    fn apart(self, other: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let (north, east) = (to - from, (other.longitude - self.longitude).to_radians());
        let half = (north / 2.0).sin().powi(2) + from.cos() * to.cos() * (east / 2.0).sin().powi(2);
        2.0 * EARTH_KM * half.sqrt().min(1.0).asin() - self.radius_km - other.radius_km
    }
}

/// That a user acted, and from where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// When.
    pub at: Timestamp,
    /// The address.
    pub address: IpAddr,
    /// Where that is; `None` where no database knows.
    pub position: Option<Position>,
}

/// What a login is judged by.
#[derive(Clone, Copy, Debug)]
pub struct RiskFacts<'a> {
    /// Whether it is the first one in this browser.
    pub is_new_device: bool,
    /// Whether the password that was right is known from a breach.
    pub is_breached: bool,
    /// The login; `None` when nobody knows where it comes from.
    pub here: Option<Sighting>,
    /// What the user did before, in the time of [`LOOKBACK`].
    pub before: &'a [Sighting],
}

/// What speaks against a login, of the points that `rules` look at.
pub fn assess(rules: &RiskRules, facts: &RiskFacts<'_>) -> Vec<RiskPoint> {
    let holds = |point: &RiskPoint| match point {
        RiskPoint::NewDevice => facts.is_new_device,
        RiskPoint::Velocity => facts.here.is_some_and(|here| is_impossible(here, facts.before)),
        RiskPoint::BreachedPassword => facts.is_breached,
    };
    RiskPoint::ALL.into_iter().filter(|point| rules.watch(*point) != Watch::Off && holds(point)).collect()
}

/// Whether nobody can have been at `here` and at all of `before`.
fn is_impossible(here: Sighting, before: &[Sighting]) -> bool {
    before.iter().any(|other| is_too_far(here, *other)) || (here.position.is_none() && are_too_many(here, before))
}

fn is_too_far(here: Sighting, other: Sighting) -> bool {
    let (Some(to), Some(from)) = (here.position, other.position) else { return false };
    let hours = here.at.since(other.at).max(other.at.since(here.at)).as_secs_f64() / 3_600.0;
    to.apart(from) > DISTANCE_KM.max(SPEED_KMH * hours)
}

/// Where nothing tells how far apart networks are, there can still be too many of them. Each family counts for itself: one
/// line has an address in both.
fn are_too_many(here: Sighting, before: &[Sighting]) -> bool {
    let recent = before.iter().filter(|other| here.at.since(other.at) <= BURST && other.at <= here.at);
    let mut networks: Vec<(bool, u32)> =
        recent.chain([&here]).filter_map(|sighting| network(sighting.address)).collect();
    networks.sort_unstable();
    networks.dedup();
    let own = network(here.address).map(|(is_v6, _)| is_v6);
    networks.iter().filter(|(is_v6, _)| Some(*is_v6) == own).count() >= NETWORKS
}

/// The network of a provider that an address is of, roughly: 16 bits of an IPv4 address, 32 of an IPv6 address, which is the
/// least that registries give to a provider (RIPE-738 §5.1.1, ARIN NRPM §6.5.2.1). `None` for addresses inside a house.
fn network(address: IpAddr) -> Option<(bool, u32)> {
    match address.to_canonical() {
        IpAddr::V4(v4) if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() => None,
        IpAddr::V4(v4) => Some((false, v4.to_bits() >> 16)),
        IpAddr::V6(v6) if v6.is_loopback() || v6.is_unspecified() => None,
        IpAddr::V6(v6) if v6.is_unique_local() || v6.is_unicast_link_local() => None,
        IpAddr::V6(v6) => Some((true, u32::try_from(v6.to_bits() >> 96).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
    const BERLIN: (f64, f64) = (52.52, 13.405);
    const PARIS: (f64, f64) = (48.857, 2.352);
    const SYDNEY: (f64, f64) = (-33.869, 151.209);

    fn at((latitude, longitude): (f64, f64), radius_km: f64) -> Position {
        Position { latitude, longitude, radius_km }
    }

    fn seen(minutes_ago: u64, address: &str, position: impl Into<Option<Position>>) -> Sighting {
        Sighting {
            at: NOW - Duration::from_mins(minutes_ago),
            address: address.parse().unwrap(),
            position: position.into(),
        }
    }

    fn is_fast(here: Sighting, before: &[Sighting]) -> bool {
        let facts = RiskFacts { is_new_device: false, is_breached: false, here: Some(here), before };
        assess(&RiskRules::default(), &facts) == [RiskPoint::Velocity]
    }

    #[test]
    fn distances_are_those_of_the_atlas() {
        let (berlin, sydney) = (at(BERLIN, 0.0), at(SYDNEY, 0.0));
        assert!((berlin.apart(sydney) - 16_090.0).abs() < 30.0, "{}", berlin.apart(sydney));
        assert!((berlin.apart(at(PARIS, 0.0)) - 878.0).abs() < 3.0);
        assert!((at((0.0, 179.5), 0.0).apart(at((0.0, -179.5), 0.0)) - 111.2).abs() < 0.2);
        assert!((at((90.0, 0.0), 0.0).apart(at((-90.0, 77.0), 0.0)) - 20_015.0).abs() < 2.0);
    }

    #[test]
    fn nobody_is_faster_than_an_airliner() {
        let berlin = Some(at(BERLIN, 20.0));
        for (minutes, other, is_impossible) in [
            (5, Some(at(SYDNEY, 20.0)), true),
            (15 * 60, Some(at(SYDNEY, 20.0)), true),
            (17 * 60, Some(at(SYDNEY, 20.0)), false),
            (30, Some(at(PARIS, 20.0)), true),
            (60, Some(at(PARIS, 20.0)), false),
            (0, Some(at(PARIS, 20.0)), true),
            (0, Some(at(PARIS, 600.0)), false),
            (0, Some(at((53.55, 9.99), 20.0)), false),
            (0, berlin, false),
            (0, None, false),
        ] {
            let before = [seen(minutes, "198.51.100.7", other)];
            assert_eq!(is_fast(seen(0, "203.0.113.9", berlin), &before), is_impossible, "{minutes} {other:?}");
        }
    }

    #[test]
    fn many_networks_within_minutes_are_too_many() {
        let before = |minutes| {
            ["5.1.0.1", "5.2.0.1", "5.3.0.1", "5.3.9.9", "2a01:1::1", "10.0.0.1"]
                .map(|address| seen(minutes, address, None))
        };
        for (here, minutes, is_impossible) in [
            ("5.4.0.1", 3, true),
            ("5.4.0.1", 10, true),
            ("5.4.0.1", 11, false),
            // One of the three, the house's own, and another family, of which there are two.
            ("5.2.200.1", 3, false),
            ("10.0.0.9", 3, false),
            ("2a02:1::1", 3, false),
        ] {
            assert_eq!(is_fast(seen(0, here, None), &before(minutes)), is_impossible, "{here} {minutes}");
        }
        let known = seen(0, "5.4.0.1", at(BERLIN, 20.0));
        assert!(!is_fast(known, &before(3)), "where it is known, distance decides");
    }

    #[test]
    fn each_point_is_named_and_can_be_turned_off() {
        let before = [seen(1, "198.51.100.7", at(SYDNEY, 10.0))];
        let here = Some(seen(0, "203.0.113.9", at(BERLIN, 10.0)));
        let facts = RiskFacts { is_new_device: true, is_breached: true, here, before: &before };
        let rules = RiskRules::default();
        assert_eq!(assess(&rules, &facts), RiskPoint::ALL);
        assert_eq!(rules.notice(&RiskPoint::ALL), Some(Notice::UnusualSignIn));
        assert_eq!(rules.notice(&[RiskPoint::NewDevice]), Some(Notice::NewDevice));
        assert_eq!(rules.notice(&[RiskPoint::BreachedPassword]), None);
        let quiet = RiskRules { velocity: Watch::Record, ..rules };
        assert_eq!((assess(&quiet, &facts).len(), quiet.notice(&RiskPoint::ALL)), (3, Some(Notice::NewDevice)));
        let off = RiskRules { new_device: Watch::Off, velocity: Watch::Off, breached_password: Watch::Off };
        assert!(assess(&off, &facts).is_empty());
        let nothing = RiskFacts { is_new_device: false, is_breached: false, here: None, before: &before };
        assert!(assess(&rules, &nothing).is_empty());
        for point in RiskPoint::ALL {
            assert_eq!(RiskPoint::parse(point.as_str()), Some(point));
            assert_eq!(serde_json::to_value(point).unwrap(), point.as_str());
        }
        assert!(rules.check().is_ok() && off.check().is_ok());
        assert!(RiskRules { breached_password: Watch::Notify, ..rules }.check().is_err());
        assert_eq!(serde_json::from_str::<RiskRules>("{}").unwrap(), rules);
        assert!(serde_json::from_str::<RiskRules>(r#"{"network": "off"}"#).is_err());
    }
}
