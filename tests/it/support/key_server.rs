//! A client's own web server, which publishes its keys: counts who asks, and can be slow.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Serves one document until the test ends.
pub struct KeyServer {
    uri: String,
    shared: Arc<Shared>,
}

struct Shared {
    answer: Mutex<(u16, String)>,
    delay: Mutex<Duration>,
    asked: AtomicUsize,
}

impl KeyServer {
    /// Serves a set of these keys.
    pub async fn start(keys: &[Value]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/keys", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            answer: Mutex::default(),
            delay: Mutex::new(Duration::ZERO),
            asked: AtomicUsize::new(0),
        });
        let server = Self { uri, shared };
        server.publish(keys);
        let shared = Arc::clone(&server.shared);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let mut head = [0; 4096];
                    let read = stream.read(&mut head).await.unwrap_or_default();
                    assert!(head[..read].starts_with(b"GET /keys "));
                    shared.asked.fetch_add(1, Ordering::SeqCst);
                    let delay = *shared.delay.lock().unwrap();
                    tokio::time::sleep(delay).await;
                    let (status, body) = shared.answer.lock().unwrap().clone();
                    let answer = format!(
                        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\n\
                         content-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    // Who has gone does not want to know.
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        server
    }

    /// Where the keys are.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Serves these keys from now on.
    pub fn publish(&self, keys: &[Value]) {
        self.answer(200, &serde_json::json!({ "keys": keys }).to_string());
    }

    /// Answers like this from now on.
    pub fn answer(&self, status: u16, body: &str) {
        *self.shared.answer.lock().unwrap() = (status, body.to_owned());
    }

    /// Takes this long for each answer from now on.
    pub fn delay(&self, span: Duration) {
        *self.shared.delay.lock().unwrap() = span;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }
}
