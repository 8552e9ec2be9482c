//! What a request may demand of the person: `prompt`, `max_age`, hints and essential claims (OpenID Connect Core
//! §3.1.2.1, §5.5.1; conformance §5.1; PR-09, PR-10).

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::app::{Request, TestApp, Tokens, part};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    nothing_is_shown_to_nobody,
    consent_once_given_is_silent,
    consent_for_a_native_application_counts_once,
    prompt_login_asks_again_and_only_once,
    prompt_consent_asks_even_the_house,
    max_age_counts_from_the_login,
    a_hint_names_who_must_be_there,
    a_hint_that_is_none_of_ours_is_refused,
    the_sub_claim_names_who_must_be_there,
    an_essential_acr_is_met_or_refused,
    wishes_never_fail_a_login,
    a_scope_that_was_refused_stays_refused,
];

fn silent(client: &str) -> Request {
    Request::from(client).with("prompt", "none")
}

fn error(seen: &Seen) -> String {
    seen.answer().remove("error").unwrap_or_else(|| panic!("no error: {seen:?}"))
}

/// The ID token of a response that carries a code.
async fn id_token(app: &TestApp, client: &str, seen: &Seen) -> Value {
    let code = seen.answer().remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"));
    part(&Tokens::of(&app.exchange(client, &code).await).id, 1)
}

fn assert_is_login(seen: &Seen) {
    assert!(seen.status == 200 && seen.path.ends_with("/login"), "{seen:?}");
}

async fn nothing_is_shown_to_nobody(app: TestApp) {
    let seen = app.ask(&app.browser(), silent("guest")).await;
    assert_eq!((seen.status, error(&seen).as_str()), (303, "login_required"));
    // A cookie that was made up is nobody's.
    let browser = app.browser();
    browser.cookies.lock().unwrap().insert("gatehouse-session".to_owned(), "A".repeat(43));
    assert_eq!(error(&app.ask(&browser, silent("guest")).await), "login_required");
}

async fn consent_once_given_is_silent(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    assert_eq!(error(&app.ask(&browser, silent("guest")).await), "consent_required");
    assert!(app.sign_in(&browser, "guest").await.answer().contains_key("code"));
    let again = app.ask(&browser, silent("guest")).await;
    assert!(again.answer().contains_key("code"), "{again:?}");
    let more = silent("guest").with("scope", "openid email phone");
    assert_eq!(error(&app.ask(&browser, more).await), "consent_required");
    let claim = silent("guest").with("claims", r#"{"userinfo":{"birthdate":null}}"#);
    assert_eq!(error(&app.ask(&browser, claim).await), "consent_required");
    // Another person on another machine has allowed nothing.
    app.add_user("bob").await;
    let other = app.browser();
    app.sign_in_as(&other, "bob", "spa").await;
    assert_eq!(error(&app.ask(&other, silent("guest")).await), "consent_required");
}

async fn consent_for_a_native_application_counts_once(app: TestApp) {
    let uri = "http://127.0.0.1:8123/cb";
    let native = json!({"application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": ["http://127.0.0.1/cb"]});
    app.add_client("native", native).await;
    let request = || Request::from("native").with("redirect_uri", uri);
    let browser = app.browser();
    let back = app.sign_in(&browser, request()).await;
    assert!(back.location().starts_with(&format!("{uri}?code=")), "{back:?}");
    assert_eq!(error(&app.ask(&browser, request().with("prompt", "none")).await), "consent_required");
}

async fn prompt_login_asks_again_and_only_once(app: TestApp) {
    let browser = app.browser();
    let first = id_token(&app, "spa", &app.sign_in(&browser, "spa").await).await;
    app.advance(Duration::from_secs(90));
    let silently = id_token(&app, "spa", &app.ask(&browser, silent("spa")).await).await;
    assert_eq!(silently["auth_time"], first["auth_time"], "no login, no new time");
    let request = Request::from("spa").with("prompt", "login");
    assert_is_login(&app.ask(&browser, request.clone()).await);
    let again = id_token(&app, "spa", &app.sign_in(&browser, request).await).await;
    assert_eq!(again["auth_time"].as_i64().unwrap(), first["auth_time"].as_i64().unwrap() + 90);
    assert_eq!((&again["sub"], &again["sid"]), (&first["sub"], &first["sid"]));
}

async fn prompt_consent_asks_even_the_house(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    for client in ["spa", "guest"] {
        app.sign_in(&browser, client).await;
        let page = app.ask(&browser, Request::from(client).with("prompt", "consent")).await;
        assert!(page.status == 200 && page.path.ends_with("/consent"), "{client}: {page:?}");
    }
}

async fn max_age_counts_from_the_login(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let within = |seconds: &str| silent("spa").with("max_age", seconds);
    app.advance(Duration::from_mins(1));
    let fresh = id_token(&app, "spa", &app.ask(&browser, within("60")).await).await;
    assert_eq!(fresh["auth_time"].as_i64(), Some(app.now() - 60));
    assert_eq!(error(&app.ask(&browser, within("59")).await), "login_required");
    assert_eq!(error(&app.ask(&browser, within("0")).await), "login_required");
    assert_is_login(&app.ask(&browser, Request::from("spa").with("max_age", "59")).await);
    let renewed = app.sign_in(&browser, Request::from("spa").with("max_age", "59")).await;
    assert_eq!(id_token(&app, "spa", &renewed).await["auth_time"].as_i64(), Some(app.now()));
}

async fn a_hint_names_who_must_be_there(app: TestApp) {
    let hint = app.tokens("spa").await.id;
    let hinted = || silent("spa").with("id_token_hint", &hint);
    assert_eq!(error(&app.ask(&app.browser(), hinted()).await), "login_required", "a hint is no login");
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let seen = app.ask(&browser, hinted()).await;
    assert_eq!(id_token(&app, "spa", &seen).await["sub"], part(&hint, 1)["sub"]);
    app.add_user("bob").await;
    let other = app.browser();
    app.sign_in_as(&other, "bob", "spa").await;
    assert_eq!(error(&app.ask(&other, hinted()).await), "login_required");
    assert_is_login(&app.ask(&other, Request::from("spa").with("id_token_hint", &hint)).await);
    // Bob again, where alice was asked for: never bob's code.
    let bob = app.sign_in_as(&other, "bob", Request::from("spa").with("id_token_hint", &hint)).await;
    assert!(!bob.answer().contains_key("code"), "{bob:?}");
    // Long expired, still a hint (OpenID Connect Core §3.1.2.1).
    app.advance(Duration::from_mins(20));
    assert!(app.ask(&browser, hinted()).await.answer().contains_key("code"));
}

async fn a_hint_that_is_none_of_ours_is_refused(app: TestApp) {
    let tokens = app.tokens("spa").await;
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    app.sign_in(&browser, "web").await;
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", tokens.id.split('.').nth(1).unwrap());
    let (body, signature) = tokens.id.rsplit_once('.').unwrap();
    let flipped: String = signature.chars().rev().collect();
    let forged = format!("{body}.{flipped}");
    for (client, hint) in
        [("web", &tokens.id), ("spa", &tokens.access), ("spa", &tokens.refresh), ("spa", &unsigned), ("spa", &forged)]
    {
        let seen = app.ask(&browser, silent(client).with("id_token_hint", hint)).await;
        assert_eq!(error(&seen), "invalid_request", "{hint}");
    }
}

async fn the_sub_claim_names_who_must_be_there(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let named = |sub: &str| silent("spa").with("claims", &json!({"id_token": {"sub": {"value": sub}}}).to_string());
    assert!(app.ask(&browser, named(app.alice.as_str())).await.answer().contains_key("code"));
    assert_eq!(error(&app.ask(&browser, named("somebody")).await), "login_required");
    let hint = app.tokens("spa").await.id;
    let both = named("somebody").with("id_token_hint", &hint);
    assert_eq!(error(&app.ask(&browser, both).await), "invalid_request");
}

async fn an_essential_acr_is_met_or_refused(app: TestApp) {
    let reached = app.get("/.well-known/openid-configuration", &[]).await.json()["acr_values_supported"][0].clone();
    let essential = |values: Value| {
        let claims = json!({"id_token": {"acr": {"essential": true, "values": values}}});
        Request::from("spa").with("claims", &claims.to_string())
    };
    let seen = app.sign_in(&app.browser(), essential(json!(["blood", reached]))).await;
    assert_eq!(id_token(&app, "spa", &seen).await["acr"], reached);
    let seen = app.ask(&app.browser(), essential(json!(["blood"]))).await;
    assert_eq!(error(&seen), "unmet_authentication_requirements");
}

async fn wishes_never_fail_a_login(app: TestApp) {
    let browser = app.browser();
    let page = app.ask(&browser, Request::from("spa").with("login_hint", "al\"ice")).await;
    assert_is_login(&page);
    assert_eq!(page.field("username").as_deref(), Some("al\"ice"));
    app.sign_in(&browser, "spa").await;
    let long = "x".repeat(5000);
    for (name, value) in [
        ("login_hint", long.as_str()),
        ("login_hint", "\u{7}\u{202e}"),
        ("display", "hologram"),
        ("ui_locales", "xx-YY-zz !! \u{fc}"),
        ("claims_locales", long.as_str()),
        ("acr_values", "blood sweat tears"),
        ("claims", r#"{"userinfo":{"shoe_size":{"essential":true}},"elsewhere":{}}"#),
        ("made_up", long.as_str()),
    ] {
        let seen = app.ask(&browser, silent("spa").with(name, value)).await;
        assert!(seen.answer().contains_key("code"), "{name}={value}: {seen:?}");
    }
}

async fn a_scope_that_was_refused_stays_refused(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let wanted = Request::from("guest").with("scope", "openid profile email");
    let wanted = wanted.with("claims", r#"{"userinfo":{"email":null},"id_token":{"email":null}}"#);
    let page = app.ask(&browser, wanted).await;
    let seen = allow(&browser, &page, "profile").await;
    let answer = app.exchange("guest", &seen.answer()["code"]).await;
    assert_eq!(answer.text("scope"), "openid profile");
    let tokens = Tokens::of(&answer);
    let userinfo = app.userinfo(&tokens.access).await.json();
    assert_eq!((&userinfo["name"], userinfo.get("email")), (&json!("Alice Q. Liddell"), None));
    assert!(part(&tokens.id, 1).get("email").is_none());
}

async fn allow(browser: &Browser, page: &Seen, scope: &str) -> Seen {
    assert!(page.path.ends_with("/consent"), "{page:?}");
    browser.submit(page, &[("action", "allow"), ("scope", scope)]).await
}
