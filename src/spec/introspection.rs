//! The introspection response (RFC 7662 §2.2).

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Scope;

/// What is said about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntrospectionResponse {
    /// Exactly `{"active":false}`: unknown, expired, revoked and not-for-you look the same.
    Inactive,
    /// The token may be used.
    Active(Box<ActiveToken>),
}

/// What is said about a token that may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActiveToken {
    /// The scope granted.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// To whom it was issued.
    pub client_id: String,
    /// How it is used; refresh tokens have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<super::TokenType>,
    /// The subject.
    pub sub: String,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The audiences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aud: Vec<String>,
    /// The issuer.
    pub iss: String,
    /// Seconds since the epoch at which it expires.
    pub exp: i64,
    /// Seconds since the epoch at which it was issued.
    pub iat: i64,
    /// Names the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// The authentication context class (RFC 9470 §6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// Seconds since the epoch at which the user was authenticated (RFC 9470 §6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// What may be done, in the words of the resource server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<serde_json::Value>,
}

impl Serialize for IntrospectionResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Active<'a> {
            active: bool,
            #[serde(flatten)]
            token: &'a ActiveToken,
        }
        match self {
            Self::Inactive => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("active", &false)?;
                map.end()
            }
            Self::Active(token) => Active { active: true, token }.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn inactive_says_nothing_else() {
        assert_eq!(serde_json::to_string(&IntrospectionResponse::Inactive).unwrap(), r#"{"active":false}"#);
    }

    #[test]
    fn active() {
        let token = ActiveToken {
            scope: Scope::parse("api:read").unwrap(),
            client_id: "app".into(),
            token_type: Some(crate::spec::TokenType::Bearer),
            sub: "u".into(),
            iss: "https://id.example".into(),
            exp: 2,
            iat: 1,
            ..ActiveToken::default()
        };
        assert_eq!(
            serde_json::to_value(IntrospectionResponse::Active(Box::new(token))).unwrap(),
            json!({"active": true, "scope": "api:read", "client_id": "app", "token_type": "Bearer", "sub": "u",
                   "iss": "https://id.example", "exp": 2, "iat": 1})
        );
    }
}
