//! Request parameters as `application/x-www-form-urlencoded` carries them, bounded and without duplicates.
//!
//! Decoded once and strictly: a malformed escape, bytes that are not UTF-8 and NUL are refused, never repaired,
//! so that two readers of one request cannot see two different values.

use std::fmt;

use super::OAuthError;

const MAX_PARAMETERS: usize = 100;
const MAX_NAME: usize = 128;
const MAX_VALUE: usize = 16 * 1024;

/// Parameters that may stand more than once (RFC 8707 §2).
const REPEATABLE: &[&str] = &["resource"];

/// The parameters of one request, in order. `Debug` shows names only, for values may be secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Parses a query string (without `?`) or a form body.
    ///
    /// # Errors
    /// `invalid_request` for a parameter included twice (RFC 6749 §3.1, §3.2), a malformed escape, or too much of anything.
    pub fn parse(raw: &str) -> Result<Self, OAuthError> {
        let mut parsed: Vec<(String, String)> = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode_bounded(name, MAX_NAME)?;
            let value = decode_bounded(value, MAX_VALUE)?;
            // MUST NOT be included more than once (RFC 6749 §3.1)
            if parsed.iter().any(|(known, _)| *known == name) && !REPEATABLE.contains(&name.as_str()) {
                return Err(OAuthError::invalid_request("a parameter is included more than once"));
            }
            if parsed.len() == MAX_PARAMETERS {
                return Err(OAuthError::invalid_request("the request has too many parameters"));
            }
            parsed.push((name, value));
        }
        Ok(Self(parsed))
    }

    /// The value of `name`; an empty value counts as absent (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of `name` that is not empty, in order.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every parameter that is not empty, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether no parameter has a value.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

fn decode_bounded(raw: &str, limit: usize) -> Result<String, OAuthError> {
    // An escape triples a byte: what is longer cannot fit, and need not be decoded to know it.
    if raw.len() > limit * 3 {
        return Err(OAuthError::invalid_request("a parameter is too long"));
    }
    let text = form_decode(raw).ok_or_else(|| OAuthError::invalid_request("a parameter is not encoded correctly"))?;
    if text.len() > limit {
        return Err(OAuthError::invalid_request("a parameter is too long"));
    }
    Ok(text)
}

/// Decodes one form-encoded word; `None` for a malformed escape, for bytes that are not UTF-8, and for NUL,
/// which no text column can hold.
pub(super) fn form_decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut input = raw.bytes();
    while let Some(byte) = input.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => (hex_digit(input.next()?)? << 4) | hex_digit(input.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_decodes() {
        let p = Parameters::parse("client_id=a%20b+c&state=%C3%BC&empty=&flag&&resource=x&resource=y").unwrap();
        assert_eq!(p.get("client_id"), Some("a b c"));
        assert_eq!(p.get("state"), Some("ü"));
        assert_eq!(p.get("empty"), None);
        assert_eq!(p.get("flag"), None);
        assert_eq!(p.all("resource").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(p.iter().count(), 4);
    }

    #[test]
    fn refuses() {
        let long_name = format!("{}=1", "n".repeat(129));
        let long_value = format!("a={}", "v".repeat(16 * 1024 + 1));
        let many = (0..101).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&");
        let cases = ["a=1&a=1", "a=1&a=", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", &long_name, &long_value, &many];
        for raw in cases {
            let error = Parameters::parse(raw).expect_err(raw.get(..10.min(raw.len())).unwrap());
            assert_eq!(error.code, crate::spec::ErrorCode::InvalidRequest);
        }
    }

    #[test]
    fn limits_are_inclusive() {
        let many = (0..100).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&");
        assert!(Parameters::parse(&many).is_ok());
        assert!(Parameters::parse(&format!("a={}", "v".repeat(16 * 1024))).is_ok());
        assert!(Parameters::parse(&format!("a={}", "%41".repeat(16 * 1024))).is_ok());
    }

    #[test]
    fn debug_hides_values() {
        let p = Parameters::parse("client_secret=hunter2").unwrap();
        assert_eq!(format!("{p:?}"), r#"["client_secret"]"#);
    }

    proptest! {
        #[test]
        fn never_panics(raw in ".{0,200}") {
            let _ = Parameters::parse(&raw);
        }

        #[test]
        fn what_is_encoded_is_read_back(value in "[^\0]{1,60}") {
            let raw: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("v", &value).finish();
            let parsed = Parameters::parse(&raw).unwrap();
            prop_assert_eq!(parsed.get("v"), Some(value.as_str()));
        }
    }
}
