//! `prompt` and `display` (OpenID Connect Core §3.1.2.1, Initiating User Registration 1.0).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::OAuthError;

words! {
    /// A demand of the client on what the user is asked.
    pub enum Prompt {
        /// Show nothing: answer at once, with an error if something would have to be asked.
        None = "none",
        /// Log in again.
        Login = "login",
        /// Ask for consent again.
        Consent = "consent",
        /// Let the user choose an account.
        SelectAccount = "select_account",
        /// Offer to register first.
        Create = "create",
    }
}

/// The demands of one request; `none` stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PromptSet(u8);

impl PromptSet {
    /// Parses the space-delimited `prompt` parameter; absent is the empty set.
    ///
    /// # Errors
    /// `invalid_request` for an unknown value, and for `none` beside another.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        let mut set = Self::default();
        for word in text.unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
            let prompt: Prompt =
                word.parse().map_err(|_| OAuthError::invalid_request("prompt has a value that is not offered"))?;
            set.0 |= Self::bit(prompt);
        }
        // "If this parameter contains none with any other value, an error is returned" (OpenID Connect Core §3.1.2.1)
        if set.contains(Prompt::None) && set.0 != Self::bit(Prompt::None) {
            return Err(OAuthError::invalid_request("prompt=none cannot be combined with other values"));
        }
        Ok(set)
    }

    /// Whether `prompt` is demanded.
    pub const fn contains(self, prompt: Prompt) -> bool {
        self.0 & Self::bit(prompt) != 0
    }

    /// Whether nothing is demanded.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The demands, in the order of [`Prompt::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Prompt> {
        Prompt::ALL.iter().copied().filter(move |prompt| self.contains(*prompt))
    }

    const fn bit(prompt: Prompt) -> u8 {
        1 << prompt as u8
    }
}

impl fmt::Display for PromptSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Prompt::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

impl Serialize for PromptSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PromptSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(Some(&text)).map_err(serde::de::Error::custom)
    }
}

words! {
    /// How the client would like pages to be shown. A wish: it can never make a request fail.
    pub enum Display {
        /// A full page.
        Page = "page",
        /// A popup window.
        Popup = "popup",
        /// A touch device.
        Touch = "touch",
        /// A feature phone.
        Wap = "wap",
    }
}

impl Display {
    /// The wish of a request; what is absent or unknown is a full page.
    pub fn parse(text: Option<&str>) -> Self {
        text.and_then(|text| text.parse().ok()).unwrap_or(Self::Page)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sets() {
        let set = PromptSet::parse(Some("consent login consent")).unwrap();
        assert_eq!(set.to_string(), "login consent");
        assert!(set.contains(Prompt::Login) && !set.contains(Prompt::None));
        assert!(PromptSet::parse(None).unwrap().is_empty());
        assert!(PromptSet::parse(Some("none")).unwrap().contains(Prompt::None));
    }

    #[test]
    fn refuses() {
        for text in ["none login", "consent none", "LOGIN", "logout", "login,consent"] {
            assert!(PromptSet::parse(Some(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn every_pair_survives_storage() {
        for a in Prompt::ALL {
            for b in Prompt::ALL {
                let Ok(set) = PromptSet::parse(Some(&format!("{a} {b}"))) else { continue };
                let text = serde_json::to_string(&set).unwrap();
                assert_eq!(serde_json::from_str::<PromptSet>(&text).unwrap(), set);
            }
        }
    }

    #[test]
    fn display_never_fails() {
        for (text, display) in
            [(None, Display::Page), (Some("popup"), Display::Popup), (Some("hologram"), Display::Page)]
        {
            assert_eq!(Display::parse(text), display);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,60}") {
            let _ = PromptSet::parse(Some(&text));
            let _ = Display::parse(Some(&text));
        }
    }
}
