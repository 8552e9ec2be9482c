use super::*;

fn fetcher(allow_loopback: bool) -> Fetcher {
    Fetcher::new(FetchOptions { allow_loopback, extra_ca: None }, Clock::System)
}

/// Answers every connection with `response`, once each.
async fn server(response: &'static str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(response.as_bytes()).await;
        }
    });
    port
}

#[test]
fn inside_addresses_are_not_global() {
    let inside = [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
    ];
    for text in inside {
        assert!(!guard::is_global(text.parse().unwrap()), "{text}");
    }
    for text in ["1.1.1.1", "93.184.216.34", "2606:4700::1111"] {
        assert!(guard::is_global(text.parse().unwrap()), "{text}");
    }
}

#[tokio::test]
async fn what_is_inside_cannot_be_fetched() {
    let port = server("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let urls = [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "https://169.254.169.254/latest".to_owned(),
        "ftp://example.com/".to_owned(),
        "https://user@1.1.1.1/".to_owned(),
        "no url".to_owned(),
    ];
    for url in urls {
        assert_eq!(fetcher(false).get(&url, 100).await, Err(FetchError::Forbidden), "{url}");
    }
}

#[tokio::test]
async fn answers_are_capped_and_redirects_refused() {
    let port = server("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello").await;
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(fetcher(true).get(&url, 5).await, Ok(b"hello".to_vec()));
    assert_eq!(fetcher(true).get(&url, 4).await, Err(FetchError::TooLarge));
    let port =
        server("HTTP/1.1 302 Found\r\nlocation: https://1.1.1.1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .await;
    assert_eq!(fetcher(true).get(&format!("http://127.0.0.1:{port}/"), 100).await, Err(FetchError::Failed));
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_a_failure_is_none() {
    let request = |port: u16| http::Request::post(format!("http://127.0.0.1:{port}/t")).body(b"a=b".to_vec()).unwrap();
    let refusing = server("HTTP/1.1 400 No\r\ncontent-length: 2\r\nx-a: b\r\nconnection: close\r\n\r\n{}").await;
    let fetcher = fetcher(true);
    for _ in 0..=BREAKS_AFTER {
        let answer = fetcher.send(request(refusing), 10).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()["x-a"].as_bytes()), (400, b"b".as_slice()));
        assert_eq!(answer.body(), b"{}");
    }
    assert_eq!(fetcher.send(request(refusing), 1).await.unwrap_err(), FetchError::TooLarge);
    // An answer ends the series.
    fetcher.send(request(refusing), 10).await.unwrap();
    let failing = server("HTTP/1.1 502 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    for _ in 0..BREAKS_AFTER {
        assert!(!fetcher.leaves_alone("http://127.0.0.1:1/"));
        let _ = fetcher.send(request(failing), 10).await;
    }
    assert!(fetcher.leaves_alone("http://127.0.0.1:1/x"));
    assert_eq!(fetcher.send(request(failing), 10).await.unwrap_err(), FetchError::LeftAlone);
    let inside = super::Fetcher::new(FetchOptions::default(), Clock::System);
    assert_eq!(inside.send(request(refusing), 10).await.unwrap_err(), FetchError::Forbidden);
}

#[tokio::test]
async fn a_failing_host_is_left_alone_for_a_minute() {
    let clock = crate::clock::ManualClock::new(Timestamp::from_secs(1));
    let fetcher = Fetcher::new(FetchOptions { allow_loopback: true, extra_ca: None }, Clock::Manual(clock.clone()));
    let port = server("HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    let url = format!("http://127.0.0.1:{port}/");
    for _ in 0..5 {
        assert_eq!(fetcher.get(&url, 10).await, Err(FetchError::Failed));
    }
    assert_eq!(fetcher.get(&url, 10).await, Err(FetchError::LeftAlone));
    clock.advance(OPEN_FOR);
    assert_eq!(fetcher.get(&url, 10).await, Err(FetchError::Failed));
}
