//! Whatever arrives, the server answers in time and never blames itself (SE-04; security §1.18).

use std::time::Duration;

use gatehouse::secret::base64url;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use reqwest::header::{HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::app::{CALLBACK, CHALLENGE, Request, TestApp, basic};
use crate::support::browser::ISSUER;

on_each_setup![
    any_parameters,
    any_headers,
    any_body,
    any_path,
    any_bytes,
    nul_is_a_name_like_any_other,
    our_own_faults_are_not_told,
    sizes_are_bounded,
    a_slow_sender_costs_nothing,
];

/// How long an answer may take; far more than one does.
const PATIENCE: Duration = Duration::from_secs(5);
const CASES: u32 = 96;

const PAGES: &[&str] =
    &["/authorize", "/login", "/login/password", "/logout", "/logout/done", "/", "/interaction/x/login"];
const DOCUMENTS: &[&str] = &[
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/jwks.json",
    "/assets/default/x",
];
const ENDPOINTS: &[&str] = &["/token", "/introspect", "/revoke", "/userinfo", "/realms/nobody/token"];
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "client_id", "client_secret", "client_assertion", "client_assertion_type", "grant_type", "code", "code_verifier",
    "redirect_uri", "refresh_token", "scope", "resource", "token", "token_type_hint", "response_type",
    "response_mode", "state", "nonce", "prompt", "max_age", "display", "ui_locales", "claims_locales",
    "id_token_hint", "login_hint", "acr_values", "claims", "request", "request_uri", "registration", "code_challenge",
    "code_challenge_method", "post_logout_redirect_uri", "access_token", "csrf", "action", "username", "password",
    "language", "remove", "account",
];
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "", "spa", "web", "shop", "code", CALLBACK, CHALLENGE, "S256", "openid email", "authorization_code",
    "refresh_token", "client_credentials", "none", "login", "form_post", "fragment", "0", "-1",
    "18446744073709551616", "NaN", "\0", "a\0b",
    "r1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "eyJhbGciOiJub25lIn0.e30.",
    "e30.e30.e30", "gha_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "{\"userinfo\":{\"\":null}}",
    "{\"id_token\":{\"acr\":{\"values\":[[[[]]]]}}}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "../../etc/passwd",
    "'; DROP TABLE users; --", "{{7*7}}", "<script>", "%", "\u{202e}",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "https://vault.example.com/", "\r\nset-cookie: a=b",
];
#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "authorization", "cookie", "accept", "accept-language", "accept-encoding", "origin", "referer", "if-none-match",
    "range", "x-forwarded-for", "forwarded", "x-request-id", "content-type", "user-agent", "dpop", "traceparent",
    "expect", "upgrade",
];

fn text() -> impl Strategy<Value = String> {
    let long = (1usize..3000).prop_map(|length| "A".repeat(length));
    prop_oneof![4 => select(VALUES).prop_map(str::to_owned), 2 => any::<String>(), 2 => "[ -~]{0,80}", 1 => long]
}

fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![8 => select(NAMES).prop_map(str::to_owned), 1 => any::<String>()];
    vec((name, text()), 0..12)
}

fn path() -> impl Strategy<Value = String> {
    let known: Vec<&str> = [PAGES, DOCUMENTS, ENDPOINTS].concat();
    let known = select(known).prop_map(str::to_owned);
    let realm = prop_oneof![Just("acme".to_owned()), "(%[0-9a-f]{2}|[!-.0-;=@-~]){0,9}"];
    prop_oneof![3 => known.clone(), 1 => (realm, known).prop_map(|(realm, path)| format!("/realms/{realm}{path}"))]
}

/// Runs `property` on many inputs; a failure is shrunk to a small one.
async fn hold<S>(
    app: &TestApp,
    input: S,
    property: impl AsyncFn(&TestApp, S::Value) -> Result<(), String> + Send + 'static,
) where
    S: Strategy + Send + 'static,
    S::Value: Send,
{
    let (app, handle) = (app.clone(), tokio::runtime::Handle::current());
    let run = move || {
        let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
        TestRunner::new(config)
            .run(&input, |value| handle.block_on(property(&app, value)).map_err(TestCaseError::fail))
            .map_err(|failure| failure.to_string())
    };
    tokio::task::spawn_blocking(run).await.unwrap().unwrap();
}

/// Sends the request; an error status below 500 is as good as any other.
async fn answers(request: reqwest::RequestBuilder) -> Result<(), String> {
    let response = request.timeout(PATIENCE).send().await.map_err(|error| format!("no answer: {error:?}"))?;
    let status = response.status();
    let body = response.text().await.map_err(|error| format!("no whole answer: {error:?}"))?;
    if status.is_server_error() { Err(format!("{status}: {body}")) } else { Ok(()) }
}

async fn any_parameters(app: TestApp) {
    let input = (path(), parameters(), any::<bool>(), any::<bool>());
    hold(&app, input, async |app, (path, parameters, in_query, authenticated)| {
        let http = app.browser().http;
        let request = if in_query {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
            http.get(app.url(&format!("{path}?{query}")))
        } else {
            http.post(app.url(&path)).header("origin", ISSUER).form(&parameters)
        };
        let header = basic("shop", &app.secret("shop"));
        answers(if authenticated { request.header("authorization", header) } else { request }).await
    })
    .await;
}

async fn any_headers(app: TestApp) {
    let value = prop_oneof![text().prop_map(String::into_bytes), vec(any::<u8>(), 0..60)];
    let header = (select(HEADERS), prop_oneof![Just(""), Just("Basic "), Just("Bearer ")], value);
    let input = (path(), vec(header, 0..6), any::<bool>());
    hold(&app, input, async |app, (path, headers, post)| {
        let http = app.browser().http;
        let mut request = if post { http.post(app.url(&path)) } else { http.get(app.url(&path)) };
        for (name, scheme, value) in headers {
            let value = [scheme.as_bytes(), &value].concat();
            // What no header can hold is for `any_bytes`.
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                request = request.header(HeaderName::from_static(name), value);
            }
        }
        answers(request).await
    })
    .await;
}

async fn any_body(app: TestApp) {
    let kinds =
        ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data", "", "\u{fc}/;"];
    let body = prop_oneof![
        vec(any::<u8>(), 0..400),
        "([a-z_]{0,12}=?(%[0-9a-g]{0,2}|[ -~]){0,8}&){0,9}".prop_map(String::into_bytes)
    ];
    hold(&app, (path(), select(kinds.to_vec()), body), async |app, (path, kind, body)| {
        let request = app.browser().http.post(app.url(&path)).header("content-type", kind.as_bytes()).body(body);
        answers(request).await
    })
    .await;
}

async fn any_path(app: TestApp) {
    let part = prop_oneof![
        select(vec![
            "realms",
            "default",
            "interaction",
            "login",
            "..",
            ".",
            "%2e%2e",
            "%00",
            "%ff",
            "assets",
            "a%2fb",
            ";"
        ])
        .prop_map(str::to_owned),
        "[!-~]{0,20}",
    ];
    let input = (vec(part, 0..6), select(vec!["GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND"]));
    hold(&app, input, async |app, (parts, method)| {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = app.browser().http.request(method, app.url(&format!("/{}", parts.join("/"))));
        answers(request).await
    })
    .await;
}

/// Says `bytes` and then nothing more; the first line of the answer.
async fn say(app: &TestApp, bytes: &[u8]) -> Result<String, String> {
    let talk = async {
        let mut stream = TcpStream::connect(app.house.address).await?;
        // The other side may hang up before it has heard everything.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
    };
    let line = tokio::time::timeout(PATIENCE, talk).await.map_err(|_| "no end of the answer".to_owned())?;
    line.map_err(|error| error.to_string())
}

async fn any_bytes(app: TestApp) {
    let line = prop_oneof![
        3 => select(vec!["GET / HTTP/1.1", "POST /token HTTP/1.1", "GET /authorize?a=%zz HTTP/1.0", "POST /userinfo HTTP/1.1"])
            .prop_map(|line| line.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..80),
    ];
    let header = prop_oneof![
        select(vec![
            "host: x",
            "host: \u{fc}",
            "content-length: 5",
            "content-length: -1",
            "content-length: 99999999999999999999",
            "transfer-encoding: chunked",
            "transfer-encoding: gzip, chunked",
            "content-encoding: gzip",
            "connection: close",
            "expect: 100-continue",
            "content-type: application/x-www-form-urlencoded",
            "authorization: Basic \u{7f}",
            "cookie: ;=;",
        ])
        .prop_map(|header| header.as_bytes().to_vec()),
        vec(any::<u8>(), 0..40),
    ];
    let input = (line, vec(header, 0..6), vec(any::<u8>(), 0..60));
    hold(&app, input, async |app, (line, headers, body)| {
        let head = [vec![line], headers].concat().join(&b"\r\n"[..]);
        let answer = say(app, &[&head, &b"\r\n\r\n"[..], &body].concat()).await?;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        if status.starts_with('5') { Err(answer) } else { Ok(()) }
    })
    .await;
    assert_eq!(app.get("/health/live", &[]).await.status, 200, "and the server lives");
}

/// PostgreSQL holds no NUL in texts: what has one can be the name of nothing.
async fn nul_is_a_name_like_any_other(app: TestApp) {
    for path in
        ["/realms/a%00b/jwks.json", "/interaction/a%00b/login", "/assets/default/a%00b", "/authorize?client_id=a%00b"]
    {
        let seen = app.get(path, &[]).await;
        assert!([400, 404, 410].contains(&seen.status), "{path}: {seen:?}");
    }
    let claims = base64url(br#"{"sub":"a\u0000b","iss":"a\u0000b","jti":"\u0000","exp":2000000000}"#);
    let assertion = format!("{}.{claims}.AAAA", base64url(br#"{"alg":"ES256","kid":"\u0000"}"#));
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let seen = app.send("/token", &[("client_assertion_type", kind), ("client_assertion", &assertion)], &[]).await;
    assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()));
    let named = app.send("/token", &[("client_id", "a\0b")], &[]).await;
    assert_eq!(named.refusal(), (400, "invalid_request".to_owned()));
    let seen = app.sign_in_as(&app.browser(), "a\0b", "spa").await;
    assert_eq!(seen.status, 400, "a person of that name: {seen:?}");
}

async fn our_own_faults_are_not_told(app: TestApp) {
    assert_eq!(app.get("/jwks.json", &[]).await.status, 200);
    app.house.parts.shared.database.close().await;
    app.advance(Duration::from_secs(10));
    // What is known of a realm serves its documents for five minutes without the database.
    assert_eq!(app.get("/jwks.json", &[]).await.status, 200);
    app.advance(Duration::from_mins(5));
    let fields = [("grant_type", "client_credentials"), ("client_id", "new")];
    for seen in [
        app.get("/realms/acme/jwks.json", &[]).await,
        app.send("/realms/acme/token", &fields, &[]).await,
        app.get("/jwks.json", &[]).await,
        app.send("/token", &fields, &[]).await,
    ] {
        assert_eq!(seen.refusal(), (503, "temporarily_unavailable".to_owned()), "{seen:?}");
        assert!(!seen.header("retry-after").is_empty() && seen.header("cache-control") == "no-store");
        assert!(!seen.body.contains("database") && !seen.body.contains("pool"), "{}", seen.body);
    }
}

async fn sizes_are_bounded(app: TestApp) {
    let http = app.browser().http;
    let form = |body: String| {
        http.post(app.url("/token")).header("content-type", "application/x-www-form-urlencoded").body(body)
    };
    let many = (0..101).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&");
    for body in [
        format!("code={}", "a".repeat(20_000)),
        format!("{}=1", "n".repeat(200)),
        many,
        "a".repeat(70_000),
        "&".repeat(60_000),
    ] {
        let seen = app.call(form(body), "/token", &[]).await;
        assert!([400, 401].contains(&seen.status), "{}", seen.status);
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let request = Request::from("spa").with("claims", &nested);
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(request.query().as_bytes()).into_owned().collect();
    let seen = app.call(http.post(app.url("/authorize")).form(&fields), "/authorize", &[]).await;
    assert!(seen.status < 500, "{seen:?}");
    for headers in [200, 2000] {
        let head = (0..headers).map(|n| format!("x-{n}: {}", "v".repeat(100))).collect::<Vec<_>>().join("\r\n");
        let answer = say(&app, format!("GET / HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\n").as_bytes()).await.unwrap();
        assert!(answer.is_empty() || answer.contains(" 4"), "{answer}");
    }
    assert_eq!(app.get("/health/live", &[]).await.status, 200);
}

async fn a_slow_sender_costs_nothing(app: TestApp) {
    let mut slow = Vec::new();
    for _ in 0..64 {
        let mut stream = TcpStream::connect(app.house.address).await.unwrap();
        let head = "POST /token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\na";
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let seen = tokio::time::timeout(PATIENCE, app.introspect("api", "x")).await;
    assert!(seen.is_ok_and(|seen| seen.status == 200), "others are served meanwhile");
}
