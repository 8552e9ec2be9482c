//! Where authorization errors go and what they say (RFC 6749 §4.1.2.1, RFC 9207, conformance §6.5; PR-15, PR-20).

use serde_json::json;

use crate::support::app::{CALLBACK, CHALLENGE, Request, TestApp, VERIFIER};
use crate::support::browser::Seen;

on_each_setup![
    without_a_known_target_it_is_a_page,
    near_misses_of_a_redirect_uri_are_pages,
    a_disabled_flow_is_a_page,
    refusals_go_to_the_client,
    every_mode_carries_errors,
    the_query_of_a_redirect_uri_is_kept,
    state_comes_back_unchanged,
    a_duplicated_parameter_is_a_page,
    post_is_answered_like_get,
];

/// A page for the person: an error status, nothing that leads to a client, no script of ours can change that.
fn assert_is_page(seen: &Seen, what: &str) {
    assert_eq!(seen.status, 400, "{what}: {seen:?}");
    assert!(seen.header("content-type").starts_with("text/html"), "{what}");
    assert!(seen.location().is_empty(), "{what}: {}", seen.location());
    let leads_away =
        ["href=\"http", "action=\"http", "src=\"http", "http-equiv"].iter().find(|at| seen.body.contains(*at));
    assert_eq!(leads_away, None, "{what}: {}", seen.body);
    assert_eq!(seen.header("cache-control"), "no-store", "{what}");
}

/// The members that may stand in an error response, the alphabet of the description (RFC 6749 §4.1.2.1).
fn assert_is_error(app: &TestApp, seen: &Seen, code: &str) {
    let answer = seen.answer();
    assert_eq!(answer.get("error").map(String::as_str), Some(code), "{seen:?}");
    assert_eq!(answer.get("iss"), Some(&app.issuer()), "{seen:?}");
    let known = ["error", "error_description", "state", "iss"];
    assert!(answer.keys().all(|name| known.contains(&name.as_str())), "{answer:?}");
    let is_legal = |byte: u8| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\';
    assert!(answer.get("error_description").is_some_and(|text| text.bytes().all(is_legal)), "{answer:?}");
}

async fn without_a_known_target_it_is_a_page(app: TestApp) {
    let plain = || Request::from("spa");
    let evil = "https://evil.example/cb";
    for (what, request, code) in [
        ("no client", plain().without("client_id"), "invalid_request"),
        ("unknown client", plain().with("client_id", "nobody"), "invalid_client"),
        ("unknown client, evil", plain().with("client_id", "nobody").with("redirect_uri", evil), "invalid_client"),
        ("unregistered", plain().with("redirect_uri", evil), "invalid_redirect_uri"),
        ("none, though one is registered", plain().without("redirect_uri"), "invalid_redirect_uri"),
        ("a silent one", plain().with("redirect_uri", evil).with("prompt", "none"), "invalid_redirect_uri"),
        ("a form", plain().with("redirect_uri", evil).with("response_mode", "form_post"), "invalid_redirect_uri"),
        ("everything wrong", plain().with("redirect_uri", evil).with("scope", "\""), "invalid_redirect_uri"),
    ] {
        let seen = app.ask(&app.browser(), request).await;
        assert_is_page(&seen, what);
        assert!(seen.body.contains(code), "{what}: {}", seen.body);
    }
}

async fn near_misses_of_a_redirect_uri_are_pages(app: TestApp) {
    for uri in [
        "https://app.example.com/cb/",
        "https://app.example.com/cb?x=1",
        "https://app.example.com/cb#",
        "https://app.example.com/CB",
        "https://APP.example.com/cb",
        "https://app.example.com:443/cb",
        "https://app.example.com/x/../cb",
        "https://app.example.com/%63b",
        "https://user@app.example.com/cb",
        "https://app.example.com@evil.example/cb",
        "https://app.example.com.evil.example/cb",
        "https://app.example.com\\@evil.example/cb",
        "//app.example.com/cb",
        "http://app.example.com/cb",
        "javascript:alert(1)//https://app.example.com/cb",
        " https://app.example.com/cb",
        "https://app.example.com/cb\r\nx: y",
    ] {
        let seen = app.ask(&app.browser(), Request::from("spa").with("redirect_uri", uri)).await;
        assert_eq!(seen.status, 400, "{uri}: {seen:?}");
        assert!(seen.location().is_empty(), "{uri}");
        assert!(!seen.body.contains("alert(1)"), "{uri}");
    }
}

async fn a_disabled_flow_is_a_page(app: TestApp) {
    let seen = app.ask(&app.browser(), Request::from("api")).await;
    assert_is_page(&seen, "a client without the code grant");
}

async fn refusals_go_to_the_client(app: TestApp) {
    let plain = || Request::from("spa");
    let claims = |claims: serde_json::Value| Request::from("spa").with("claims", &claims.to_string());
    for (request, code) in [
        (plain().without("response_type"), "invalid_request"),
        (plain().with("response_type", "token"), "unsupported_response_type"),
        (plain().with("response_type", "code id_token"), "unsupported_response_type"),
        (plain().with("response_mode", "carrier_pigeon"), "invalid_request"),
        (plain().without("scope"), "invalid_scope"),
        (plain().with("scope", "admin"), "invalid_scope"),
        (plain().with("scope", "openid \u{fc}"), "invalid_scope"),
        (plain().without("code_challenge").without("code_challenge_method"), "invalid_request"),
        (plain().with("code_challenge_method", "plain"), "invalid_request"),
        (plain().without("code_challenge_method").with("code_challenge", VERIFIER), "invalid_request"),
        (plain().without("code_challenge"), "invalid_request"),
        (plain().with("code_challenge", &CHALLENGE[1..]), "invalid_request"),
        (plain().with("prompt", "dance"), "invalid_request"),
        (plain().with("prompt", "none login"), "invalid_request"),
        (plain().with("prompt", "create"), "invalid_request"),
        (plain().with("max_age", "-1"), "invalid_request"),
        (plain().with("max_age", "soon"), "invalid_request"),
        (plain().with("id_token_hint", "nonsense"), "invalid_request"),
        (plain().with("claims", "{"), "invalid_request"),
        (claims(json!({"userinfo": 7})), "invalid_request"),
        (
            claims(json!({"id_token": {"acr": {"essential": true, "value": "blood"}}})),
            "unmet_authentication_requirements",
        ),
        (plain().with("resource", "https://other.example.com/"), "invalid_target"),
        (plain().with("request", "e30.e30."), "request_not_supported"),
        (plain().with("request_uri", "https://app.example.com/r"), "request_uri_not_supported"),
        (plain().with("registration", "{}"), "registration_not_supported"),
        (plain().with("prompt", "none"), "login_required"),
    ] {
        let seen = app.ask(&app.browser(), request.clone()).await;
        assert_eq!(seen.status, 303, "{}: {seen:?}", request.query());
        assert!(seen.location().starts_with(&format!("{CALLBACK}?")), "{}", seen.location());
        assert_is_error(&app, &seen, code);
        assert_eq!(seen.answer()["state"], "s-1");
        assert_eq!((seen.header("cache-control"), seen.header("referrer-policy")), ("no-store", "no-referrer"));
    }
}

async fn every_mode_carries_errors(app: TestApp) {
    let silent = |mode: &str| Request::from("spa").with("prompt", "none").with("response_mode", mode);
    let fragment = app.ask(&app.browser(), silent("fragment")).await;
    assert!(fragment.location().starts_with(&format!("{CALLBACK}#")), "{}", fragment.location());
    assert_is_error(&app, &fragment, "login_required");
    let form = app.ask(&app.browser(), silent("form_post")).await;
    assert_eq!((form.status, form.header("cache-control")), (200, "no-store"));
    assert!(form.body.contains(&format!("action=\"{CALLBACK}\"")) && form.body.contains("method=\"post\""));
    assert_is_error(&app, &form, "login_required");
    assert_eq!(form.answer()["state"], "s-1");
    // A request object is refused in the mode that it asks for.
    let object = "e30.eyJyZXNwb25zZV9tb2RlIjoiZm9ybV9wb3N0In0.";
    let inside = app.ask(&app.browser(), Request::from("spa").with("request", object)).await;
    assert_eq!(inside.status, 200);
    assert_is_error(&app, &inside, "request_not_supported");
}

async fn the_query_of_a_redirect_uri_is_kept(app: TestApp) {
    let uri = format!("{CALLBACK}?keep=1&empty=");
    app.add_client("query", json!({"token_endpoint_auth_method": "none", "redirect_uris": [uri]})).await;
    let request = || Request::from("query").with("redirect_uri", &uri).with("prompt", "none");
    let seen = app.ask(&app.browser(), request()).await;
    assert!(seen.location().starts_with(&format!("{uri}&error=login_required&")), "{}", seen.location());
    let fragment = app.ask(&app.browser(), request().with("response_mode", "fragment")).await;
    assert!(fragment.location().starts_with(&format!("{uri}#error=login_required&")), "{}", fragment.location());
}

async fn state_comes_back_unchanged(app: TestApp) {
    let long = "x".repeat(1000);
    for state in ["a b+c&d=e%20#f\"<g>'", "\u{fc}\u{1f431}", "\r\nset-cookie: a=b", long.as_str()] {
        for mode in ["query", "fragment", "form_post"] {
            let request = Request::from("spa").with("prompt", "none").with("state", state).with("response_mode", mode);
            let seen = app.ask(&app.browser(), request).await;
            if mode == "form_post" {
                assert!(!seen.body.contains("\"<g>'"), "markup in a state stays text");
            } else {
                assert_eq!(seen.answer()["state"], state, "{mode}");
            }
        }
    }
    let seen = app.ask(&app.browser(), Request::from("spa").with("prompt", "none").without("state")).await;
    assert!(!seen.answer().contains_key("state"));
}

async fn a_duplicated_parameter_is_a_page(app: TestApp) {
    for name in ["client_id", "redirect_uri", "scope", "state", "nonce", "prompt", "code_challenge"] {
        let request = Request::from("spa").with(name, "one").and(name, "two");
        let seen = app.ask(&app.browser(), request).await;
        assert_is_page(&seen, name);
        assert!(seen.body.contains("invalid_request"));
    }
}

async fn post_is_answered_like_get(app: TestApp) {
    let request = Request::from("spa").with("prompt", "none");
    let query = request.query();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let browser = app.browser();
    let seen = browser.post(&app.path("/authorize"), &fields).await;
    let seen = browser.follow(seen).await;
    assert_is_error(&app, &seen, "login_required");
}
