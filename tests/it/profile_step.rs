//! What registrations and logins ask people about themselves (product AU-22, pages N-1).

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, RealmSettings, User};
use gatehouse::storage::{audit_events, realms, users};
use serde_json::{Value, json};

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";

async fn ask(house: &House, fields: Value) {
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let registration = serde_json::from_value(json!({"mode": "open", "fields": fields, "ask_again_days": 10})).unwrap();
    let settings = RealmSettings { registration, ..realm.settings };
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
}

async fn sign_in(browser: &Browser) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

async fn alice(house: &House) -> User {
    let realm = RealmId::default_realm();
    users::find_by_identifier(&house.parts.shared.database, &realm, "alice").await.unwrap().unwrap()
}

#[tokio::test]
async fn what_can_be_left_out_is_asked_now_and_then() {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    ask(&house, json!([{"field": "given_name"}, {"field": "birthdate"}, {"field": "zoneinfo"}])).await;
    let browser = house.browser();
    let asked = sign_in(&browser).await;
    assert_eq!((asked.status, asked.path.as_str()), (200, "/login/profile"), "{asked:?}");
    for part in ["Tell us a little more", "id=\"given_name\"", "<select id=\"zoneinfo\"", "id=\"skip-profile\""] {
        assert!(asked.body.contains(part), "{part}");
    }
    assert_eq!(browser.get("/account").await.location(), "/login", "not signed in yet");
    let wrong = [("given_name", "Ada"), ("birthdate", "tomorrow"), ("action", "save")];
    let again = browser.submit(&asked, &wrong).await;
    assert!(again.status == 422 && again.body.contains("year-month-day"), "{again:?}");
    assert_eq!(again.field("given_name").as_deref(), Some("Ada"), "what was typed stays");
    let switched = browser.submit(&again, &[("given_name", "Ada"), ("language", "fr")]).await;
    assert!(switched.body.contains("Dites-nous") && switched.field("given_name").as_deref() == Some("Ada"));
    let skipped = browser.submit(&again, &[("given_name", "Ada"), ("action", "skip")]).await;
    assert_eq!((skipped.status, skipped.path.as_str()), (200, "/account"), "{skipped:?}");
    assert!(!alice(&house).await.claims.contains_key("given_name"), "what was not sent is not kept");
    house.clock.advance(Duration::from_hours(24 * 9));
    assert_eq!(sign_in(&house.browser()).await.path, "/account", "not asked again so soon");
    house.clock.advance(Duration::from_hours(24 * 2));
    let later = house.browser();
    let asked = sign_in(&later).await;
    assert_eq!(asked.path, "/login/profile");
    let told = [("given_name", " Ada "), ("zoneinfo", "Europe/Lisbon"), ("name", "Eve"), ("action", "save")];
    assert_eq!(later.submit(&asked, &told).await.path, "/account");
    let claims = alice(&house).await.claims;
    assert!(claims["given_name"] == "Ada" && claims["zoneinfo"] == "Europe/Lisbon", "{claims:?}");
    assert!(!claims.contains_key("name"), "only what is asked for is taken");
    let rows = audit_events::list(&house.parts.shared.database, &RealmId::default_realm(), 100).await.unwrap();
    let updated = rows.iter().find(|row| row.event == "user.updated").unwrap();
    assert_eq!(updated.details["changed"], "given_name zoneinfo");
    // What is left is asked for after a while, alone.
    house.clock.advance(Duration::from_hours(24 * 11));
    let last = sign_in(&house.browser()).await;
    assert!(last.body.contains("id=\"birthdate\"") && !last.body.contains("id=\"given_name\""), "{last:?}");
}

#[tokio::test]
async fn no_session_begins_before_what_is_required_is_told() {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    ask(&house, json!([{"field": "name", "at": "registration", "required": true}, {"field": "nickname"}])).await;
    let browser = house.browser();
    let asked = sign_in(&browser).await;
    assert!(asked.path == "/login/profile" && !asked.body.contains("id=\"skip-profile\""), "{asked:?}");
    // Pressing what is not there changes nothing.
    assert_eq!(browser.submit(&asked, &[("action", "skip")]).await.path, "/login/profile");
    let empty = browser.submit(&asked, &[("nickname", "ada"), ("action", "save")]).await;
    assert!(empty.status == 422 && empty.body.contains("cannot be left out"), "{empty:?}");
    assert_eq!(empty.field("nickname").as_deref(), Some("ada"));
    assert_eq!(browser.get("/account").await.location(), "/login");
    assert!(house.browser().get("/login/profile").await.location() == "/login", "the flow is this browser's");
    let done = browser.submit(&asked, &[("name", "Ada Lovelace"), ("action", "save")]).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
    assert_eq!(sign_in(&house.browser()).await.path, "/account", "the rest was asked for just now");
    let left = house.browser();
    house.clock.advance(Duration::from_hours(24 * 11));
    let asked = sign_in(&left).await;
    assert!(asked.body.contains("id=\"nickname\""), "{asked:?}");
    assert_eq!(left.submit(&asked, &[("action", "cancel")]).await.path, "/", "there is a way out");
}

#[tokio::test]
async fn a_registration_asks_for_what_the_realm_wants_at_once() {
    let house = House::open(&[]).await;
    let fields = json!([
        {"field": "given_name", "at": "registration", "required": true},
        {"field": "phone_number", "at": "registration"},
        {"field": "nickname", "at": "later"},
    ]);
    ask(&house, fields).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    assert!(page.body.contains("id=\"given_name\"") && !page.body.contains("id=\"nickname\""), "{page:?}");
    let base = [("email", "ada@example.com"), ("new-password", PASSWORD), ("action", "register")];
    let with = |more: &[(&'static str, &'static str)]| base.into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
    let wrong = browser.submit(&page, &with(&[("phone_number", "030 12")])).await;
    assert!(wrong.status == 422 && wrong.body.contains("cannot be left out"), "{wrong:?}");
    assert_eq!(wrong.field("phone_number").as_deref(), Some("030 12"));
    let asked = browser.submit(&page, &with(&[("given_name", "Ada"), ("nickname", "eve")])).await;
    assert!(asked.path.ends_with("/verify-email"), "{asked:?}");
    let mut code = String::new();
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        if let Some(letter) = caught.first() {
            let rest = letter.text.split("\n    ").nth(1).unwrap();
            code = rest.lines().next().unwrap().replace(' ', "");
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    // The rest comes in a step of its own.
    let step = browser.submit(&asked, &[("code", &code), ("action", "verify")]).await;
    assert!(step.path == "/login/profile" && step.body.contains("id=\"nickname\""), "{step:?}");
    assert!(!step.body.contains("id=\"phone_number\""), "what was left out once is not asked again");
    assert_eq!(browser.submit(&step, &[("action", "skip")]).await.path, "/account");
    let realm = RealmId::default_realm();
    let made = users::find_by_identifier(&house.parts.shared.database, &realm, "ada@example.com").await.unwrap();
    let claims = made.unwrap().claims;
    assert!(claims["given_name"] == "Ada" && !claims.contains_key("nickname"), "{claims:?}");
}
