//! Where an address is, coarsely, from a file that the operator supplies (product AC-08): a database in the MaxMind DB format 2.0
//! of cities or countries. Nothing is asked over the network and nothing of it is stored: what is shown is looked up when it is
//! shown.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use maxminddb::Reader;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::Position;

/// How far off a place may be where the database does not say, in km.
const RADIUS_KM: f64 = 100.0;

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacesError(String);

impl fmt::Display for PlacesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlacesError {}

/// Knows where addresses are, or nothing where no file is configured. Clones share the file.
#[derive(Clone, Default)]
pub struct Places {
    reader: Arc<ArcSwapOption<Reader<Vec<u8>>>>,
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reader = self.reader.load();
        f.debug_tuple("Places").field(&reader.as_ref().map(|reader| reader.metadata().database_type.clone())).finish()
    }
}

/// What is read of an entry; databases hold more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'a> {
    #[serde(borrow)]
    city: Named<'a>,
    #[serde(borrow)]
    country: Named<'a>,
    location: Location,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    /// By language.
    #[serde(borrow)]
    names: BTreeMap<&'a str, &'a str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Location {
    latitude: Option<Number>,
    longitude: Option<Number>,
    accuracy_radius: Option<Number>,
}

/// A number of whichever type: makers of databases have chosen different ones.
#[derive(Clone, Copy, Debug)]
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Number(0.0))
    }
}

impl Visitor<'_> for Number {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self, E> {
        Ok(Self(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self, E> {
        u32::try_from(number).map(|number| Self(number.into())).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self, E> {
        i32::try_from(number).map(|number| Self(number.into())).map_err(E::custom)
    }
}

impl<'a> Named<'a> {
    /// In `language` where there is such a name, else in English.
    fn name(&self, language: &str) -> Option<&'a str> {
        let name = |language: &str| self.names.get(language).copied().filter(|name| !name.is_empty());
        name(language).or_else(|| name("en"))
    }
}

impl Places {
    /// Reads the file at `path`; knows nothing where there is none.
    ///
    /// # Errors
    /// Says what is wrong with the file.
    pub fn open(path: Option<&Path>) -> Result<Self, PlacesError> {
        let places = Self::default();
        places.reload(path)?;
        Ok(places)
    }

    /// Reads the file at `path` in place of the one in use, which stays where that cannot be done.
    ///
    /// # Errors
    /// Says what is wrong with the file.
    pub fn reload(&self, path: Option<&Path>) -> Result<(), PlacesError> {
        let reader = path.map(read).transpose()?;
        self.reader.store(reader.map(Arc::new));
        Ok(())
    }

    /// `City, Country` of `source` in `language` (a primary subtag), or the country alone. `None` where that is not known, or
    /// `source` is no address.
    pub fn near(&self, source: &str, language: &str) -> Option<String> {
        self.with(source, |record| {
            let country = record.country.name(language)?;
            // Arabic has a comma of its own.
            let comma = if language == "ar" { "، " } else { ", " };
            Some(
                record.city.name(language).map_or_else(|| country.to_owned(), |city| format!("{city}{comma}{country}")),
            )
        })
    }

    /// Where `source` is, as far as the file tells.
    pub fn position(&self, source: &str) -> Option<Position> {
        self.with(source, |record| {
            let (latitude, longitude) = (record.location.latitude?.0, record.location.longitude?.0);
            let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
            let radius_km = record.location.accuracy_radius.map_or(RADIUS_KM, |radius| radius.0);
            is_on_earth.then_some(Position { latitude, longitude, radius_km })
        })
    }

    fn with<T>(&self, source: &str, use_it: impl FnOnce(Record<'_>) -> Option<T>) -> Option<T> {
        let (reader, address) = (self.reader.load_full()?, source.parse::<IpAddr>().ok()?);
        match reader.lookup(address.to_canonical()).and_then(|found| found.decode::<Record<'_>>()) {
            Ok(record) => use_it(record?),
            // An IPv6 address in a database of IPv4 is unknown, too.
            Err(error) => {
                tracing::debug!(%error, "a place cannot be looked up");
                None
            }
        }
    }
}

/// Reads all of a file: a lookup then touches no disk.
fn read(path: &Path) -> Result<Reader<Vec<u8>>, PlacesError> {
    let error = |error: &dyn fmt::Display| PlacesError(format!("{}: {error}", path.display()));
    let reader = Reader::open_readfile(path).map_err(|problem| error(&problem))?;
    let kind = &reader.metadata().database_type;
    if !kind.contains("City") && !kind.contains("Country") {
        return Err(error(&format!("it is a database of the kind {kind}, not of cities or countries")));
    }
    Ok(reader)
}
