//! The standard claims, their types, and the scopes that ask for them (OpenID Connect Core §5.1, §5.4).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Scope;

/// The scopes that ask for claims, with the claims they ask for.
pub const SCOPES: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// Every standard claim about a user besides `sub`, in the order of [`SCOPES`].
pub fn names() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().flat_map(|(_, claims)| claims.iter().copied())
}

/// The claims that one scope value asks for; none for values that ask for no claims.
pub fn of_scope_value(value: &str) -> &'static [&'static str] {
    SCOPES.iter().find(|(scope, _)| *scope == value).map_or(&[], |(_, claims)| claims)
}

/// The claims that a scope asks for.
pub fn of_scope(scope: &Scope) -> impl Iterator<Item = &'static str> {
    scope.iter().flat_map(|value| of_scope_value(value).iter().copied())
}

/// What is known about a user, typed as OpenID Connect Core §5.1 wants it. Absent is absent: neither `null` nor empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandardClaims {
    /// Full name.
    #[serde(skip_serializing_if = "is_blank")]
    pub name: Option<String>,
    /// Given name or names.
    #[serde(skip_serializing_if = "is_blank")]
    pub given_name: Option<String>,
    /// Family name or names.
    #[serde(skip_serializing_if = "is_blank")]
    pub family_name: Option<String>,
    /// Middle name or names.
    #[serde(skip_serializing_if = "is_blank")]
    pub middle_name: Option<String>,
    /// Casual name.
    #[serde(skip_serializing_if = "is_blank")]
    pub nickname: Option<String>,
    /// The name the user wants to be called by at the client; not unique for all time.
    #[serde(skip_serializing_if = "is_blank")]
    pub preferred_username: Option<String>,
    /// URL of a profile page.
    #[serde(skip_serializing_if = "is_blank")]
    pub profile: Option<String>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "is_blank")]
    pub picture: Option<String>,
    /// URL of a web page or blog.
    #[serde(skip_serializing_if = "is_blank")]
    pub website: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "is_blank")]
    pub email: Option<String>,
    /// Whether the e-mail address was shown to be the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Gender.
    #[serde(skip_serializing_if = "is_blank")]
    pub gender: Option<String>,
    /// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
    #[serde(skip_serializing_if = "is_blank")]
    pub birthdate: Option<String>,
    /// Time zone, such as `Europe/Paris`.
    #[serde(skip_serializing_if = "is_blank")]
    pub zoneinfo: Option<String>,
    /// BCP 47 language tag.
    #[serde(skip_serializing_if = "is_blank")]
    pub locale: Option<String>,
    /// Telephone number in E.164 form.
    #[serde(skip_serializing_if = "is_blank")]
    pub phone_number: Option<String>,
    /// Whether the telephone number was shown to be the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Seconds since the epoch at which any of this changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
}

/// A postal address (OpenID Connect Core §5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// The whole address, ready for a label.
    #[serde(skip_serializing_if = "is_blank")]
    pub formatted: Option<String>,
    /// Street, house number, post office box.
    #[serde(skip_serializing_if = "is_blank")]
    pub street_address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "is_blank")]
    pub locality: Option<String>,
    /// State, province, prefecture.
    #[serde(skip_serializing_if = "is_blank")]
    pub region: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "is_blank")]
    pub postal_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "is_blank")]
    pub country: Option<String>,
}

impl StandardClaims {
    /// The claims that are both known and in `names`, as they go into a response.
    pub fn select<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Map<String, Value> {
        let Ok(Value::Object(mut known)) = serde_json::to_value(self) else {
            return Map::new();
        };
        let mut selected = Map::new();
        for name in names {
            if let Some((name, value)) = known.remove_entry(name).filter(|(_, value)| !is_empty_object(value)) {
                selected.insert(name, value);
            }
        }
        selected
    }
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn is_blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(|text| text.trim().is_empty())
}

fn is_empty_object(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> StandardClaims {
        StandardClaims {
            name: Some("Ada Lovelace".into()),
            nickname: Some(" ".into()),
            email: Some("ada@example.com".into()),
            email_verified: Some(true),
            address: Some(Address::default()),
            updated_at: Some(5),
            ..StandardClaims::default()
        }
    }

    #[test]
    fn only_what_is_asked_for_and_known() {
        let scope = Scope::parse("openid profile address").unwrap();
        assert_eq!(Value::Object(known().select(of_scope(&scope))), json!({"name": "Ada Lovelace", "updated_at": 5}));
        assert_eq!(
            Value::Object(known().select(["email_verified", "sub", "unknown"])),
            json!({"email_verified": true})
        );
    }

    #[test]
    fn the_scopes_ask_for_every_field_once() {
        let all = StandardClaims {
            email_verified: Some(true),
            phone_number_verified: Some(true),
            address: Some(Address { country: Some("x".into()), ..Address::default() }),
            updated_at: Some(1),
            ..serde_json::from_value(Value::Object(
                names()
                    .filter(|name| !["email_verified", "phone_number_verified", "address", "updated_at"].contains(name))
                    .map(|name| (name.to_owned(), json!("x")))
                    .collect(),
            ))
            .unwrap()
        };
        assert_eq!(all.select(names()).len(), names().count());
        assert_eq!(names().count(), 20 - 1, "OpenID Connect Core §5.1 has twenty claims, sub among them");
    }

    #[test]
    fn scopes() {
        assert_eq!(of_scope_value("email"), ["email", "email_verified"]);
        assert!(of_scope_value("openid").is_empty());
    }
}
