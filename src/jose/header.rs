//! The protected header, read by our own strict parser before any library sees the token.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::JoseError;
use crate::secret::from_base64url;

/// A protected header at most, in bytes of JSON.
const HEADER_LIMIT: usize = 8 * 1024;
/// A whole token at most, in characters.
const TOKEN_LIMIT: usize = 64 * 1024;
/// Parameters that change how the rest is read (RFC 7515 §4.1.11, RFC 7797, RFC 7516 §4.1.3): none is understood here.
const REFUSED: [&str; 3] = ["crit", "b64", "zip"];

/// What a token says about itself. Nothing of it is believed before the signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedHeader {
    /// The algorithm it claims.
    pub alg: String,
    /// The key it claims.
    pub kid: Option<String>,
    /// The kind of token it claims to be (RFC 8725 §3.11).
    pub typ: Option<String>,
}

impl ProtectedHeader {
    /// The header of a compact JWS (RFC 7515 §7.1).
    ///
    /// # Errors
    /// Not exactly three parts, more than 8 KiB, no JSON object, a member that occurs twice, `crit`, `b64` or `zip`.
    pub fn parse(compact: &str) -> Result<Self, JoseError> {
        Compact::split(compact)?.header()
    }

    /// Whether this claims to be a `kind` of token: `at+jwt` and `application/at+jwt` are the same (RFC 7515 §4.1.9).
    pub fn is_type(&self, kind: &str) -> bool {
        let Some(typ) = self.typ.as_deref() else { return false };
        let bare = match typ.split_at_checked("application/".len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
            Some(_) | None => typ,
        };
        bare.eq_ignore_ascii_case(kind)
    }
}

/// The `sub` that a token claims, **unverified**: good for finding whose key to check it with, for nothing else. One with
/// NUL, which no text column can hold, is nobody's.
pub fn unverified_subject(compact: &str) -> Option<String> {
    match Compact::split(compact).ok()?.claims().ok()?.remove("sub")? {
        Value::String(subject) => Some(subject).filter(|subject| !subject.contains('\0')),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A compact JWS taken apart.
pub(super) struct Compact<'a> {
    /// `header.payload`, which the signature covers.
    pub(super) signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

impl<'a> Compact<'a> {
    pub(super) fn split(compact: &'a str) -> Result<Self, JoseError> {
        if compact.len() > TOKEN_LIMIT {
            return Err(JoseError::Malformed("it is too long"));
        }
        let parts = JoseError::Malformed("it does not have three parts");
        let (signed, signature) = compact.rsplit_once('.').ok_or(parts)?;
        let (header, payload) = signed.split_once('.').ok_or(parts)?;
        if payload.contains('.') {
            return Err(parts);
        }
        Ok(Self { signed, header, payload, signature })
    }

    pub(super) fn header(&self) -> Result<ProtectedHeader, JoseError> {
        if self.header.len() > HEADER_LIMIT.div_ceil(3) * 4 {
            return Err(JoseError::Malformed("its header is too long"));
        }
        let mut members = object(self.header)?;
        if REFUSED.iter().any(|name| members.contains_key(*name)) {
            return Err(JoseError::Malformed("its header has crit, b64 or zip"));
        }
        let alg = text(&mut members, "alg")?.ok_or(JoseError::Malformed("its header has no alg"))?;
        Ok(ProtectedHeader { alg, kid: text(&mut members, "kid")?, typ: text(&mut members, "typ")? })
    }

    pub(super) fn claims(&self) -> Result<Map<String, Value>, JoseError> {
        object(self.payload)
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>, JoseError> {
        from_base64url(self.signature).ok_or(JoseError::Malformed("its signature is not base64url"))
    }
}

fn object(part: &str) -> Result<Map<String, Value>, JoseError> {
    let bytes = from_base64url(part).ok_or(JoseError::Malformed("a part is not base64url"))?;
    serde_json::from_slice::<UniqueMembers>(&bytes)
        .map(|members| members.0)
        .map_err(|_| JoseError::Malformed("a part is not a JSON object with distinct members"))
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, JoseError> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(JoseError::Malformed("alg, kid or typ is not a string"))
        }
    }
}

/// A JSON object whose members have distinct names (RFC 7515 §4, RFC 7519 §4): `serde_json` alone lets the last one win.
struct UniqueMembers(Map<String, Value>);

impl<'de> Deserialize<'de> for UniqueMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = UniqueMembers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object with distinct members")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<UniqueMembers, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a member occurs twice"));
                    }
                }
                Ok(UniqueMembers(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::base64url;

    fn token(header: &str) -> String {
        format!("{}.{}.AA", base64url(header.as_bytes()), base64url(b"{\"sub\":\"c1\"}"))
    }

    #[test]
    fn reads_what_it_needs() {
        let header = ProtectedHeader::parse(&token(r#"{"alg":"ES256","kid":"k1","typ":"application/AT+jwt","x":[1]}"#));
        let header = header.unwrap();
        assert_eq!((header.alg.as_str(), header.kid.as_deref()), ("ES256", Some("k1")));
        assert!(header.is_type("at+jwt"));
        assert!(!header.is_type("JWT"));
        assert!(!ProtectedHeader::parse(&token(r#"{"alg":"ES256"}"#)).unwrap().is_type("JWT"));
        assert_eq!(unverified_subject(&token("{}")).as_deref(), Some("c1"));
    }

    #[test]
    fn refuses_what_would_change_the_reading() {
        for header in [
            r#"{"alg":"ES256","crit":[]}"#,
            r#"{"alg":"ES256","crit":["exp"]}"#,
            r#"{"alg":"ES256","b64":false}"#,
            r#"{"alg":"ES256","zip":"DEF"}"#,
            r#"{"alg":"none","alg":"ES256"}"#,
            r#"{"alg":"ES256","kid":"a","kid":"b"}"#,
            r#"{"alg":"ES256","\u0061lg":"none"}"#,
            r#"{"alg":1}"#,
            r#"{"alg":"ES256","kid":null}"#,
            r#"{"kid":"a"}"#,
            r#"["alg"]"#,
            r#"{"alg":"ES256"} {}"#,
            "",
        ] {
            assert!(ProtectedHeader::parse(&token(header)).is_err(), "{header}");
        }
    }

    #[test]
    fn refuses_other_shapes() {
        let good = token(r#"{"alg":"ES256"}"#);
        let (header, rest) = good.split_once('.').unwrap();
        for text in
            ["", ".", "..", "...", header, &format!("{header}.a"), &format!("{good}.a"), &format!("{header}=.{rest}")]
        {
            assert!(ProtectedHeader::parse(text).is_err(), "{text}");
        }
        assert!(ProtectedHeader::parse(&token(&format!(r#"{{"alg":"ES256","x":"{}"}}"#, "a".repeat(8200)))).is_err());
        assert!(ProtectedHeader::parse(&format!("{good}{}", "A".repeat(TOKEN_LIMIT))).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), header in any::<String>()) {
            let _ = ProtectedHeader::parse(&text);
            let _ = ProtectedHeader::parse(&token(&header));
            let _ = unverified_subject(&text);
        }

        #[test]
        fn never_panics_near_the_shape(text in r"[A-Za-z0-9_\-]{0,40}(\.[A-Za-z0-9_\-=]{0,40}){0,4}", alg in "[^\"]{0,9}") {
            let _ = ProtectedHeader::parse(&text);
            let _ = ProtectedHeader::parse(&token(&format!(r#"{{"alg":"{alg}"}}"#)));
        }
    }
}
