//! Requests of the built-in demo application to the provider it belongs to, as `http` values.

use std::time::Duration;

use super::FetchError;

/// A request in all.
const DEADLINE: Duration = Duration::from_secs(10);

/// Sends requests to one origin, and to no other.
#[derive(Clone, Debug)]
pub struct Relay {
    client: reqwest::Client,
    origin: String,
}

impl Relay {
    /// A relay to `origin` (scheme, host and port).
    ///
    /// # Errors
    /// `Failed` when there is no TLS to be had.
    pub fn new(origin: &str) -> Result<Self, FetchError> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(DEADLINE)
            .build()
            .map_err(|_| FetchError::Failed)?;
        Ok(Self { client, origin: origin.to_owned() })
    }

    /// Sends `request` and reads the whole answer.
    ///
    /// # Errors
    /// `Forbidden` for another origin, `Failed` when there is no answer.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, FetchError> {
        let request = reqwest::Request::try_from(request).map_err(|_| FetchError::Forbidden)?;
        if request.url().origin().ascii_serialization() != self.origin {
            return Err(FetchError::Forbidden);
        }
        let mut answer = self.client.execute(request).await.map_err(|_| FetchError::Failed)?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            std::mem::swap(headers, answer.headers_mut());
        }
        let body = answer.bytes().await.map_err(|_| FetchError::Failed)?.to_vec();
        response.body(body).map_err(|_| FetchError::Failed)
    }
}
