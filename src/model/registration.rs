//! Who may make an account of their own, and on what terms (product AU-22).

use serde::{Deserialize, Serialize};

/// A realm's rules for new accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationRules {
    /// Who may.
    pub mode: RegistrationMode,
    /// The domains of e-mail addresses that may, for [`RegistrationMode::Domains`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// What has to be accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Nobody: accounts come from administrators.
    #[default]
    Closed,
    /// Whoever proves an e-mail address.
    Open,
    /// Whoever proves an address in one of the domains.
    Domains,
    /// Whoever proves an address and is let in by an administrator.
    Approval,
}

/// Terms of service in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Names the version, such as its date; 1 to 64 characters.
    pub version: String,
    /// Where the terms of this version stand: an https URL.
    pub terms_uri: String,
    /// Where the privacy policy of this version stands: an https URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_uri: Option<String>,
}

impl RegistrationRules {
    /// Whether nothing is said: registration is closed.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anybody may register at all.
    pub fn is_open(&self) -> bool {
        self.mode != RegistrationMode::Closed
    }

    /// Whether the owner of `email` may register.
    pub fn admits(&self, email: &str) -> bool {
        match self.mode {
            RegistrationMode::Closed => false,
            RegistrationMode::Open | RegistrationMode::Approval => true,
            RegistrationMode::Domains => {
                let (_, domain) = email.rsplit_once('@').unwrap_or_default();
                self.domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
            }
        }
    }

    /// What is wrong with the rules, in a sentence.
    pub fn check(&self) -> Result<(), &'static str> {
        let is_domain = |domain: &String| super::realm::is_host_name(&domain.to_ascii_lowercase());
        if (self.mode == RegistrationMode::Domains) == self.domains.is_empty() {
            return Err(
                "registration.domains has at least one domain for the mode \"domains\", and none for any other",
            );
        }
        if !self.domains.iter().all(is_domain) {
            return Err("registration.domains: a domain is a host name such as example.com");
        }
        let Some(terms) = &self.terms else { return Ok(()) };
        if !(1..=64).contains(&terms.version.chars().count()) || terms.version.chars().any(char::is_control) {
            return Err("registration.terms.version has 1 to 64 characters");
        }
        let is_https = |uri: &str| uri.starts_with("https://") && url::Url::parse(uri).is_ok();
        if !is_https(&terms.terms_uri) || !terms.privacy_uri.as_deref().is_none_or(is_https) {
            return Err("registration.terms: terms_uri and privacy_uri are https URLs");
        }
        Ok(())
    }
}

/// A registration whose address is not proven yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The realm.
    pub realm: super::RealmId,
    /// Names the login it began at; one at a time.
    pub id: String,
    /// `secret::token_hash` of what binds it to its browser.
    pub browser_hash: String,
    /// The address to prove, as typed.
    pub email: String,
    /// Argon2id of the password chosen.
    pub password_hash: String,
    /// The language of the page, for mails.
    pub locale: String,
    /// The version of the terms that was accepted.
    pub terms_version: Option<String>,
    /// Digest of the code in the mail.
    pub code_hash: String,
    /// Digest of the token in the link.
    pub link_hash: String,
    /// Wrong codes so far.
    pub failures: u32,
    /// When it was asked for.
    pub created_at: crate::clock::Timestamp,
    /// When it lapses.
    pub expires_at: crate::clock::Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(mode: RegistrationMode, domains: &[&str]) -> RegistrationRules {
        let domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
        RegistrationRules { mode, domains, terms: None }
    }

    #[test]
    fn domains_are_compared_whole() {
        let rules = rules(RegistrationMode::Domains, &["example.com"]);
        for good in ["a@example.com", "A@EXAMPLE.com", "a@b@example.com"] {
            assert!(rules.admits(good), "{good}");
        }
        for bad in ["a@sub.example.com", "a@notexample.com", "a@example.com.evil.test", "example.com", "a@"] {
            assert!(!rules.admits(bad), "{bad}");
        }
        assert!(!RegistrationRules::default().admits("a@example.com"));
    }

    #[test]
    fn rules_are_checked() {
        assert!(rules(RegistrationMode::Domains, &[]).check().is_err());
        assert!(rules(RegistrationMode::Open, &["example.com"]).check().is_err());
        assert!(rules(RegistrationMode::Domains, &["https://example.com"]).check().is_err());
        assert!(rules(RegistrationMode::Domains, &["example.com"]).check().is_ok());
        let terms = |uri: &str, version: &str| RegistrationRules {
            mode: RegistrationMode::Open,
            terms: Some(Terms { version: version.to_owned(), terms_uri: uri.to_owned(), privacy_uri: None }),
            ..RegistrationRules::default()
        };
        assert!(terms("https://example.com/terms/2026-11", "2026-11").check().is_ok());
        assert!(terms("javascript:alert(1)", "2026-11").check().is_err());
        assert!(terms("https://example.com/terms", "").check().is_err());
    }
}
