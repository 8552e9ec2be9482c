//! How many sessions a user may have at once (ST-05): what people see of it, and what becomes of their tokens.

use std::num::NonZeroU16;
use std::time::Duration;

use gatehouse::admin::RealmChange;
use gatehouse::model::{BeyondLimit, SessionLimit};
use gatehouse::storage::audit_events;

use crate::support::app::{PASSWORD, Request, TestApp, Tokens};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    the_oldest_session_ends_with_its_tokens,
    a_login_is_refused_in_words,
    offline_access_outlives_the_session,
    expired_sessions_leave_room_and_keep_their_grants,
    a_limit_is_of_one_realm_and_can_be_lifted,
];

async fn limit(app: &TestApp, sessions: u16, beyond: BeyondLimit) {
    let limit = NonZeroU16::new(sessions).map(|sessions| SessionLimit { sessions, beyond });
    app.change(RealmChange { session_limit: Some(limit), ..RealmChange::default() }).await;
}

/// Signs in with a new browser; the browser and its tokens.
async fn arrive(app: &TestApp, scope: &str) -> (Browser, Tokens) {
    let browser = app.browser();
    let seen = app.sign_in(&browser, Request::from("shop").with("scope", scope)).await;
    let code = seen.answer().remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"));
    let tokens = Tokens::of(&app.exchange("shop", &code).await);
    app.advance(Duration::from_secs(1));
    (browser, tokens)
}

async fn is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    app.ask(browser, Request::from("spa").with("prompt", "none")).await.answer().contains_key("code")
}

async fn the_oldest_session_ends_with_its_tokens(app: TestApp) {
    limit(&app, 2, BeyondLimit::EndOldest).await;
    let (first, dead) = arrive(&app, "openid email").await;
    let (second, live) = arrive(&app, "openid email").await;
    assert!(app.is_active("api", &dead.access).await);
    let (third, _) = arrive(&app, "openid email").await;
    assert!(!is_signed_in(&app, &first).await);
    assert!(is_signed_in(&app, &second).await && is_signed_in(&app, &third).await);
    assert!(!app.is_active("api", &dead.access).await && app.is_active("api", &live.access).await);
    assert_eq!(app.refresh("shop", &dead.refresh).await.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(app.refresh("shop", &live.refresh).await.status, 200);
    assert_eq!(noted(&app, "session.ended").await, ["session_limit"]);
}

/// The reasons of the events called `name`.
async fn noted(app: &TestApp, name: &str) -> Vec<String> {
    let rows = audit_events::list(&app.house.parts.shared.database, &app.realm, 1000).await.unwrap();
    let rows = rows.iter().filter(|row| row.event == name);
    rows.map(|row| row.details["reason"].as_str().unwrap().to_owned()).collect()
}

async fn try_in(app: &TestApp, browser: &Browser, language: &str) -> Seen {
    let login = app.ask(browser, Request::from("shop").with("ui_locales", language)).await;
    let password = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&password, &[("username", "alice"), ("password", PASSWORD), ("action", "sign-in")]).await
}

async fn a_login_is_refused_in_words(app: TestApp) {
    limit(&app, 1, BeyondLimit::Refuse).await;
    let (first, tokens) = arrive(&app, "openid email").await;
    for (language, words) in [
        ("en", "Sign out at one of them"),
        ("de", "Melden Sie sich an einer davon ab"),
        ("fr", "Déconnectez-vous de l’un d’eux"),
        ("es", "Cierre la sesión en uno de ellos"),
        ("ar", "سجّل الخروج من أحدها"),
    ] {
        let browser = app.browser();
        let refused = try_in(&app, &browser, language).await;
        assert_eq!(refused.status, 422, "{refused:?}");
        assert!(refused.path.ends_with("/password") && refused.body.contains(words), "{}", refused.body);
        assert!(
            !browser.cookies.lock().unwrap().keys().any(|name| name.contains("session") || name.contains("device"))
        );
    }
    assert_eq!(noted(&app, "login.failed").await, vec!["session_limit"; 5]);
    // Whoever does not know the password does not learn of it.
    let browser = app.browser();
    let login = app.ask(&browser, "shop").await;
    let password = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let wrong = browser.submit(&password, &[("password", "wrong"), ("action", "sign-in")]).await;
    assert!(wrong.status == 422 && !wrong.body.contains("Sign out at one of them"), "{wrong:?}");
    // The one session goes on, also through a new login, and makes room when it ends.
    assert!(is_signed_in(&app, &first).await && app.is_active("api", &tokens.access).await);
    let again = app.sign_in(&first, Request::from("shop").with("prompt", "login")).await;
    assert!(again.answer().contains_key("code"), "{again:?}");
    app.log_out(&first, &tokens.id).await;
    let accepted = try_in(&app, &app.browser(), "en").await;
    assert!(accepted.answer().contains_key("code"), "{accepted:?}");
}

async fn offline_access_outlives_the_session(app: TestApp) {
    limit(&app, 1, BeyondLimit::EndOldest).await;
    let (first, tokens) = arrive(&app, "openid offline_access").await;
    arrive(&app, "openid").await;
    assert!(!is_signed_in(&app, &first).await);
    assert_eq!(app.refresh("shop", &tokens.refresh).await.status, 200);
}

async fn expired_sessions_leave_room_and_keep_their_grants(app: TestApp) {
    limit(&app, 1, BeyondLimit::Refuse).await;
    let (first, tokens) = arrive(&app, "openid email").await;
    app.advance(Duration::from_mins(31));
    let (second, _) = arrive(&app, "openid email").await;
    assert!(!is_signed_in(&app, &first).await && is_signed_in(&app, &second).await);
    // A session that expires unused ends no grant (decision 004), but signing out everywhere does.
    let tokens = Tokens::of(&app.refresh("shop", &tokens.refresh).await);
    let question = second.get(&app.path("/logout")).await;
    second.submit(&question, &[("action", "sign-out"), ("end-all-sessions", "on")]).await;
    assert!(!app.is_active("api", &tokens.access).await);
    assert_eq!(app.refresh("shop", &tokens.refresh).await.refusal(), (400, "invalid_grant".to_owned()));
}

async fn a_limit_is_of_one_realm_and_can_be_lifted(app: TestApp) {
    let away = app.neighbor("acme").await;
    limit(&app, 1, BeyondLimit::Refuse).await;
    arrive(&app, "openid").await;
    assert_eq!(try_in(&app, &app.browser(), "en").await.status, 422);
    for _ in 0..3 {
        arrive(&away, "openid").await;
    }
    limit(&app, 0, BeyondLimit::Refuse).await;
    for _ in 0..3 {
        arrive(&app, "openid").await;
    }
}
