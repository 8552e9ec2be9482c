//! Codes of authenticator applications (RFC 6238): new secrets, their `otpauth` URI, and the time step a code belongs to.

use totp_rs::{Algorithm, Builder, Totp};

use crate::clock::Timestamp;
use crate::model::TotpAlgorithm;
use crate::random::Random;
use crate::secret::Secret;

/// Seconds of a time step (RFC 6238 §4.1); what applications expect.
pub const STEP_SECONDS: i64 = 30;

/// How codes are made and accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotpRule {
    /// The hash function of new secrets.
    pub algorithm: TotpAlgorithm,
    /// Digits of new codes: 6 or 8.
    pub digits: u8,
    /// Bytes of a new secret; RFC 4226 §4 asks for 16 at least and recommends 20.
    pub secret_bytes: usize,
    /// How many steps a clock may be early or late.
    pub window: u16,
}

impl Default for TotpRule {
    fn default() -> Self {
        Self { algorithm: TotpAlgorithm::Sha1, digits: 6, secret_bytes: 20, window: 1 }
    }
}

/// A secret with the way its codes are made. Cannot be printed.
#[derive(Clone, Debug)]
pub struct TotpSecret {
    key: Secret<Vec<u8>>,
    algorithm: TotpAlgorithm,
    digits: u8,
}

impl TotpSecret {
    /// A new one.
    pub fn generate(random: &Random, rule: &TotpRule) -> Self {
        let mut key = vec![0; rule.secret_bytes];
        random.fill(&mut key);
        Self { key: Secret::new(key), algorithm: rule.algorithm, digits: rule.digits }
    }

    /// The one that [`Self::base32`] wrote.
    pub fn from_base32(text: &str, algorithm: TotpAlgorithm, digits: u8) -> Option<Self> {
        let secret = totp_rs::Secret::try_from_base32(text).ok()?;
        Some(Self { key: Secret::new(secret.as_ref().to_vec()), algorithm, digits })
    }

    /// Digits of a code.
    pub const fn digits(&self) -> u8 {
        self.digits
    }

    /// In base32 (RFC 4648 §6), as applications take it by hand.
    pub fn base32(&self) -> Secret<String> {
        Secret::new(totp_rs::Secret::from(self.key.expose().clone()).to_base32())
    }

    /// The `otpauth://totp/` URI that a QR code carries. A colon separates issuer and account there, so it is left out of both.
    pub fn uri(&self, issuer: &str, account: &str) -> Option<Secret<String>> {
        let plain = |text: &str| text.replace(':', " ");
        let builder = self.builder().with_issuer(Some(plain(issuer))).with_account_name(plain(account));
        builder.build().ok()?.to_url().ok().map(Secret::new)
    }

    /// The step that `typed` is the code of, within `window` steps of `now`. Spaces between digits are how people copy them.
    pub fn matching_step(&self, typed: &str, window: u16, now: Timestamp) -> Option<i64> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != usize::from(self.digits) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds = u64::try_from(now.as_secs()).ok()?;
        let step = self.totp(window)?.check(&code, seconds)?;
        i64::try_from(step).ok()
    }

    fn totp(&self, window: u16) -> Option<Totp> {
        self.builder().with_skew(window).build().ok()
    }

    fn builder(&self) -> Builder {
        let algorithm = match self.algorithm {
            TotpAlgorithm::Sha1 => Algorithm::SHA1,
            TotpAlgorithm::Sha256 => Algorithm::SHA256,
            TotpAlgorithm::Sha512 => Algorithm::SHA512,
        };
        Builder::new()
            .with_algorithm(algorithm)
            .with_digits(self.digits)
            .with_step_duration(STEP_SECONDS.unsigned_abs())
            .with_secret(self.key.expose().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(key: &[u8], algorithm: TotpAlgorithm, digits: u8) -> TotpSecret {
        TotpSecret { key: Secret::new(key.to_vec()), algorithm, digits }
    }

    #[test]
    fn test_vectors_of_rfc_6238() {
        // Appendix B; the seeds are those of its reference code.
        let seed = b"1234567890".repeat(7);
        #[rustfmt::skip]
        let table = [
            (TotpAlgorithm::Sha1, 20, [(59, "94287082"), (1_111_111_109, "07081804"), (20_000_000_000, "65353130")]),
            (TotpAlgorithm::Sha256, 32, [(59, "46119246"), (1_111_111_109, "68084774"), (20_000_000_000, "77737706")]),
            (TotpAlgorithm::Sha512, 64, [(59, "90693936"), (1_111_111_109, "25091201"), (20_000_000_000, "47863826")]),
        ];
        for (algorithm, length, codes) in table {
            let secret = secret(&seed[..length], algorithm, 8);
            for (seconds, code) in codes {
                let now = Timestamp::from_secs(seconds);
                assert_eq!(secret.matching_step(code, 0, now), Some(seconds / STEP_SECONDS), "{algorithm:?} {seconds}");
            }
        }
    }

    #[test]
    fn the_window_is_counted_in_steps() {
        let secret = secret(b"12345678901234567890", TotpAlgorithm::Sha1, 8);
        let at = |seconds, window| secret.matching_step("94287082", window, Timestamp::from_secs(seconds));
        assert_eq!(
            [at(59, 0), at(60, 0), at(89, 1), at(90, 1), at(29, 1), at(29, 0)],
            [Some(1), None, Some(1), None, Some(1), None]
        );
    }

    #[test]
    fn what_is_no_code_fits_nothing() {
        let secret = secret(b"12345678901234567890", TotpAlgorithm::Sha1, 8);
        let now = Timestamp::from_secs(59);
        assert_eq!(secret.matching_step("9428 7082", 0, now), Some(1));
        for typed in ["", "9428708", "942870820", "٩٤٢٨٧٠٨٢", "9428708a", "-9428708", "287082"] {
            assert_eq!(secret.matching_step(typed, 2, now), None, "{typed}");
        }
        assert_eq!(secret.matching_step("94287082", 2, Timestamp::from_secs(-5)), None);
    }

    #[test]
    fn secrets_go_to_applications_and_come_back() {
        let rule = TotpRule { digits: 6, ..TotpRule::default() };
        let made = TotpSecret::generate(&Random::seeded(1), &rule);
        let text = made.base32();
        let again = TotpSecret::from_base32(text.expose(), rule.algorithm, rule.digits).unwrap();
        assert_eq!(again.base32().expose(), text.expose());
        let uri = made.uri("Acme: Staff", "ann@example.com").unwrap();
        let url = url::Url::parse(uri.expose()).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let secret = url.query_pairs().find(|(name, _)| name == "secret").unwrap().1.into_owned();
        assert_eq!(secret.trim_end_matches('='), text.expose().trim_end_matches('='));
        assert!(!format!("{made:?}").contains(text.expose()));
    }
}
