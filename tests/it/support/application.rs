//! A relying party over HTTP: signs Alice in, redeems codes, refreshes, without any library in between.

use std::time::Duration;

use aws_lc_rs::hmac;
use gatehouse::clock::Clock;
use gatehouse::random::Random;
use gatehouse::secret::base64url;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::browser::{Browser, ISSUER, Seen};

/// Alice's password.
pub const PASSWORD: &str = "wombats dig at night";
/// Where codes go.
pub const CALLBACK: &str = "https://app.example.com/cb";
/// The verifier and the challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An answer of an endpoint for software.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Reply {
    /// A text in the JSON body; empty if it is not there.
    pub fn field(&self, name: &str) -> String {
        self.json[name].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it is `status` with this `error`.
    pub fn is_error(&self, status: u16, error: &str) -> bool {
        self.status == status && self.field("error") == error
    }

    /// Whether it says politely that now is not the time.
    pub fn is_unavailable(&self) -> bool {
        self.is_error(503, "temporarily_unavailable") && self.headers.contains_key("retry-after")
    }
}

/// A client of HTTP that gives up after a while.
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap()
}

async fn read(response: reqwest::Response) -> Result<Reply, reqwest::Error> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await?;
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Reply { status, headers, text, json })
}

/// One POST of a form.
pub async fn post(http: &reqwest::Client, url: &str, fields: &[(&str, &str)]) -> Result<Reply, reqwest::Error> {
    read(http.post(url).form(fields).send().await?).await
}

/// One GET, with an access token if there is one.
pub async fn get(http: &reqwest::Client, url: &str, token: &str) -> Result<Reply, reqwest::Error> {
    let request = http.get(url);
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    read(request.send().await?).await
}

/// Redeems a code of the public client `app`.
pub async fn redeem(http: &reqwest::Client, base: &str, code: &str) -> Result<Reply, reqwest::Error> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    post(http, &format!("{base}/token"), &fields).await
}

/// Refreshes as the public client `app`.
pub async fn refresh(http: &reqwest::Client, base: &str, token: &str) -> Result<Reply, reqwest::Error> {
    let fields = [("grant_type", "refresh_token"), ("client_id", "app"), ("refresh_token", token)];
    post(http, &format!("{base}/token"), &fields).await
}

/// Asks for a token as `client` in its own right, with a signed assertion.
pub async fn assert_as(http: &reqwest::Client, base: &str, assertion: &str) -> Result<Reply, reqwest::Error> {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    post(http, &format!("{base}/token"), &fields).await
}

/// A fresh assertion of the client `signer` (RFC 7523 §3).
pub fn assertion(secret: &str) -> String {
    let now = Clock::System.now().as_secs();
    let claims = json!({
        "iss": "signer", "sub": "signer", "aud": ISSUER, "jti": Random::System.id(), "iat": now, "exp": now + 60,
    });
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256" })), part(&claims));
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", base64url(signature.as_ref()))
}

/// The path of an authorization request; `more` is further query text.
pub fn authorize(client: &str, more: &str) -> String {
    format!(
        "/authorize?client_id={client}&response_type=code&scope=openid+email&state=s1&\
         redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&code_challenge={CHALLENGE}&code_challenge_method=S256{more}"
    )
}

/// Signs Alice in on the two pages that begin with `login`.
pub async fn sign_in(browser: &Browser, login: &Seen) -> Seen {
    let password = browser.submit(login, &[("username", "alice"), ("action", "sign-in")]).await;
    assert!(password.path.ends_with("/password"), "{password:?}");
    browser.submit(&password, &[("username", "alice"), ("password", PASSWORD), ("action", "sign-in")]).await
}

/// A code for `app`: Alice signs in unless this browser knows her already.
pub async fn code(browser: &Browser) -> String {
    let mut seen = browser.open(&authorize("app", "")).await;
    if seen.path.ends_with("/login") {
        seen = sign_in(browser, &seen).await;
    }
    seen.parameter("code").unwrap_or_else(|| panic!("no code: {seen:?}"))
}

/// The tokens of a new grant.
pub async fn tokens(browser: &Browser) -> Reply {
    let code = code(browser).await;
    let reply = redeem(&http(), &browser.base, &code).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    reply
}
