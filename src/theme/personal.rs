//! What a page owes to the person it is for: colors, and instants in their zone and form.

use tera::{Kwargs, State, Value};

use crate::clock::Timestamp;
use crate::preferences::{ColorScheme, DateFormat, Zone};

/// The preferences of the signed-in person; those of nobody in particular by default.
#[derive(Clone, Debug)]
pub struct Personal {
    /// The colors.
    pub color_scheme: ColorScheme,
    /// The form of dates.
    pub date_format: DateFormat,
    /// The zone; instants are shown in UTC without one.
    pub zone: Option<Zone>,
}

impl Default for Personal {
    fn default() -> Self {
        Self { color_scheme: ColorScheme::System, date_format: DateFormat::Language, zone: None }
    }
}

impl Personal {
    /// Puts them where templates and [`when`] find them; empty for what is left to browser and language.
    pub(super) fn enter(&self, context: &mut tera::Context) {
        let scheme = if self.color_scheme == ColorScheme::System { "" } else { self.color_scheme.as_str() };
        let dates = if self.date_format == DateFormat::Language { "" } else { self.date_format.as_str() };
        context.insert("scheme", scheme);
        context.insert("dates", dates);
        context.insert("zone", self.zone.as_ref().map_or("", Zone::name));
    }
}

/// `when(at=…)`: an instant of RFC 3339 in the zone and form of the person, else in UTC and as the page's language
/// has it (pages S-6, product TH-07).
pub(super) fn when(values: &Kwargs, state: &State) -> tera::TeraResult<Value> {
    let text = |name: &str| state.get::<String>(name).map(Option::unwrap_or_default);
    let at = values.must_get::<String>("at")?;
    let instant = Timestamp::from_rfc3339(&at).ok_or_else(|| tera::Error::message("`at` is no instant"))?;
    let zone = Zone::parse(&text("zone")?).unwrap_or_else(Zone::utc);
    let format = DateFormat::parse(&text("dates")?).unwrap_or(DateFormat::Language);
    Ok(Value::from(format.write(&zone.at(instant), &text("lang")?)))
}
