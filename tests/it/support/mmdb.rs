//! Writes small databases in the MaxMind DB format 2.0 (<https://maxmind.github.io/MaxMind-DB/>): a binary tree over the bits of
//! addresses, a data section, and the metadata behind a marker.

use std::net::IpAddr;

use serde_json::{Value, json};

const MARKER: &[u8] = b"\xab\xcd\xefMaxMind.com";
/// Between tree and data.
const GAP: usize = 16;

/// What a record of a node leads to.
#[derive(Clone, Copy)]
enum Way {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A control byte (and what follows it) of a field of this type and size.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let (first, rest) = if size < 29 { (size, None) } else { (29, Some(u8::try_from(size - 29).unwrap())) };
    let first = u8::try_from(first).unwrap();
    let mut bytes = if kind < 8 { vec![kind << 5 | first] } else { vec![first, kind - 7] };
    bytes.extend(rest);
    bytes
}

/// A field as the format's own type for it; the type of a whole number is `kind` (5 for 16 bits, 6 for 32, 9 for 64).
fn encode(value: &Value, kind: u8) -> Vec<u8> {
    match value {
        Value::String(text) => [head(2, text.len()), text.as_bytes().to_vec()].concat(),
        Value::Number(number) if number.is_f64() => {
            [head(3, 8), number.as_f64().unwrap().to_be_bytes().to_vec()].concat()
        }
        Value::Number(number) => {
            let size = if kind == 9 { 8 } else { usize::from(kind - 4) * 2 };
            let bytes = number.as_u64().unwrap().to_be_bytes();
            [head(kind, size), bytes[8 - size..].to_vec()].concat()
        }
        Value::Object(members) => {
            let kind = |name: &str| match name {
                "node_count" | "geoname_id" => 6,
                "build_epoch" => 9,
                _ => 5,
            };
            let parts = members.iter().flat_map(|(name, value)| [encode(&json!(name), 5), encode(value, kind(name))]);
            std::iter::once(head(7, members.len())).chain(parts).flatten().collect()
        }
        Value::Array(items) => {
            let parts = items.iter().map(|item| encode(item, kind));
            std::iter::once(head(11, items.len())).chain(parts).flatten().collect()
        }
        other => panic!("{other} is not needed here"),
    }
}

/// The address as 128 bits, and how many of them the network has.
fn bits(network: &str) -> (u128, u32) {
    let (address, length) = network.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    match address.parse::<IpAddr>().unwrap() {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()), 96 + length),
        IpAddr::V6(v6) => (v6.to_bits(), length),
    }
}

/// A database of this kind; each network with its record.
pub fn database(kind: &str, entries: &[(&str, Value)]) -> Vec<u8> {
    let (mut nodes, mut data) = (vec![[Way::Nothing; 2]], Vec::new());
    for (network, record) in entries {
        let ((address, length), mut at) = (bits(network), 0);
        for depth in 0..length {
            let bit = usize::from(address >> (127 - depth) & 1 == 1);
            if depth + 1 == length {
                nodes[at][bit] = Way::Data(data.len());
            } else if let Way::Node(next) = nodes[at][bit] {
                at = next;
            } else {
                nodes.push([Way::Nothing; 2]);
                let next = nodes.len() - 1;
                nodes[at][bit] = Way::Node(next);
                at = next;
            }
        }
        data.extend(encode(record, 5));
    }
    let record = |way: &Way| {
        let value = match way {
            Way::Nothing => nodes.len(),
            Way::Node(node) => *node,
            Way::Data(offset) => nodes.len() + GAP + offset,
        };
        u32::try_from(value).unwrap().to_be_bytes()
    };
    let tree: Vec<u8> = nodes.iter().flatten().flat_map(record).collect();
    let metadata = json!({
        "node_count": nodes.len(), "record_size": 32, "ip_version": 6, "database_type": kind, "languages": ["en", "de"],
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1_800_000_000,
        "description": {"en": "Test"},
    });
    [tree, vec![0; GAP], data, MARKER.to_vec(), encode(&metadata, 5)].concat()
}

/// A record of a database of cities.
pub fn city(city: &str, country: (&str, &str), (latitude, longitude): (f64, f64)) -> Value {
    let (english, german) = country;
    json!({
        "city": {"geoname_id": 1, "names": {"en": city}}, "country": {"iso_code": "XX", "names": {"en": english, "de": german}},
        "location": {"latitude": latitude, "longitude": longitude, "accuracy_radius": 20, "time_zone": "Etc/UTC"},
    })
}

/// Some addresses of documentation (RFC 5737, RFC 3849) and where they are supposed to be.
pub fn world() -> Vec<u8> {
    let country = json!({"country": {"names": {"en": "Iceland", "de": "Island"}}});
    database(
        "GeoLite2-City",
        &[
            ("192.0.2.0/24", city("Hamburg", ("Germany", "Deutschland"), (53.55, 9.99))),
            ("198.51.100.0/25", city("Sydney", ("Australia", "Australien"), (-33.87, 151.21))),
            ("203.0.113.0/24", country),
            ("2001:db8::/48", city("Paris", ("France", "Frankreich"), (48.86, 2.35))),
        ],
    )
}
