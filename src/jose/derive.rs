//! HMAC-SHA256 (RFC 2104) and HKDF-SHA256 (RFC 5869).

use aws_lc_rs::hmac;

use crate::secret::Secret;

/// HMAC-SHA256 over `parts`, each preceded by its length, so that `["ab", "c"]` and `["a", "bc"]` differ.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    bytes(&context.sign())
}

/// HKDF-SHA256 without a salt: 32 bytes for the purpose named by `info`.
///
/// One block of output is enough here, which makes the expansion a single HMAC that cannot fail.
pub fn hkdf_sha256(key: &[u8], info: &[u8]) -> [u8; 32] {
    let salt = hmac::Key::new(hmac::HMAC_SHA256, &[0; 32]);
    let extracted = Secret::new(bytes(&hmac::sign(&salt, key)));
    let mut expand = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, extracted.expose()));
    expand.update(info);
    expand.update(&[1]);
    bytes(&expand.sign())
}

fn bytes(tag: &hmac::Tag) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }

    #[test]
    fn rfc_5869_test_case_3() {
        let okm = hkdf_sha256(&[0x0b; 22], b"");
        assert_eq!(hex(&okm), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    #[test]
    fn parts_are_framed() {
        let framed = hmac_sha256(b"key", &[b"ab", b"c"]);
        assert_ne!(framed, hmac_sha256(b"key", &[b"a", b"bc"]));
        assert_ne!(framed, hmac_sha256(b"key", &[b"abc"]));
        let whole = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, b"key"),
            &[&2u64.to_be_bytes()[..], b"ab", &1u64.to_be_bytes(), b"c"].concat(),
        );
        assert_eq!(&framed, whole.as_ref());
    }

    #[test]
    fn purposes_differ() {
        assert_ne!(hkdf_sha256(&[7; 32], b"csrf"), hkdf_sha256(&[7; 32], b"cursor"));
    }
}
