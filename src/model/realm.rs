//! A realm: an isolated issuer with its own users, clients, keys and policies.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Attribute, FactorRule, PasswordRules, RealmId, RegistrationRules, RiskRules, SessionLimit, TrustRules};
use crate::clock::Timestamp;
use crate::spec::SecurityProfile;

/// A realm as stored. Its issuer URL follows from the base URL and its name, see `provider::Issuer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    /// Names the realm in every row.
    pub id: RealmId,
    /// The name in `/realms/{name}`; `default` for the realm at the base URL.
    pub name: String,
    /// The host that is the realm's alone, in lower case; its issuer is there then and nowhere else.
    pub host: Option<String>,
    /// What people read: "Sign out of *display name*?".
    pub display_name: String,
    /// A disabled realm answers 404 everywhere.
    pub enabled: bool,
    /// What the realm's administrators may set.
    pub settings: RealmSettings,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Realm {
    /// Whether a realm can have this name: 1 to 50 lower-case letters, digits and `-`, which is never first or last.
    pub fn is_name(name: &str) -> bool {
        let is_plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=50).contains(&name.len()) && is_plain && !name.starts_with('-') && !name.ends_with('-')
    }
}

/// A host name in lower case with at least two labels, and no address: its last label begins with a letter.
pub fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=63).contains(&label.len()) && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let (_, last) = text.rsplit_once('.').unwrap_or_default();
    text.len() <= 253 && text.split('.').all(is_label) && last.starts_with(|c: char| c.is_ascii_lowercase())
}

/// A realm's own settings; what is absent comes from the server's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealmSettings {
    /// The theme folder.
    pub theme: Option<String>,
    /// Branding above the theme: names, colors and links, as the theme floor defines them.
    pub branding: serde_json::Map<String, serde_json::Value>,
    /// BCP 47 tag used when nothing else decides.
    pub default_locale: Option<String>,
    /// Whether login asks for identifier and password on one page.
    pub combined_login: Option<bool>,
    /// Access-token lifetime in seconds.
    pub access_token_lifetime_seconds: Option<u32>,
    /// Refresh-token idle lifetime in seconds.
    pub refresh_token_lifetime_seconds: Option<u32>,
    /// ID-token lifetime in seconds.
    pub id_token_lifetime_seconds: Option<u32>,
    /// Shortest password in characters.
    pub password_min_length: Option<u16>,
    /// What else is demanded of passwords.
    #[serde(skip_serializing_if = "PasswordRules::is_none")]
    pub passwords: PasswordRules,
    /// Who must use a second factor; the first rule that concerns a login decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factor_rules: Vec<FactorRule>,
    /// What no client of the realm may exceed.
    #[serde(skip_serializing_if = "ClientBounds::is_none")]
    pub client_bounds: ClientBounds,
    /// Whether people may sign in by a code or a link that is mailed to their proven address, instead of a password.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub email_code_login: bool,
    /// Whether people may trust a browser, in which the second factor that they enrolled is not asked for then; nobody may
    /// where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_devices: Option<TrustRules>,
    /// Which accounts a browser goes on showing to whoever sits in front of it when they are signed out.
    #[serde(skip_serializing_if = "RememberedAccounts::is_default")]
    pub remembered_accounts: RememberedAccounts,
    /// What is done about points that speak against a login.
    #[serde(skip_serializing_if = "RiskRules::is_default")]
    pub risk: RiskRules,
    /// How many sessions each user may have at once; any number where absent.
    pub session_limit: Option<SessionLimit>,
    /// For how many days an account that its owner deletes can still be kept; 14 where absent.
    pub deletion_delay_days: Option<u16>,
    /// Who may make an account; nobody where absent.
    #[serde(skip_serializing_if = "RegistrationRules::is_none")]
    pub registration: RegistrationRules,
    /// What is known of people beyond the standard claims, in the order of the page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// Which accounts a browser goes on showing when they are signed out (product AU-18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RememberedAccounts {
    /// None.
    Never,
    /// Those whose owner chose to be kept signed in there.
    #[default]
    Kept,
    /// All that signed in there: for devices that nobody shares.
    Always,
}

impl RememberedAccounts {
    /// Whether an account is shown whose owner has chosen to be `kept` signed in, or not.
    pub const fn includes(self, kept: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Kept => kept,
            Self::Always => true,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The longest an account may wait for its deletion, in days.
pub const DELETION_DELAY_DAYS_MAX: u16 = 90;

impl RealmSettings {
    /// How long an account waits for its deletion (product AC-16).
    pub fn deletion_delay(&self) -> Duration {
        Duration::from_hours(24 * u64::from(self.deletion_delay_days.unwrap_or(14)))
    }
}

/// What no client of a realm may exceed, whatever it registers; what is absent is bounded by the server alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientBounds {
    /// Access-token lifetime in seconds.
    pub access_token_lifetime_seconds: Option<u32>,
    /// ID-token lifetime in seconds.
    pub id_token_lifetime_seconds: Option<u32>,
    /// Refresh-token lifetime without use, in seconds.
    pub refresh_token_lifetime_seconds: Option<u32>,
    /// Refresh-token lifetime in all, in seconds.
    pub refresh_absolute_lifetime_seconds: Option<u32>,
    /// How long a spent refresh token may be retried, in seconds.
    pub refresh_grace_seconds: Option<u32>,
    /// Whether the refresh tokens of every client rotate.
    pub refresh_rotation: bool,
    /// Whether all access tokens are opaque, so that nothing stands in them.
    pub opaque_access_tokens: bool,
    /// The floor: clients below it cannot be saved, and those saved earlier live by its lifetimes and need PKCE.
    pub security_profile: SecurityProfile,
    /// The algorithms that clients may choose for what is signed for them; any that the realm has keys for where empty.
    /// Clients saved earlier keep theirs, for their applications would refuse another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signing_algorithms: Vec<String>,
}

impl ClientBounds {
    /// Whether nothing is bounded.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_never_addresses() {
        for good in ["login.customer.example", "a.b", "xn--bcher-kva.example", "1.example", "acme.localhost"] {
            assert!(is_host_name(good), "{good}");
        }
        let long = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            ".",
            "localhost",
            "127.0.0.1",
            "192.0.2.1",
            "1.2.3.0x7",
            "[::1]",
            "::1",
            "a..b",
            ".a.b",
            "a.b.",
            "-a.b",
            "a-.b",
            "Login.example",
            "a b.example",
            "a_b.example",
            "bücher.example",
            "a.example:443",
            "a.example/x",
            "u@a.example",
            "a.example\0",
            "*.example",
            &long,
        ] {
            assert!(!is_host_name(bad), "{bad}");
        }
    }
}
