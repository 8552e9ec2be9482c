//! The account API for the e-mail address and "This was not me" (AC-05, AC-17, AC-20).

use std::time::Duration;

use gatehouse::outbound::mail::Letter;
use serde_json::{Value, json};

use super::account_api::{ALL, call, document, furnished, get, is_documented, token_of};
use crate::support::app::TestApp;

on_each_setup![the_address_is_changed_by_its_code, whose_address_it_is_is_not_told, this_was_not_me_locks];

const NEW: &str = "alice@new.example";

/// Calls, and sees to it that the document says so: status, and the body where there is one.
async fn check(app: &TestApp, token: &str, (method, path): (&str, &str), body: Value) -> (u16, Value) {
    let seen = call(app, token, (method, path), &body).await;
    is_documented(&document(app).await, (method, path), &seen);
    (seen.status, if seen.body.is_empty() { Value::Null } else { seen.json() })
}

/// The newest mail with this subject to `address`.
async fn mail(app: &TestApp, subject: &str, address: &str) -> Letter {
    for _ in 0..400 {
        let caught = app.house.parts.mailer.as_ref().unwrap().caught().unwrap();
        if let Some(letter) = caught.into_iter().find(|letter| letter.subject == subject && letter.to == address) {
            return letter;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail “{subject}” to {address}")
}

fn code(letter: &Letter) -> String {
    letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().replace(' ', "")
}

async fn the_address_is_changed_by_its_code(app: TestApp) {
    furnished(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    let (status, now) = check(&app, &token, ("GET", "/email"), Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(now, json!({"email": "alice@example.com", "email_verified": true, "pending": null}));
    for (body, fault) in [
        (json!({}), "wrong-type"),
        (json!({"email": 7}), "wrong-type"),
        (json!({"email": "nonsense"}), "not-email"),
        (json!({"email": "ALICE@example.com"}), "same-email"),
        (json!({"email": NEW, "email_verified": true}), "unknown-member"),
    ] {
        let (status, problem) = check(&app, &token, ("PUT", "/email"), body.clone()).await;
        assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!(fault)), "{body}");
    }
    let (status, waits) = check(&app, &token, ("PUT", "/email"), json!({"email": NEW})).await;
    assert_eq!((status, &waits["email"]), (200, &json!("alice@example.com")), "until it is proven");
    assert_eq!((&waits["pending"]["email"], &waits["pending"]["current"]), (&json!(NEW), &json!(true)));
    let typed = code(&mail(&app, "Confirm your new address", NEW).await);
    // Another session of the same person sees it, and proves nothing.
    let other = token_of(&app, "alice", ALL).await.access;
    assert_eq!(get(&app, &other, "/email").await.json()["pending"]["current"], json!(false));
    let confirm = ("POST", "/email/confirmation");
    let (status, problem) = check(&app, &other, confirm, json!({"code": typed})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("change_expired")));
    let (status, problem) = check(&app, &token, confirm, json!({"code": "0"})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("wrong_code")));
    assert_eq!(check(&app, &token, ("POST", "/email/resend"), Value::Null).await.0, 429, "not at once");
    let (status, done) = check(&app, &token, confirm, json!({"code": typed})).await;
    assert_eq!(status, 200);
    assert_eq!(done, json!({"email": NEW, "email_verified": true, "pending": null}));
    assert_eq!(get(&app, &other, "/email").await.status, 401, "the other session has ended with its tokens");
    assert_eq!(check(&app, &token, confirm, json!({"code": typed})).await.1["code"], json!("change_expired"));
    let activity = get(&app, &token, "/activity").await.json();
    let events: Vec<&Value> = activity["items"].as_array().unwrap().iter().map(|item| &item["event"]).collect();
    assert!(events.contains(&&json!("email.changed")), "{events:?}");
    // Old logins ask for nothing, and what waits can be given up by them.
    check(&app, &token, ("PUT", "/email"), json!({"email": "third@new.example"})).await;
    app.advance(Duration::from_mins(6));
    let (status, problem) = check(&app, &token, ("PUT", "/email"), json!({"email": "alice@two.example"})).await;
    assert_eq!((status, &problem["code"]), (401, &json!("insufficient_user_authentication")));
    assert_eq!(check(&app, &token, ("POST", "/email/resend"), Value::Null).await.0, 204);
    assert_eq!(check(&app, &token, ("DELETE", "/email/change"), Value::Null).await.0, 204);
    assert_eq!(check(&app, &token, ("DELETE", "/email/change"), Value::Null).await.0, 404);
    assert_eq!(check(&app, &token, ("POST", "/email/resend"), Value::Null).await.1["code"], json!("change_expired"));
}

async fn whose_address_it_is_is_not_told(app: TestApp) {
    furnished(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    let mut answers = Vec::new();
    for email in ["bob@example.com", "nob@example.com"] {
        let (status, mut body) = check(&app, &token, ("PUT", "/email"), json!({"email": email})).await;
        body["pending"]["email"] = json!("");
        let (wrong, problem) = check(&app, &token, ("POST", "/email/confirmation"), json!({"code": "x"})).await;
        answers.push((status, body, wrong, problem["code"].clone()));
    }
    assert_eq!(answers[0], answers[1]);
    mail(&app, "This address has an account already", "bob@example.com").await;
    mail(&app, "Confirm your new address", "nob@example.com").await;
    // Bob sees nothing of it, and reads are not enough to ask.
    let bob = token_of(&app, "bob", ALL).await.access;
    assert_eq!(get(&app, &bob, "/email").await.json()["pending"], Value::Null);
    let reader = token_of(&app, "bob", "openid account_read").await.access;
    for (method, path) in [("PUT", "/email"), ("POST", "/email/confirmation"), ("POST", "/lock")] {
        assert_eq!(check(&app, &reader, (method, path), json!({"email": NEW})).await.0, 403, "{path}");
    }
}

async fn this_was_not_me_locks(app: TestApp) {
    furnished(&app).await;
    let (token, other) = (token_of(&app, "alice", ALL).await.access, token_of(&app, "alice", ALL).await.access);
    let bob = token_of(&app, "bob", ALL).await.access;
    // It only closes doors: no fresh login is asked for.
    app.advance(Duration::from_mins(6));
    let (status, answer) = check(&app, &token, ("POST", "/lock"), Value::Null).await;
    assert_eq!((status, &answer["recovery_uri"]), (200, &json!(format!("{}/recovery", app.issuer()))));
    for token in [&token, &other] {
        assert_eq!(get(&app, token, "").await.status, 401);
    }
    assert_eq!(get(&app, &bob, "").await.status, 200);
    mail(&app, "Your account is locked", "alice@example.com").await;
}
