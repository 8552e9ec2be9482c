//! The fields of a profile and what may stand in each (product AC-02, AC-04, §6.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::{Date, Month};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::FaultKind;
use crate::clock::Timestamp;
use crate::preferences::{ColorScheme, DateFormat, NumberFormat, Zone};

/// Characters of a name.
const NAME_MAX: usize = 50;
/// Characters of the name to be called by, and of a place.
const LINE_MAX: usize = 100;
/// Characters of a biography.
const BIO_MAX: usize = 500;
/// Characters of an address on the web.
const URL_MAX: usize = 200;
/// Pages elsewhere.
const LINKS_MAX: usize = 5;
/// Nobody alive was born before.
const FIRST_YEAR: i32 = 1900;

/// Declares the fields by their names.
macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A field of a profile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl Field {
            /// All of them, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in forms and in the API: that of the claim where there is one.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

fields! {
    /// Full name: a claim.
    Name = "name",
    /// Given name: a claim.
    GivenName = "given_name",
    /// Family name: a claim.
    FamilyName = "family_name",
    /// What the person wants to be called: a claim.
    Nickname = "nickname",
    /// A few sentences.
    Bio = "bio",
    /// Where the person is.
    Location = "location",
    /// Date of birth: a claim.
    Birthdate = "birthdate",
    /// The person's site: a claim.
    Website = "website",
    /// A page about the person: a claim.
    ProfilePage = "profile",
    /// Pages of the person elsewhere, one a line.
    Links = "links",
    /// Telephone number in the form of ITU-T E.164: a claim.
    PhoneNumber = "phone_number",
    /// Language: a claim.
    Locale = "locale",
    /// Time zone: a claim.
    Zoneinfo = "zoneinfo",
    /// The form of dates.
    DateFormat = "date_format",
    /// The form of numbers.
    NumberFormat = "number_format",
    /// The colors of pages.
    ColorScheme = "theme",
}

/// Fields with what stands in them; empty for nothing.
pub type Sheet = BTreeMap<Field, String>;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which.
    pub field: Field,
    /// What.
    pub kind: FaultKind,
}

impl Field {
    /// The field of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name)
    }

    /// Whether it says how pages are to be, rather than who the person is.
    pub const fn is_preference(self) -> bool {
        matches!(self, Self::Locale | Self::Zoneinfo | Self::DateFormat | Self::NumberFormat | Self::ColorScheme)
    }

    /// Whether a registration or a login may ask for it: a claim about who the person is, or their time zone.
    pub const fn is_askable(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::GivenName
                | Self::FamilyName
                | Self::Nickname
                | Self::Birthdate
                | Self::Website
                | Self::PhoneNumber
                | Self::Zoneinfo
        )
    }

    /// What stands in the claim of its name; empty for nothing.
    pub fn claim(self, claims: &Map<String, Value>) -> &str {
        claims.get(self.as_str()).and_then(Value::as_str).unwrap_or_default()
    }

    /// Puts `value`, as read, in the claim of its name; an empty one takes the claim away.
    pub fn set_claim(self, claims: &mut Map<String, Value>, value: &str) {
        if self == Self::PhoneNumber {
            // Nobody has shown that the new one is theirs.
            claims.remove("phone_number_verified");
            if !value.is_empty() {
                claims.insert("phone_number_verified".to_owned(), json!(false));
            }
        }
        if value.is_empty() {
            claims.remove(self.as_str());
        } else {
            claims.insert(self.as_str().to_owned(), json!(value));
        }
    }

    /// Characters it holds.
    pub const fn max_length(self) -> usize {
        match self {
            Self::Name | Self::GivenName | Self::FamilyName => NAME_MAX,
            Self::Bio => BIO_MAX,
            Self::Website | Self::ProfilePage => URL_MAX,
            Self::Links => (URL_MAX + 1) * LINKS_MAX,
            Self::Nickname
            | Self::Location
            | Self::Birthdate
            | Self::PhoneNumber
            | Self::Locale
            | Self::Zoneinfo
            | Self::DateFormat
            | Self::NumberFormat
            | Self::ColorScheme => LINE_MAX,
        }
    }

    /// What is kept of `typed`; nothing typed is nothing told.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(self, typed: &str, locales: &[String], now: Timestamp) -> Result<String, FaultKind> {
        let text: String = typed.replace("\r\n", "\n").trim().nfc().collect();
        check_text(&text, matches!(self, Self::Bio | Self::Links))?;
        if text.is_empty() {
            return Ok(text);
        }
        if text.chars().count() > self.max_length() {
            return Err(FaultKind::TooLong(self.max_length()));
        }
        let offered = |is_offered: bool| if is_offered { Ok(text.clone()) } else { Err(FaultKind::NotOffered) };
        match self {
            Self::Name | Self::GivenName | Self::FamilyName | Self::Nickname | Self::Bio | Self::Location => Ok(text),
            Self::Website | Self::ProfilePage => check_url(&text).map(|()| text),
            Self::Links => links(&text),
            Self::Birthdate => birthdate(&text, now),
            Self::PhoneNumber => phone_number(&text),
            Self::Locale => offered(locales.contains(&text)),
            Self::Zoneinfo => Zone::parse(&text).map(|zone| zone.name().to_owned()).ok_or(FaultKind::NotOffered),
            Self::DateFormat => offered(DateFormat::parse(&text).is_some()),
            Self::NumberFormat => offered(NumberFormat::parse(&text).is_some()),
            Self::ColorScheme => offered(ColorScheme::parse(&text).is_some()),
        }
    }
}

/// Control characters break columns and logs; those that turn the direction make a name read as another.
pub(super) fn check_text(text: &str, has_lines: bool) -> Result<(), FaultKind> {
    let is_unfit = |c: char| {
        (c.is_control() && !(has_lines && c == '\n'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    if text.chars().any(is_unfit) { Err(FaultKind::NotText) } else { Ok(()) }
}

fn check_url(text: &str) -> Result<(), FaultKind> {
    if text.chars().count() > URL_MAX {
        return Err(FaultKind::TooLong(URL_MAX));
    }
    let url = Url::parse(text).map_err(|_| FaultKind::NotUrl)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'));
    // What stands before an `@` is not where the address leads.
    let is_plain = url.username().is_empty() && url.password().is_none() && !text.contains(char::is_whitespace);
    if is_web && is_plain { Ok(()) } else { Err(FaultKind::NotUrl) }
}

fn links(text: &str) -> Result<String, FaultKind> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > LINKS_MAX {
        return Err(FaultKind::TooMany(LINKS_MAX));
    }
    for line in &lines {
        check_url(line)?;
    }
    Ok(lines.join("\n"))
}

/// `YYYY-MM-DD`, `0000-MM-DD` for a year not told, or `YYYY` alone (OpenID Connect Core 1.0 §5.1).
fn birthdate(text: &str, now: Timestamp) -> Result<String, FaultKind> {
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { part.parse::<i32>().map_err(|_| FaultKind::NotDate) } else { Err(FaultKind::NotDate) }
    };
    let today = now.to_rfc3339();
    if text.len() == 4 {
        let year = number(text, 4)?;
        return match text > today.get(..4).unwrap_or_default() {
            true => Err(FaultKind::InFuture),
            false if year < FIRST_YEAR => Err(FaultKind::NotDate),
            false => Ok(text.to_owned()),
        };
    }
    let mut parts = text.splitn(3, '-');
    let mut part = |digits| number(parts.next().unwrap_or_default(), digits);
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    // A leap year stands for the one not told.
    let real = if year == 0 { 2000 } else { year };
    let small = |number: i32| u8::try_from(number).map_err(|_| FaultKind::NotDate);
    let month = Month::try_from(small(month)?).map_err(|_| FaultKind::NotDate)?;
    Date::from_calendar_date(real, month, small(day)?).map_err(|_| FaultKind::NotDate)?;
    if real < FIRST_YEAR {
        return Err(FaultKind::NotDate);
    }
    if text > today.get(..10).unwrap_or_default() { Err(FaultKind::InFuture) } else { Ok(text.to_owned()) }
}

/// `+` and at most 15 digits; what people write between them is left out.
fn phone_number(text: &str) -> Result<String, FaultKind> {
    let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')')).collect();
    let digits = kept.strip_prefix('+').ok_or(FaultKind::NotPhone)?;
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if is_number { Ok(kept) } else { Err(FaultKind::NotPhone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: Field, typed: &str) -> Result<String, FaultKind> {
        let now = Timestamp::from_rfc3339("2026-11-21T10:00:00Z").unwrap();
        field.read(typed, &["en".to_owned(), "de".to_owned()], now)
    }

    #[test]
    fn what_is_kept() {
        for (field, typed, kept) in [
            (Field::Name, "  Ada Lovelace ", "Ada Lovelace"),
            (Field::Name, "", ""),
            (Field::GivenName, "Zoe\u{308}", "Zoë"),
            (Field::FamilyName, "<script>alert(1)</script>", "<script>alert(1)</script>"),
            (Field::Bio, "One\r\ntwo", "One\ntwo"),
            (Field::Website, "https://ada.example/~ada?x=1#y", "https://ada.example/~ada?x=1#y"),
            (
                Field::Links,
                "https://a.example/\r\n\r\n https://b.example/b ",
                "https://a.example/\nhttps://b.example/b",
            ),
            (Field::Birthdate, "1815-12-10", ""),
            (Field::Birthdate, "2000-02-29", "2000-02-29"),
            (Field::Birthdate, "0000-02-29", "0000-02-29"),
            (Field::Birthdate, "1999", "1999"),
            (Field::PhoneNumber, "+49 (30) 123-456 7", "+49301234567"),
            (Field::Locale, "de", "de"),
            (Field::Zoneinfo, "europe/berlin", "Europe/Berlin"),
            (Field::ColorScheme, "dark", "dark"),
        ] {
            if kept.is_empty() && !typed.is_empty() {
                assert!(read(field, typed).is_err(), "{field:?} {typed}");
            } else {
                assert_eq!(read(field, typed).as_deref(), Ok(kept), "{field:?} {typed}");
            }
        }
    }

    #[test]
    fn bounds_are_met_to_the_character() {
        for (field, most) in [
            (Field::Name, 50),
            (Field::GivenName, 50),
            (Field::FamilyName, 50),
            (Field::Nickname, 100),
            (Field::Bio, 500),
            (Field::Location, 100),
        ] {
            assert!(read(field, &"é".repeat(most)).is_ok(), "{field:?}");
            assert_eq!(read(field, &"é".repeat(most + 1)), Err(FaultKind::TooLong(most)), "{field:?}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (field, typed, kind) in [
            (Field::Name, "Ada\u{202e}ecalevoL", FaultKind::NotText),
            (Field::Name, "Ada\nLovelace", FaultKind::NotText),
            (Field::Bio, "a\0b", FaultKind::NotText),
            (Field::Website, "javascript:alert(1)", FaultKind::NotUrl),
            (Field::Website, "data:text/html,x", FaultKind::NotUrl),
            (Field::Website, "https://bank.example@evil.example/", FaultKind::NotUrl),
            (Field::Website, "//evil.example", FaultKind::NotUrl),
            (Field::Website, "https://localhost/", FaultKind::NotUrl),
            (Field::ProfilePage, "ada.example", FaultKind::NotUrl),
            (Field::Links, "https://a.example/\njavascript:x", FaultKind::NotUrl),
            (Field::Links, "https://a.example/\n".repeat(6).as_str(), FaultKind::TooMany(5)),
            (Field::Birthdate, "2026-11-22", FaultKind::InFuture),
            (Field::Birthdate, "2027", FaultKind::InFuture),
            (Field::Birthdate, "2001-02-29", FaultKind::NotDate),
            (Field::Birthdate, "1.2.2000", FaultKind::NotDate),
            (Field::Birthdate, "1899-12-31", FaultKind::NotDate),
            (Field::PhoneNumber, "030 1234567", FaultKind::NotPhone),
            (Field::PhoneNumber, "+1234567890123456", FaultKind::NotPhone),
            (Field::Locale, "tlh", FaultKind::NotOffered),
            (Field::Zoneinfo, "Mars/Olympus", FaultKind::NotOffered),
            (Field::DateFormat, "stardate", FaultKind::NotOffered),
            (Field::NumberFormat, "roman", FaultKind::NotOffered),
            (Field::ColorScheme, "pink", FaultKind::NotOffered),
        ] {
            assert_eq!(read(field, typed), Err(kind), "{field:?} {typed}");
        }
    }
}
