//! Introspection (RFC 7662) and its signed form (RFC 9701): the whole truth for those concerned, nothing for others
//! (PR-41).

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::app::{API, Request, TestApp, Tokens, VAULT, basic, part};
use crate::support::browser::Seen;

on_each_setup![
    a_live_token_is_described,
    a_refresh_token_is_its_clients_alone,
    other_resource_servers_learn_nothing,
    dead_tokens_look_alike,
    nobody_asks_unauthenticated,
    a_machine_speaks_for_itself,
    the_answer_can_be_signed,
];

const SIGNED: &str = "application/token-introspection+jwt";

fn assert_is_inactive(seen: &Seen, what: &str) {
    assert_eq!((seen.status, seen.body.as_str()), (200, r#"{"active":false}"#), "{what}");
    assert_eq!(seen.header("cache-control"), "no-store", "{what}");
}

async fn a_live_token_is_described(app: TestApp) {
    for (client, server, audience) in [("shop", "api", API), ("till", "vault", VAULT)] {
        let tokens = app.tokens_for(client, Request::from(client).with("scope", "openid orders")).await;
        assert_eq!(tokens.access.contains('.'), client == "shop", "JWT at one, opaque at the other");
        let seen = app.introspect(server, &tokens.access).await;
        assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"));
        let body = seen.json();
        let expected = json!({
            "active": true, "scope": "openid orders", "client_id": client, "token_type": "Bearer",
            "iss": app.issuer(), "sub": app.alice, "iat": app.now(), "exp": app.now() + 900,
            "auth_time": app.now(), "acr": "urn:gatehouse:password", "aud": [audience, app.issuer()], "jti": body["jti"],
        });
        assert_eq!(body, expected);
        assert!(app.is_active(client, &tokens.access).await, "the client it was issued to may ask as well");
        for hint in ["access_token", "refresh_token", "nonsense"] {
            let fields = [("token", tokens.access.as_str()), ("token_type_hint", hint)];
            assert_eq!(app.post(server, "/introspect", &fields).await.json()["active"], true, "{hint} only hints");
        }
    }
}

async fn a_refresh_token_is_its_clients_alone(app: TestApp) {
    let tokens = app.tokens("shop").await;
    let body = app.introspect("shop", &tokens.refresh).await.json();
    assert_eq!((&body["active"], &body["client_id"]), (&json!(true), &json!("shop")));
    assert_eq!(body["exp"].as_i64(), Some(app.now() + 7 * 86_400));
    assert!(body.get("token_type").is_none(), "it is no bearer token for anybody");
    for other in ["api", "web", "till"] {
        assert_is_inactive(&app.introspect(other, &tokens.refresh).await, other);
    }
    app.refresh("shop", &tokens.refresh).await;
    assert_is_inactive(&app.introspect("shop", &tokens.refresh).await, "spent");
}

async fn other_resource_servers_learn_nothing(app: TestApp) {
    let (shop, till) = (app.tokens("shop").await.access, app.tokens("till").await.access);
    assert!(app.is_active("api", &shop).await && app.is_active("vault", &till).await);
    for (asking, token) in [("vault", &shop), ("api", &till), ("web", &shop), ("web", &till), ("till", &shop)] {
        assert_is_inactive(&app.introspect(asking, token).await, asking);
    }
    // A token for the issuer's own endpoints is for no resource server.
    let own = app.tokens("web").await.access;
    assert_eq!(part(&own, 1)["aud"], app.issuer());
    assert_is_inactive(&app.introspect("api", &own).await, "api");
}

async fn dead_tokens_look_alike(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let tokens = app.tokens(client).await;
        let revoked = Tokens::of(&app.refresh(client, &tokens.refresh).await);
        app.revoke(client, &revoked.access).await;
        assert_is_inactive(&app.introspect(server, &revoked.access).await, "revoked");
        let forged = format!("{}AAAA", &tokens.access[..tokens.access.len() - 4]);
        let cut = &tokens.access[..tokens.access.len() - 1];
        let long = "a.".repeat(8000);
        for what in
            [tokens.id.as_str(), &forged, cut, &long, "x", "..", "r1.x", "gha_x", "\u{fc}", "eyJhbGciOiJub25lIn0.e30."]
        {
            assert_is_inactive(&app.introspect(server, what).await, what);
        }
        assert!(app.is_active(server, &tokens.access).await);
        app.advance(Duration::from_secs(899));
        assert!(app.is_active(server, &tokens.access).await);
        app.advance(Duration::from_secs(1));
        assert_is_inactive(&app.introspect(server, &tokens.access).await, "expired");
    }
    let seen = app.post("api", "/introspect", &[]).await;
    assert_eq!(seen.refusal(), (400, "invalid_request".to_owned()));
}

async fn nobody_asks_unauthenticated(app: TestApp) {
    let token = app.tokens("shop").await.access;
    let (wrong, bearer) = (basic("api", "wrong"), format!("Bearer {token}"));
    for headers in [vec![], vec![("authorization", wrong.as_str())], vec![("authorization", bearer.as_str())]] {
        let seen = app.send("/introspect", &[("token", &token)], &headers).await;
        assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "{headers:?}");
        assert!(!seen.header("www-authenticate").is_empty() && seen.header("cache-control") == "no-store");
    }
    let named = app.send("/introspect", &[("token", token.as_str()), ("client_id", "api")], &[]).await;
    assert_eq!(named.refusal(), (401, "invalid_client".to_owned()));
}

async fn a_machine_speaks_for_itself(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let seen = app.post(client, "/token", &[("grant_type", "client_credentials")]).await;
        let body = app.introspect(server, &seen.text("access_token")).await.json();
        assert_eq!((&body["sub"], &body["client_id"]), (&json!(client), &json!(client)), "PR-32");
        assert_eq!(body["scope"], "orders");
        assert!(body.get("auth_time").is_none() && body.get("acr").is_none());
        assert_eq!(app.userinfo(&seen.text("access_token")).await.status, 403, "no openid, no user");
    }
}

async fn signed(app: &TestApp, client: &str, token: &str) -> Seen {
    let header = basic(client, &app.secret(client));
    app.send("/introspect", &[("token", token)], &[("authorization", &header), ("accept", SIGNED)]).await
}

async fn the_answer_can_be_signed(app: TestApp) {
    let token = app.tokens("shop").await.access;
    let plain = app.introspect("api", &token).await.json();
    for (presented, expected) in [(token.as_str(), plain), ("x", json!({"active": false}))] {
        let seen = signed(&app, "api", presented).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, SIGNED));
        assert_eq!(seen.header("cache-control"), "no-store");
        let header = part(&seen.body, 0);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("token-introspection+jwt"), &json!("RS256")));
        let claims = Value::Object(app.verified(&seen.body).await.unwrap());
        let whole = json!({"iss": app.issuer(), "aud": "api", "iat": app.now(), "token_introspection": expected});
        assert_eq!(claims, whole, "no exp, no sub: it must not pass as another kind of token (RFC 9701 §5)");
        assert_is_inactive(&app.introspect("api", &seen.body).await, "nor as an access token");
        assert_eq!(app.userinfo(&seen.body).await.status, 401);
    }
    // An answer for one is none for another.
    let seen = signed(&app, "vault", &token).await;
    assert_eq!(app.verified(&seen.body).await.unwrap()["token_introspection"], json!({"active": false}));
}
