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

    /// When the day `date` (`2026-11-21`) begins there; `None` for what is no day.
    pub fn begin_of(&self, date: &str) -> Option<Timestamp> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let begin = date.to_zoned(self.0.clone()).ok()?;
        Some(Timestamp::from_millis(begin.timestamp().as_millisecond()))
    }

    /// When the day after `date` begins there: days of 23 and 25 hours are as long as they are.
    pub fn end_of(&self, date: &str) -> Option<Timestamp> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let end = date.tomorrow().ok()?.to_zoned(self.0.clone()).ok()?;
        Some(Timestamp::from_millis(end.timestamp().as_millisecond()))
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
    fn days_are_those_of_the_zone() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let hours = |date| berlin.end_of(date).unwrap().since(berlin.begin_of(date).unwrap()).as_secs() / 3_600;
        assert_eq!(berlin.begin_of("2026-11-21").unwrap().to_rfc3339(), "2026-11-20T23:00:00.000Z");
        assert_eq!((hours("2026-11-21"), hours("2026-03-29"), hours("2026-10-25")), (24, 23, 25));
        for nonsense in ["", "2026-02-30", "21.11.2026", "2026-11", "9999-99-99"] {
            assert_eq!(Zone::utc().begin_of(nonsense), None, "{nonsense}");
        }
    }

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
