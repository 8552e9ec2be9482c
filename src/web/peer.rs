//! Who is really calling, and at which host: the peer and its `Host`, or what trusted proxies say about them (RFC 7239,
//! X-Forwarded-For).

use std::net::{IpAddr, Ipv6Addr};

use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

/// Elements of forwarding headers that are looked at.
const HOPS: usize = 32;

/// The caller's address. Forwarding headers count only as far as the hops that added them are trusted.
///
/// `forwarded` is the chain of addresses from the headers, nearest hop last; entries that are no address end the chain.
pub fn source(peer: IpAddr, forwarded: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut caller = peer.to_canonical();
    for hop in forwarded.iter().rev() {
        if !is_trusted(caller) {
            break;
        }
        let Some(hop) = hop else { break };
        caller = hop.to_canonical();
    }
    caller
}

/// The addresses of `Forwarded: for=…` fields, else of `X-Forwarded-For`, in the order they were added.
pub fn forwarded_chain(forwarded: Option<&str>, x_forwarded_for: Option<&str>) -> Vec<Option<IpAddr>> {
    if let Some(value) = forwarded {
        return value.split(',').take(HOPS).map(|element| element.split(';').find_map(for_parameter)).collect();
    }
    x_forwarded_for
        .map(|value| value.split(',').take(HOPS).map(|hop| address(hop.trim())).collect())
        .unwrap_or_default()
}

/// All lines of a header as one, in the order they came: a proxy may add a line below that of the caller.
pub fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).map(|value| value.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The host that the caller asked for: what the outermost trusted proxy says in `Forwarded: host=…`, else `own`, the host
/// of the request as it came here.
pub fn host(peer: IpAddr, forwarded: Option<&str>, trusted: &[IpNet], own: Option<&str>) -> Option<String> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut host = own.map(str::to_owned);
    let mut caller = peer.to_canonical();
    for element in forwarded.unwrap_or_default().rsplit(',').take(HOPS) {
        if !is_trusted(caller) {
            break;
        }
        if let Some(named) = element.split(';').find_map(|pair| parameter(pair, "host")) {
            host = Some(named.to_owned());
        }
        let Some(hop) = element.split(';').find_map(for_parameter) else { break };
        caller = hop.to_canonical();
    }
    host.map(|host| host_name(&host))
}

/// A host in lower case, without a port and without the dot of the root.
fn host_name(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => &text,
    };
    name.strip_suffix('.').unwrap_or(name).to_owned()
}

fn for_parameter(pair: &str) -> Option<IpAddr> {
    parameter(pair, "for").and_then(address)
}

fn parameter<'a>(pair: &'a str, wanted: &str) -> Option<&'a str> {
    let (name, value) = pair.split_once('=')?;
    name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().trim_matches('"'))
}

/// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:443`.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']').and_then(|(inner, _)| inner.parse::<Ipv6Addr>().ok()).map(IpAddr::V6);
    }
    text.rsplit_once(':').and_then(|(host, _)| host.parse().ok())
}

/// What throttles count by: the IPv4 address, or the /64 of an IPv6 address, which one customer commands.
pub fn throttle_key(source: IpAddr) -> String {
    match source {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn headers_of_strangers_are_ignored() {
        let chain = forwarded_chain(None, Some("198.51.100.9"));
        assert_eq!(source(ip("203.0.113.5"), &chain, &[]), ip("203.0.113.5"));
    }

    #[test]
    fn trusted_hops_are_peeled_from_the_right() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let cases = [
            ("198.51.100.9", "198.51.100.9"),
            // What the caller itself sent stands to the left and is not believed.
            ("1.1.1.1, 198.51.100.9", "198.51.100.9"),
            ("198.51.100.9, 10.0.0.2", "198.51.100.9"),
            ("nonsense, 10.0.0.2", "10.0.0.2"),
        ];
        for (header, expected) in cases {
            let chain = forwarded_chain(None, Some(header));
            assert_eq!(source(ip("10.0.0.1"), &chain, &trusted), ip(expected), "{header}");
        }
    }

    #[test]
    fn forwarded_is_read_in_all_its_forms() {
        let chain =
            forwarded_chain(Some(r#"for=192.0.2.43, For="[2001:db8:cafe::17]:4711";proto=https, for=unknown"#), None);
        assert_eq!(chain, vec![Some(ip("192.0.2.43")), Some(ip("2001:db8:cafe::17")), None]);
    }

    #[test]
    fn hosts_are_believed_from_trusted_proxies_alone() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let cases = [
            ("203.0.113.5", "for=198.51.100.9;host=evil.example", "own.example"),
            ("10.0.0.1", "for=198.51.100.9;host=login.example", "login.example"),
            ("10.0.0.1", "for=198.51.100.9;Host=\"Login.Example:443\";proto=https", "login.example"),
            // What the caller itself sent stands to the left.
            ("10.0.0.1", "for=1.1.1.1;host=evil.example, for=198.51.100.9;host=login.example", "login.example"),
            ("10.0.0.1", "for=1.1.1.1;host=evil.example, for=198.51.100.9", "own.example"),
            ("10.0.0.1", "for=198.51.100.9;host=login.example, for=10.0.0.2;host=inner", "login.example"),
            ("10.0.0.1", "for=198.51.100.9, for=10.0.0.2;host=inner.example", "inner.example"),
            ("10.0.0.1", "host=evil.example, for=unknown;host=login.example", "login.example"),
            ("10.0.0.1", "", "own.example"),
        ];
        for (peer, header, expected) in cases {
            let found = host(ip(peer), Some(header), &trusted, Some("own.example"));
            assert_eq!(found.as_deref(), Some(expected), "{peer}: {header}");
        }
        for (own, expected) in [("A.Example.:8443", "a.example"), ("[::1]:80", "[::1]"), ("a.example:x", "a.example:x")]
        {
            assert_eq!(host(ip("203.0.113.5"), None, &[], Some(own)).as_deref(), Some(expected), "{own}");
        }
    }

    #[test]
    fn ipv6_is_counted_by_network() {
        assert_eq!(throttle_key(ip("2001:db8:1:2:3:4:5:6")), throttle_key(ip("2001:db8:1:2::9")));
    }
}
