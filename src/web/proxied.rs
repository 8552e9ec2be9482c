//! Connections that a proxy hands on: the header of the PROXY protocol stands before everything else, TLS included.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::peer;
use crate::spec::proxy_protocol::{Malformed, Step, step};

/// The header is one packet; the specification wants patience for a lost one (§2: at least 3 s).
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a connection was closed.
#[derive(Debug)]
pub enum Refusal {
    /// Its peer is no trusted proxy.
    Untrusted,
    /// It does not begin with a header of the PROXY protocol.
    Malformed,
    /// The header did not arrive in time.
    Late,
    /// It ended before the header did.
    Ended(io::Error),
    /// TLS could not be agreed on, or took too long.
    Tls(io::Error),
}

impl Refusal {
    /// The word for metrics.
    const fn reason(&self) -> &'static str {
        match self {
            Self::Untrusted => "untrusted",
            Self::Malformed => "malformed",
            Self::Late => "late",
            Self::Ended(_) => "ended",
            Self::Tls(_) => "tls",
        }
    }

    /// Counts it. Strangers can cause as many as they like, so a line in the log is for those who ask for it.
    #[must_use]
    pub fn noted(self, peer: SocketAddr) -> Self {
        metrics::counter!("gatehouse_proxied_connections_refused_total", "reason" => self.reason()).increment(1);
        tracing::debug!(%peer, reason = %self, "a connection was closed");
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untrusted | Self::Malformed | Self::Late => f.write_str(self.reason()),
            Self::Ended(error) | Self::Tls(error) => write!(f, "{}: {error}", self.reason()),
        }
    }
}

/// Takes the header off `stream`, a connection from `peer`, and no byte more: whose connection it is.
///
/// # Errors
/// The connection must be closed.
pub async fn client(
    stream: &mut (impl AsyncRead + Unpin),
    peer: SocketAddr,
    trusted: &[IpNet],
) -> Result<SocketAddr, Refusal> {
    if !peer::is_trusted(peer.ip(), trusted) {
        return Err(Refusal::Untrusted);
    }
    let said = tokio::time::timeout(PATIENCE, header(stream)).await.map_err(|_| Refusal::Late)??;
    // A proxy that speaks for itself, to see whether we are well, is the client.
    Ok(said.unwrap_or(peer))
}

async fn header(stream: &mut (impl AsyncRead + Unpin)) -> Result<Option<SocketAddr>, Refusal> {
    let mut seen = Vec::new();
    loop {
        match step(&seen).map_err(|Malformed| Refusal::Malformed)? {
            Step::Done(client) => return Ok(client),
            Step::Read(more) => {
                let mut part = vec![0; more];
                stream.read_exact(&mut part).await.map_err(Refusal::Ended)?;
                seen.append(&mut part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn takes_the_header_and_nothing_else() {
        let peer: SocketAddr = "10.0.0.1:9".parse().unwrap();
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let mut stream: &[u8] = b"PROXY TCP4 192.0.2.1 10.0.0.2 7 443\r\nGET /";
        assert_eq!(client(&mut stream, peer, &trusted).await.unwrap(), "192.0.2.1:7".parse().unwrap());
        assert_eq!(stream, b"GET /");
        let mut local: &[u8] = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0rest";
        assert_eq!(client(&mut local, peer, &trusted).await.unwrap(), peer);
        assert_eq!(local, b"rest");
        let mut none: &[u8] = b"GET / HTTP/1.1\r\n\r\n";
        assert!(matches!(client(&mut none, peer, &trusted).await, Err(Refusal::Malformed)));
        let mut short: &[u8] = b"PROXY TCP4 ";
        assert!(matches!(client(&mut short, peer, &trusted).await, Err(Refusal::Ended(_))));
        let mut stranger: &[u8] = b"PROXY TCP4 192.0.2.1 10.0.0.2 7 443\r\n";
        assert!(matches!(client(&mut stranger, peer, &[]).await, Err(Refusal::Untrusted)));
        assert_eq!(stranger.len(), 37, "not even read");
    }
}
