//! Who publishes a client, and the document by which the owner of a domain says so:
//! `/.well-known/identity-association.json` with the client ids and the issuer they belong to.

use serde::Deserialize;
use url::{Host, Url};

/// Where the document stands.
const PATH: &str = "/.well-known/identity-association.json";

/// The publisher that a client states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The domain, with a port only if it is an unusual one.
    pub domain: String,
    /// Where the owner of the domain confirms its clients.
    pub association: String,
}

impl Publisher {
    /// The owner of a domain.
    pub fn of_domain(domain: &str) -> Self {
        Self { domain: domain.to_owned(), association: format!("https://{domain}{PATH}") }
    }

    /// The owner of the host of a home page.
    pub fn of_page(uri: &str) -> Option<Self> {
        let url = Url::parse(uri).ok()?;
        let host = url.host_str()?;
        let domain = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Some(Self { association: format!("{}://{domain}{PATH}", url.scheme()), domain })
    }
}

/// Whether `domain` is a name in the DNS, in ASCII and lower case.
pub fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=63).contains(&label.len()) && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_name = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label);
    // What looks like a number is an address to browsers.
    is_name && matches!(Host::parse(domain), Ok(Host::Domain(_)))
}

/// Whether `document` names the client `client_id` of `issuer`. Both are compared character by character.
pub fn confirms(document: &[u8], issuer: &str, client_id: &str) -> bool {
    #[derive(Deserialize)]
    struct Document {
        associated_clients: Vec<Associated>,
    }
    #[derive(Deserialize)]
    struct Associated {
        issuer: String,
        client_id: String,
    }
    serde_json::from_slice::<Document>(document).is_ok_and(|document| {
        document.associated_clients.iter().any(|one| one.issuer == issuer && one.client_id == client_id)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn where_the_document_stands() {
        let of_page = |uri: &str| Publisher::of_page(uri).map(|publisher| publisher.association);
        assert_eq!(Publisher::of_domain("shop.example").association, format!("https://shop.example{PATH}"));
        for (uri, expected) in [
            ("https://shop.example/about?x#y", Some("https://shop.example")),
            ("https://SHOP.example:8443/", Some("https://shop.example:8443")),
            ("http://127.0.0.1:9000/", Some("http://127.0.0.1:9000")),
            ("https://shop.example:443/", Some("https://shop.example")),
            ("shop.example", None),
            ("mailto:me@shop.example", None),
        ] {
            assert_eq!(of_page(uri), expected.map(|origin| format!("{origin}{PATH}")), "{uri}");
        }
    }

    #[test]
    fn domains() {
        for domain in ["shop.example", "a.b-c.example", "xn--bcher-kva.example"] {
            assert!(is_domain(domain), "{domain}");
        }
        for text in [
            "localhost",
            "Shop.example",
            "127.0.0.1",
            "1.2",
            "shop.example.",
            "-a.example",
            "a..example",
            "a.example/x",
            "a.example:1",
            "",
        ] {
            assert!(!is_domain(text), "{text}");
        }
    }

    #[test]
    fn only_the_exact_pair_counts() {
        let document = br#"{"associated_clients": [
            {"issuer": "https://id.example", "client_id": "shop", "more": 1},
            {"issuer": "https://other.example", "client_id": "till"}]}"#;
        assert!(confirms(document, "https://id.example", "shop"));
        for (issuer, client) in [
            ("https://id.example", "till"),
            ("https://other.example", "shop"),
            ("https://id.example/", "shop"),
            ("https://id.example", "SHOP"),
        ] {
            assert!(!confirms(document, issuer, client), "{issuer} {client}");
        }
        for document in [&b""[..], b"{}", b"[]", br#"{"associated_clients": {}}"#, b"<html>shop https://id.example"] {
            assert!(!confirms(document, "https://id.example", "shop"));
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = (Publisher::of_page(&text), is_domain(&text), confirms(&bytes, "a", "b"));
        }
    }
}
