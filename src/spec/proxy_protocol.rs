//! The header of the PROXY protocol, versions 1 and 2 (HAProxy's `proxy-protocol.txt`, revision 2020/03/05): whose
//! connection a proxy is handing on. Pure; whoever reads asks how many bytes are sure to belong to the header.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Begins every header of version 2 (§2.2).
const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
/// Begins every header of version 1 (§2.1).
const PREFIX: &[u8] = b"PROXY ";
/// A line of version 1 at most, its end included (§2.1).
const LINE_MAX: usize = 107;
/// Addresses and extensions of version 2 at most; the specification allows 65 535, proxies send a few hundred.
const PAYLOAD_MAX: usize = 4096;
/// The fixed part of version 2.
const HEAD: usize = 16;

/// What to do after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many more bytes belong to the header, perhaps more.
    Read(usize),
    /// The header is whole: the address of the client, or `None` where the proxy speaks for itself or does not know.
    Done(Option<SocketAddr>),
}

/// The bytes are no header of the PROXY protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// What to do after `seen`, the whole header so far.
///
/// # Errors
/// As soon as no header can begin like this.
pub fn step(seen: &[u8]) -> Result<Step, Malformed> {
    if is_start(seen, PREFIX) {
        line(seen)
    } else if is_start(seen, SIGNATURE) {
        binary(seen)
    } else {
        Err(Malformed)
    }
}

/// Whether `seen` begins with `start`, as far as it goes.
fn is_start(seen: &[u8], start: &[u8]) -> bool {
    seen.iter().zip(start).all(|(a, b)| a == b)
}

fn line(seen: &[u8]) -> Result<Step, Malformed> {
    if seen.len() < PREFIX.len() {
        return Ok(Step::Read(PREFIX.len() - seen.len()));
    }
    match seen.strip_suffix(b"\r\n") {
        Some(line) => {
            let text = line.get(PREFIX.len()..).and_then(|rest| std::str::from_utf8(rest).ok()).ok_or(Malformed)?;
            client(text).map(Step::Done)
        }
        // One at a time: what follows the line belongs to TLS or HTTP.
        None if seen.len() < LINE_MAX && !seen.ends_with(b"\n") => Ok(Step::Read(1)),
        None => Err(Malformed),
    }
}

/// `TCP4 192.0.2.1 198.51.100.1 4711 443`; what follows `UNKNOWN` is to be ignored.
fn client(text: &str) -> Result<Option<SocketAddr>, Malformed> {
    if text == "UNKNOWN" || text.starts_with("UNKNOWN ") {
        return Ok(None);
    }
    let mut words = text.split(' ');
    let mut word = || words.next().ok_or(Malformed);
    let family = word()?;
    let (from, to, from_port, to_port) = (word()?, word()?, word()?, word()?);
    let is_last = words.next().is_none();
    let (from, _) = match family {
        "TCP4" => (IpAddr::V4(address(from)?), IpAddr::V4(address(to)?)),
        "TCP6" => (IpAddr::V6(address(from)?), IpAddr::V6(address(to)?)),
        _ => return Err(Malformed),
    };
    let (port, _) = (port(from_port)?, port(to_port)?);
    if is_last { Ok(Some(SocketAddr::new(from, port))) } else { Err(Malformed) }
}

fn address<T: std::str::FromStr>(text: &str) -> Result<T, Malformed> {
    text.parse().map_err(|_| Malformed)
}

/// Decimal digits without leading zeros.
fn port(text: &str) -> Result<u16, Malformed> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain).ok_or(Malformed)
}

fn binary(seen: &[u8]) -> Result<Step, Malformed> {
    let Some((head, payload)) = seen.split_first_chunk::<HEAD>() else {
        return Ok(Step::Read(HEAD - seen.len()));
    };
    let [.., version_and_command, family_and_protocol, high, low] = *head;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let is_proxied = match version_and_command {
        0x20 => false,
        0x21 => true,
        _ => return Err(Malformed),
    };
    if length > PAYLOAD_MAX || payload.len() > length {
        return Err(Malformed);
    }
    // TCP over IPv4 and IPv6, and what has no address of the Internet: unspecified, and sockets of Unix.
    let needed = match (is_proxied, family_and_protocol) {
        (false, _) | (true, 0x00) => 0,
        (true, 0x11) => 12,
        (true, 0x21) => 36,
        (true, 0x31) => 216,
        (true, _) => return Err(Malformed),
    };
    if length < needed {
        return Err(Malformed);
    }
    if payload.len() < length {
        return Ok(Step::Read(length - payload.len()));
    }
    Ok(Step::Done(match (is_proxied, family_and_protocol) {
        (true, 0x11) => Some(v4(payload).ok_or(Malformed)?),
        (true, 0x21) => Some(v6(payload).ok_or(Malformed)?),
        _ => None,
    }))
}

/// Source, destination, port of the source; extensions follow and are ignored.
fn v4(payload: &[u8]) -> Option<SocketAddr> {
    let (from, rest) = payload.split_first_chunk::<4>()?;
    let (_, rest) = rest.split_first_chunk::<4>()?;
    let (port, _) = rest.split_first_chunk::<2>()?;
    Some(SocketAddr::from((Ipv4Addr::from(*from), u16::from_be_bytes(*port))))
}

fn v6(payload: &[u8]) -> Option<SocketAddr> {
    let (from, rest) = payload.split_first_chunk::<16>()?;
    let (_, rest) = rest.split_first_chunk::<16>()?;
    let (port, _) = rest.split_first_chunk::<2>()?;
    Some(SocketAddr::from((Ipv6Addr::from(*from), u16::from_be_bytes(*port))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads as a stream is read: the outcome, and how many bytes were taken.
    fn read(stream: &[u8]) -> (Result<Step, Malformed>, usize) {
        let mut taken = 0;
        loop {
            match step(&stream[..taken]) {
                Ok(Step::Read(more)) if taken + more <= stream.len() => taken += more,
                outcome => return (outcome, taken),
            }
        }
    }

    fn v2(command: u8, family: u8, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
        [SIGNATURE, &[command, family], &length, payload].concat()
    }

    fn done(text: &str) -> Step {
        Step::Done(Some(text.parse().unwrap()))
    }

    #[test]
    fn lines() {
        let unknown = Step::Done(None);
        let longest = format!("PROXY UNKNOWN {}\r\n", "f".repeat(107 - 16));
        let cases = [
            ("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", done("192.0.2.1:56324")),
            ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", done("255.255.255.255:65535")),
            ("PROXY TCP6 2001:db8::1 ::1 1 2\r\n", done("[2001:db8::1]:1")),
            ("PROXY TCP4 192.0.2.1 198.51.100.1 0 0\r\n", done("192.0.2.1:0")),
            ("PROXY UNKNOWN\r\n", unknown),
            ("PROXY UNKNOWN ffff::1 ::1 65535 65535\r\n", unknown),
            (longest.as_str(), unknown),
        ];
        for (header, expected) in cases {
            let stream = format!("{header}GET / HTTP/1.1\r\n\r\n");
            assert_eq!(read(stream.as_bytes()), (Ok(expected), header.len()), "{header:?}");
        }
    }

    #[test]
    fn what_is_no_line() {
        let endless = format!("PROXY UNKNOWN {}\r\n", "f".repeat(107 - 15));
        let cases = [
            "GET / HTTP/1.1\r\n",
            "proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n",
            "PROXY TCP5 192.0.2.1 198.51.100.1 1 2\r\n",
            "PROXY TCP4  192.0.2.1 198.51.100.1 1 2\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 1 2 \r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 1 2 3\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n",
            "PROXY TCP4 192.0.2.01 198.51.100.1 1 2\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 +1 2\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 01 2\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 65536 2\r\n",
            "PROXY TCP4 192.0.2.1 198.51.100.1 1 2\n",
            "PROXY TCP4 2001:db8::1 ::1 1 2\r\n",
            "PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n",
            "PROXY UNKNOWNS\r\n",
            "PROXY \r\n",
            "PROXY TCP4 192.0.2.\u{661} 198.51.100.1 1 2\r\n",
            endless.as_str(),
        ];
        for header in cases {
            assert_eq!(read(header.as_bytes()).0, Err(Malformed), "{header:?}");
        }
    }

    #[test]
    fn binary_headers() {
        let v4 = [192, 0, 2, 1, 198, 51, 100, 1, 0xdc, 0x04, 1, 0xbb];
        let mut v6 = [0; 36];
        v6[..4].copy_from_slice(&[0x20, 1, 0xd, 0xb8]);
        v6[33] = 7;
        let extended = [&v4[..], &[0x04, 0, 1, 0]].concat();
        let cases = [
            (v2(0x21, 0x11, &v4), done("192.0.2.1:56324")),
            (v2(0x21, 0x11, &extended), done("192.0.2.1:56324")),
            (v2(0x21, 0x21, &v6), done("[2001:db8::]:7")),
            (v2(0x20, 0x00, &[]), Step::Done(None)),
            (v2(0x20, 0x11, &v4), Step::Done(None)),
            (v2(0x21, 0x00, &[]), Step::Done(None)),
            (v2(0x21, 0x31, &[0; 216]), Step::Done(None)),
        ];
        for (header, expected) in cases {
            let stream = [&header[..], b"\x16\x03\x01 and TLS"].concat();
            assert_eq!(read(&stream), (Ok(expected), header.len()), "{header:?}");
        }
        let refused = [
            v2(0x11, 0x11, &v4),
            v2(0x22, 0x11, &v4),
            v2(0x21, 0x12, &v4),
            v2(0x21, 0x41, &v4),
            v2(0x21, 0x11, &v4[..11]),
            v2(0x21, 0x21, &v6[..35]),
            v2(0x21, 0x31, &v4),
            v2(0x21, 0x11, &[0; PAYLOAD_MAX + 1]),
        ];
        for header in refused {
            assert_eq!(read(&header).0, Err(Malformed), "{header:?}");
        }
    }

    #[test]
    fn a_header_that_is_not_whole_asks_for_what_is_missing_alone() {
        let v4 = v2(0x21, 0x11, &[1; 12]);
        let line = b"PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\n".to_vec();
        for header in [v4, line] {
            for at in 0..header.len() {
                let Ok(Step::Read(more)) = step(&header[..at]) else { panic!("{at} of {header:?}") };
                assert!(more > 0 && at + more <= header.len(), "{at} of {header:?}: {more}");
            }
        }
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let start = prop_oneof![Just(PREFIX.to_vec()), Just(SIGNATURE.to_vec()), Just(Vec::new())];
        let word = prop_oneof![
            Just(b"TCP4 192.0.2.1 198.51.100.1 1 2".to_vec()),
            Just(b"UNKNOWN".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\x21\x11\0\x0c".to_vec()),
            Just(b"\x20\x00\xff\xff".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..120),
        ];
        (start, proptest::collection::vec(word, 0..4)).prop_map(|(start, words)| [start, words.concat()].concat())
    }

    proptest! {
        #[test]
        fn no_input_panics_or_reads_without_end(stream in stream()) {
            let (outcome, taken) = read(&stream);
            prop_assert!(taken <= HEAD + PAYLOAD_MAX);
            if let Ok(Step::Read(more)) = outcome {
                prop_assert!(more > 0 && taken + more <= HEAD + PAYLOAD_MAX);
            }
        }

        #[test]
        fn what_a_proxy_writes_is_read(from: SocketAddr, to: SocketAddr, rest: Vec<u8>) {
            let family = if from.is_ipv4() { "TCP4" } else { "TCP6" };
            let to = if from.is_ipv4() == to.is_ipv4() { to } else { from };
            let line = format!("PROXY {family} {} {} {} {}\r\n", from.ip(), to.ip(), from.port(), to.port());
            let stream = [line.as_bytes(), &rest].concat();
            let (outcome, taken) = read(&stream);
            let Ok(Step::Done(Some(found))) = outcome else { panic!("{line:?}: {outcome:?}") };
            prop_assert_eq!((found.ip(), found.port(), taken), (from.ip(), from.port(), line.len()));
        }
    }
}
