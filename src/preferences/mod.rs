//! How people like pages: zone, form of dates and numbers, colors (product AC-04).

mod language;
mod zone;

pub use zone::{LocalTime, Zone};

/// Declares choices by their words, the first of which is the usual one.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// All of them, the usual one first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word stored, shown and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The choice of a word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.as_str() == word)
            }
        }
    };
}

choices! {
    /// The form of dates.
    DateFormat {
        /// As the language has it.
        Language = "language",
        /// `2026-11-21 18:05` (ISO 8601).
        Iso = "iso",
        /// `21.11.2026 18:05`
        Dots = "day-dots",
        /// `21/11/2026 18:05`
        DayFirst = "day-first",
        /// `11/21/2026 6:05 PM`
        MonthFirst = "month-first",
    }
}

choices! {
    /// The form of numbers.
    NumberFormat {
        /// As the language has it.
        Language = "language",
        /// `1,234.5`
        CommaPoint = "comma-point",
        /// `1.234,5`
        PointComma = "point-comma",
        /// `1 234,5`
        SpaceComma = "space-comma",
    }
}

choices! {
    /// The colors of pages.
    ColorScheme {
        /// Those of the person's system.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

impl DateFormat {
    /// What a clock shows, in this form or as `language` (a BCP 47 tag) has it; the zone's name stands behind it.
    pub fn write(self, local: &LocalTime, language: &str) -> String {
        format!("{} {}", self.write_unzoned(local, language), local.zone)
    }

    /// The same without the zone's name.
    pub fn write_unzoned(self, local: &LocalTime, language: &str) -> String {
        let LocalTime { year, month, day, hour, minute, .. } = local;
        match self {
            Self::Language => {
                language::write(local, language).unwrap_or_else(|| Self::Iso.write_unzoned(local, language))
            }
            Self::Iso => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            Self::Dots => format!("{day:02}.{month:02}.{year:04} {hour:02}:{minute:02}"),
            Self::DayFirst => format!("{day:02}/{month:02}/{year:04} {hour:02}:{minute:02}"),
            Self::MonthFirst => {
                let half = if *hour < 12 { "AM" } else { "PM" };
                let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
                format!("{month:02}/{day:02}/{year:04} {twelve}:{minute:02} {half}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn one_instant_in_every_form_and_in_its_zone() {
        let instant = Timestamp::from_rfc3339("2026-07-01T22:05:30Z").unwrap();
        let berlin = Zone::parse("Europe/Berlin").unwrap().at(instant);
        for (format, text) in [
            (DateFormat::Language, "02.07.2026, 00:05 CEST"),
            (DateFormat::Iso, "2026-07-02 00:05 CEST"),
            (DateFormat::Dots, "02.07.2026 00:05 CEST"),
            (DateFormat::DayFirst, "02/07/2026 00:05 CEST"),
            (DateFormat::MonthFirst, "07/02/2026 12:05 AM CEST"),
        ] {
            assert_eq!(format.write(&berlin, "de"), text);
            assert_eq!(DateFormat::parse(format.as_str()), Some(format));
        }
        assert_eq!(DateFormat::MonthFirst.write(&Zone::utc().at(instant), "de"), "07/01/2026 10:05 PM UTC");
    }

    #[test]
    fn each_language_has_its_own_form() {
        let instant = Zone::utc().at(Timestamp::from_rfc3339("2026-07-01T22:05:30Z").unwrap());
        for (language, text) in [
            ("en", "Jul 1, 2026, 10:05\u{202f}PM UTC"),
            ("en-GB", "1 Jul 2026, 22:05 UTC"),
            ("es", "1 jul 2026, 22:05 UTC"),
            ("fr", "1 juil. 2026, 22:05 UTC"),
            ("de", "01.07.2026, 22:05 UTC"),
            ("ar", "01\u{200f}/07\u{200f}/2026\u{60c} 10:05 \u{645} UTC"),
            ("not a language", "2026-07-01 22:05 UTC"),
        ] {
            assert_eq!(DateFormat::Language.write(&instant, language), text, "{language}");
        }
    }
}
