//! A web server of somebody else's, on loopback: one document, which can change, and how often it was asked for.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Serves a document at a path; 404 elsewhere, and everywhere without a document.
#[derive(Clone)]
pub struct Documents {
    port: u16,
    document: Arc<Mutex<Option<String>>>,
    asked: Arc<AtomicU32>,
}

impl Documents {
    pub async fn at(path: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, document: Arc::default(), asked: Arc::default() };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                own.answer(stream, path).await;
            }
        });
        server
    }

    async fn answer(&self, mut stream: TcpStream, path: &str) {
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.unwrap_or_default();
        let request = String::from_utf8_lossy(&request[..length]).into_owned();
        self.asked.fetch_add(1, Ordering::SeqCst);
        let document = self.document.lock().unwrap().clone();
        let (status, body) = match document {
            Some(document) if request.starts_with(&format!("GET {path} ")) => ("200 OK", document),
            _ => ("404 Not Found", String::new()),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    }

    /// Where it is.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn show(&self, document: Option<String>) {
        *self.document.lock().unwrap() = document;
    }

    /// How often it was asked.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}
