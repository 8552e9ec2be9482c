//! Proxies whose word counts: networks, and names for well-known sets of them.

use ipnet::IpNet;

use super::value::{Setting, choice};

/// Cloudflare's published ranges, <https://www.cloudflare.com/ips-v4> and <https://www.cloudflare.com/ips-v6>, by a copy of
/// 2026-02-11. To be compared with the originals before a release.
const CLOUDFLARE: &[&str] = &[
    "173.245.48.0/20",
    "103.21.244.0/22",
    "103.22.200.0/22",
    "103.31.4.0/22",
    "141.101.64.0/18",
    "108.162.192.0/18",
    "190.93.240.0/20",
    "188.114.96.0/20",
    "197.234.240.0/22",
    "198.41.128.0/17",
    "162.158.0.0/15",
    "104.16.0.0/13",
    "104.24.0.0/14",
    "172.64.0.0/13",
    "131.0.72.0/22",
    "2400:cb00::/32",
    "2606:4700::/32",
    "2803:f800::/32",
    "2405:b500::/32",
    "2405:8100::/32",
    "2a06:98c0::/29",
    "2c0f:f248::/32",
];
/// RFC 1918 §3 and RFC 4193 §3.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
const LOOPBACK: &[&str] = &["127.0.0.0/8", "::1/128"];

choice! {
    /// Which header tells who is behind a proxy. One alone: a proxy that writes one hands the other on as the client
    /// wrote it.
    ForwardedHeader {
        /// What most proxies write.
        XForwardedFor = "x-forwarded-for",
        /// RFC 7239.
        Forwarded = "forwarded",
    }
}

impl ForwardedHeader {
    /// Its name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

/// A network of proxies, or a name for several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedProxy(pub Vec<IpNet>);

impl TrustedProxy {
    /// The networks of all of `proxies`.
    pub fn networks(proxies: &[Self]) -> Vec<IpNet> {
        proxies.iter().flat_map(|proxy| proxy.0.iter().copied()).collect()
    }
}

impl Setting for TrustedProxy {
    const KIND: &'static str = "network";

    fn read(text: &str) -> Result<Self, String> {
        let all = |networks: &[&str]| networks.iter().map(|network| IpNet::read(network)).collect();
        let networks: Result<Vec<IpNet>, String> = match text {
            "cloudflare" => all(CLOUDFLARE),
            "private" => all(PRIVATE),
            "loopback" => all(LOOPBACK),
            network => all(&[network]),
        };
        networks.map(Self).map_err(|wrong| format!("{wrong}, and none of cloudflare private loopback"))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn names_stand_for_networks() {
        let list = Vec::<TrustedProxy>::read("cloudflare, loopback,192.0.2.1").unwrap();
        let networks = TrustedProxy::networks(&list);
        assert_eq!(networks.len(), CLOUDFLARE.len() + LOOPBACK.len() + 1);
        let trusts = |text: &str| networks.iter().any(|network| network.contains(&text.parse::<IpAddr>().unwrap()));
        for inside in ["104.27.255.255", "2606:4700::1", "127.0.0.1", "::1", "192.0.2.1"] {
            assert!(trusts(inside), "{inside}");
        }
        for outside in ["104.28.0.0", "2606:4701::1", "10.0.0.1", "192.0.2.2", "::2"] {
            assert!(!trusts(outside), "{outside}");
        }
        assert_eq!(TrustedProxy::read("private").unwrap().0.len(), PRIVATE.len());
        assert!(TrustedProxy::read("cloudfare").unwrap_err().contains("cloudflare"));
    }
}
