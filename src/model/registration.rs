//! Who may make an account of their own, and on what terms (product AU-22).

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Fault, FaultKind, Field, FirstCredential, Sheet};
use crate::clock::Timestamp;

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
    /// What people make in order to sign in (pages N-3).
    #[serde(skip_serializing_if = "FirstCredential::is_default")]
    pub credential: FirstCredential,
    /// What people are asked about themselves, beyond the address (pages N-1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<AskedField>,
    /// For how many days nobody is asked again who has left fields out; 30 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_again_days: Option<u16>,
}

/// A field that people are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedField {
    /// Which.
    pub field: Field,
    /// When.
    #[serde(default)]
    pub at: AskedAt,
    /// Whether it must be told: no session begins without it then.
    #[serde(default)]
    pub required: bool,
}

/// When people are asked for a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedAt {
    /// With the registration. Somebody whose account was made in another way is asked at a login for what is required.
    Registration,
    /// In a step of its own, after a login.
    #[default]
    Later,
}

/// For how long nobody is asked again, in days; also the most that a realm may say.
const ASK_AGAIN_DAYS: u16 = 30;
const ASK_AGAIN_DAYS_MAX: u16 = 365;

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Nobody, not even with an invitation: accounts come from administrators.
    #[default]
    Closed,
    /// Whoever was invited.
    Invitation,
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

    /// Whether anybody may register who was not asked to.
    pub fn is_open(&self) -> bool {
        !matches!(self.mode, RegistrationMode::Closed | RegistrationMode::Invitation)
    }

    /// Whether an invitation makes an account: whoever invites decides, so neither domains nor an approval stand in its way.
    pub fn takes_invitations(&self) -> bool {
        self.mode != RegistrationMode::Closed
    }

    /// Whether the owner of `email` may register without an invitation.
    pub fn admits(&self, email: &str) -> bool {
        match self.mode {
            RegistrationMode::Closed | RegistrationMode::Invitation => false,
            RegistrationMode::Open | RegistrationMode::Approval => true,
            RegistrationMode::Domains => {
                let (_, domain) = email.rsplit_once('@').unwrap_or_default();
                self.domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
            }
        }
    }

    /// What a registration asks for at once.
    pub fn asked_at_registration(&self) -> Vec<AskedField> {
        let listed = self.fields.iter().copied().filter(|asked| asked.at == AskedAt::Registration);
        self.credential.with_name(listed.collect())
    }

    /// What somebody with these claims has not told and is asked for at a login: everything that is required, and what was
    /// put off from the registration.
    pub fn missing(&self, claims: &Map<String, Value>) -> Vec<AskedField> {
        let is_due = |asked: &&AskedField| asked.required || asked.at == AskedAt::Later;
        let is_missing = |asked: &&AskedField| asked.field.claim(claims).is_empty();
        self.fields.iter().filter(is_due).filter(is_missing).copied().collect()
    }

    /// Whether a login asks somebody with these claims, who was asked last at `deferred_at`: `Some(true)` when they must
    /// answer, `Some(false)` when they may.
    pub fn profile_due(
        &self,
        claims: &Map<String, Value>,
        deferred_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<bool> {
        let missing = self.missing(claims);
        if missing.iter().any(|asked| asked.required) {
            return Some(true);
        }
        let rest = Duration::from_hours(24 * u64::from(self.ask_again_days.unwrap_or(ASK_AGAIN_DAYS)));
        let may_ask = deferred_at.is_none_or(|at| now >= at + rest);
        (may_ask && !missing.is_empty()).then_some(false)
    }

    fn check_fields(&self) -> Result<(), &'static str> {
        if !self.fields.iter().all(|asked| asked.field.is_askable()) {
            return Err(
                "registration.fields: name, given_name, family_name, nickname, birthdate, website, phone_number \
                        and zoneinfo can be asked for",
            );
        }
        let distinct: BTreeSet<Field> = self.fields.iter().map(|asked| asked.field).collect();
        if distinct.len() != self.fields.len() {
            return Err("registration.fields: each field is asked for once");
        }
        if !self.ask_again_days.is_none_or(|days| (1..=ASK_AGAIN_DAYS_MAX).contains(&days)) {
            return Err("registration.ask_again_days is between 1 and 365");
        }
        Ok(())
    }

    /// What is wrong with the rules, in a sentence.
    pub fn check(&self) -> Result<(), &'static str> {
        self.check_fields()?;
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

/// What is kept of the fields `asked` for among those `typed`, without those left empty; or every fault.
///
/// # Errors
/// What is wrong, field by field.
pub fn read_asked(asked: &[AskedField], typed: &Sheet, now: Timestamp) -> Result<Sheet, Vec<Fault>> {
    let (mut sheet, mut faults) = (Sheet::new(), Vec::new());
    for AskedField { field, required, .. } in asked.iter().copied() {
        let text = typed.get(&field).map_or("", String::as_str);
        match field.read(text, &[], now) {
            Ok(value) if value.is_empty() && required => faults.push(Fault { field, kind: FaultKind::Missing }),
            Ok(value) if value.is_empty() => {}
            Ok(value) => {
                sheet.insert(field, value);
            }
            Err(kind) => faults.push(Fault { field, kind }),
        }
    }
    if faults.is_empty() { Ok(sheet) } else { Err(faults) }
}

/// A registration: its address is not proven yet, or lacks what its owner will sign in with.
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
    /// Argon2id of the password chosen; none where a passkey comes first.
    pub password_hash: Option<String>,
    /// The language of the page, for mails.
    pub locale: String,
    /// What was told beyond the address, as read.
    pub profile: Sheet,
    /// The version of the terms that was accepted.
    pub terms_version: Option<String>,
    /// Digest of the code in the mail.
    pub code_hash: String,
    /// Digest of the token in the link.
    pub link_hash: String,
    /// Wrong codes so far.
    pub failures: u32,
    /// When the address was proven, if what is missing is a passkey.
    pub proved_at: Option<crate::clock::Timestamp>,
    /// `secret::token_hash` of the token of the invitation that it came from, and that is used up with it.
    pub invitation_hash: Option<String>,
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
        RegistrationRules { mode, domains, ..RegistrationRules::default() }
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
    fn invitations_count_wherever_it_is_not_closed() {
        for (mode, is_open, takes) in [
            (RegistrationMode::Closed, false, false),
            (RegistrationMode::Invitation, false, true),
            (RegistrationMode::Open, true, true),
            (RegistrationMode::Domains, true, true),
            (RegistrationMode::Approval, true, true),
        ] {
            let rules = rules(mode, &[]);
            assert_eq!((rules.is_open(), rules.takes_invitations()), (is_open, takes), "{mode:?}");
            assert!(is_open || !rules.admits("a@example.com"), "{mode:?}");
        }
    }

    fn asked(field: Field, at: AskedAt, required: bool) -> AskedField {
        AskedField { field, at, required }
    }

    /// What somebody has told, when they were asked last, and whether they are asked.
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<Timestamp>, Option<bool>);

    fn claims(pairs: &[(&str, &str)]) -> Map<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
    }

    #[test]
    fn what_is_required_is_asked_until_it_is_told_and_the_rest_now_and_then() {
        let fields = vec![
            asked(Field::Name, AskedAt::Registration, true),
            asked(Field::Nickname, AskedAt::Registration, false),
            asked(Field::Birthdate, AskedAt::Later, false),
        ];
        let rules = RegistrationRules { fields, ask_again_days: Some(10), ..RegistrationRules::default() };
        let (at, day) = (Timestamp::from_secs(1_000_000), |days: u64| Duration::from_hours(24 * days));
        let asked: [Case; 7] = [
            (&[], None, Some(true)),
            (&[("name", "")], Some(at), Some(true)),
            (&[("name", "Ada")], None, Some(false)),
            (&[("name", "Ada")], Some(at), None),
            (&[("name", "Ada")], Some(at - day(9)), None),
            (&[("name", "Ada")], Some(at - day(10)), Some(false)),
            (&[("name", "Ada"), ("birthdate", "1990-01-01")], None, None),
        ];
        for (told, deferred, due) in asked {
            assert_eq!(rules.profile_due(&claims(told), deferred, at), due, "{told:?} {deferred:?}");
        }
        let missing: Vec<Field> = rules.missing(&claims(&[])).iter().map(|asked| asked.field).collect();
        assert_eq!(
            missing,
            [Field::Name, Field::Birthdate],
            "what was left out at the registration is not asked again"
        );
    }

    #[test]
    fn what_was_asked_is_read_and_nothing_else() {
        let now = Timestamp::from_secs(1_800_000_000);
        let wanted = [asked(Field::Name, AskedAt::Later, true), asked(Field::Birthdate, AskedAt::Later, false)];
        let sheet = |pairs: &[(Field, &str)]| pairs.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        let typed: Sheet = sheet(&[(Field::Name, " Ada "), (Field::Birthdate, ""), (Field::Bio, "Hello")]);
        assert_eq!(read_asked(&wanted, &typed, now), Ok(sheet(&[(Field::Name, "Ada")])));
        let faults = read_asked(&wanted, &sheet(&[(Field::Birthdate, "tomorrow")]), now).unwrap_err();
        let kinds: Vec<FaultKind> = faults.iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds, [FaultKind::Missing, FaultKind::NotDate]);
    }

    #[test]
    fn fields_are_checked() {
        let of = |fields: Vec<AskedField>| RegistrationRules { fields, ..RegistrationRules::default() }.check();
        let name = asked(Field::Name, AskedAt::Later, false);
        assert!(of(vec![name]).is_ok());
        assert!(of(vec![name, name]).is_err() && of(vec![asked(Field::Bio, AskedAt::Later, false)]).is_err());
        let text = r#"{"mode": "open", "fields": [{"field": "given_name", "at": "registration", "required": true}, {"field": "zoneinfo"}]}"#;
        let read: RegistrationRules = serde_json::from_str(text).unwrap();
        assert_eq!(read.fields[1], asked(Field::Zoneinfo, AskedAt::Later, false));
        assert_eq!(serde_json::from_value::<RegistrationRules>(serde_json::to_value(&read).unwrap()).unwrap(), read);
        assert!(serde_json::from_str::<RegistrationRules>(r#"{"fields": [{"field": "shoe_size"}]}"#).is_err());
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
