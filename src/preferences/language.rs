//! Instants as people write them in a language, by the Unicode CLDR, whose data is compiled in.

use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets::YMD, input::DateTime};
use icu_locale_core::Locale;
use icu_time::Time;

use super::LocalTime;

/// Date and time of medium length, to the minute: `Nov 21, 2026, 6:05 PM`, `21.11.2026, 18:05`. Scripts in the browser write
/// the same form, from the same data. `None` for what is no BCP 47 tag; a language unknown to the data gets its plain form.
pub(super) fn write(local: &LocalTime, language: &str) -> Option<String> {
    let part = |number: i8| u8::try_from(number).ok();
    let date = Date::try_new_gregorian(i32::from(local.year), part(local.month)?, part(local.day)?).ok()?;
    let time = Time::try_new(part(local.hour)?, part(local.minute)?, 0, 0).ok()?;
    let locale: Locale = language.parse().ok()?;
    let fields = YMD::medium().with_time_hm();
    let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.into(), fields).ok()?;
    Some(formatter.format(&DateTime { date, time }).to_string())
}
