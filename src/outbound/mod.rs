//! The one way out: fetches of URLs that clients or providers elsewhere name, guarded against reaching what only this machine can reach (SSRF).
//!
//! https only; the name is resolved here, every address is checked, and the connection goes to the checked address; no
//! redirects; five seconds; a cap on the size; a circuit breaker per host. Errors say nothing about the target.

mod guard;
pub mod mail;
mod relay;

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, Url, redirect};

pub use relay::Relay;

use crate::clock::{Clock, Timestamp};

/// A fetch in all, from look-up to last byte.
const DEADLINE: Duration = Duration::from_secs(5);
/// Failures in a row after which a host is left alone.
const BREAKS_AFTER: u32 = 5;
/// For how long.
const OPEN_FOR: Duration = Duration::from_mins(1);
/// Hosts remembered at most.
const HOSTS: usize = 1_000;

/// What a fetcher may do.
#[derive(Clone, Debug, Default)]
pub struct FetchOptions {
    /// Lets fetches reach loopback addresses, and those by plain http: development and conformance runs only.
    pub allow_loopback: bool,
    /// Further roots of trust, PEM.
    pub extra_ca: Option<Vec<u8>>,
}

/// Why a fetch gave nothing; never what the target is or said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The URL, or every address of its host, is not allowed.
    Forbidden,
    /// The host failed too often lately.
    LeftAlone,
    /// No usable answer in time.
    Failed,
    /// The answer is larger than allowed.
    TooLarge,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forbidden => "the address may not be fetched",
            Self::LeftAlone => "the address failed too often lately",
            Self::Failed => "the address gave no usable answer",
            Self::TooLarge => "the answer is too large",
        })
    }
}

impl std::error::Error for FetchError {}

/// Fetches URLs that clients registered, and speaks to providers elsewhere. Clones share the circuit breakers.
#[derive(Clone, Debug)]
pub struct Fetcher {
    options: Arc<FetchOptions>,
    clock: Clock,
    breakers: Arc<Mutex<HashMap<String, (u32, Timestamp)>>>,
}

impl Fetcher {
    /// A fetcher.
    pub fn new(options: FetchOptions, clock: Clock) -> Self {
        Self { options: Arc::new(options), clock, breakers: Arc::default() }
    }

    /// The body behind `url`, at most `limit` bytes, if it answers 200.
    pub async fn get(&self, url: &str, limit: usize) -> Result<Vec<u8>, FetchError> {
        let url = Url::parse(url).map_err(|_| FetchError::Forbidden)?;
        let host = url.host_str().ok_or(FetchError::Forbidden)?.to_owned();
        if self.is_open(&host) {
            return Err(FetchError::LeftAlone);
        }
        let request = reqwest::Request::new(reqwest::Method::GET, url);
        let outcome = self.in_time(request, limit).await.and_then(|answer| {
            if answer.status() == http::StatusCode::OK { Ok(answer.into_body()) } else { Err(FetchError::Failed) }
        });
        self.note(&host, outcome.is_ok() || outcome == Err(FetchError::Forbidden));
        outcome
    }

    /// Sends `request` and reads the whole answer, at most `limit` bytes, whatever its status. An answer that says what is
    /// wrong with the request is no failure of the host; one that says that it failed (5xx) is.
    pub async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limit: usize,
    ) -> Result<http::Response<Vec<u8>>, FetchError> {
        let request = reqwest::Request::try_from(request).map_err(|_| FetchError::Forbidden)?;
        let host = request.url().host_str().ok_or(FetchError::Forbidden)?.to_owned();
        if self.is_open(&host) {
            return Err(FetchError::LeftAlone);
        }
        let outcome = self.in_time(request, limit).await;
        let is_answered = match &outcome {
            Ok(answer) => !answer.status().is_server_error(),
            Err(error) => *error == FetchError::Forbidden,
        };
        self.note(&host, is_answered);
        outcome
    }

    /// Whether the host of `url` failed so often lately that nothing is fetched from it.
    pub fn leaves_alone(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| url.host_str().is_some_and(|host| self.is_open(host)))
    }

    async fn in_time(&self, request: reqwest::Request, limit: usize) -> Result<http::Response<Vec<u8>>, FetchError> {
        tokio::time::timeout(DEADLINE, self.fetch(request, limit)).await.unwrap_or(Err(FetchError::Failed))
    }

    async fn fetch(&self, request: reqwest::Request, limit: usize) -> Result<http::Response<Vec<u8>>, FetchError> {
        let address = self.resolve(request.url()).await?;
        let client = self.client(request.url(), address)?;
        let mut response = client.execute(request).await.map_err(|_| FetchError::Failed)?;
        let mut answer = http::Response::builder().status(response.status());
        if let Some(headers) = answer.headers_mut() {
            std::mem::swap(headers, response.headers_mut());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| FetchError::Failed)? {
            if body.len() + chunk.len() > limit {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        answer.body(body).map_err(|_| FetchError::Failed)
    }

    /// The first allowed address of the host; none of the others is tried.
    async fn resolve(&self, url: &Url) -> Result<SocketAddr, FetchError> {
        let is_plain = url.scheme() == "http";
        let is_web = is_plain || url.scheme() == "https";
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Forbidden);
        }
        let port = url.port_or_known_default().ok_or(FetchError::Forbidden)?;
        let host =
            url.host_str().ok_or(FetchError::Forbidden)?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let found = tokio::net::lookup_host((host, port)).await.map_err(|_| FetchError::Failed)?;
        found.into_iter().find(|address| self.allows(address.ip(), is_plain)).ok_or(FetchError::Forbidden)
    }

    fn allows(&self, address: IpAddr, is_plain: bool) -> bool {
        let address = address.to_canonical();
        if address.is_loopback() { self.options.allow_loopback } else { !is_plain && guard::is_global(address) }
    }

    /// A client pinned to the checked address: a second look-up could answer differently.
    fn client(&self, url: &Url, address: SocketAddr) -> Result<Client, FetchError> {
        let mut builder =
            Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(DEADLINE).user_agent("gatehouse");
        if let Some(host) = url.domain() {
            builder = builder.resolve(host, address);
        }
        if let Some(pem) = &self.options.extra_ca {
            for certificate in Certificate::from_pem_bundle(pem).map_err(|_| FetchError::Failed)? {
                builder = builder.add_root_certificate(certificate);
            }
        }
        builder.build().map_err(|_| FetchError::Failed)
    }

    fn is_open(&self, host: &str) -> bool {
        let breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        breakers
            .get(host)
            .is_some_and(|(failures, since)| *failures >= BREAKS_AFTER && self.clock.now().since(*since) < OPEN_FOR)
    }

    fn note(&self, host: &str, success: bool) {
        let now = self.clock.now();
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        if success {
            breakers.remove(host);
            return;
        }
        if breakers.len() >= HOSTS {
            breakers.retain(|_, (_, since)| now.since(*since) < OPEN_FOR);
        }
        let entry = breakers.entry(host.to_owned()).or_insert((0, now));
        *entry = (entry.0 + 1, now);
    }
}

#[cfg(test)]
mod tests;
