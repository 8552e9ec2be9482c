//! The account API for passkeys, inbox, notifications, activity and last uses (AC-07, AC-09, AC-12, AC-13, AC-14, AC-20).

use std::time::Duration;

use gatehouse::model::{Notice, UserId};
use gatehouse::provider::USE_STEP;
use gatehouse::storage::users;
use serde_json::{Value, json};

use super::account_api::{ALL, call, document, furnished, get, is_documented, refusal, token_of};
use crate::support::app::{Request, TestApp};
use crate::support::authenticator::{Key, Manner};

on_each_setup![
    passkeys_are_added_named_and_removed,
    a_ceremony_belongs_to_who_began_it,
    an_address_without_a_name_has_no_passkeys,
    the_inbox_is_read_and_marked,
    channels_are_chosen_within_bounds,
    the_activity_is_searched,
    last_uses_are_written_once_in_a_while,
];

/// The same app in a realm whose host has a name: browsers make passkeys there.
async fn named(app: &TestApp) -> TestApp {
    let named = app.neighbor_on("acme", "login.acme.localhost").await;
    furnished(&named).await;
    named
}

fn manner(app: &TestApp) -> Manner {
    Manner::at(&app.issuer())
}

/// Calls, and sees to it that the document says so.
async fn check(app: &TestApp, token: &str, (method, path, at): (&str, &str, &str), body: Value) -> (u16, Value) {
    let document = document(app).await;
    let seen = call(app, token, (method, at), &body).await;
    is_documented(&document, (method, path), &seen);
    (seen.status, if seen.body.is_empty() { Value::Null } else { seen.json() })
}

async fn passkeys_are_added_named_and_removed(app: TestApp) {
    let app = named(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    let begin = ("POST", "/passkeys/registration", "/passkeys/registration");
    let add = ("POST", "/passkeys", "/passkeys");
    assert_eq!(check(&app, &token, begin, json!({"kind": "lock"})).await.0, 422);
    let (status, request) = check(&app, &token, begin, json!({"kind": "passkey"})).await;
    assert_eq!(status, 201);
    let (_, made) = Key::create(&request["options"].to_string(), &manner(&app));
    let made: Value = serde_json::from_str(&made).unwrap();
    let new = json!({"kind": "passkey", "ceremony": request["ceremony"], "credential": made});
    let (status, list) = check(&app, &token, add, new.clone()).await;
    assert_eq!((status, &list["items"][0]["kind"]), (201, &json!("passkey")));
    assert_eq!(check(&app, &token, add, new).await.1["code"], json!("enrollment_expired"), "an answer counts once");
    for (wrong, code) in
        [("http://evil.example.com", "credential_refused"), ("http://localhost:8080", "credential_refused")]
    {
        let (_, request) = check(&app, &token, begin, json!({"kind": "security-key"})).await;
        let (_, made) = Key::create(&request["options"].to_string(), &Manner::at(wrong));
        let made: Value = serde_json::from_str(&made).unwrap();
        let new = json!({"kind": "security-key", "ceremony": request["ceremony"], "credential": made});
        assert_eq!(check(&app, &token, add, new).await.1["code"], json!(code), "{wrong}");
    }
    let id = list["items"][0]["id"].as_str().unwrap();
    let one = format!("/passkeys/{id}");
    let rename = ("PATCH", "/passkeys/{id}", one.as_str());
    assert_eq!(check(&app, &token, rename, json!({"name": "x".repeat(61)})).await.0, 422);
    assert_eq!(check(&app, &token, rename, json!({"name": "Blue key"})).await.0, 204);
    assert_eq!(get(&app, &token, "/passkeys").await.json()["items"][0]["name"], json!("Blue key"));
    let account = check(&app, &token, ("GET", "", ""), Value::Null).await.1;
    assert_eq!((&account["passkeys"], &account["security_keys"]), (&json!(1), &json!(0)));
    // Bob reaches nothing of it.
    let bob = token_of(&app, "bob", ALL).await.access;
    assert_eq!(get(&app, &bob, "/passkeys").await.json()["items"], json!([]));
    assert_eq!(check(&app, &bob, rename, json!({"name": "mine"})).await.0, 404);
    assert_eq!(check(&app, &bob, ("DELETE", "/passkeys/{id}", &one), Value::Null).await.0, 404);
    // Old logins change nothing.
    app.advance(Duration::from_mins(6));
    for (method, path, at, body) in [
        ("POST", "/passkeys/registration", "/passkeys/registration", json!({"kind": "passkey"})),
        ("PATCH", "/passkeys/{id}", one.as_str(), json!({"name": "x"})),
        ("DELETE", "/passkeys/{id}", one.as_str(), Value::Null),
    ] {
        let (status, problem) = check(&app, &token, (method, path, at), body).await;
        assert_eq!((status, &problem["code"]), (401, &json!("insufficient_user_authentication")), "{method} {at}");
    }
    let token = token_of(&app, "alice", ALL).await.access;
    assert_eq!(check(&app, &token, ("DELETE", "/passkeys/{id}", &one), Value::Null).await.0, 204);
    assert_eq!(check(&app, &token, ("DELETE", "/passkeys/{id}", &one), Value::Null).await.0, 404);
}

async fn a_ceremony_belongs_to_who_began_it(app: TestApp) {
    let app = named(&app).await;
    let (alice, bob) = (token_of(&app, "alice", ALL).await.access, token_of(&app, "bob", ALL).await.access);
    let begun = call(&app, &alice, ("POST", "/passkeys/registration"), &json!({"kind": "passkey"})).await.json();
    let (_, made) = Key::create(&begun["options"].to_string(), &manner(&app));
    let made: Value = serde_json::from_str(&made).unwrap();
    let new = json!({"kind": "passkey", "ceremony": begun["ceremony"], "credential": made});
    let stolen = call(&app, &bob, ("POST", "/passkeys"), &new).await;
    assert_eq!(refusal(&stolen), (409, "enrollment_expired".to_owned()));
    // Whoever tried has used it up.
    let own = call(&app, &alice, ("POST", "/passkeys"), &new).await;
    assert_eq!(refusal(&own), (409, "enrollment_expired".to_owned()));
    // A passkey is no security key.
    let begun = call(&app, &alice, ("POST", "/passkeys/registration"), &json!({"kind": "passkey"})).await.json();
    let (_, made) = Key::create(&begun["options"].to_string(), &manner(&app));
    let made: Value = serde_json::from_str(&made).unwrap();
    let new = json!({"kind": "security-key", "ceremony": begun["ceremony"], "credential": made});
    assert_eq!(refusal(&call(&app, &alice, ("POST", "/passkeys"), &new).await).0, 409);
    assert_eq!(get(&app, &alice, "/passkeys").await.json()["items"], json!([]));
}

async fn an_address_without_a_name_has_no_passkeys(app: TestApp) {
    furnished(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    let refused = call(&app, &token, ("POST", "/passkeys/registration"), &json!({"kind": "passkey"})).await;
    assert_eq!(refusal(&refused), (409, "passkeys_impossible".to_owned()));
}

async fn tell(app: &TestApp, user: &UserId, notice: Notice) {
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let user = users::find(&shared.database, &app.realm, user).await.unwrap().unwrap();
    let mut tx = shared.database.begin().await.unwrap();
    shared.outbox.tell(&mut tx, &origin, &user, (notice, "Phone")).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(Duration::from_secs(1));
}

async fn the_inbox_is_read_and_marked(app: TestApp) {
    furnished(&app).await;
    for notice in [Notice::PasswordChanged, Notice::FactorAdded, Notice::ConsentGiven] {
        tell(&app, &app.alice, notice).await;
    }
    let (alice, bob) = (token_of(&app, "alice", ALL).await.access, token_of(&app, "bob", ALL).await.access);
    let (_, first) = check(&app, &alice, ("GET", "/inbox", "/inbox?limit=2"), Value::Null).await;
    let cursor = first["next"].as_str().unwrap();
    let (_, rest) =
        check(&app, &alice, ("GET", "/inbox", &format!("/inbox?limit=2&cursor={cursor}")), Value::Null).await;
    let notices: Vec<&Value> = [&first, &rest]
        .iter()
        .flat_map(|part| part["items"].as_array().unwrap())
        .map(|entry| &entry["notice"])
        .collect();
    assert_eq!(notices, ["consent-given", "factor-added", "password-changed"]);
    assert_eq!(rest["next"], json!(null));
    assert_eq!(check(&app, &alice, ("GET", "", ""), Value::Null).await.1["unread_notices"], json!(3));
    let middle = first["items"][1]["id"].as_str().unwrap();
    let one = format!("/inbox/{middle}");
    let mark = ("PATCH", "/inbox/{id}", one.as_str());
    for (body, status) in [(json!({"read": "yes"}), 422), (json!({"read": true}), 200)] {
        assert_eq!(check(&app, &alice, mark, body).await.0, status);
    }
    let read = check(&app, &alice, ("GET", "/inbox/{id}", &one), Value::Null).await.1;
    assert!(read["read_at"].is_string() && read["about"] == json!("Phone"), "{read}");
    assert!(check(&app, &alice, mark, json!({"read": false})).await.1["read_at"].is_null());
    let all = ("POST", "/inbox/read", "/inbox/read");
    assert_eq!(check(&app, &alice, all, json!({"newest": middle})).await.0, 204);
    assert_eq!(
        check(&app, &alice, ("GET", "", ""), Value::Null).await.1["unread_notices"],
        json!(1),
        "the newest stays"
    );
    // It is nobody else's, whoever knows its name.
    for (method, path, at, body) in [
        ("GET", "/inbox/{id}", one.as_str(), Value::Null),
        ("PATCH", "/inbox/{id}", one.as_str(), json!({"read": false})),
        ("POST", "/inbox/read", "/inbox/read", json!({"newest": middle})),
        ("GET", "/inbox/{id}", "/inbox/%00", Value::Null),
    ] {
        assert_eq!(check(&app, &bob, (method, path, at), body).await.0, 404, "{method} {at}");
    }
    assert_eq!(check(&app, &bob, ("GET", "/inbox", "/inbox"), Value::Null).await.1["items"], json!([]));
    assert!(check(&app, &alice, ("GET", "/inbox/{id}", &one), Value::Null).await.1["read_at"].is_string());
}

async fn channels_are_chosen_within_bounds(app: TestApp) {
    furnished(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    let change = ("PATCH", "/notifications", "/notifications");
    for (body, field, code) in [
        (json!({"password-changed": {"mail": false}}), "password-changed", "always-by-mail"),
        (json!({"new-device": {"mail": false, "inbox": false}}), "new-device", "one-must-stay"),
        (json!({"weather": {"mail": false}}), "weather", "unknown-member"),
        (json!({"new-device": {"sms": true}}), "new-device", "unknown-member"),
        (json!({"new-device": {"mail": 1}}), "new-device", "wrong-type"),
        (json!({"new-device": true}), "new-device", "wrong-type"),
    ] {
        let (status, problem) = check(&app, &token, change, body).await;
        let error = &problem["errors"][0];
        assert_eq!((status, &error["field"], &error["code"]), (422, &json!(field), &json!(code)));
    }
    let before = check(&app, &token, ("GET", "/notifications", "/notifications"), Value::Null).await.1;
    assert_eq!(before["notices"]["new-device"], json!({"mail": true, "inbox": true, "always_by_mail": false}));
    assert_eq!(before["mail_reaches"], json!(true));
    let after = check(&app, &token, change, json!({"new-device": {"mail": false}})).await;
    assert_eq!((after.0, &after.1["notices"]["new-device"]["mail"]), (200, &json!(false)));
    // The last way cannot be turned off on its own either.
    let silent = check(&app, &token, change, json!({"new-device": {"inbox": false}})).await;
    assert_eq!(silent.0, 422);
    let activity = get(&app, &token, "/activity?kind=profile").await.json();
    assert_eq!(activity["items"][0]["client_id"], json!("mine"), "the trail names the application: {activity}");
}

async fn the_activity_is_searched(app: TestApp) {
    furnished(&app).await;
    let token = token_of(&app, "alice", ALL).await.access;
    app.advance(Duration::from_secs(5));
    call(&app, &token, ("PATCH", "/profile"), &json!({"bio": "of alice"})).await;
    let events = async |query: &str| {
        let (status, body) =
            check(&app, &token, ("GET", "/activity", &format!("/activity?{query}")), Value::Null).await;
        assert_eq!(status, 200, "{query}: {body}");
        let events = body["items"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap().to_owned());
        events.collect::<Vec<_>>()
    };
    assert_eq!(events("kind=profile").await, ["user.updated"]);
    assert_eq!(events("words=MINE&kind=profile").await, ["user.updated"]);
    assert_eq!(events("kind=security").await, [""; 0]);
    let now = gatehouse::clock::Timestamp::from_secs(app.now()).to_rfc3339();
    assert_eq!(events(&format!("from={now}")).await, ["user.updated"]);
    assert!(!events(&format!("until={now}")).await.contains(&"user.updated".to_owned()));
    for query in
        ["kind=nonsense", "from=yesterday", "until=2026-02-30T00:00:00Z", &format!("words={}", "x".repeat(101))]
    {
        assert_eq!(check(&app, &token, ("GET", "/activity", &format!("/activity?{query}")), Value::Null).await.0, 422);
    }
}

async fn last_uses_are_written_once_in_a_while(app: TestApp) {
    furnished(&app).await;
    let shared = &app.house.parts.shared;
    let write = async || shared.uses.write(&shared.database, shared.clock.now()).await.unwrap();
    let used = async |token: &str, client: &str| {
        let (_, list) = check(&app, token, ("GET", "/applications", "/applications"), Value::Null).await;
        let items = list["items"].as_array().unwrap().clone();
        items.iter().find(|item| item["id"] == json!(client)).map(|item| item["last_used_at"].clone())
    };
    let shop = app.tokens_for("shop", Request::from("shop").with("scope", "openid offline_access")).await;
    let first = gatehouse::clock::Timestamp::from_secs(app.now()).to_rfc3339();
    write().await;
    let mine = token_of(&app, "alice", ALL).await.access;
    assert_eq!(used(&mine, "shop").await, Some(json!(first)), "the code was redeemed");
    // Within the step nothing is noted; after it one note stands for any number of uses.
    app.advance(Duration::from_secs(30));
    app.userinfo(&shop.access).await;
    write().await;
    assert_eq!(used(&mine, "shop").await, Some(json!(first)));
    app.advance(USE_STEP);
    for _ in 0..5 {
        app.refresh("shop", &shop.refresh).await;
    }
    let second = gatehouse::clock::Timestamp::from_secs(app.now()).to_rfc3339();
    write().await;
    assert_eq!(write().await, 0, "what is written waits");
    let mine = token_of(&app, "alice", ALL).await.access;
    assert_eq!(used(&mine, "shop").await, Some(json!(second)));
    let page = app.at(&super::profile::signed_in(&app, "alice").await).open(&app.path("/account/applications")).await;
    assert!(page.body.contains("last used"), "{page:?}");
    let bob = token_of(&app, "bob", ALL).await.access;
    assert_eq!(used(&bob, "shop").await, None, "it was alice's");
    // What is taken back is forgotten.
    let revoked = call(&app, &mine, ("DELETE", "/applications/shop"), &Value::Null).await;
    assert_eq!(revoked.status, 204);
    let alice = (&app.realm, &app.alice);
    let left = gatehouse::storage::application_uses::list_of_user(&shared.database, alice).await.unwrap();
    assert!(left.iter().all(|(client, _)| client.as_str() != "shop"), "{left:?}");
}
