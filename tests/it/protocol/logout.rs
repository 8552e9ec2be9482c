//! RP-Initiated Logout 1.0: who may sign a browser out, where it goes then, and what ends with the session (conformance
//! §5.3; PR-49, ST-06).

use serde_json::json;

use crate::support::app::{GOODBYE, Request, TestApp, Tokens};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    a_hint_signs_out_and_leads_back,
    without_state_none_is_returned,
    unregistered_addresses_are_pages,
    hints_that_are_none_of_ours_are_pages,
    without_a_hint_the_person_is_asked,
    a_hint_of_another_session_asks,
    tokens_of_the_session_end_with_it,
    other_sessions_go_on,
    a_browser_that_is_signed_out_is_sent_back,
];

/// A browser in which alice is signed in at `client`, and the tokens the client got.
async fn signed_in(app: &TestApp, client: &str) -> (Browser, Tokens) {
    let browser = app.browser();
    let seen = app.sign_in(&browser, client).await;
    let tokens = Tokens::of(&app.exchange(client, &seen.answer()["code"]).await);
    (browser, tokens)
}

async fn logout(app: &TestApp, browser: &Browser, parameters: &[(&str, &str)]) -> Seen {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    browser.get(&app.path(&format!("/logout?{query}"))).await
}

/// Whether the provider still knows the person in front of the browser.
async fn is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    app.ask(browser, Request::from("spa").with("prompt", "none")).await.answer().contains_key("code")
}

fn assert_is_page(seen: &Seen, what: &str) {
    assert_eq!((seen.status, seen.location()), (400, ""), "{what}: {seen:?}");
    assert!(!seen.body.contains("href=\"http"), "{what}");
}

async fn a_hint_signs_out_and_leads_back(app: TestApp) {
    let long = "s".repeat(128);
    for state in ["x y&z=\u{fc}#", long.as_str()] {
        let (browser, tokens) = signed_in(&app, "spa").await;
        let parameters =
            [("id_token_hint", tokens.id.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", state)];
        let seen = logout(&app, &browser, &parameters).await;
        assert_eq!(seen.status, 303, "{seen:?}");
        assert!(seen.location().starts_with(&format!("{GOODBYE}?state=")), "{}", seen.location());
        assert_eq!(seen.answer(), [("state".to_owned(), state.to_owned())].into(), "and nothing else");
        assert_eq!((seen.header("cache-control"), seen.header("referrer-policy")), ("no-store", "no-referrer"));
        assert!(!browser.cookies.lock().unwrap().contains_key("gatehouse-session"));
        assert!(!is_signed_in(&app, &browser).await);
    }
}

async fn without_state_none_is_returned(app: TestApp) {
    let bye = "https://app.example.com/bye?keep=1";
    let public = json!({"first_party": true, "token_endpoint_auth_method": "none", "post_logout_redirect_uris": [bye]});
    app.add_client("kept", public).await;
    let (browser, tokens) = signed_in(&app, "kept").await;
    let seen = logout(&app, &browser, &[("id_token_hint", &tokens.id), ("post_logout_redirect_uri", bye)]).await;
    assert_eq!(seen.location(), bye);
    let (browser, tokens) = signed_in(&app, "kept").await;
    let parameters = [("id_token_hint", tokens.id.as_str()), ("post_logout_redirect_uri", bye), ("state", "s")];
    assert_eq!(logout(&app, &browser, &parameters).await.location(), format!("{bye}&state=s"));
}

async fn unregistered_addresses_are_pages(app: TestApp) {
    let (browser, tokens) = signed_in(&app, "spa").await;
    for uri in [
        "https://evil.example/",
        "https://app.example.com/bye?x=1",
        "https://app.example.com/bye/",
        "https://app.example.com/cb",
        "//app.example.com/bye",
        "javascript:alert(1)",
        "https://app.example.com/bye\r\nx: y",
    ] {
        for hint in [("id_token_hint", tokens.id.as_str()), ("client_id", "spa"), ("ui_locales", "en")] {
            let seen = logout(&app, &browser, &[hint, ("post_logout_redirect_uri", uri), ("state", "s")]).await;
            assert_is_page(&seen, uri);
        }
    }
    // The address of a client that is not named is nobody's.
    assert_is_page(&logout(&app, &browser, &[("post_logout_redirect_uri", GOODBYE)]).await, "no client");
    assert!(is_signed_in(&app, &browser).await, "nothing has happened");
}

async fn hints_that_are_none_of_ours_are_pages(app: TestApp) {
    let (browser, tokens) = signed_in(&app, "spa").await;
    let payload = tokens.id.split('.').nth(1).unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
    let forged = format!("{}AAAA", &tokens.id[..tokens.id.len() - 4]);
    for hint in [unsigned.as_str(), &forged, &tokens.access, &tokens.refresh, "x"] {
        let seen = logout(&app, &browser, &[("id_token_hint", hint), ("post_logout_redirect_uri", GOODBYE)]).await;
        assert_is_page(&seen, hint);
    }
    let crossed = logout(&app, &browser, &[("id_token_hint", &tokens.id), ("client_id", "web")]).await;
    assert_is_page(&crossed, "a hint of one client, the name of another");
    assert_is_page(&logout(&app, &browser, &[("client_id", "nobody")]).await, "an unknown client");
    let twice = logout(&app, &browser, &[("id_token_hint", &tokens.id), ("id_token_hint", &tokens.id)]).await;
    assert_eq!(twice.status, 400);
    assert!(is_signed_in(&app, &browser).await);
}

async fn without_a_hint_the_person_is_asked(app: TestApp) {
    for parameters in [
        vec![],
        vec![("state", "s")],
        vec![("client_id", "spa"), ("post_logout_redirect_uri", GOODBYE), ("state", "s")],
    ] {
        let (browser, tokens) = signed_in(&app, "spa").await;
        let question = logout(&app, &browser, &parameters).await;
        assert_eq!((question.status, question.location()), (200, ""), "{question:?}");
        assert!(is_signed_in(&app, &browser).await, "a GET alone signs nobody out");
        let fields: Vec<(&str, &str)> = parameters.iter().copied().chain([("action", "sign-out")]).collect();
        let csrf = question.field("csrf").unwrap();
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("csrf", csrf.as_str())]).collect();
        let done = browser.post(&app.path("/logout"), &fields).await;
        let leads_back = done.location() == format!("{GOODBYE}?state=s");
        assert_eq!(leads_back, parameters.len() == 3, "{done:?}");
        assert!(!is_signed_in(&app, &browser).await);
        assert_eq!(app.userinfo(&tokens.access).await.status, 401);
    }
}

async fn a_hint_of_another_session_asks(app: TestApp) {
    let (browser, _) = signed_in(&app, "spa").await;
    let (_, elsewhere) = signed_in(&app, "spa").await;
    app.add_user("bob").await;
    let bob = app.sign_in_as(&app.browser(), "bob", "spa").await;
    let bob = Tokens::of(&app.exchange("spa", &bob.answer()["code"]).await);
    for hint in [&elsewhere.id, &bob.id] {
        let question = app.log_out(&browser, hint).await;
        assert_eq!((question.status, question.location()), (200, ""), "{question:?}");
    }
    assert!(is_signed_in(&app, &browser).await);
    assert_eq!(app.userinfo(&bob.access).await.status, 200, "nor has the other session ended");
}

async fn tokens_of_the_session_end_with_it(app: TestApp) {
    for (client, server) in [("shop", "api"), ("till", "vault")] {
        let (browser, first) = signed_in(&app, client).await;
        let at_another = app.ask(&browser, "web").await;
        let at_another = Tokens::of(&app.exchange("web", &at_another.answer()["code"]).await);
        let pending = app.ask(&browser, client).await.answer()["code"].clone();
        app.log_out(&browser, &first.id).await;
        assert!(!app.is_active(server, &first.access).await, "{client}");
        assert!(!app.is_active("web", &at_another.access).await, "at every client");
        for (client, token) in [(client, &first.refresh), ("web", &at_another.refresh)] {
            assert_eq!(app.refresh(client, token).await.refusal(), (400, "invalid_grant".to_owned()), "{client}");
        }
        assert_eq!(
            app.exchange(client, &pending).await.refusal(),
            (400, "invalid_grant".to_owned()),
            "a code on its way"
        );
    }
}

async fn other_sessions_go_on(app: TestApp) {
    let (here, mine) = signed_in(&app, "spa").await;
    let (there, theirs) = signed_in(&app, "spa").await;
    app.log_out(&here, &mine.id).await;
    assert!(is_signed_in(&app, &there).await);
    assert_eq!(app.refresh("spa", &theirs.refresh).await.status, 200);
    // The cookie of the ended session, kept by somebody, is worth nothing.
    let session = there.cookies.lock().unwrap()["gatehouse-session"].clone();
    app.log_out(&there, &theirs.id).await;
    there.cookies.lock().unwrap().insert("gatehouse-session".to_owned(), session);
    assert!(!is_signed_in(&app, &there).await);
}

async fn a_browser_that_is_signed_out_is_sent_back(app: TestApp) {
    let (_, tokens) = signed_in(&app, "spa").await;
    let stranger = app.browser();
    let parameters = [("id_token_hint", tokens.id.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", "s")];
    assert_eq!(logout(&app, &stranger, &parameters).await.location(), format!("{GOODBYE}?state=s"));
    assert_eq!(app.refresh("spa", &tokens.refresh).await.status, 200, "a hint ends no session but the browser's own");
}
