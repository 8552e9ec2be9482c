//! The `claims` parameter (OpenID Connect Core §5.5): which claims, where, and with which values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::OAuthError;

const MAX_LENGTH: usize = 16 * 1024;
const MAX_DEPTH: usize = 6;
const MAX_CLAIMS: usize = 100;
const MAX_NAME: usize = 128;
const MAX_VALUES: usize = 50;

/// What a client asks for by name, for each place it wants it in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// Claims asked for at the UserInfo endpoint.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: BTreeMap<String, ClaimRequest>,
    /// Claims asked for in the ID token.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, ClaimRequest>,
}

/// How one claim is asked for (OpenID Connect Core §5.5.1). `null` on the wire is the default: voluntary, any value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRequest {
    /// Whether the client says it cannot do without.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The one value wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The values wanted, in order of preference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

impl ClaimsRequest {
    /// Parses the parameter. Members that are not understood are ignored (OpenID Connect Core §5.5).
    ///
    /// # Errors
    /// `invalid_request` when it is not an object of objects, or beyond the bounds in length, depth and number.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if text.len() > MAX_LENGTH || nesting(text) > MAX_DEPTH {
            return Err(OAuthError::invalid_request("claims is too large"));
        }
        let Ok(Value::Object(members)) = serde_json::from_str(text) else {
            return Err(OAuthError::invalid_request("claims is not a JSON object"));
        };
        Ok(Self { userinfo: parse_member(&members, "userinfo")?, id_token: parse_member(&members, "id_token")? })
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The names asked for in either place, each once, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names: std::collections::BTreeSet<&str> =
            self.userinfo.keys().chain(self.id_token.keys()).map(String::as_str).collect();
        names.into_iter()
    }

    /// The subject that the ID token has to be about (OpenID Connect Core §5.5.1, `sub` with a value).
    pub fn subject(&self) -> Option<&str> {
        self.id_token.get("sub").and_then(|sub| sub.value.as_ref()).and_then(Value::as_str)
    }

    /// The `acr` values that the ID token must have one of; empty when `acr` is not essential (OpenID Connect Core §5.5.1.1).
    pub fn essential_acr(&self) -> Vec<&str> {
        self.id_token.get("acr").filter(|acr| acr.essential).map(ClaimRequest::texts).unwrap_or_default()
    }

    /// The `acr` values asked for, essential or not, in order of preference.
    pub fn acr(&self) -> Vec<&str> {
        self.id_token.get("acr").map(ClaimRequest::texts).unwrap_or_default()
    }
}

impl ClaimRequest {
    fn texts(&self) -> Vec<&str> {
        self.value.iter().chain(&self.values).filter_map(Value::as_str).collect()
    }
}

fn parse_member(members: &Map<String, Value>, name: &str) -> Result<BTreeMap<String, ClaimRequest>, OAuthError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(claims)) if claims.len() <= MAX_CLAIMS => claims
            .iter()
            .map(|(name, request)| match name.len() {
                1..=MAX_NAME => Ok((name.clone(), parse_claim(request)?)),
                _ => Err(OAuthError::invalid_request("claims has a name that is too long or empty")),
            })
            .collect(),
        Some(Value::Object(_)) => Err(OAuthError::invalid_request("claims asks for too many claims")),
        Some(_) => Err(OAuthError::invalid_request("claims must have objects in userinfo and id_token")),
    }
}

fn parse_claim(request: &Value) -> Result<ClaimRequest, OAuthError> {
    let fields = match request {
        Value::Null => return Ok(ClaimRequest::default()),
        Value::Object(fields) => fields,
        _ => return Err(OAuthError::invalid_request("each claim of claims must be null or an object")),
    };
    let essential = match fields.get("essential") {
        None => false,
        Some(Value::Bool(essential)) => *essential,
        Some(_) => return Err(OAuthError::invalid_request("essential must be true or false")),
    };
    let values = match fields.get("values") {
        None => Vec::new(),
        Some(Value::Array(values)) if values.len() <= MAX_VALUES => values.clone(),
        Some(_) => return Err(OAuthError::invalid_request("values must be a list, and not too long")),
    };
    Ok(ClaimRequest { essential, value: fields.get("value").cloned(), values })
}

/// The deepest nesting of arrays and objects in a JSON text; brackets within strings do not count.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        let claims = ClaimsRequest::parse(
            r#"{"userinfo": {"given_name": {"essential": true}, "nickname": null, "http://example.info/claims/groups": null},
                "id_token": {"auth_time": {"essential": true}, "acr": {"values": ["urn:mace:incommon:iap:silver"]}},
                "other": 1}"#,
        )
        .unwrap();
        assert!(claims.userinfo["given_name"].essential && !claims.userinfo["nickname"].essential);
        assert_eq!(claims.acr(), ["urn:mace:incommon:iap:silver"]);
        assert!(claims.essential_acr().is_empty());
        assert_eq!(claims.names().count(), 5);
    }

    #[test]
    fn subject_and_essential_acr() {
        let claims =
            ClaimsRequest::parse(r#"{"id_token":{"sub":{"value":"u1"},"acr":{"essential":true,"value":"a"}}}"#)
                .unwrap();
        assert_eq!(claims.subject(), Some("u1"));
        assert_eq!(claims.essential_acr(), ["a"]);
        assert_eq!(ClaimsRequest::default().subject(), None);
    }

    #[test]
    fn refuses() {
        let many: Vec<String> = (0..101).map(|n| format!(r#""c{n}":null"#)).collect();
        let many = format!(r#"{{"userinfo":{{{}}}}}"#, many.join(","));
        let deep = format!(r#"{{"userinfo":{{"a":{{"value":{}1{}}}}}}}"#, "[".repeat(200), "]".repeat(200));
        let long = format!(r#"{{"userinfo":{{"{}":null}}}}"#, "n".repeat(129));
        let huge = format!(r#"{{"x":"{}"}}"#, "n".repeat(16 * 1024));
        let cases = [
            "",
            "[]",
            "1",
            "{",
            r#"{"userinfo":[]}"#,
            r#"{"userinfo":{"a":true}}"#,
            r#"{"id_token":{"a":{"essential":"yes"}}}"#,
            r#"{"id_token":{"a":{"values":"x"}}}"#,
            r#"{"id_token":{"":null}}"#,
            &many,
            &deep,
            &long,
            &huge,
        ];
        for text in cases {
            assert!(ClaimsRequest::parse(text).is_err(), "{text:.60}");
        }
    }

    #[test]
    fn nesting_knows_strings() {
        for (text, depth) in [("{}", 1), (r#"{"a":"[[["}"#, 1), (r#"{"a\"[":[1]}"#, 2), ("[[[]]]", 3), ("]]][", 1)] {
            assert_eq!(nesting(text), depth, "{text}");
        }
    }

    #[test]
    fn survives_storage() {
        let claims =
            ClaimsRequest::parse(r#"{"userinfo":{"a":null,"b":{"essential":true,"values":[1,"x"]}}}"#).unwrap();
        let text = serde_json::to_string(&claims).unwrap();
        assert_eq!(serde_json::from_str::<ClaimsRequest>(&text).unwrap(), claims);
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,200}", inner in ".{0,60}") {
            let _ = ClaimsRequest::parse(&text);
            let _ = ClaimsRequest::parse(&format!(r#"{{"userinfo":{{"{inner}":{{"values":[{inner}]}}}}}}"#));
        }
    }
}
