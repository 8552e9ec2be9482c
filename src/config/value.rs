//! The types of settings: how each is read from text and shown again.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use crate::secret::Secret;

/// A value that can be read from text. Lists are separated by commas.
pub trait Setting: Sized {
    /// What to write, for people.
    const KIND: &'static str;
    /// Whether the value must never be shown.
    const SECRET: bool = false;

    /// Reads the value.
    ///
    /// # Errors
    /// A sentence that says what would be right.
    fn read(text: &str) -> Result<Self, String>;
}

/// A span of time: `250ms`, `10s`, `15m`, `12h`, `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lifetime(pub Duration);

impl Setting for Lifetime {
    const KIND: &'static str = "duration";

    fn read(text: &str) -> Result<Self, String> {
        let wrong = || "is not a duration such as 250ms, 10s, 15m, 12h or 30d".to_owned();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let millis = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        number.checked_mul(millis).map(Duration::from_millis).map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0.as_secs())
    }
}

impl Setting for String {
    const KIND: &'static str = "text";

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Setting for bool {
    const KIND: &'static str = "true or false";

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("is neither true nor false".to_owned()),
        }
    }
}

impl Setting for u32 {
    const KIND: &'static str = "number";

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "is not a whole number".to_owned())
    }
}

impl Setting for SocketAddr {
    const KIND: &'static str = "address and port";

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "is not an address with a port such as 127.0.0.1:8080".to_owned())
    }
}

impl Setting for IpNet {
    const KIND: &'static str = "network";

    fn read(text: &str) -> Result<Self, String> {
        let host = || text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address));
        text.parse().ok().or_else(host).ok_or_else(|| "is not a network such as 10.0.0.0/8".to_owned())
    }
}

impl Setting for PathBuf {
    const KIND: &'static str = "path";

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self::from(text))
    }
}

impl Setting for Secret<String> {
    const KIND: &'static str = "secret";
    const SECRET: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self::new(text.to_owned()))
    }
}

impl<T: Setting> Setting for Option<T> {
    const KIND: &'static str = T::KIND;
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }
}

impl<T: Setting> Setting for Vec<T> {
    const KIND: &'static str = "list";
    const SECRET: bool = T::SECRET;

    fn read(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(T::read).collect()
    }
}

/// Declares an enum whose words are the values of a setting.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $crate::config::Setting for $name {
            const KIND: &'static str = concat!("one of", $(" `", $word, "`"),+);

            fn read(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("is none of{}", concat!($(" ", $word),+))),
                }
            }
        }
    };
}

pub(super) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, millis) in [("250ms", 250), ("10s", 10_000), ("15m", 900_000), ("30d", 2_592_000_000)] {
            assert_eq!(Lifetime::read(text), Ok(Lifetime(Duration::from_millis(millis))), "{text}");
        }
        for text in ["", "10", "s", "1.5h", "10 s", "-1s", "99999999999999999999s", "1w"] {
            assert!(Lifetime::read(text).is_err(), "{text}");
        }
    }
}
