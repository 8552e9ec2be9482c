//! A realm's own attributes of people (product UM-08, AC-02): what each is, who may read and write it, and which scope
//! delivers it. Values are kept with the user; taking an attribute away hides them and deletes nothing.

mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
pub use value::AttributeFault;

use super::User;
use crate::spec::{Scope, standard_claims};

/// Attributes of a realm at most.
pub const ATTRIBUTES_MAX: usize = 50;
/// Characters of a text at most, whatever an attribute says.
pub const ATTRIBUTE_TEXT_MAX: u16 = 500;
/// The member of [`User::claims`] that holds the values; never a claim.
pub const ATTRIBUTES: &str = "attributes";
/// Whole numbers up to here are the same in every JSON reader (RFC 8259 §6).
const NUMBER_MAX: i64 = (1 << 53) - 1;
/// Characters of a name.
const NAME_MAX: usize = 40;
/// Characters of a label, and of a choice.
const LABEL_MAX: usize = 100;
/// Choices at most.
const CHOICES_MAX: usize = 100;
/// Characters of a pattern.
const PATTERN_MAX: usize = 200;
/// Bytes of a compiled pattern: what `regex` needs for a few hundred states.
const PATTERN_BYTES: usize = 1 << 20;

/// An attribute of the people of a realm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Names it in forms and in the API: 1 to 40 lower-case letters, digits and `_`, the first a letter.
    pub name: String,
    /// What people read, by language; `en` stands for every language that is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub label: BTreeMap<String, String>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// Characters of a text, or the least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Characters of a text, or the greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// What the whole of a text must look like (the syntax of the `regex` crate: linear, without references and look-around).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// What there is to choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Who may read it besides administrators.
    #[serde(default)]
    pub read: AttributeAccess,
    /// Who may change it besides administrators.
    #[serde(default)]
    pub write: AttributeAccess,
    /// Who shall see it at all; words of the realm's own rules, and what keeps it out of ID tokens.
    #[serde(default)]
    pub class: DataClass,
    /// How applications receive it; they do not where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<AttributeClaim>,
}

/// What an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeType {
    /// A line.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Boolean,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// One of a list.
    Choice,
}

impl AttributeType {
    /// Its stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Choice => "choice",
        }
    }
}

/// Who has to do with an attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeAccess {
    /// The person whose it is, and administrators.
    #[default]
    Person,
    /// Administrators alone.
    Administrators,
}

/// How much a value says about somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Anybody may know.
    Public,
    /// For the house.
    Internal,
    /// About a person.
    #[default]
    Personal,
    /// What harms a person in wrong hands (GDPR Article 9 and the like). Never in an ID token, which applications store and
    /// pass on, and never together with other claims.
    Sensitive,
}

impl DataClass {
    /// Its stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Personal => "personal",
            Self::Sensitive => "sensitive",
        }
    }
}

/// The claim of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeClaim {
    /// Its name; the attribute's where absent. May be a URL of the realm's own (RFC 7519 §4.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The scope value that asks for it.
    pub scope: String,
    /// Whether it stands in ID tokens as well, not at UserInfo alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub id_token: bool,
}

/// Claims that mean something already, besides the standard ones about a user: JWT, ID tokens, access tokens, logout tokens,
/// and what is Gatehouse's own.
const TAKEN: &[&str] = &[
    "sub",
    "iss",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "sid",
    "at_hash",
    "c_hash",
    "s_hash",
    "scope",
    "client_id",
    "cnf",
    "act",
    "may_act",
    "active",
    "token_type",
    "username",
    "events",
    "toe",
    "txn",
    "authorization_details",
    "entitlements",
    "roles",
    "groups",
    "_claim_names",
    "_claim_sources",
    "sub_jwk",
    "vot",
    "vtm",
    "urn:gatehouse:email",
    ATTRIBUTES,
];

/// Whether a claim may not be called `name`.
pub fn is_registered_claim(name: &str) -> bool {
    TAKEN.contains(&name) || standard_claims::names().any(|known| known == name)
}

impl Attribute {
    /// What people read in the language `tag`.
    pub fn label(&self, tag: &str) -> &str {
        let (language, _) = tag.split_once('-').unwrap_or((tag, ""));
        let found = [tag, language, "en"].into_iter().find_map(|tag| self.label.get(tag));
        found.or_else(|| self.label.values().next()).map_or(self.name.as_str(), String::as_str)
    }

    /// Whether its owner sees it.
    pub fn is_readable(&self) -> bool {
        self.read == AttributeAccess::Person
    }

    /// Whether its owner changes it.
    pub fn is_writable(&self) -> bool {
        self.is_readable() && self.write == AttributeAccess::Person
    }

    /// The claim and its name, if `scope` asks for it.
    pub fn claim_by(&self, scope: &Scope) -> Option<(&str, &AttributeClaim)> {
        let claim = self.claim.as_ref().filter(|claim| scope.contains(&claim.scope))?;
        Some((claim.name.as_deref().unwrap_or(&self.name), claim))
    }

    /// The pattern, made for the whole of a text.
    pub(super) fn regex(&self) -> Option<Result<regex::Regex, regex::Error>> {
        let pattern = self.pattern.as_ref()?;
        Some(regex::RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_BYTES).build())
    }

    /// What is wrong with it, in a sentence.
    fn check(&self) -> Result<(), String> {
        let name = &self.name;
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = name.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        if !begins || name.len() > NAME_MAX || !name.bytes().all(is_plain) {
            return Err(format!(
                "attributes: a name is a letter and up to {} lower-case letters, digits and _",
                NAME_MAX - 1
            ));
        }
        if is_registered_claim(name) {
            return Err(format!("attributes: {name} is a claim already"));
        }
        let is_line = |text: &String| {
            (1..=LABEL_MAX).contains(&text.chars().count())
                && text.trim() == text
                && !text.chars().any(char::is_control)
        };
        if !self.label.values().all(is_line) || self.label.len() > 50 {
            return Err(format!("attributes: a label of {name} has 1 to {LABEL_MAX} characters"));
        }
        self.check_bounds()?;
        self.check_choices(is_line)?;
        self.check_pattern()?;
        if self.write == AttributeAccess::Person && !self.is_readable() {
            return Err(format!("attributes: whoever changes {name} reads it as well"));
        }
        self.claim.as_ref().map_or(Ok(()), |claim| self.check_claim(claim))
    }

    fn check_bounds(&self) -> Result<(), String> {
        let name = &self.name;
        let bounds = match self.kind {
            AttributeType::Text => 0..=i64::from(ATTRIBUTE_TEXT_MAX),
            AttributeType::Number => -NUMBER_MAX..=NUMBER_MAX,
            AttributeType::Boolean | AttributeType::Date | AttributeType::Choice => {
                let has_none = self.min.is_none() && self.max.is_none();
                return if has_none { Ok(()) } else { Err(format!("attributes: {name} takes neither min nor max")) };
            }
        };
        let fits = |bound: Option<i64>| bound.is_none_or(|bound| bounds.contains(&bound));
        let is_order = self.min.unwrap_or(*bounds.start()) <= self.max.unwrap_or(*bounds.end());
        let is_void = self.kind == AttributeType::Text && self.max == Some(0);
        if fits(self.min) && fits(self.max) && is_order && !is_void {
            Ok(())
        } else {
            Err(format!("attributes: min and max of {name} are {} to {}, in this order", bounds.start(), bounds.end()))
        }
    }

    fn check_choices(&self, is_line: impl Fn(&String) -> bool) -> Result<(), String> {
        let name = &self.name;
        if self.kind != AttributeType::Choice {
            let has_none = self.choices.is_empty();
            return if has_none { Ok(()) } else { Err(format!("attributes: {name} takes no choices")) };
        }
        let distinct: BTreeSet<&String> = self.choices.iter().collect();
        if (1..=CHOICES_MAX).contains(&self.choices.len())
            && distinct.len() == self.choices.len()
            && self.choices.iter().all(is_line)
        {
            Ok(())
        } else {
            Err(format!("attributes: {name} has 1 to {CHOICES_MAX} different choices of 1 to {LABEL_MAX} characters"))
        }
    }

    fn check_pattern(&self) -> Result<(), String> {
        let name = &self.name;
        let Some(pattern) = &self.pattern else { return Ok(()) };
        if self.kind != AttributeType::Text {
            return Err(format!("attributes: {name} takes no pattern"));
        }
        if pattern.chars().count() > PATTERN_MAX {
            return Err(format!("attributes: the pattern of {name} has at most {PATTERN_MAX} characters"));
        }
        // On its own first: a closing parenthesis too many must not end the group that holds it.
        let is_good = regex::Regex::new(pattern).is_ok() && matches!(self.regex(), Some(Ok(_)));
        if is_good { Ok(()) } else { Err(format!("attributes: the pattern of {name} cannot be read")) }
    }

    fn check_claim(&self, claim: &AttributeClaim) -> Result<(), String> {
        let name = &self.name;
        let called = claim.name.as_deref().unwrap_or(name);
        let is_word = !called.is_empty()
            && called.len() <= LABEL_MAX
            && called.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        if !is_word {
            return Err(format!("attributes: the claim of {name} has 1 to {LABEL_MAX} visible ASCII characters"));
        }
        if is_registered_claim(called) {
            return Err(format!("attributes: {called} means something already and is no claim for {name}"));
        }
        let is_scope = Scope::parse(&claim.scope).is_ok_and(|scope| scope.iter().count() == 1);
        if !is_scope || claim.scope == "openid" || claim.scope == "offline_access" {
            return Err(format!(
                "attributes: the scope of {name} is one scope value other than openid and offline_access"
            ));
        }
        let has_company = !standard_claims::of_scope_value(&claim.scope).is_empty();
        if self.class == DataClass::Sensitive && (claim.id_token || has_company) {
            return Err(format!(
                "attributes: {name} is sensitive: it has a scope of its own and does not stand in ID tokens"
            ));
        }
        Ok(())
    }
}

/// What is wrong with the attributes of a realm, in a sentence.
///
/// # Errors
/// The sentence.
pub fn check_attributes(attributes: &[Attribute]) -> Result<(), String> {
    if attributes.len() > ATTRIBUTES_MAX {
        return Err(format!("attributes: there are at most {ATTRIBUTES_MAX}"));
    }
    attributes.iter().try_for_each(Attribute::check)?;
    let names: BTreeSet<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    let claim = |attribute: &'_ Attribute| {
        let claim = attribute.claim.as_ref()?;
        Some(claim.name.clone().unwrap_or_else(|| attribute.name.clone()))
    };
    let claims: Vec<String> = attributes.iter().filter_map(claim).collect();
    if names.len() != attributes.len() || claims.iter().collect::<BTreeSet<_>>().len() != claims.len() {
        return Err("attributes: each name and each claim stands once".to_owned());
    }
    let sensitive = attributes.iter().filter(|attribute| attribute.class == DataClass::Sensitive);
    for (name, scope) in sensitive.filter_map(|one| Some((&one.name, &one.claim.as_ref()?.scope))) {
        let shares = |other: &&Attribute| {
            other.class != DataClass::Sensitive && other.claim.as_ref().is_some_and(|claim| claim.scope == *scope)
        };
        if attributes.iter().any(|other| shares(&other)) {
            return Err(format!("attributes: {name} is sensitive: its scope asks for nothing that is not"));
        }
    }
    Ok(())
}

impl User {
    /// What is kept in the attribute `name`, whether or not the realm still has it.
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.claims.get(ATTRIBUTES)?.get(name)
    }

    /// Keeps `value`, as read, in the attribute `name`; null takes it away.
    pub fn set_attribute(&mut self, name: &str, value: Value) {
        let kept = self.claims.entry(ATTRIBUTES).or_insert_with(|| Value::Object(Map::new()));
        if !kept.is_object() {
            *kept = Value::Object(Map::new());
        }
        let Some(values) = kept.as_object_mut() else { return };
        if value.is_null() {
            values.remove(name);
        } else {
            values.insert(name.to_owned(), value);
        }
        if values.is_empty() {
            self.claims.remove(ATTRIBUTES);
        }
    }
}

#[cfg(test)]
mod tests;
