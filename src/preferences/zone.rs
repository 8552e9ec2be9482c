//! Time zones by their names in the IANA database, which is compiled in.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::clock::Timestamp;

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// What a clock in some zone shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// The zone's abbreviation then, such as `CEST`.
    pub zone: String,
}

/// Where people live; the rest of the database are older names of these, and technical ones.
const REGIONS: [&str; 9] =
    ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

impl Zone {
    /// Coordinated Universal Time.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of a name such as `Europe/Paris`, in any letter case; `None` for a name that the database does not have.
    pub fn parse(name: &str) -> Option<Self> {
        TimeZoneDatabase::bundled().get(name).ok().map(Self)
    }

    /// The name in the database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What a clock shows there at `instant`.
    pub fn at(&self, instant: Timestamp) -> LocalTime {
        let instant = jiff::Timestamp::from_millisecond(instant.as_millis()).unwrap_or_default();
        let shown = self.0.to_datetime(instant);
        LocalTime {
            year: shown.year(),
            month: shown.month(),
            day: shown.day(),
            hour: shown.hour(),
            minute: shown.minute(),
            zone: self.0.to_offset_info(instant).abbreviation().to_owned(),
        }
    }

    /// The zones to choose from, by name.
    pub fn names() -> Vec<String> {
        let database = TimeZoneDatabase::bundled();
        let is_lived_in =
            |name: &str| name == "UTC" || name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region));
        let mut names: Vec<String> =
            database.available().map(|name| name.as_str().to_owned()).filter(|name| is_lived_in(name)).collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_database() {
        assert_eq!(Zone::parse("europe/paris").unwrap().name(), "Europe/Paris");
        for unknown in ["", "Mars/Olympus", "Europe/Paris ", "../../etc/passwd", "+02:00"] {
            assert_eq!(Zone::parse(unknown), None, "{unknown}");
        }
        let names = Zone::names();
        assert!(names.len() > 300 && names.iter().all(|name| Zone::parse(name).is_some()));
    }
}
