//! Step-up (RFC 9470, PR-30): a client asks for more than the session has, and the person shows that and nothing else.

use std::time::Duration;

use gatehouse::storage::audit_events;
use serde_json::{Value, json};

use crate::support::app::{PASSWORD, Request, TestApp, Tokens, part};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    the_second_factor_alone_is_asked_for,
    a_wish_is_met_where_it_can_be_and_fails_nobody,
    a_demand_is_met_or_refused,
    nobody_is_asked_silently,
    an_old_login_is_done_again_as_a_whole,
    the_proof_alone_signs_nobody_in,
    a_proof_raises_no_other_session,
    wrong_codes_count_as_everywhere,
    after_a_new_password_the_whole_login_is_due,
    somebody_else_may_sign_in_instead,
    a_full_login_asks_for_what_is_wished,
];

const MFA: &str = "urn:gatehouse:mfa";

fn wishing() -> Request {
    Request::from("spa").with("acr_values", MFA)
}

fn demanding() -> Request {
    let claims = json!({"id_token": {"acr": {"essential": true, "values": [MFA]}}});
    Request::from("spa").with("claims", &claims.to_string())
}

fn error(seen: &Seen) -> String {
    seen.answer().remove("error").unwrap_or_else(|| panic!("no error: {seen:?}"))
}

async fn id_token(app: &TestApp, seen: &Seen) -> Value {
    let code = seen.answer().remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"));
    part(&Tokens::of(&app.exchange("spa", &code).await).id, 1)
}

fn amr(token: &Value) -> String {
    let methods: Vec<&str> = token["amr"].as_array().unwrap().iter().map(|method| method.as_str().unwrap()).collect();
    methods.join(" ")
}

fn session_cookie(browser: &Browser) -> (String, String) {
    let cookies = browser.cookies.lock().unwrap();
    let found = cookies.iter().find(|(name, _)| name.contains("gatehouse-session")).unwrap();
    (found.0.clone(), found.1.clone())
}

/// Adds an authenticator application in a signed-in browser; its secret. The clock stands at its next step afterwards.
async fn enroll(app: &TestApp, browser: &Browser) -> String {
    let page = app.at(browser).open(&app.path("/account/authenticator")).await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split('>').nth(1).unwrap();
    let secret = shown.split('<').next().unwrap().replace(' ', "");
    let fields = [("name", "Phone"), ("code", &code(app, &secret)[..])];
    let done = app.at(browser).submit(&page, &fields).await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    app.advance(Duration::from_secs(30));
    secret
}

fn code(app: &TestApp, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(app.now()).unwrap()).to_string()
}

/// Alice, signed in with her password alone, who has an application as well.
async fn alice(app: &TestApp) -> (Browser, String) {
    let browser = app.browser();
    assert!(app.sign_in(&browser, "spa").await.answer().contains_key("code"));
    let secret = enroll(app, &browser).await;
    (browser, secret)
}

async fn verify(app: &TestApp, browser: &Browser, page: &Seen, code: &str) -> Seen {
    app.at(browser).submit(page, &[("code", code), ("action", "verify")]).await
}

fn assert_is_step_up(seen: &Seen) {
    assert!(seen.status == 200 && seen.path.ends_with("/second-factor/totp"), "{seen:?}");
    assert!(seen.body.contains("id=\"step-up\"") && !seen.body.contains("type=\"password\""), "{seen:?}");
}

fn assert_is_login(seen: &Seen) {
    assert!(seen.status == 200 && seen.path.split('?').next().unwrap().ends_with("/login"), "{seen:?}");
}

async fn the_second_factor_alone_is_asked_for(app: TestApp) {
    let (browser, secret) = alice(&app).await;
    let before = id_token(&app, &app.ask(&browser, "spa").await).await;
    assert_eq!((before["acr"].as_str(), amr(&before).as_str()), (Some("urn:gatehouse:password"), "pwd"));
    let (name, old) = session_cookie(&browser);
    let asked = app.ask(&browser, wishing()).await;
    assert_is_step_up(&asked);
    assert!(asked.body.contains("class=\"person\""), "whose session it is: {asked:?}");
    let back = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    let after = id_token(&app, &back).await;
    assert_eq!((after["acr"].as_str(), amr(&after).as_str()), (Some(MFA), "pwd otp mfa"));
    // It is the same session, and the login that it began with is no younger (decision 023).
    assert_eq!(
        (&after["sid"], &after["sub"], &after["auth_time"]),
        (&before["sid"], &before["sub"], &before["auth_time"])
    );
    let again = id_token(&app, &app.ask(&browser, wishing().with("prompt", "none")).await).await;
    assert_eq!(again["acr"], MFA, "asked once");
    // A new secret: whoever knew the old one has nothing.
    assert_ne!(session_cookie(&browser).1, old);
    let thief = app.browser();
    thief.cookies.lock().unwrap().insert(name, old);
    assert_eq!(error(&app.ask(&thief, Request::from("spa").with("prompt", "none")).await), "login_required");
    let database = &app.house.parts.shared.database;
    let rows = audit_events::list(database, &app.realm, 100).await.unwrap();
    let event = rows.iter().find(|row| row.event == "session.stepped_up");
    let event = event.unwrap_or_else(|| panic!("no event: {rows:?}"));
    assert_eq!(event.details["method"], "totp");
}

async fn a_wish_is_met_where_it_can_be_and_fails_nobody(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let without = id_token(&app, &app.ask(&browser, wishing()).await).await;
    assert_eq!(without["acr"], "urn:gatehouse:password", "nothing to prove with, and said so");
    enroll(&app, &browser).await;
    assert_is_step_up(&app.ask(&browser, wishing()).await);
    // Any of the values is enough; those that nothing enrolled reaches are nobody's loss.
    let either = wishing().with("acr_values", &format!("x {MFA} urn:gatehouse:password"));
    assert_eq!(id_token(&app, &app.ask(&browser, either).await).await["acr"], "urn:gatehouse:password");
    let stronger = wishing().with("acr_values", "phr");
    assert_eq!(id_token(&app, &app.ask(&browser, stronger).await).await["acr"], "urn:gatehouse:password");
    let voluntary = json!({"id_token": {"acr": {"values": [MFA]}}}).to_string();
    assert_is_step_up(&app.ask(&browser, Request::from("spa").with("claims", &voluntary)).await);
}

async fn a_demand_is_met_or_refused(app: TestApp) {
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    assert_eq!(error(&app.ask(&browser, demanding()).await), "unmet_authentication_requirements");
    // Neither does a new login help whoever has nothing more to show.
    let anew = app.sign_in(&app.browser(), demanding()).await;
    assert_eq!(error(&anew), "unmet_authentication_requirements");
    let secret = enroll(&app, &browser).await;
    let asked = app.ask(&browser, demanding()).await;
    assert_is_step_up(&asked);
    let back = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    assert_eq!(id_token(&app, &back).await["acr"], MFA);
    let phr = json!({"id_token": {"acr": {"essential": true, "values": ["phr", "phrh"]}}}).to_string();
    let refused = app.ask(&browser, Request::from("spa").with("claims", &phr)).await;
    assert_eq!(error(&refused), "unmet_authentication_requirements", "a code is not resistant to phishing");
}

async fn nobody_is_asked_silently(app: TestApp) {
    let (browser, _) = alice(&app).await;
    assert_eq!(error(&app.ask(&browser, demanding().with("prompt", "none")).await), "login_required");
    let wished = app.ask(&browser, wishing().with("prompt", "none")).await;
    assert_eq!(id_token(&app, &wished).await["acr"], "urn:gatehouse:password");
}

async fn an_old_login_is_done_again_as_a_whole(app: TestApp) {
    let (browser, secret) = alice(&app).await;
    let began = app.now();
    app.advance(Duration::from_mins(10));
    assert_is_step_up(&app.ask(&browser, wishing().with("max_age", "3600")).await);
    for request in
        [wishing().with("max_age", "300"), wishing().with("prompt", "login"), demanding().with("max_age", "0")]
    {
        assert_is_login(&app.ask(&browser, request).await);
    }
    let asked = app.sign_in(&browser, demanding().with("max_age", "300")).await;
    assert!(asked.path.ends_with("/second-factor/totp") && !asked.body.contains("id=\"step-up\""), "{asked:?}");
    let token = id_token(&app, &verify(&app, &browser, &asked, &code(&app, &secret)).await).await;
    assert_eq!((token["acr"].as_str(), token["auth_time"].as_i64()), (Some(MFA), Some(app.now())));
    assert!(app.now() > began);
    // A proof added later makes the login no younger.
    let other = app.browser();
    app.advance(Duration::from_mins(1));
    assert!(
        app.sign_in(&other, "spa").await.path.ends_with("/second-factor/totp"),
        "a factor that is there is asked for"
    );
}

async fn the_proof_alone_signs_nobody_in(app: TestApp) {
    let (browser, secret) = alice(&app).await;
    let asked = app.ask(&browser, wishing()).await;
    assert_is_step_up(&asked);
    // Signed out in another tab; the page is still open.
    let tab = browser.clone();
    let page = app.at(&tab).open(&app.path("/logout")).await;
    app.at(&tab).submit(&page, &[("action", "sign-out")]).await;
    let answered = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    assert_is_login(&answered);
    assert_eq!(error(&app.ask(&browser, Request::from("spa").with("prompt", "none")).await), "login_required");
    // Nor where the cookie of the session never was.
    let (browser, other) = (app.browser(), app.browser());
    let asked = app.sign_in(&browser, "spa").await;
    app.advance(Duration::from_secs(30));
    let back = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    assert!(back.answer().contains_key("code"), "{back:?}");
    assert_eq!(app.at(&other).open(&asked.path).await.status, 410, "the interaction is the browser's");
}

async fn a_proof_raises_no_other_session(app: TestApp) {
    app.add_user("bob").await;
    let (browser, secret) = alice(&app).await;
    let asked = app.ask(&browser, wishing()).await;
    assert_is_step_up(&asked);
    // Bob signs in over it, in another tab.
    let bob = app.sign_in_as(&browser, "bob", Request::from("spa").with("prompt", "login")).await;
    let bob = id_token(&app, &bob).await;
    verify(&app, &browser, &asked, &code(&app, &secret)).await;
    let silent = Request::from("spa").with("prompt", "none").with("login_hint", "bob");
    let now = id_token(&app, &app.ask(&browser, silent).await).await;
    assert_eq!(
        (&now["sub"], amr(&now).as_str()),
        (&bob["sub"], "pwd"),
        "Bob's session has no proof of alice's, whose own stands beside it"
    );
}

async fn wrong_codes_count_as_everywhere(app: TestApp) {
    let (browser, secret) = alice(&app).await;
    let mut page = app.ask(&browser, wishing()).await;
    let mut tries = 0;
    while page.status != 429 {
        page = verify(&app, &browser, &page, "000000").await;
        tries += 1;
        assert!(tries < 20 && [422, 429].contains(&page.status), "{page:?}");
    }
    let right = verify(&app, &browser, &page, &code(&app, &secret)).await;
    assert_eq!(right.status, 429, "nothing is looked at while it locks");
    // It is one count: a login elsewhere waits as well.
    let elsewhere = app.browser();
    let half = app.sign_in(&elsewhere, "spa").await;
    assert_eq!(verify(&app, &elsewhere, &half, &code(&app, &secret)).await.status, 429);
}

async fn after_a_new_password_the_whole_login_is_due(app: TestApp) {
    let (browser, secret) = alice(&app).await;
    let asked = app.ask(&browser, wishing()).await;
    app.advance(Duration::from_secs(1));
    // Changed in the account, with the session that goes on.
    let page = app.at(&browser).open(&app.path("/account/password")).await;
    let fields = [("current-password", PASSWORD), ("new-password", "tapirs swim at dawn"), ("action", "save")];
    let done = app.at(&browser).submit(&page, &fields).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    let answered = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    assert_is_login(&answered);
    assert!(answered.field("password").is_none(), "by name first: {answered:?}");
}

async fn somebody_else_may_sign_in_instead(app: TestApp) {
    app.add_user("bob").await;
    let (browser, _) = alice(&app).await;
    let asked = app.ask(&browser, wishing()).await;
    let link = asked.body.split("id=\"use-another-account\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let login = app.at(&browser).open(&link.replace("&#x2F;", "/")).await;
    assert_is_login(&login);
    let at = app.at(&browser);
    let asked = at.submit(&login, &[("username", "bob"), ("action", "sign-in")]).await;
    let back = at.submit(&asked, &[("username", "bob"), ("password", PASSWORD), ("action", "sign-in")]).await;
    let token = id_token(&app, &back).await;
    assert_eq!((token["acr"].as_str(), token["sub"] == app.alice.as_str()), (Some("urn:gatehouse:password"), false));
}

async fn a_full_login_asks_for_what_is_wished(app: TestApp) {
    let (_, secret) = alice(&app).await;
    let browser = app.browser();
    let asked = app.sign_in(&browser, wishing()).await;
    let back = verify(&app, &browser, &asked, &code(&app, &secret)).await;
    assert_eq!(id_token(&app, &back).await["acr"], MFA);
    // What was not asked for is stated in our own words.
    let plain = id_token(&app, &app.ask(&browser, "spa").await).await;
    assert_eq!(plain["acr"], MFA);
}
