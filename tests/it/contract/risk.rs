//! What speaks against a login, over a real database, on every engine there is (product AU-21).

use std::time::Duration;

use gatehouse::audit::Origin;
use gatehouse::authn::{Browser, KnownDevice, Login, LoginFlow, LoginRules, Outcome, Settings, Typed};
use gatehouse::clock::Timestamp;
use gatehouse::hashing::breach::Builder;
use gatehouse::model::{Notice, Realm, RealmSettings, RiskRules, UserId, UserStatus, Watch};
use gatehouse::places::Places;
use gatehouse::storage::{audit_events, inbox};
use serde_json::{Value, json};

use super::house::{House, PASSWORD, browser, houses, realm_with, without_limits};
use crate::support::mmdb;

fn realm(risk: RiskRules) -> Realm {
    let settings = RealmSettings { risk, ..RealmSettings::default() };
    Realm { settings, ..realm_with("[]") }
}

fn login<'a>(browser: &'a Browser, realm: &'a Realm) -> Login<'a> {
    Login { id: "i1", browser, session_limit: None, rules: LoginRules { realm: Some(realm), ..LoginRules::default() } }
}

/// What comes of a password typed at `source`.
async fn try_at(house: &House, realm: &Realm, browser: &Browser, (source, password): (&str, &str)) -> Outcome {
    // One after the other, so that it is known which event is the newest.
    house.clock.advance(Duration::from_secs(1));
    let origin = Origin { source: source.to_owned(), ..house.origin() };
    let typed = Typed { identifier: Some("alice"), password, remember: false };
    house.authn.submit_password(&origin, login(browser, realm), typed).await.unwrap()
}

async fn enter(house: &House, realm: &Realm, browser: &Browser, source: &str) {
    let outcome = try_at(house, realm, browser, (source, PASSWORD)).await;
    assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
}

/// The points of the newest event of this name.
async fn points(house: &House, event: &str) -> Value {
    let rows = audit_events::list(&house.db.database, &house.origin().realm, 20).await.unwrap();
    let newest = rows.into_iter().find(|row| row.event == event).unwrap();
    newest.details.get("risk").cloned().unwrap_or(Value::Null)
}

async fn notices(house: &House, user: &UserId) -> Vec<Notice> {
    let realm = house.origin().realm;
    let (end, whose) = ((Timestamp::from_millis(i64::MAX), ""), (&realm, user));
    let told = inbox::page(&house.db.database, whose, end, 20).await.unwrap();
    let mut told: Vec<Notice> = told.into_iter().map(|entry| entry.notice).collect();
    told.reverse();
    told
}

fn known(user: &UserId) -> Browser {
    Browser { known_devices: vec![KnownDevice { user_id: user.clone(), id: "d1".to_owned() }], ..browser() }
}

async fn alice(house: &House) -> UserId {
    let id = house.add("alice", UserStatus::Active).await;
    house.clock.advance(Duration::from_hours(1));
    id
}

#[tokio::test]
async fn a_new_browser_is_named_and_told_of() {
    for house in houses("risk_device", &without_limits()).await {
        let (realm, id) = (realm(RiskRules::default()), alice(&house).await);
        enter(&house, &realm, &browser(), "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["new_device"]));
        enter(&house, &realm, &known(&id), "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, Value::Null);
        assert_eq!(notices(&house, &id).await, [Notice::NewDevice]);
        let wrong = "wombats dig at noon";
        assert!(matches!(try_at(&house, &realm, &browser(), ("192.0.2.7", wrong)).await, Outcome::Again(..)));
        assert_eq!(points(&house, "login.failed").await, json!(["new_device"]));
        assert!(matches!(try_at(&house, &realm, &known(&id), ("192.0.2.7", wrong)).await, Outcome::Again(..)));
        assert_eq!(points(&house, "login.failed").await, Value::Null);
    }
}

#[tokio::test]
async fn a_realm_can_only_record_or_look_away() {
    for house in houses("risk_rules", &without_limits()).await {
        let id = alice(&house).await;
        let record = RiskRules { new_device: Watch::Record, ..RiskRules::default() };
        enter(&house, &realm(record), &browser(), "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["new_device"]));
        let off = RiskRules { new_device: Watch::Off, ..RiskRules::default() };
        enter(&house, &realm(off), &browser(), "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, Value::Null);
        assert_eq!(notices(&house, &id).await, []);
    }
}

#[tokio::test]
async fn four_networks_within_minutes_are_told_of_without_a_database() {
    for house in houses("risk_networks", &without_limits()).await {
        let (realm, id) = (realm(RiskRules::default()), alice(&house).await);
        let own = known(&id);
        for source in ["5.1.0.1", "5.2.0.1", "5.3.0.1"] {
            enter(&house, &realm, &own, source).await;
            assert_eq!(points(&house, "login.succeeded").await, Value::Null, "{source}");
            house.clock.advance(Duration::from_mins(2));
        }
        enter(&house, &realm, &own, "5.4.0.1").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["velocity"]));
        assert_eq!(notices(&house, &id).await, [Notice::UnusualSignIn]);
        house.clock.advance(Duration::from_mins(11));
        enter(&house, &realm, &own, "5.5.0.1").await;
        assert_eq!(points(&house, "login.succeeded").await, Value::Null, "that was long ago");
        // What others do, and what is another realm's, says nothing of Alice.
        house.add("bob", UserStatus::Active).await;
        for source in ["7.1.0.1", "7.2.0.1", "7.3.0.1", "7.4.0.1"] {
            let origin = Origin { source: source.to_owned(), ..house.origin() };
            let typed = Typed { identifier: Some("bob"), password: PASSWORD, remember: false };
            house.authn.submit_password(&origin, login(&browser(), &realm), typed).await.unwrap();
        }
        enter(&house, &realm, &own, "5.5.0.1").await;
        assert_eq!(points(&house, "login.succeeded").await, Value::Null);
    }
}

#[tokio::test]
async fn places_too_far_apart_are_told_of_once_for_a_new_session() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("places.mmdb");
    std::fs::write(&file, mmdb::world()).unwrap();
    for mut house in houses("risk_places", &without_limits()).await {
        house.authn = house.authn.with_places(Places::open(Some(&file)).unwrap());
        let (realm, id) = (realm(RiskRules::default()), alice(&house).await);
        let own = known(&id);
        let origin = Origin { source: "192.0.2.7".to_owned(), ..house.origin() };
        let typed = Typed { identifier: Some("alice"), password: PASSWORD, remember: false };
        let begun = house.authn.submit_password(&origin, login(&own, &realm), typed).await.unwrap();
        let Outcome::SignedIn(begun) = begun else { panic!("{begun:?}") };
        house.clock.advance(Duration::from_mins(20));
        // The same session, signed in anew from far away: written down.
        let same = Browser { session_token: Some(begun.token.clone()), ..own.clone() };
        enter(&house, &realm, &same, "198.51.100.9").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["velocity"]));
        assert_eq!(notices(&house, &id).await, []);
        enter(&house, &realm, &browser(), "2001:db8::42").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["new_device", "velocity"]));
        assert_eq!(notices(&house, &id).await, [Notice::UnusualSignIn], "one notice, of the graver");
        house.clock.advance(Duration::from_hours(23));
        enter(&house, &realm, &own, "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, Value::Null, "a day is enough for any way");
    }
}

/// The breach is found with the password; the event of a login with two steps names it all the same.
#[tokio::test]
async fn a_breached_password_is_named_at_the_end_of_the_login() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    let mut builder = Builder::begin(&path, 1).unwrap();
    builder.add(format!("{PASSWORD}\n").as_bytes(), |_| ()).unwrap();
    builder.finish(Timestamp::from_secs(1)).unwrap();
    let settings = Settings { breach_file: Some(path), ..without_limits() };
    for house in houses("risk_breached", &settings).await {
        let realm = realm(RiskRules { new_device: Watch::Off, ..RiskRules::default() });
        alice(&house).await;
        enter(&house, &realm, &browser(), "192.0.2.7").await;
        assert_eq!(points(&house, "login.succeeded").await, json!(["breached_password"]));
        let mut later = realm.clone();
        later.settings.factor_rules =
            serde_json::from_str(r#"[{"name": "all", "require": "any", "grace_days": 14}]"#).unwrap();
        let half = try_at(&house, &later, &browser(), ("192.0.2.7", PASSWORD)).await;
        assert!(matches!(half, Outcome::Next(LoginFlow::Required { .. })), "{half:?}");
        house.clock.advance(Duration::from_secs(1));
        let origin = house.origin();
        let done = house.authn.put_off_enrollment(&origin, login(&browser(), &later)).await.unwrap();
        assert!(matches!(done, Outcome::SignedIn(_)), "{done:?}");
        assert_eq!(points(&house, "login.succeeded").await, json!(["breached_password"]));
        // Whoever begins anew brings nothing of it along.
        let off = RiskRules { breached_password: Watch::Off, ..later.settings.risk };
        later.settings.risk = off;
        try_at(&house, &later, &browser(), ("192.0.2.7", PASSWORD)).await;
        house.clock.advance(Duration::from_secs(1));
        house.authn.put_off_enrollment(&house.origin(), login(&browser(), &later)).await.unwrap();
        assert_eq!(points(&house, "login.succeeded").await, Value::Null);
    }
}
