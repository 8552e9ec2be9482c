//! Who is calling, behind proxies (SE-16): the PROXY protocol byte by byte on a raw connection, with and without TLS, and
//! the forwarding headers. The flood gate counts by source and says so: that is how a test sees whom the server saw.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::browser::House;
use crate::support::process::{Site, turn};

/// A cell of the zone `protocol` at rest.
const FULL: u32 = 3_999;
const REQUEST: &str = "GET /jwks.json HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const V1: &[u8] = b"PROXY TCP4 198.51.100.7 203.0.113.1 40000 443\r\n";
const PATIENCE: Duration = Duration::from_secs(20);

fn v2(command: u8, source: [u8; 4]) -> Vec<u8> {
    let addresses = [&source[..], &[203, 0, 113, 1, 0x9c, 0x40, 0x01, 0xbb]].concat();
    [b"\r\n\r\n\0\r\nQUIT\n", &[command, 0x11, 0, 12][..], &addresses].concat()
}

async fn behind(trusted: &str) -> House {
    House::open(&[("server.proxy_protocol", "true"), ("server.trusted_proxies", trusted)]).await
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Says `bytes` and hears what comes until the connection ends; a connection that is reset has said nothing.
async fn say(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) -> String {
    let mut answer = Vec::new();
    let _ = stream.write_all(bytes).await;
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// How many requests the source that the server saw has left.
fn left(answer: &str) -> u32 {
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
    let line = answer.lines().find_map(|line| line.strip_prefix("ratelimit: \"protocol\";r=")).unwrap();
    line.split(';').next().unwrap().parse().unwrap()
}

async fn left_after(house: &House, header: &[u8]) -> u32 {
    let request = [header, REQUEST.as_bytes()].concat();
    left(&say(&mut connect(house.address).await, &request).await)
}

#[tokio::test]
async fn both_versions_name_the_client() {
    let house = behind("loopback").await;
    assert_eq!(left_after(&house, V1).await, FULL);
    assert_eq!(left_after(&house, V1).await, FULL - 1);
    assert_eq!(left_after(&house, &v2(0x21, [198, 51, 100, 7])).await, FULL - 2, "the same address in the other form");
    assert_eq!(left_after(&house, &v2(0x21, [198, 51, 100, 8])).await, FULL);
    let six = b"PROXY TCP6 2001:db8::1 2001:db8:1::1 1 2\r\n";
    assert_eq!(left_after(&house, six).await, FULL);
    assert_eq!(left_after(&house, b"PROXY TCP6 2001:db8::2 ::1 1 2\r\n").await, FULL - 1, "one /64");
    // A proxy on its own behalf, in three ways, is itself.
    assert_eq!(left_after(&house, b"PROXY UNKNOWN\r\n").await, FULL);
    assert_eq!(left_after(&house, &v2(0x20, [198, 51, 100, 7])).await, FULL - 1);
    assert_eq!(left_after(&house, b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n").await, FULL - 2);
}

#[tokio::test]
async fn a_header_may_come_in_pieces_and_holds_for_the_whole_connection() {
    let house = behind("loopback").await;
    let mut stream = connect(house.address).await;
    stream.set_nodelay(true).unwrap();
    for byte in V1 {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let first = REQUEST.replace("connection: close\r\n", "");
    let answers = say(&mut stream, format!("{first}{REQUEST}").as_bytes()).await;
    let second = answers.rfind("HTTP/1.1 200").unwrap();
    assert_eq!((left(&answers[..second]), left(&answers[second..])), (FULL, FULL - 1));
}

#[tokio::test]
async fn what_does_not_begin_with_a_header_is_closed() {
    let house = behind("loopback").await;
    let long = format!("PROXY UNKNOWN {}\r\n{REQUEST}", "x".repeat(200));
    let huge = [&v2(0x21, [0; 4])[..14], &[0xff, 0xff], &vec![0; 70_000]].concat();
    let twice = [V1, V1, REQUEST.as_bytes()].concat();
    let openings: [&[u8]; 8] = [
        REQUEST.as_bytes(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 as TLS begins",
        b"PROXY TCP4 198.51.100.7\r\nGET / HTTP/1.1\r\n\r\n",
        &v2(0x22, [1, 2, 3, 4]),
        &[0; 300],
        &[0xff; 300],
        long.as_bytes(),
        &huge,
    ];
    for opening in openings {
        assert_eq!(
            say(&mut connect(house.address).await, opening).await,
            "",
            "{:?}",
            &opening[..opening.len().min(40)]
        );
    }
    let answer = say(&mut connect(house.address).await, &twice).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "what follows is HTTP: {answer:?}");
    let mut gone = connect(house.address).await;
    gone.write_all(&V1[..20]).await.unwrap();
    gone.shutdown().await.unwrap();
    assert_eq!(say(&mut gone, b"").await, "");
    assert_eq!(left_after(&house, V1).await, FULL, "and others are served");
}

#[tokio::test]
async fn strangers_are_not_believed() {
    let house = behind("private, 192.0.2.0/24").await;
    for header in [V1, b""] {
        let opening = [header, REQUEST.as_bytes()].concat();
        assert_eq!(say(&mut connect(house.address).await, &opening).await, "");
    }
}

#[tokio::test]
async fn a_header_that_does_not_come_is_not_waited_for() {
    let house = behind("loopback").await;
    let began = Instant::now();
    let mut slow: Vec<TcpStream> = Vec::new();
    for _ in 0..50 {
        let mut stream = connect(house.address).await;
        stream.write_all(&V1[..9]).await.unwrap();
        slow.push(stream);
    }
    assert_eq!(left_after(&house, V1).await, FULL);
    assert!(began.elapsed() < Duration::from_secs(4), "others do not wait: {:?}", began.elapsed());
    for mut stream in slow {
        assert_eq!(say(&mut stream, b"").await, "");
    }
    assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_proxy_may_stand_behind_another() {
    let house = behind("loopback, 192.0.2.1").await;
    let header = b"PROXY TCP4 192.0.2.1 203.0.113.1 1 2\r\n";
    let told = |by: &str| REQUEST.replace("\r\n\r\n", &format!("\r\nx-forwarded-for: {by}\r\n\r\n"));
    let ask = async |header: &[u8], by: &str| {
        let opening = [header, told(by).as_bytes()].concat();
        left(&say(&mut connect(house.address).await, &opening).await)
    };
    assert_eq!(ask(header, "198.51.100.50").await, FULL);
    assert_eq!(ask(header, "198.51.100.50").await, FULL - 1);
    assert_eq!(ask(V1, "198.51.100.50").await, FULL, "a client's own word does not count");
    assert_eq!(left_after(&house, V1).await, FULL - 1);
}

#[tokio::test]
async fn without_the_setting_the_header_means_nothing() {
    let house = House::open(&[("server.trusted_proxies", "loopback")]).await;
    let answer = say(&mut connect(house.address).await, &[V1, REQUEST.as_bytes()].concat()).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer:?}");
}

#[tokio::test]
async fn one_forwarding_header_counts_and_its_last_word_first() {
    let told = async |house: &House, lines: &str| {
        let request = REQUEST.replace("\r\n\r\n", &format!("\r\n{lines}\r\n\r\n"));
        left(&say(&mut connect(house.address).await, request.as_bytes()).await)
    };
    let house = House::open(&[("server.trusted_proxies", "loopback")]).await;
    assert_eq!(told(&house, "x-forwarded-for: 198.51.100.1").await, FULL);
    // The proxy's own word is the last, in the same line or the next; whatever the client wrote before it.
    assert_eq!(told(&house, "x-forwarded-for: 1.1.1.1, 198.51.100.1").await, FULL - 1);
    assert_eq!(told(&house, "x-forwarded-for: 1.1.1.2\r\nx-forwarded-for: 198.51.100.1").await, FULL - 2);
    let many = "1.1.1.3, ".repeat(60);
    assert_eq!(told(&house, &format!("x-forwarded-for: {many}198.51.100.1")).await, FULL - 3);
    assert_eq!(told(&house, "forwarded: for=1.1.1.4\r\nx-forwarded-for: 198.51.100.1").await, FULL - 4);

    let house = House::open(&[("server.trusted_proxies", "loopback"), ("server.forwarded_header", "forwarded")]).await;
    assert_eq!(told(&house, "forwarded: for=198.51.100.1;proto=https").await, FULL);
    assert_eq!(told(&house, "x-forwarded-for: 1.1.1.1\r\nforwarded: for=\"1.1.1, for=198.51.100.1").await, FULL - 1);

    let house = House::open(&[]).await;
    assert_eq!(told(&house, "x-forwarded-for: 198.51.100.1").await, FULL);
    assert_eq!(told(&house, "x-forwarded-for: 198.51.100.2").await, FULL - 1, "nobody is trusted");
}

#[tokio::test]
async fn the_header_comes_before_tls() {
    let directory = tempfile::tempdir().unwrap();
    let (certificate, key) = self_signed(directory.path());
    let settings = [
        ("server.proxy_protocol", "true"),
        ("server.trusted_proxies", "loopback"),
        ("server.tls_certificate", certificate.as_str()),
        ("server.tls_key", key.as_str()),
    ];
    let house = House::open(&settings).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&certificate).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    for expected in [FULL, FULL - 1] {
        let mut stream = connect(house.address).await;
        stream.write_all(&v2(0x21, [198, 51, 100, 7])).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        assert_eq!(left(&say(&mut stream, REQUEST.as_bytes()).await), expected);
    }
    let plain = [V1, REQUEST.as_bytes()].concat();
    let answer = say(&mut connect(house.address).await, &plain).await;
    assert!(!answer.contains("HTTP"), "HTTP without TLS: {answer:?}");
}

/// A certificate for localhost and its key, as files.
fn self_signed(folder: &Path) -> (String, String) {
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.join(name).to_str().unwrap().to_owned());
    #[rustfmt::skip]
    let made = std::process::Command::new("openssl").args([
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &certificate,
    ]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    (certificate, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxied_listener_ends_without_waiting_for_idle_connections() {
    let _turn = turn().await;
    let site = Site::embedded(&[("server.proxy_protocol", "true"), ("server.trusted_proxies", "loopback")]);
    let mut instance = site.start().await;
    let address = SocketAddr::from(([127, 0, 0, 1], instance.port()));
    let mut idle = connect(address).await;
    let request = REQUEST.replace("connection: close\r\n", "");
    idle.write_all(&[V1, request.as_bytes()].concat()).await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let began = Instant::now();
    instance.signal("TERM").await;
    assert!(instance.end().await, "{}", instance.log());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
