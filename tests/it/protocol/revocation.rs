//! Revocation (RFC 7009): always 200 for what is not there, nothing for strangers, the whole grant for a refresh token
//! (PR-40, ST-06).

use crate::support::app::{Request, TestApp, Tokens, basic, part};

on_each_setup![
    what_is_unknown_is_gone_already,
    an_access_token_goes_alone,
    a_refresh_token_takes_its_grant_along,
    a_spent_refresh_token_stands_for_its_grant_too,
    others_cannot_revoke,
    offline_access_can_be_given_back,
    it_needs_a_client,
    of_two_instances_both_know,
];

async fn what_is_unknown_is_gone_already(app: TestApp) {
    for token in ["x", "r1.x", "a.b.c", "gha_x", "\u{fc}", "eyJhbGciOiJub25lIn0.e30."] {
        let seen = app.revoke("web", token).await;
        assert_eq!((seen.status, seen.body.as_str()), (200, ""), "{token}");
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    let tokens = app.tokens("web").await;
    for _ in 0..2 {
        assert_eq!(app.revoke("web", &tokens.refresh).await.status, 200, "twice is once");
    }
    assert_eq!(app.revoke("web", &tokens.id).await.status, 200, "an ID token is nothing to revoke");
}

async fn an_access_token_goes_alone(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let tokens = app.tokens(client).await;
        assert_eq!(app.revoke(client, &tokens.access).await.status, 200);
        assert!(!app.is_active(server, &tokens.access).await, "{client}");
        assert_eq!(app.userinfo(&tokens.access).await.refusal(), (401, "invalid_token".to_owned()), "{client}");
        let next = Tokens::of(&app.refresh(client, &tokens.refresh).await);
        assert!(app.is_active(server, &next.access).await, "{client}");
    }
}

async fn a_refresh_token_takes_its_grant_along(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let first = app.tokens(client).await;
        let second = Tokens::of(&app.refresh(client, &first.refresh).await);
        let other = app.tokens(client).await;
        let fields = [("token", second.refresh.as_str()), ("token_type_hint", "access_token")];
        assert_eq!(app.post(client, "/revoke", &fields).await.status, 200, "a wrong hint is no obstacle");
        for access in [&first.access, &second.access] {
            assert!(!app.is_active(server, access).await, "{client}");
            assert_eq!(app.userinfo(access).await.status, 401, "{client}");
        }
        assert_eq!(app.refresh(client, &second.refresh).await.refusal(), (400, "invalid_grant".to_owned()));
        assert!(app.is_active(server, &other.access).await, "another login goes on");
    }
}

async fn a_spent_refresh_token_stands_for_its_grant_too(app: TestApp) {
    let first = app.tokens("web").await;
    let second = Tokens::of(&app.refresh("web", &first.refresh).await);
    assert_eq!(app.revoke("web", &first.refresh).await.status, 200);
    assert_eq!(app.refresh("web", &second.refresh).await.status, 400);
    assert!(!app.is_active("web", &second.access).await);
}

async fn others_cannot_revoke(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let tokens = app.tokens(client).await;
        for other in ["web", "spa", server] {
            for token in [&tokens.access, &tokens.refresh] {
                let seen = app.revoke(other, token).await;
                assert!(seen.status == 200 && seen.body.is_empty(), "the stranger learns nothing: {seen:?}");
            }
        }
        assert!(app.is_active(server, &tokens.access).await, "{client}");
        assert_eq!(app.refresh(client, &tokens.refresh).await.status, 200, "{client}");
    }
}

async fn offline_access_can_be_given_back(app: TestApp) {
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid offline_access")).await;
    assert_eq!(app.revoke("spa", &tokens.refresh).await.status, 200, "a public client gives back what it holds");
    assert_eq!(app.refresh("spa", &tokens.refresh).await.status, 400);
    assert_eq!(app.userinfo(&tokens.access).await.status, 401);
}

async fn it_needs_a_client(app: TestApp) {
    let tokens = app.tokens("web").await;
    let wrong = basic("web", "wrong");
    for headers in [vec![], vec![("authorization", wrong.as_str())]] {
        let seen = app.send("/revoke", &[("token", &tokens.access)], &headers).await;
        assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()));
        assert!(!seen.header("www-authenticate").is_empty());
    }
    assert!(app.is_active("web", &tokens.access).await);
    let seen = app.post("web", "/revoke", &[]).await;
    assert_eq!(seen.refusal(), (400, "invalid_request".to_owned()), "the token is missing");
}

/// Another process on the same database: it starts with what was revoked before.
async fn of_two_instances_both_know(app: TestApp) {
    let tokens = app.tokens("shop").await;
    app.revoke("shop", &tokens.refresh).await;
    let fresh = gatehouse::provider::Revocations::default();
    fresh.refresh(&app.house.parts.shared.database, app.house.clock.now()).await.unwrap();
    let jti = part(&tokens.access, 1)["jti"].as_str().unwrap().to_owned();
    let (grant, _) = jti.split_once('.').unwrap();
    assert!(fresh.contains(&app.realm, gatehouse::model::RevocationKind::Grant, grant));
}
