//! Authorization codes: bound, short-lived, redeemed once (RFC 6749 §4.1.3, RFC 7636, RFC 9700 §4.5; PR-01, PR-04).

use std::time::Duration;

use serde_json::json;

use crate::support::app::{CALLBACK, Request, TestApp, Tokens, VERIFIER};
use crate::support::browser::Seen;

on_each_setup![
    a_code_becomes_tokens,
    a_code_belongs_to_its_client,
    a_code_is_bound_to_redirect_uri_and_verifier,
    failures_do_not_burn_the_code,
    reuse_ends_what_came_from_it,
    reuse_by_another_client_ends_nothing,
    of_many_redemptions_one_wins,
    a_code_expires,
    a_confidential_client_may_be_registered_without_pkce,
    a_suspended_user_gets_nothing,
];

/// A redemption with one field replaced; an empty value leaves it out.
async fn redeem_with(app: &TestApp, client: &str, code: &str, (name, value): (&str, &str)) -> Seen {
    let fields =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    let fields = fields.into_iter().filter(|(known, _)| *known != name).chain([(name, value)]);
    let fields: Vec<(&str, &str)> = fields.filter(|(_, value)| !value.is_empty()).collect();
    app.post(client, "/token", &fields).await
}

async fn a_code_becomes_tokens(app: TestApp) {
    let seen = app.sign_in(&app.browser(), "spa").await;
    let answer = seen.answer();
    assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), ("s-1", app.issuer().as_str()));
    assert_eq!(answer.len(), 3, "{answer:?}");
    let tokens = app.exchange("spa", &answer["code"]).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert!(tokens.header("content-type").starts_with("application/json"));
    assert_eq!((tokens.header("cache-control"), tokens.header("pragma")), ("no-store", "no-cache"));
    let body = tokens.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert_eq!(body["scope"], "openid email");
    let tokens = Tokens::of(&tokens);
    assert_eq!(app.userinfo(&tokens.access).await.status, 200);
    assert!(tokens.refresh.starts_with("r1.") && tokens.refresh.len() == 69);
}

async fn a_code_belongs_to_its_client(app: TestApp) {
    let code = app.sign_in_and_consent("spa").await;
    for other in ["guest", "web"] {
        assert_eq!(app.exchange(other, &code).await.refusal(), (400, "invalid_grant".to_owned()), "{other}");
    }
    assert_eq!(app.exchange("spa", &code).await.status, 200);
}

async fn a_code_is_bound_to_redirect_uri_and_verifier(app: TestApp) {
    let other = "https://app.example.com/other";
    app.add_client("two", json!({"token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK, other]})).await;
    let code = app.sign_in_and_consent("two").await;
    let wrong = "a".repeat(43);
    for change in [
        ("redirect_uri", ""),
        ("redirect_uri", other),
        ("redirect_uri", "https://app.example.com/cb/"),
        ("code_verifier", ""),
        ("code_verifier", &VERIFIER[..42]),
        ("code_verifier", wrong.as_str()),
        ("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("code", &code[..42]),
    ] {
        let seen = redeem_with(&app, "two", &code, change).await;
        assert_eq!(seen.refusal(), (400, "invalid_grant".to_owned()), "{change:?}");
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    assert_eq!(redeem_with(&app, "two", &code, ("code", "")).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn failures_do_not_burn_the_code(app: TestApp) {
    let code = app.sign_in_and_consent("spa").await;
    for change in [("code_verifier", ""), ("redirect_uri", ""), ("client_id", "nobody")] {
        assert_ne!(redeem_with(&app, "spa", &code, change).await.status, 200, "{change:?}");
    }
    assert_eq!(app.exchange("spa", &code).await.status, 200);
}

async fn reuse_ends_what_came_from_it(app: TestApp) {
    for (client, introspecting) in [("web", "web"), ("shop", "api"), ("till", "vault")] {
        let code = app.sign_in_and_consent(client).await;
        let tokens = Tokens::of(&app.exchange(client, &code).await);
        let refreshed = Tokens::of(&app.refresh(client, &tokens.refresh).await);
        assert!(app.is_active(introspecting, &tokens.access).await, "{client}");
        assert_eq!(app.exchange(client, &code).await.refusal(), (400, "invalid_grant".to_owned()));
        for access in [&tokens.access, &refreshed.access] {
            assert!(!app.is_active(introspecting, access).await, "{client}: the access token is dead");
            let userinfo = app.userinfo(access).await;
            assert_eq!(userinfo.refusal(), (401, "invalid_token".to_owned()));
        }
        for refresh in [&tokens.refresh, &refreshed.refresh] {
            assert_eq!(app.refresh(client, refresh).await.refusal(), (400, "invalid_grant".to_owned()), "{client}");
        }
    }
}

async fn reuse_by_another_client_ends_nothing(app: TestApp) {
    let code = app.sign_in_and_consent("web").await;
    let tokens = Tokens::of(&app.exchange("web", &code).await);
    assert_eq!(app.exchange("shop", &code).await.status, 400);
    assert!(app.is_active("web", &tokens.access).await);
    // Nor does a stranger who knows the code but not the client's secret.
    let stranger = [("grant_type", "authorization_code"), ("code", code.as_str()), ("client_id", "web")];
    assert_eq!(app.send("/token", &stranger, &[]).await.refusal(), (401, "invalid_client".to_owned()));
    assert!(app.is_active("web", &tokens.access).await);
}

async fn of_many_redemptions_one_wins(app: TestApp) {
    let code = app.sign_in_and_consent("web").await;
    let all = futures_util::future::join_all((0..8).map(|_| app.exchange("web", &code))).await;
    let (won, lost): (Vec<&Seen>, Vec<&Seen>) = all.iter().partition(|seen| seen.status == 200);
    assert_eq!(won.len(), 1, "{all:?}");
    assert!(lost.iter().all(|seen| seen.refusal() == (400, "invalid_grant".to_owned())), "{lost:?}");
    assert!(!app.is_active("web", &won[0].text("access_token")).await, "a second redemption is reuse");
}

async fn a_code_expires(app: TestApp) {
    let (early, late) = (app.sign_in_and_consent("spa").await, app.sign_in_and_consent("spa").await);
    app.advance(Duration::from_secs(59));
    assert_eq!(app.exchange("spa", &early).await.status, 200);
    app.advance(Duration::from_secs(1));
    assert_eq!(app.exchange("spa", &late).await.refusal(), (400, "invalid_grant".to_owned()));
}

async fn a_confidential_client_may_be_registered_without_pkce(app: TestApp) {
    let plain = |client: &str| Request::from(client).without("code_challenge").without("code_challenge_method");
    let refused = app.ask(&app.browser(), plain("web")).await;
    assert_eq!(refused.answer()["error"], "invalid_request", "PKCE is the rule");
    app.add_client("old", json!({"first_party": true, "require_pkce": false})).await;
    let code = app.sign_in_and_consent(plain("old")).await;
    // A verifier without a challenge: somebody took the challenge out on the way (RFC 9700 §4.8.2).
    assert_eq!(app.exchange("old", &code).await.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(redeem_with(&app, "old", &code, ("code_verifier", "")).await.status, 200);
    // Whoever begins with PKCE ends with it.
    let code = app.sign_in_and_consent("old").await;
    let seen = redeem_with(&app, "old", &code, ("code_verifier", "")).await;
    assert_eq!(seen.refusal(), (400, "invalid_grant".to_owned()));
}

async fn a_suspended_user_gets_nothing(app: TestApp) {
    let code = app.sign_in_and_consent("spa").await;
    app.suspend_alice().await;
    assert_eq!(app.exchange("spa", &code).await.refusal(), (400, "invalid_grant".to_owned()));
}
