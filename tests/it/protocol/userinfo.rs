//! UserInfo: claims by scope, ways to bring the token, refusals (OpenID Connect Core §5.3, §5.4, RFC 6750; PR-02, PR-08).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::app::{API, Request, TestApp, VAULT, members, part};
use crate::support::browser::Seen;

on_each_setup![
    each_scope_brings_its_claims,
    absent_claims_are_left_out,
    the_token_comes_by_header_or_body,
    without_a_token_there_is_a_plain_challenge,
    bad_tokens_are_challenged_with_a_reason,
    two_tokens_or_one_in_the_query_are_refused,
    it_can_be_signed,
    a_token_of_either_form_will_do,
    a_token_narrowed_to_an_api_is_not_for_it,
    only_get_and_post,
];

async fn claims_for(app: &TestApp, scope: &str) -> Value {
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", scope)).await;
    let seen = app.userinfo(&tokens.access).await;
    assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"));
    assert!(seen.header("content-type").starts_with("application/json"), "{seen:?}");
    let claims = seen.json();
    assert_eq!(claims["sub"], part(&tokens.id, 1)["sub"], "MUST be the same (§5.3.2)");
    claims
}

async fn each_scope_brings_its_claims(app: TestApp) {
    let alice = json!(app.alice);
    assert_eq!(claims_for(&app, "openid").await, json!({"sub": alice}));
    let email = json!({"sub": alice, "email": "alice@example.com", "email_verified": true});
    assert_eq!(claims_for(&app, "openid email").await, email);
    let phone = json!({"sub": alice, "phone_number": "+33123456789", "phone_number_verified": true});
    assert_eq!(claims_for(&app, "openid phone").await, phone);
    let address = json!({"sub": alice, "address": {"formatted": "1 Rue X, Paris", "country": "FR"}});
    assert_eq!(claims_for(&app, "openid address").await, address);
    let profile = claims_for(&app, "openid profile").await;
    let whole = [
        "birthdate",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "picture",
        "preferred_username",
        "profile",
        "sub",
        "updated_at",
        "website",
        "zoneinfo",
    ];
    assert_eq!(members(&profile), BTreeSet::from(whole), "conformance §6.4");
    assert_eq!(profile["preferred_username"], "alice");
    assert!(profile["updated_at"].is_i64());
    assert_eq!(claims_for(&app, "openid profile email address phone").await.as_object().unwrap().len(), 20);
}

async fn absent_claims_are_left_out(app: TestApp) {
    app.add_user("bob").await;
    let request = Request::from("spa").with("scope", "openid profile email address phone");
    let seen = app.sign_in_as(&app.browser(), "bob", request).await;
    let code = seen.answer()["code"].clone();
    let claims = app.userinfo(&app.exchange("spa", &code).await.text("access_token")).await.json();
    let whole = ["email", "email_verified", "preferred_username", "sub", "updated_at"];
    assert_eq!(members(&claims), BTreeSet::from(whole));
}

async fn the_token_comes_by_header_or_body(app: TestApp) {
    let token = app.tokens("spa").await.access;
    let whole = app.userinfo(&token).await.json();
    let bearer = format!("bearer {token}");
    let header = [("authorization", bearer.as_str())];
    assert_eq!(app.get("/userinfo", &header).await.json(), whole);
    assert_eq!(app.send("/userinfo", &[], &header).await.json(), whole, "POST with the header");
    let body = app.send("/userinfo", &[("access_token", &token)], &[]).await;
    assert_eq!((body.json(), body.header("cache-control")), (whole, "no-store"));
}

fn assert_is_challenge(seen: &Seen, status: u16, error: &str) {
    assert_eq!(seen.refusal(), (status, error.to_owned()), "{seen:?}");
    let challenge = seen.header("www-authenticate");
    assert!(challenge.starts_with("Bearer ") && challenge.contains(&format!("error=\"{error}\"")), "{challenge}");
    assert_eq!(seen.header("cache-control"), "no-store");
}

async fn without_a_token_there_is_a_plain_challenge(app: TestApp) {
    for headers in [vec![], vec![("authorization", "Basic YTpi")], vec![("cookie", "gatehouse-session=x")]] {
        let seen = app.get("/userinfo", &headers).await;
        assert_eq!((seen.status, seen.body.as_str()), (401, ""), "no error code (RFC 6750 §3.1): {headers:?}");
        assert!(seen.header("www-authenticate").starts_with("Bearer"));
        assert!(!seen.header("www-authenticate").contains("error"));
    }
}

async fn bad_tokens_are_challenged_with_a_reason(app: TestApp) {
    let tokens = app.tokens("spa").await;
    let cut = &tokens.access[..tokens.access.len() - 2];
    let long = "a".repeat(7000);
    for token in
        ["x", cut, tokens.id.as_str(), tokens.refresh.as_str(), "eyJhbGciOiJub25lIn0.e30.", "..", long.as_str()]
    {
        assert_is_challenge(&app.userinfo(token).await, 401, "invalid_token");
    }
    for malformed in ["Bearer ", "Bearer", "Bearer a b", "Bearer \"x\"", "Bearer a,b"] {
        assert_is_challenge(&app.get("/userinfo", &[("authorization", malformed)]).await, 401, "invalid_token");
    }
    let code = app.sign_in_and_consent(Request::from("spa").with("scope", "email")).await;
    let without_openid = app.exchange("spa", &code).await.text("access_token");
    assert_is_challenge(&app.userinfo(&without_openid).await, 403, "insufficient_scope");
    app.advance(std::time::Duration::from_mins(15));
    assert_is_challenge(&app.userinfo(&tokens.access).await, 401, "invalid_token");
}

async fn two_tokens_or_one_in_the_query_are_refused(app: TestApp) {
    let token = app.tokens("spa").await.access;
    let bearer = format!("Bearer {token}");
    let query = format!("/userinfo?access_token={token}");
    assert_is_challenge(&app.get(&query, &[]).await, 400, "invalid_request");
    assert_is_challenge(&app.get(&query, &[("authorization", &bearer)]).await, 400, "invalid_request");
    let both = app.send("/userinfo", &[("access_token", &token)], &[("authorization", &bearer)]).await;
    assert_is_challenge(&both, 400, "invalid_request");
    let twice = app.send("/userinfo", &[("access_token", &token), ("access_token", &token)], &[]).await;
    assert_eq!(twice.refusal(), (400, "invalid_request".to_owned()));
    let headers = [("authorization", bearer.as_str()), ("authorization", bearer.as_str())];
    assert_is_challenge(&app.get("/userinfo", &headers).await, 400, "invalid_request");
}

async fn it_can_be_signed(app: TestApp) {
    let plain = app.userinfo(&app.tokens("spa").await.access).await.json();
    for alg in ["RS256", "ES256"] {
        app.add_client(alg, json!({"first_party": true, "userinfo_signed_response_alg": alg})).await;
        let seen = app.userinfo(&app.tokens(alg).await.access).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "application/jwt"));
        assert_eq!(seen.header("cache-control"), "no-store");
        assert_eq!(part(&seen.body, 0)["alg"], alg);
        let mut claims = app.verified(&seen.body).await.unwrap();
        assert_eq!(claims.remove("iss"), Some(json!(app.issuer())));
        assert_eq!(claims.remove("aud"), Some(json!(alg)));
        assert_eq!(Value::Object(claims), plain);
        assert_eq!(app.userinfo(&seen.body).await.status, 401, "it is no access token");
    }
}

async fn a_token_of_either_form_will_do(app: TestApp) {
    for client in ["shop", "till"] {
        let seen = app.userinfo(&app.tokens(client).await.access).await;
        assert_eq!((seen.status, seen.json()["email"].as_str()), (200, Some("alice@example.com")), "{client}");
    }
}

async fn a_token_narrowed_to_an_api_is_not_for_it(app: TestApp) {
    for (client, api) in [("shop", API), ("till", VAULT)] {
        let tokens = app.tokens_for(client, Request::from(client).with("resource", api)).await;
        assert!(!tokens.id.is_empty(), "the login itself is told all the same");
        let seen = app.userinfo(&tokens.access).await;
        assert_eq!(seen.status, 401, "{client}: {seen:?}");
        assert!(seen.header("www-authenticate").contains("invalid_token"), "{seen:?}");
    }
}

async fn only_get_and_post(app: TestApp) {
    for method in ["HEAD", "PUT", "DELETE", "PATCH"] {
        let seen = app.method(method, "/userinfo").await;
        assert_eq!((seen.status, seen.header("allow")), (405, "GET, POST"), "{method}");
    }
}
