//! Refresh tokens: rotation with a derived successor, reuse, bounds in scope and time (RFC 6749 §6, RFC 9700 §4.14;
//! ST-01 to ST-03).

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use crate::support::app::{Request, TestApp, Tokens, part};
use crate::support::browser::Seen;

on_each_setup![
    a_refresh_gives_new_tokens,
    a_retry_gets_the_same_successor,
    many_at_once_share_one_successor,
    after_the_grace_window_reuse_ends_the_grant,
    an_older_ancestor_ends_the_grant_at_once,
    too_many_retries_wait_and_harm_nothing,
    a_token_is_its_clients_alone,
    the_scope_narrows_for_one_token_and_never_widens,
    what_is_not_a_refresh_token_is_refused,
    unused_it_ends_after_the_idle_time,
    used_it_ends_after_the_absolute_time,
    native_applications_have_longer,
    it_ends_with_the_session_unless_offline,
    a_client_without_rotation_keeps_its_token,
    a_suspended_user_cannot_refresh,
];

const DAY: Duration = Duration::from_hours(24);

fn assert_is_dead(seen: &Seen) {
    assert_eq!(seen.refusal(), (400, "invalid_grant".to_owned()), "{seen:?}");
    assert_eq!(seen.header("cache-control"), "no-store");
}

async fn a_refresh_gives_new_tokens(app: TestApp) {
    let request = Request::from("spa").with("nonce", "n-1").with("scope", "openid email");
    let first = app.tokens_for("spa", request).await;
    app.advance(Duration::from_secs(5));
    let seen = app.refresh("spa", &first.refresh).await;
    assert_eq!((seen.header("cache-control"), seen.header("pragma")), ("no-store", "no-cache"));
    assert_eq!(seen.json()["scope"], "openid email");
    let second = Tokens::of(&seen);
    assert!(first.refresh != second.refresh && first.access != second.access);
    let (before, after) = (part(&first.id, 1), part(&second.id, 1));
    for claim in ["iss", "sub", "aud", "auth_time", "acr", "amr", "sid"] {
        assert_eq!(before[claim], after[claim], "{claim} (OpenID Connect Core §12.2)");
    }
    assert_eq!(after["iat"].as_i64(), Some(before["iat"].as_i64().unwrap() + 5));
    assert!(after.get("nonce").is_none() && after.get("azp").is_none());
    assert_eq!(app.userinfo(&second.access).await.status, 200);
}

async fn a_retry_gets_the_same_successor(app: TestApp) {
    let first = app.tokens("spa").await;
    let second = Tokens::of(&app.refresh("spa", &first.refresh).await);
    app.advance(Duration::from_secs(10));
    let retried = Tokens::of(&app.refresh("spa", &first.refresh).await);
    assert_eq!(retried.refresh, second.refresh);
    assert_ne!(retried.access, second.access);
    let third = Tokens::of(&app.refresh("spa", &second.refresh).await);
    assert_ne!(third.refresh, second.refresh);
}

async fn many_at_once_share_one_successor(app: TestApp) {
    let first = app.tokens("web").await;
    let all = join_all((0..12).map(|_| app.refresh("web", &first.refresh))).await;
    let successors: BTreeSet<String> = all.iter().map(|seen| Tokens::of(seen).refresh).collect();
    assert_eq!(successors.len(), 1, "{successors:?}");
    assert_eq!(app.refresh("web", successors.first().unwrap()).await.status, 200);
}

async fn after_the_grace_window_reuse_ends_the_grant(app: TestApp) {
    let first = app.tokens("web").await;
    let second = Tokens::of(&app.refresh("web", &first.refresh).await);
    app.advance(Duration::from_millis(10_001));
    assert_is_dead(&app.refresh("web", &first.refresh).await);
    // The answer was a refusal; what it did stays.
    assert_is_dead(&app.refresh("web", &second.refresh).await);
    for token in [&first.access, &second.access] {
        assert!(!app.is_active("web", token).await);
        assert_eq!(app.userinfo(token).await.status, 401);
    }
    // Another login of the same person at the same client goes on.
    let other = app.tokens("web").await;
    assert_eq!(app.refresh("web", &other.refresh).await.status, 200);
}

async fn an_older_ancestor_ends_the_grant_at_once(app: TestApp) {
    let first = app.tokens("spa").await;
    let second = Tokens::of(&app.refresh("spa", &first.refresh).await);
    let third = Tokens::of(&app.refresh("spa", &second.refresh).await);
    assert_is_dead(&app.refresh("spa", &first.refresh).await);
    assert_is_dead(&app.refresh("spa", &third.refresh).await);
    // Days later it is reuse as well.
    let old = app.tokens("spa").await;
    let live = Tokens::of(&app.refresh("spa", &old.refresh).await);
    app.advance(DAY * 3);
    assert_is_dead(&app.refresh("spa", &old.refresh).await);
    assert_is_dead(&app.refresh("spa", &live.refresh).await);
}

async fn too_many_retries_wait_and_harm_nothing(app: TestApp) {
    let first = app.tokens("spa").await;
    let second = Tokens::of(&app.refresh("spa", &first.refresh).await);
    for _ in 0..64 {
        assert_eq!(app.refresh("spa", &first.refresh).await.status, 200);
    }
    let seen = app.refresh("spa", &first.refresh).await;
    assert_eq!(seen.status, 429, "{seen:?}");
    assert!(seen.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    assert_eq!(app.refresh("spa", &second.refresh).await.status, 200);
}

async fn a_token_is_its_clients_alone(app: TestApp) {
    let tokens = app.tokens("web").await;
    for other in ["shop", "spa", "guest"] {
        assert_is_dead(&app.refresh(other, &tokens.refresh).await);
    }
    let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str()), ("client_id", "web")];
    assert_eq!(app.send("/token", &fields, &[]).await.status, 401, "nor does the name of the client do");
    assert_eq!(app.refresh("web", &tokens.refresh).await.status, 200, "its owner noticed nothing");
}

async fn refresh_for(app: &TestApp, token: &str, scope: &str) -> Seen {
    app.post("web", "/token", &[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await
}

async fn the_scope_narrows_for_one_token_and_never_widens(app: TestApp) {
    let tokens = app.tokens_for("web", Request::from("web").with("scope", "openid email phone")).await;
    for wider in ["openid profile", "openid email phone address", "admin"] {
        let seen = refresh_for(&app, &tokens.refresh, wider).await;
        assert_eq!(seen.refusal(), (400, "invalid_scope".to_owned()), "{wider}");
    }
    let narrow = refresh_for(&app, &tokens.refresh, "openid email").await;
    assert_eq!(narrow.text("scope"), "openid email");
    let narrow = Tokens::of(&narrow);
    let userinfo = app.userinfo(&narrow.access).await.json();
    assert!(userinfo.get("email").is_some() && userinfo.get("phone_number").is_none(), "{userinfo}");
    // Without openid there is no ID token, and UserInfo is not for this token.
    let bare = refresh_for(&app, &narrow.refresh, "email").await;
    assert!(bare.status == 200 && bare.json().get("id_token").is_none(), "{bare:?}");
    assert_eq!(app.userinfo(&bare.text("access_token")).await.status, 403);
    // What was granted is not forgotten (RFC 6749 §6).
    let whole = app.refresh("web", &bare.text("refresh_token")).await;
    assert_eq!(whole.text("scope"), "openid email phone");
}

async fn what_is_not_a_refresh_token_is_refused(app: TestApp) {
    let tokens = app.tokens("spa").await;
    let code = app.sign_in_and_consent("spa").await;
    let (cut, long) = (&tokens.refresh[..68], format!("{}A", tokens.refresh));
    let made_up = format!("{}{}", &tokens.refresh[..26], "A".repeat(43));
    for token in [cut, &long, &made_up, &tokens.access, &tokens.id, &code, "r1.", "r1...", "\u{fc}", "' OR 1=1 --"] {
        assert_is_dead(&app.refresh("spa", token).await);
    }
    let seen = app.post("spa", "/token", &[("grant_type", "refresh_token")]).await;
    assert_eq!(seen.refusal(), (400, "invalid_request".to_owned()));
    assert_eq!(app.refresh("spa", &tokens.refresh).await.status, 200);
}

async fn unused_it_ends_after_the_idle_time(app: TestApp) {
    let (kept, lost) = (app.tokens("spa").await, app.tokens("spa").await);
    app.advance_but(DAY * 7, Duration::from_secs(1));
    let kept = Tokens::of(&app.refresh("spa", &kept.refresh).await);
    app.advance(Duration::from_secs(1));
    assert_is_dead(&app.refresh("spa", &lost.refresh).await);
    app.advance_but(DAY * 7, Duration::from_secs(2));
    assert_eq!(app.refresh("spa", &kept.refresh).await.status, 200, "use begins the idle time anew");
}

async fn used_it_ends_after_the_absolute_time(app: TestApp) {
    let mut tokens = app.tokens("spa").await;
    for _ in 0..4 {
        app.advance(DAY * 6);
        tokens = Tokens::of(&app.refresh("spa", &tokens.refresh).await);
    }
    app.advance_but(DAY * 6, Duration::from_secs(1));
    tokens = Tokens::of(&app.refresh("spa", &tokens.refresh).await);
    app.advance(Duration::from_secs(1));
    assert_is_dead(&app.refresh("spa", &tokens.refresh).await);
    assert_eq!(app.userinfo(&tokens.access).await.status, 401, "the grant is over");
}

async fn native_applications_have_longer(app: TestApp) {
    let native = json!({"application_type": "native", "token_endpoint_auth_method": "none", "first_party": true});
    app.add_client("native", native).await;
    let mut tokens = app.tokens("native").await;
    for _ in 0..14 {
        app.advance(DAY * 6);
        tokens = Tokens::of(&app.refresh("native", &tokens.refresh).await);
    }
    app.advance(DAY * 6);
    assert_is_dead(&app.refresh("native", &tokens.refresh).await);
}

async fn it_ends_with_the_session_unless_offline(app: TestApp) {
    let browser = app.browser();
    let online = app.sign_in(&browser, "spa").await;
    let online = Tokens::of(&app.exchange("spa", &online.answer()["code"]).await);
    let offline = app.sign_in(&browser, Request::from("spa").with("scope", "openid offline_access")).await;
    let offline = Tokens::of(&app.exchange("spa", &offline.answer()["code"]).await);
    let online = Tokens::of(&app.refresh("spa", &online.refresh).await);
    assert!(app.log_out(&browser, &online.id).await.location().starts_with("/logout/done"));
    assert_is_dead(&app.refresh("spa", &online.refresh).await);
    assert_eq!(app.userinfo(&online.access).await.status, 401);
    assert_eq!(app.userinfo(&offline.access).await.status, 200);
    assert_eq!(app.refresh("spa", &offline.refresh).await.status, 200);
}

async fn a_client_without_rotation_keeps_its_token(app: TestApp) {
    app.add_client("steady", json!({"first_party": true, "refresh_rotation": false})).await;
    let tokens = app.tokens("steady").await;
    for _ in 0..3 {
        app.advance(Duration::from_hours(1));
        let again = Tokens::of(&app.refresh("steady", &tokens.refresh).await);
        assert_eq!(again.refresh, tokens.refresh);
        assert_ne!(again.access, tokens.access);
    }
    // A public client has nothing else to notice a thief by.
    let loose = json!({"first_party": true, "refresh_rotation": false, "token_endpoint_auth_method": "none"});
    app.add_client("loose", loose).await;
    let tokens = app.tokens("loose").await;
    assert_ne!(Tokens::of(&app.refresh("loose", &tokens.refresh).await).refresh, tokens.refresh);
}

async fn a_suspended_user_cannot_refresh(app: TestApp) {
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid offline_access")).await;
    app.suspend_alice().await;
    assert_is_dead(&app.refresh("spa", &tokens.refresh).await);
    assert_eq!(app.userinfo(&tokens.access).await.status, 401);
}
