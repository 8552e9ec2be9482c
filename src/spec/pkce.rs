//! Proof Key for Code Exchange (RFC 7636), `S256` only.

use serde::{Deserialize, Serialize};

use super::OAuthError;
use crate::secret::{base64url, constant_time_eq, from_base64url, sha256};

/// The only method offered: `plain` shows the verifier to whoever sees the request.
pub const METHOD: &str = "S256";

/// An `S256` challenge: 43 base64url characters, the digest of a verifier that the client keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// The challenge of a request, `None` when it makes no use of PKCE.
    ///
    /// # Errors
    /// `invalid_request` when the method is not `S256` (absent means `plain`), when the challenge is not a SHA-256 digest,
    /// and for a method without a challenge.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, OAuthError> {
        let Some(challenge) = challenge else {
            return match method {
                None => Ok(None),
                Some(_) => Err(OAuthError::invalid_request("code_challenge is missing")),
            };
        };
        // Defaults to "plain" if not present in the request (RFC 7636 §4.3)
        if method != Some(METHOD) {
            return Err(OAuthError::invalid_request("code_challenge_method must be S256"));
        }
        Self::try_from(challenge.to_owned()).map(Some)
    }

    /// The challenge that `verifier` answers.
    pub fn of(verifier: &str) -> Self {
        Self(base64url(&sha256(verifier.as_bytes())))
    }

    /// The challenge as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `verifier` is well-formed and answers this challenge; the comparison takes the same time either way.
    pub fn is_answered_by(&self, verifier: &str) -> bool {
        is_verifier(verifier) && constant_time_eq(Self::of(verifier).0.as_bytes(), self.0.as_bytes())
    }
}

impl TryFrom<String> for CodeChallenge {
    type Error = OAuthError;

    fn try_from(text: String) -> Result<Self, OAuthError> {
        match from_base64url(&text) {
            Some(digest) if digest.len() == 32 => Ok(Self(text)),
            _ => Err(OAuthError::invalid_request("code_challenge must be a base64url SHA-256 digest")),
        }
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        challenge.0
    }
}

/// Decides whether a token request answers what its authorization request demanded.
///
/// # Errors
/// `invalid_grant` for a wrong verifier, for a challenge without a verifier, and for a verifier without a challenge:
/// the last is how a stripped challenge shows itself (RFC 9700 §4.8.2).
pub fn check(challenge: Option<&CodeChallenge>, verifier: Option<&str>) -> Result<(), OAuthError> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if challenge.is_answered_by(verifier) => Ok(()),
        (Some(_), Some(_)) => Err(OAuthError::invalid_grant("code_verifier does not match")),
        (Some(_), None) => Err(OAuthError::invalid_grant("code_verifier is missing")),
        (None, Some(_)) => Err(OAuthError::invalid_grant("code_verifier was sent but no code_challenge")),
    }
}

/// code-verifier = 43*128unreserved (RFC 7636 §4.1)
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::ErrorCode;

    /// RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge() -> CodeChallenge {
        CodeChallenge::parse(Some(CHALLENGE), Some("S256")).unwrap().unwrap()
    }

    #[test]
    fn the_example_of_the_specification() {
        assert_eq!(CodeChallenge::of(VERIFIER), challenge());
        assert!(challenge().is_answered_by(VERIFIER));
    }

    #[test]
    fn requests() {
        assert_eq!(CodeChallenge::parse(None, None), Ok(None));
        let longer = format!("{CHALLENGE}A");
        let refused = [
            (Some(CHALLENGE), None),
            (Some(CHALLENGE), Some("plain")),
            (Some(CHALLENGE), Some("s256")),
            (None, Some("S256")),
            (Some("short"), Some("S256")),
            (Some(longer.as_str()), Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c="), Some("S256")),
        ];
        for (challenge, method) in refused {
            let error = CodeChallenge::parse(challenge, method).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidRequest, "{challenge:?} {method:?}");
        }
    }

    #[test]
    fn redemptions() {
        let given = challenge();
        assert_eq!(check(None, None), Ok(()));
        assert_eq!(check(Some(&given), Some(VERIFIER)), Ok(()));
        for (challenge, verifier) in [
            (Some(&given), None),
            (None, Some(VERIFIER)),
            (Some(&given), Some("x")),
            (Some(&given), Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")),
            (Some(&given), Some(CHALLENGE)),
        ] {
            assert_eq!(check(challenge, verifier).unwrap_err().code, ErrorCode::InvalidGrant);
        }
    }

    #[test]
    fn verifier_length_and_alphabet() {
        for (verifier, legal) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("a".repeat(128), true),
            ("a".repeat(129), false),
            (format!("{}-._~", "a".repeat(40)), true),
            (format!("{}+", "a".repeat(43)), false),
            (format!("{}ä", "a".repeat(43)), false),
        ] {
            assert_eq!(CodeChallenge::of(&verifier).is_answered_by(&verifier), legal, "{verifier}");
        }
    }

    #[test]
    fn storage_checks_too() {
        assert!(serde_json::from_str::<CodeChallenge>(r#""nonsense""#).is_err());
        let text = serde_json::to_string(&challenge()).unwrap();
        assert_eq!(serde_json::from_str::<CodeChallenge>(&text).unwrap(), challenge());
    }

    proptest! {
        #[test]
        fn never_panics(a in ".{0,60}", b in ".{0,10}") {
            let _ = CodeChallenge::parse(Some(&a), Some("S256"));
            let _ = CodeChallenge::parse(Some(&a), Some(&b));
            let _ = check(Some(&challenge()), Some(&a));
        }
    }
}
